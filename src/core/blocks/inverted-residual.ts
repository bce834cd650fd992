import type { Builder } from '../graph/builder';
import type { Value } from '../graph/draft';
import { extent } from '../graph/region';
import { architecture } from './architecture';
import type { Parameters, Tensors } from './block';
import {
  byRole,
  convNorm,
  type Naming,
  normMisreadings,
  type NormReading,
  unnamed,
} from './conv-norm';
import { need, tensor } from './need';

/** How the block is read; an empty reading is the definition, each entry is a mistake. */
interface Reading extends NormReading {
  readonly lastClipped?: boolean;
  /** Equal widths suffice for the sum; with a stride, x is read at the same places as by the depthwise. */
  readonly skipWithStride?: boolean;
  readonly notClipped?: boolean;
  readonly withoutSkip?: boolean;
}

export interface InvertedResidualOptions {
  readonly to: number;
  /** Channels inside, as a multiple of those of x (t). */
  readonly expansion: number;
  readonly stride?: number;
  /** Whether t = 1 has the first 1 × 1 too; the paper's network has none there. */
  readonly alwaysExpands?: boolean;
  readonly tensors?: Naming;
  readonly reading?: Reading;
}

/**
 * MobileNetV2's block: weights w1 (expansion), wd (depthwise), w2 (projection), statistics bn1, bn2, bn3 packed in bn.
 * The shortcut joins the narrow ends where the stride is 1 and the widths agree.
 */
export function invertedResidual(g: Builder, x: Value, options: InvertedResidualOptions): Value {
  const { to, expansion, stride = 1, tensors = unnamed, reading = {} } = options;
  const { C } = extent(x.shape);
  const inner = expansion * C;
  const norm = { statistics: tensors('bn'), batchNorm: reading.batchNorm };
  const clip = (value: Value): Value =>
    reading.notClipped === true ? g.relu(value) : g.relu6(value);
  const wide =
    expansion === 1 && options.alwaysExpands !== true
      ? x
      : clip(convNorm(g, x, { ...norm, weight: tensors('w1'), to: inner, kernel: 1 }));
  const spatial = { to: inner, groups: inner, kernel: 3, stride, padding: 1 };
  const filtered = clip(convNorm(g, wide, { ...norm, ...spatial, weight: tensors('wd') }));
  const narrow = convNorm(g, filtered, { ...norm, weight: tensors('w2'), to, kernel: 1 });
  const branch = reading.lastClipped === true ? g.relu6(narrow) : narrow;
  if (C !== to || reading.withoutSkip === true) return branch;
  if (stride === 1) return g.add(x, branch);
  return reading.skipWithStride === true
    ? g.add(g.maxPool(x, { kernel: 1, stride }), branch)
    : branch;
}

const shared = {
  equation:
    'y = [x +]\\; \\mathrm{bn}_3(w_2 * r_6(\\mathrm{bn}_2(w_d \\circledast r_6(\\mathrm{bn}_1(w_1 * x))))), \\quad ' +
    'r_6(v) = \\min(\\max(v, 0), 6)',
  parameters: { N: 1, Ci: 1, H: 1, W: 1, Co: 1, t: 1, s: 1 },
  inputs: ['x', 'w1', 'wd', 'w2', 'bn'],
  misreadings: {
    ...normMisreadings,
    'last-conv-clipped': { lastClipped: true },
    'skip-with-stride': { skipWithStride: true },
    'relu-not-clipped': { notClipped: true },
    'skip-forgotten': { withoutSkip: true },
  },
};

/** As if the depthwise convolution were followed by bn1 once more; bn1 and bn2 lie one behind the other. */
function firstNormTwice(p: Parameters, inputs: Tensors): Tensors {
  const each = 4 * need(p, 't') * need(p, 'Ci');
  const bn = tensor(inputs, 'bn').slice();
  return { bn: bn.copyWithin(each, 0, each) };
}

/** The inverted residual, x [N, Ci, H, W] to y [N, Co, Ho, Wo]; with t = 1 the first 1 × 1 and its batch norm stay. */
export const invertedResidualBlock = architecture({
  ...shared,
  id: 'inverted-residual',
  name: 'Inverted residual (MobileNetV2)',
  paper: 'https://arxiv.org/abs/1801.04381',
  example: { N: 8, Ci: 24, H: 56, W: 56, Co: 24, t: 6, s: 1 },
  source: 'Sandler et al. 2018, MobileNetV2, section 3.3, table 1 and figure 4d',
  altered: { 'first-norm-twice': firstNormTwice },
  build: (g, { N, Ci, H, W, Co, t, s }, reading: Reading) => {
    const x = g.input('x', [N, Ci, H, W]);
    const options = { to: Co, expansion: t, stride: s, tensors: byRole, reading };
    return { y: invertedResidual(g, x, { ...options, alwaysExpands: true }) };
  },
});

/** The same as the paper's network has it: with t = 1 there is no first 1 × 1, and w1 is empty. */
export const invertedResidualOriginal = architecture({
  ...shared,
  id: 'inverted-residual-original',
  name: 'Inverted residual, without expansion where t = 1',
  paper: 'https://arxiv.org/abs/1801.04381',
  example: { N: 8, Ci: 32, H: 112, W: 112, Co: 16, t: 1, s: 1 },
  source: 'Sandler et al. 2018, MobileNetV2, table 2 (its first block, t = 1) and figure 4d',
  build: (g, { N, Ci, H, W, Co, t, s }, reading: Reading) => {
    const x = g.input('x', [N, Ci, H, W]);
    const options = { to: Co, expansion: t, stride: s, tensors: byRole, reading };
    return { y: invertedResidual(g, x, options) };
  },
});
