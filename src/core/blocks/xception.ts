import type { Builder } from '../graph/builder';
import type { Value } from '../graph/draft';
import { extent } from '../graph/region';
import { architecture } from './architecture';
import {
  byRole,
  convNorm,
  convolved,
  type Naming,
  normMisreadings,
  type NormReading,
  unnamed,
} from './conv-norm';
import { need, tensor } from './need';

/** How the module is read; an empty reading is the definition, each entry is a mistake. */
interface Reading extends NormReading {
  readonly reluBetween?: boolean;
  /** The ReLU follows each batch norm, where it comes before each convolution by definition. */
  readonly reluLast?: boolean;
  /** The sum takes relu(x), as after a ReLU that has overwritten x. */
  readonly skipRectified?: boolean;
  /** x is added to what each separable convolution makes, and not only to the last. */
  readonly skipInEach?: boolean;
}

export interface SeparableOptions {
  readonly to: number;
  readonly tensors?: Naming;
  readonly reading?: Reading;
}

/** A separable convolution: 3 × 3 depthwise (wd), 1 × 1 (wp), batch norm (bn) after the pair and nothing between. */
export function separable(g: Builder, x: Value, options: SeparableOptions): Value {
  const { to, tensors = unnamed, reading = {} } = options;
  const { C } = extent(x.shape);
  const spatial = { to: C, groups: C, kernel: 3, padding: 1 };
  const filtered = convolved(g, x, { ...spatial, weight: tensors('wd') });
  const names = { weight: tensors('wp'), statistics: tensors('bn') };
  const between = reading.reluBetween === true ? g.relu(filtered) : filtered;
  return convNorm(g, between, { ...names, batchNorm: reading.batchNorm, to, kernel: 1 });
}

export interface XceptionOptions {
  /** Output channels of each separable convolution. */
  readonly widths: readonly number[];
  /** Entry and exit units end in a max pool 3 × 3 / 2, and their shortcut is a 1 × 1 / 2 with batch norm (wskip, bn). */
  readonly pooled?: boolean;
  /** Whether a ReLU comes before the first; the first entry unit has none. */
  readonly leadingRelu?: boolean;
  readonly tensors?: Naming;
  readonly reading?: Reading;
}

/** A unit of Xception: separable convolutions, each after a ReLU, beside a linear shortcut. */
export function xceptionUnit(g: Builder, x: Value, options: XceptionOptions): Value {
  const { widths, pooled = false, leadingRelu = true, tensors = unnamed, reading = {} } = options;
  const branch = widths.reduce((value, to, at) => {
    const bare = reading.reluLast === true || (at === 0 && !leadingRelu);
    const made = separable(g, bare ? value : g.relu(value), { to, tensors, reading });
    if (reading.skipInEach === true && at + 1 < widths.length) return g.add(x, made);
    return reading.reluLast === true ? g.relu(made) : made;
  }, x);
  if (!pooled) return g.add(reading.skipRectified === true ? g.relu(x) : x, branch);
  const names = { weight: tensors('wskip'), statistics: tensors('bn') };
  const shortcut = { to: extent(branch.shape).C, kernel: 1, stride: 2 };
  const skip = convNorm(g, x, { ...names, ...shortcut, batchNorm: reading.batchNorm });
  return g.add(g.maxPool(branch, { kernel: 3, stride: 2, padding: 1 }), skip);
}

/** A module of Xception's middle flow, x [N, C, H, W] to y of the same shape; each tensor holds all three layers'. */
export const xceptionMiddle = architecture({
  id: 'xception-middle',
  name: 'Xception module, middle flow',
  paper: 'https://arxiv.org/abs/1610.02357',
  example: { N: 2, C: 728, H: 19, W: 19 },
  equation:
    'y = x + (\\mathcal{S}_3 \\circ \\mathcal{S}_2 \\circ \\mathcal{S}_1)(x), \\quad ' +
    '\\mathcal{S}_i(v) = \\mathrm{bn}_i(w_{p,i} * (w_{d,i} \\circledast \\mathrm{relu}(v)))',
  source: 'Chollet 2017, Xception, section 3 and figure 5 (middle flow)',
  parameters: { N: 1, C: 1, H: 1, W: 1 },
  inputs: ['x', 'wd', 'wp', 'bn'],
  build: (g, { N, C, H, W }, reading: Reading) => {
    const x = g.input('x', [N, C, H, W]);
    return { y: xceptionUnit(g, x, { widths: [C, C, C], tensors: byRole, reading }) };
  },
  misreadings: {
    ...normMisreadings,
    'relu-between': { reluBetween: true },
    'relu-last': { reluLast: true },
    'skip-rectified': { skipRectified: true },
    'skip-in-every-unit': { skipInEach: true },
  },
  altered: {
    'one-set-of-kernels': (p, inputs) => {
      const wd = tensor(inputs, 'wd');
      return { wd: wd.map((_, at) => wd[at % (9 * need(p, 'C'))] ?? 0) };
    },
  },
});

/** A unit of Xception's entry flow, x [N, Ci, H, W] to y [N, Co, Ho, Wo], half the size: two separable convolutions. */
export const xceptionEntry = architecture({
  id: 'xception-entry',
  name: 'Xception module, entry flow',
  paper: 'https://arxiv.org/abs/1610.02357',
  example: { N: 2, Ci: 128, H: 74, W: 74, Co: 256 },
  equation:
    'y = \\mathrm{maxpool}_{3,2}((\\mathcal{S}_2 \\circ \\mathcal{S}_1)(x)) + \\mathrm{bn}_s(w_s * x), \\quad ' +
    '\\mathcal{S}_i(v) = \\mathrm{bn}_i(w_{p,i} * (w_{d,i} \\circledast \\mathrm{relu}(v)))',
  source: 'Chollet 2017, Xception, section 3 and figure 5 (entry flow)',
  parameters: { N: 1, Ci: 1, H: 1, W: 1, Co: 1 },
  inputs: ['x', 'wd', 'wp', 'bn', 'wskip'],
  build: (g, { N, Ci, H, W, Co }, reading: Reading) => {
    const x = g.input('x', [N, Ci, H, W]);
    const options = { widths: [Co, Co], pooled: true, tensors: byRole, reading };
    return { y: xceptionUnit(g, x, options) };
  },
  misreadings: { ...normMisreadings, 'relu-between': { reluBetween: true } },
});
