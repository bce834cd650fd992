import type { Builder } from '../graph/builder';
import type { Value } from '../graph/draft';
import { architecture } from './architecture';
import {
  byRole,
  convNorm,
  type Naming,
  normMisreadings,
  type NormReading,
  unnamed,
} from './conv-norm';

/** How the unit is read; an empty reading is the definition, each entry is a mistake. */
interface Reading extends NormReading {
  readonly shuffleAfterDepthwise?: boolean;
  readonly inverseShuffle?: boolean;
  readonly reluAfterDepthwise?: boolean;
  readonly paddingAveraged?: boolean;
  readonly branchFirst?: boolean;
  readonly addedAfterRelu?: boolean;
  /** Every group of the last 1 × 1 reads the channels of the first. */
  readonly lastNotGrouped?: boolean;
}

export interface ShuffleOptions {
  /** Channels inside (the bottleneck, a quarter of the unit's output in the paper). */
  readonly width: number;
  /** Channels that the branch makes. */
  readonly to: number;
  readonly groups: number;
  /** Groups of the first 1 × 1, where they are others: 1 in the first unit of stage 2. */
  readonly firstGroups?: number;
  readonly stride?: number;
  readonly tensors?: Naming;
  readonly reading?: Reading;
}

/**
 * ShuffleNet's unit: weights w1, wd, w2, statistics bn1, bn2, bn3 packed in bn. With stride 1 the branch is added
 * to x, else it follows x's average pool 3 × 3 in a concat, so that the output has Ci + `to` channels.
 */
export function shuffleUnit(g: Builder, x: Value, options: ShuffleOptions): Value {
  const { width, to, groups, firstGroups = groups, stride = 1 } = options;
  const { tensors = unnamed, reading = {} } = options;
  const norm = { statistics: tensors('bn'), batchNorm: reading.batchNorm };
  const point = { ...norm, kernel: 1 };
  const shuffled = (value: Value): Value =>
    g.shuffle(value, reading.inverseShuffle === true ? width / groups : groups);
  const late = reading.shuffleAfterDepthwise === true;
  const reduced = g.relu(
    convNorm(g, x, { ...point, weight: tensors('w1'), to: width, groups: firstGroups }),
  );
  const spatial = { to: width, groups: width, kernel: 3, stride, padding: 1 };
  const before = late ? reduced : shuffled(reduced);
  const filtered = convNorm(g, before, { ...norm, ...spatial, weight: tensors('wd') });
  const active = reading.reluAfterDepthwise === true ? g.relu(filtered) : filtered;
  const after = late ? shuffled(active) : active;
  const grouping = reading.lastNotGrouped === true ? { firstChannel: () => 0 } : {};
  const last = { ...point, weight: tensors('w2'), to, groups, reading: grouping };
  const branch = convNorm(g, after, last);
  if (stride === 1) {
    return reading.addedAfterRelu === true ? g.add(x, g.relu(branch)) : g.relu(g.add(x, branch));
  }
  const countPadding = reading.paddingAveraged === true;
  const pooled = g.averagePool(x, { kernel: 3, stride, padding: 1, countPadding });
  const parts = reading.branchFirst === true ? [branch, pooled] : [pooled, branch];
  return g.relu(g.concat(...parts));
}

/** ShuffleNet's unit, x [N, Ci, H, W] to y [N, Co, H, W] (s = 1, Co = Ci) or [N, Ci + Co, Ho, Wo], the pooled channels first. */
export const shuffleNetUnit = architecture({
  id: 'shufflenet-unit',
  name: 'ShuffleNet unit',
  paper: 'https://arxiv.org/abs/1707.01083',
  example: { N: 8, Ci: 240, H: 28, W: 28, B: 60, Co: 240, g: 3, s: 1 },
  equation:
    'y = \\mathrm{relu}(x + b(x)) \\;(s = 1), \\quad y = \\mathrm{relu}(\\mathrm{concat}(\\mathrm{avgpool}_{3,s}(x), b(x))) \\;(s > 1), \\quad ' +
    'b(x) = \\mathrm{bn}_3(w_2 *_g \\mathrm{bn}_2(w_d \\circledast \\mathrm{shuffle}_g(\\mathrm{relu}(\\mathrm{bn}_1(w_1 *_g x)))))',
  source:
    'Zhang et al. 2018, ShuffleNet, section 3.2, figures 2b and 2c; padding is not in the divisor of the average',
  parameters: { N: 1, Ci: 1, H: 1, W: 1, B: 1, Co: 1, g: 1, s: 1 },
  inputs: ['x', 'w1', 'wd', 'w2', 'bn'],
  illegal: ({ Ci, B, Co, g, s }) => {
    const undivided = Object.entries({ Ci, B, Co }).find(([, size]) => size % g !== 0);
    if (undivided) return `${undivided[0]} = ${undivided[1]} is not a multiple of g = ${g}`;
    return s === 1 && Co !== Ci
      ? `Co = ${Co} must be Ci = ${Ci} with s = 1, since x is added to the branch`
      : undefined;
  },
  build: (g, { N, Ci, H, W, B, Co, g: groups, s }, reading: Reading) => {
    const x = g.input('x', [N, Ci, H, W]);
    const options = { width: B, to: Co, groups, stride: s, tensors: byRole, reading };
    return { y: shuffleUnit(g, x, options) };
  },
  misreadings: {
    ...normMisreadings,
    'shuffle-after-depthwise': { shuffleAfterDepthwise: true },
    'inverse-shuffle': { inverseShuffle: true },
    'relu-after-depthwise': { reluAfterDepthwise: true },
    'padding-averaged': { paddingAveraged: true },
    'branch-in-front': { branchFirst: true },
    'added-after-relu': { addedAfterRelu: true },
    'last-not-grouped': { lastNotGrouped: true },
  },
});
