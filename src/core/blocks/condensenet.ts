import type { Builder } from '../graph/builder';
import type { Value } from '../graph/draft';
import { gatherBy } from '../graph/layers/gather';
import { extent } from '../graph/region';
import { integer } from '../tensor/random';
import { architecture } from './architecture';
import type { Parameters } from './block';
import {
  byRole,
  convolved,
  type Naming,
  normalised,
  normMisreadings,
  type NormReading,
  unnamed,
} from './conv-norm';
import { need, tensor } from './need';

/** How the layer is read; an empty reading is the definition, each entry is a mistake. */
interface Reading extends NormReading {
  readonly withoutShuffle?: boolean;
}

export interface CondensedOptions {
  /** Channels that the layer adds (k). */
  readonly growth: number;
  /** Groups of both convolutions (G). */
  readonly groups: number;
  /** Each group of the 1 × 1 reads one in so many channels (C in the paper). */
  readonly condensation: number;
  readonly bottleneck?: number;
  readonly tensors?: Naming;
  readonly reading?: Reading;
}

/**
 * A CondenseNet layer at test time: x, and behind it k channels from the index layer (index), bn1, ReLU, the 1 × 1 in
 * groups (w1), channel shuffle, bn2, ReLU, and the 3 × 3 in groups (w2). Statistics are packed in bn.
 */
export function condensedLayer(g: Builder, x: Value, options: CondensedOptions): Value {
  const { growth, groups, condensation, bottleneck = 4 } = options;
  const { tensors = unnamed, reading = {} } = options;
  const kept = (groups * extent(x.shape).C) / condensation;
  const picked = g.layer(gatherBy(kept), [x], { weights: { index: tensors('index') } });
  const active = g.relu(normalised(g, picked, tensors('bn'), reading));
  const to = bottleneck * growth;
  const narrow = convolved(g, active, { weight: tensors('w1'), to, kernel: 1, groups });
  const mixed = reading.withoutShuffle === true ? narrow : g.shuffle(narrow, groups);
  const second = g.relu(normalised(g, mixed, tensors('bn'), reading));
  const spatial = { weight: tensors('w2'), to: growth, kernel: 3, padding: 1, groups };
  return g.concat(x, convolved(g, second, spatial));
}

/** Channels of x from a seed; one may come twice, or never, as after training. */
function makeIndex(p: Parameters, seed: number): Float64Array {
  const [C, g, condense] = [need(p, 'C'), need(p, 'g'), need(p, 'condense')];
  return Float64Array.from({ length: (g * C) / condense }, (_, t) => integer(seed, t, 0, C - 1));
}

function indexProblem(p: Parameters, values: Float64Array): string | undefined {
  const C = need(p, 'C');
  const at = values.findIndex((c) => !Number.isSafeInteger(c) || c < 0 || c >= C);
  return at < 0
    ? undefined
    : `element ${at} is ${values[at]}, and x has the channels 0 to ${C - 1}`;
}

/** The index already counts over all channels; the start of the group is added once more. */
function offsetTwice(p: Parameters, index: Float64Array): Float64Array {
  const [C, condense] = [need(p, 'C'), need(p, 'condense')];
  const each = C / condense;
  return index.map((c, t) => (c + Math.floor(t / each) * each) % C);
}

/** A CondenseNet layer at test time, x [N, C, H, W] to y [N, C + k, H, W]; index has g · C / condense channels of x. */
export const condensenetLayer = architecture({
  id: 'condensenet-layer',
  name: 'CondenseNet layer',
  paper: 'https://arxiv.org/abs/1711.09224',
  example: { N: 8, C: 256, H: 28, W: 28, k: 32, g: 4, condense: 4 },
  equation:
    'y = \\mathrm{concat}(x, w_2 *_g \\mathrm{relu}(\\mathrm{bn}_2(\\mathrm{shuffle}_g(w_1 *_g \\mathrm{relu}(\\mathrm{bn}_1(x_{index}))))))',
  source: 'Huang et al. 2018, CondenseNet, sections 3.1 and 3.2, figures 1 right and 3',
  parameters: { N: 1, C: 1, H: 1, W: 1, k: 1, g: 1, condense: 1 },
  inputs: ['x', 'index', 'w1', 'w2', 'bn'],
  illegal: ({ C, k, g, condense }) => {
    if (C % condense !== 0) return `C = ${C} is not a multiple of condense = ${condense}`;
    return k % g === 0 ? undefined : `k = ${k} is not a multiple of g = ${g}`;
  },
  build: (g, { N, C, H, W, k, g: groups, condense }, reading: Reading) => {
    const x = g.input('x', [N, C, H, W]);
    const options = { growth: k, groups, condensation: condense, tensors: byRole, reading };
    return { y: condensedLayer(g, x, options) };
  },
  misreadings: { ...normMisreadings, 'shuffle-forgotten': { withoutShuffle: true } },
  altered: {
    'group-offset-twice': (p, inputs) => ({ index: offsetTwice(p, tensor(inputs, 'index')) }),
  },
  tables: { index: { make: makeIndex, illegal: indexProblem } },
});
