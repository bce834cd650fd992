import { graphBlock } from './graph-block';

const parameters = { n: 1 };

/** max(x, 0) of each element, x [n] to y [n]. */
export const relu = graphBlock({
  id: 'relu',
  name: 'ReLU',
  paper:
    'https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks',
  example: { n: 2 ** 20 },
  equation: 'y_i = \\max(x_i, 0)',
  source: 'Krizhevsky et al. 2012, AlexNet, section 3.1',
  parameters,
  inputs: ['x'],
  build: (g, { n }) => ({ y: g.relu(g.input('x', [n])) }),
  terms: () => 1,
});

/** A ReLU with a ceiling of 6, x [n] to y [n]. */
export const relu6 = graphBlock({
  id: 'relu6',
  name: 'ReLU6',
  paper: 'https://arxiv.org/abs/1801.04381',
  example: { n: 2 ** 20 },
  equation: 'y_i = \\min(\\max(x_i, 0), 6)',
  source: 'Sandler et al. 2018, MobileNetV2, section 3.1',
  parameters,
  inputs: ['x'],
  build: (g, { n }) => ({ y: g.relu6(g.input('x', [n])) }),
  terms: () => 1,
});

/** The logistic function of each element, x [n] to y [n]. */
export const sigmoid = graphBlock({
  id: 'sigmoid',
  name: 'Sigmoid',
  paper: 'https://arxiv.org/abs/1709.01507',
  example: { n: 2 ** 20 },
  equation: 'y_i = \\frac{1}{1 + e^{-x_i}}',
  source: 'Hu et al. 2018, Squeeze-and-Excitation, equation 3',
  parameters,
  inputs: ['x'],
  build: (g, { n }) => ({ y: g.sigmoid(g.input('x', [n])) }),
});

/** Scores x [N, C] to probabilities y [N, C], each row summing to 1. */
export const softmax = graphBlock({
  id: 'softmax',
  name: 'Softmax',
  paper: 'https://doi.org/10.1007/978-3-642-76153-9_28',
  example: { N: 4096, C: 1000 },
  equation:
    'y_{n,c} = \\frac{e^{x_{n,c} - m_n}}{\\sum_k e^{x_{n,k} - m_n}}, \\quad m_n = \\max_k x_{n,k}',
  source: 'Bridle 1990; the largest score is taken off so that no exponential overflows',
  parameters: { N: 1, C: 1 },
  inputs: ['x'],
  build: (g, { N, C }) => ({ y: g.softmax(g.input('x', [N, C])) }),
});
