import type { LocalResponseOptions } from '../graph/layers/local-response-norm';
import { graphBlock } from './graph-block';

/** Local response normalisation over `size` channels, x [N, C, H, W] to y of x's shape, with AlexNet's constants. */
export const localResponseNorm = graphBlock({
  id: 'local-response-norm',
  name: 'Local response normalisation',
  paper:
    'https://papers.nips.cc/paper/4824-imagenet-classification-with-deep-convolutional-neural-networks',
  example: { N: 8, C: 96, H: 55, W: 55, size: 5 },
  equation:
    'y_{n,c} = x_{n,c} \\Big/ \\Big( 2 + 10^{-4} \\sum_{|j-c| \\le n/2} x_{n,j}^2 \\Big)^{0.75}',
  source: 'Krizhevsky et al. 2012, AlexNet, section 3.3',
  parameters: { N: 1, C: 1, H: 1, W: 1, size: 1 },
  inputs: ['x'],
  build: (g, { N, C, H, W, size }, reading: LocalResponseOptions) => ({
    y: g.localResponseNorm(g.input('x', [N, C, H, W]), { size, ...reading }),
  }),
});
