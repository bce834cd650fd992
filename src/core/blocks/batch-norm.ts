import { batchNormEquation, type BatchNormOptions } from '../graph/layers/batch-norm';
import { graphBlock } from './graph-block';

/** Batch norm at test time, x [N, C, H, W] with bn [4, C] (gamma | beta | mean | var) to y of x's shape. */
export const batchNorm = graphBlock({
  id: 'batch-norm',
  name: 'Batch norm, inference',
  paper: 'https://arxiv.org/abs/1502.03167',
  example: { N: 8, C: 64, H: 56, W: 56 },
  equation: batchNormEquation,
  source: 'Ioffe and Szegedy 2015, Batch Normalization, section 3.1 and algorithm 2',
  parameters: { N: 1, C: 1, H: 1, W: 1 },
  inputs: ['x', 'bn'],
  build: (g, { N, C, H, W }, reading: BatchNormOptions) => ({
    y: g.batchNorm(g.input('x', [N, C, H, W]), { statistics: 'bn', ...reading }),
  }),
  misreadings: {
    'eps-left-out': { epsilon: 0 },
    'bn-packed-interleaved': { interleaved: true },
  },
});
