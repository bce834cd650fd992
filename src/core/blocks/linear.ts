import { graphBlock } from './graph-block';

/** A linear layer, x [N, Ci] with w [Co, Ci] and bias [Co] to y [N, Co]. */
export const linear = graphBlock({
  id: 'linear',
  name: 'Linear layer',
  paper:
    'https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks',
  example: { N: 8, Ci: 4096, Co: 1000 },
  equation: 'y_{n,o} = b_o + \\sum_{c=0}^{C_i-1} w_{o,c} \\, x_{n,c}',
  source: 'Krizhevsky et al. 2012, AlexNet, section 3.5',
  parameters: { N: 1, Ci: 1, Co: 1 },
  inputs: ['x', 'w', 'bias'],
  build: (g, { N, Ci, Co }, reading: { transposed?: boolean }) => ({
    y: g.linear(g.input('x', [N, Ci]), { weight: 'w', bias: 'bias', to: Co, ...reading }),
  }),
  terms: ({ Ci }) => Ci + 1,
  misreadings: { 'weights-transposed': { transposed: true } },
});
