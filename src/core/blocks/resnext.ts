import type { Builder } from '../graph/builder';
import type { Value } from '../graph/draft';
import type { ConvReading } from '../graph/layers/conv';
import { architecture } from './architecture';
import type { Parameters, Tensors } from './block';
import { byRole, convNorm, convolved, type Naming, normalised, unnamed } from './conv-norm';
import { need, tensor } from './need';
import { bottleneck, joined, joinMisreadings, type ResidualReading, shortcut } from './resnet';

/** How the grouped form is read; an empty reading is the definition, each entry is a mistake. */
interface Reading extends ResidualReading {
  readonly grouping?: ConvReading;
}

export interface PathOptions {
  /** Channels inside, of all paths together. */
  readonly width: number;
  readonly to: number;
  /** The number of paths (cardinality). */
  readonly paths: number;
  readonly stride?: number;
  readonly tensors?: Naming;
  readonly reading?: ResidualReading;
}

/**
 * ResNeXt's block as a sum over paths (Xie et al. 2017, figure 3a), each 1 × 1, 3 × 3 and 1 × 1 of width / paths
 * channels. The last batch norm follows the sum: it is the grouped form then, number for number. Weights are
 * packed path after path: w1 and w2 as in the grouped form, w3 [paths · to, width / paths, 1, 1]; bn holds bn1 and
 * bn2 of each path, then bn3 and bnSkip.
 */
export function pathSum(g: Builder, x: Value, options: PathOptions): Value {
  const { width, to, paths, stride = 1, tensors = unnamed, reading = {} } = options;
  const norm = { statistics: tensors('bn'), batchNorm: reading.batchNorm };
  const own = width / paths;
  const transformed = Array.from({ length: paths }, () => {
    const reduced = g.relu(convNorm(g, x, { ...norm, weight: tensors('w1'), to: own, kernel: 1 }));
    const spatial = { kernel: 3, stride, padding: 1, to: own };
    const filtered = g.relu(convNorm(g, reduced, { ...norm, ...spatial, weight: tensors('w2') }));
    return convolved(g, filtered, { weight: tensors('w3'), to, kernel: 1 });
  });
  const branch = normalised(g, g.add(...transformed), tensors('bn'), reading);
  return joined(g, branch, shortcut(g, x, { to, stride, tensors, reading }), reading);
}

/** As if the last batch norm stood in each path: its mean and its shift are then taken once a path. */
function normInEachPath(p: Parameters, inputs: Tensors): Tensors {
  const [B, Co, g] = [need(p, 'B'), need(p, 'Co'), need(p, 'g')];
  const [from, to] = [8 * B + Co, 8 * B + 3 * Co];
  return { bn: tensor(inputs, 'bn').map((v, at) => (at >= from && at < to ? g * v : v)) };
}

type Sizes = Readonly<Record<'N' | 'Ci' | 'H' | 'W' | 'B' | 'Co' | 's' | 'g', number>>;

const shared = {
  equation:
    'y = \\mathrm{relu}\\left(\\mathrm{skip}(x) + \\mathrm{bn}_3\\left(\\sum_{i=1}^{g} \\mathcal{T}_i(x)\\right)\\right), \\quad ' +
    '\\mathcal{T}_i(x) = w_{3,i} * \\mathrm{relu}(\\mathrm{bn}_{2,i}(w_{2,i} * \\mathrm{relu}(\\mathrm{bn}_{1,i}(w_{1,i} * x))))',
  parameters: { N: 1, Ci: 1, H: 1, W: 1, B: 1, Co: 1, s: 1, g: 1 },
  inputs: ['x', 'w1', 'w2', 'w3', 'bn', 'wskip'],
  illegal: ({ B, g }: Sizes) =>
    B % g === 0 ? undefined : `B = ${B} is not a multiple of g = ${g}`,
};

/** ResNeXt's block in its grouped form: a bottleneck whose 3 × 3, with the stride, has g groups. */
export const resnext = architecture({
  ...shared,
  id: 'resnext',
  name: 'ResNeXt block, grouped form',
  paper: 'https://arxiv.org/abs/1611.05431',
  example: { N: 8, Ci: 256, H: 56, W: 56, B: 128, Co: 256, s: 1, g: 32 },
  source: 'Xie et al. 2017, Aggregated Residual Transformations, figure 3c',
  build: (g, { N, Ci, H, W, B, Co, s, g: groups }, { grouping, ...reading }: Reading) => {
    const x = g.input('x', [N, Ci, H, W]);
    const options = { width: B, to: Co, stride: s, groups, tensors: byRole };
    return { y: bottleneck(g, x, { ...options, grouping, reading }) };
  },
  misreadings: {
    ...joinMisreadings,
    'group-modulo': { grouping: { firstChannel: (o, { Ci, g }) => (o % g) * (Ci / g) } },
    'weights-dense-stride': { grouping: { dense: true } },
    'channels-not-grouped': { grouping: { firstChannel: () => 0 } },
  },
  altered: { 'norm-in-each-path': normInEachPath },
});

/** ResNeXt's block as the sum of its g paths; for how weights and statistics are packed see `pathSum`. */
export const resnextPaths = architecture({
  ...shared,
  id: 'resnext-paths',
  name: 'ResNeXt block, sum of paths',
  paper: 'https://arxiv.org/abs/1611.05431',
  example: { N: 8, Ci: 256, H: 56, W: 56, B: 16, Co: 256, s: 1, g: 4 },
  source: 'Xie et al. 2017, Aggregated Residual Transformations, equation 3 and figure 3a',
  build: (g, { N, Ci, H, W, B, Co, s, g: paths }, reading: ResidualReading) => {
    const x = g.input('x', [N, Ci, H, W]);
    const options = { width: B, to: Co, stride: s, paths, tensors: byRole, reading };
    return { y: pathSum(g, x, options) };
  },
  misreadings: joinMisreadings,
  altered: { 'norm-in-each-path': normInEachPath },
});
