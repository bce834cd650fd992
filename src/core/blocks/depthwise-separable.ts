import { batchNormEquation, type BatchNormOptions } from '../graph/layers/batch-norm';
import { alteredInputs, turned } from './altered';
import type { Parameters } from './block';
import { type GraphBlock, graphBlock } from './graph-block';
import { need } from './need';

/** How the block is read; an empty reading is the definition, each entry is a mistake. */
interface Reading {
  readonly batchNorm?: BatchNormOptions;
  readonly withoutFirstRelu?: boolean;
  readonly withoutLastRelu?: boolean;
}

const described = graphBlock({
  id: 'depthwise-separable',
  name: 'Depthwise separable convolution (MobileNet)',
  paper: 'https://arxiv.org/abs/1704.04861',
  example: { N: 8, Ci: 128, H: 56, W: 56, Co: 128, s: 1 },
  equation:
    'y = \\mathrm{relu}(\\mathrm{bn}_2(w_p * \\mathrm{relu}(\\mathrm{bn}_1(w_d \\circledast x)))), \\quad ' +
    batchNormEquation,
  source: 'Howard et al. 2017, MobileNets, section 3.1 and figure 3',
  parameters: { N: 1, Ci: 1, H: 1, W: 1, Co: 1, s: 1 },
  inputs: ['x', 'wd', 'bn1', 'wp', 'bn2'],
  build: (g, { N, Ci, H, W, Co, s }, reading: Reading) => {
    const x = g.input('x', [N, Ci, H, W]);
    const filtered = g.batchNorm(
      g.depthwise(x, { weight: 'wd', kernel: 3, stride: s, padding: 1 }),
      { statistics: 'bn1', ...reading.batchNorm },
    );
    const t = reading.withoutFirstRelu === true ? filtered : g.relu(filtered);
    const mixed = g.batchNorm(g.conv(t, { weight: 'wp', to: Co, kernel: 1 }), {
      statistics: 'bn2',
      ...reading.batchNorm,
    });
    return { y: reading.withoutLastRelu === true ? mixed : g.relu(mixed) };
  },
  misreadings: {
    'eps-left-out': { batchNorm: { epsilon: 0 } },
    'last-relu-forgotten': { withoutLastRelu: true },
    'first-relu-forgotten': { withoutFirstRelu: true },
    'bn-packed-interleaved': { batchNorm: { interleaved: true } },
  },
});

/** MobileNet's depthwise-separable convolution, x [N, Ci, H, W] to y [N, Co, Ho, Wo], 3 × 3 with a padding of 1. */
export const depthwiseSeparable: GraphBlock = {
  ...described,
  misreadings: [
    ...described.misreadings,
    ...alteredInputs((...given) => described.forward(...given), {
      'weights-turned': (p, inputs) => turned('wp', need(p, 'Co'), need(p, 'Ci'), inputs),
    }),
  ],
};

/**
 * Bytes of the block in two passes, at f32: besides the compulsory ones, the tensor between them
 * [N, Ci, Ho, Wo] is written once and read once.
 */
export function twoPassBytes(p: Parameters): number {
  const [N = 0, , Ho = 0, Wo = 0] = depthwiseSeparable.shapes(p)['y'] ?? [];
  return depthwiseSeparable.cost(p).bytes + 8 * N * need(p, 'Ci') * Ho * Wo;
}
