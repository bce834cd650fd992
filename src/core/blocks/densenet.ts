import type { Builder } from '../graph/builder';
import type { Value } from '../graph/draft';
import { architecture } from './architecture';
import type { Block, Misreading } from './block';
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

/** How a layer is read; an empty reading is the definition, each entry is a mistake. */
interface Reading extends NormReading {
  readonly withoutFirstRelu?: boolean;
  readonly withoutSecondRelu?: boolean;
  readonly reluBeforeNorm?: boolean;
  /** The 3 × 3 sees bn2 and ReLU of a 0 in its padding, where it should see 0. */
  readonly normalisedPadding?: boolean;
}

export interface DenseOptions {
  /** Channels that the layer adds (k). */
  readonly growth: number;
  /** Width of the 1 × 1 as a multiple of the growth, 4 in DenseNet-B; 0 leaves it out, as in plain DenseNet. */
  readonly bottleneck?: number;
  readonly tensors?: Naming;
  readonly reading?: Reading;
}

/**
 * The channels that a dense layer adds: bn1, ReLU, 1 × 1 (w1), bn2, ReLU, 3 × 3 (w2), or without the bottleneck
 * bn1, ReLU, 3 × 3 (w2); statistics are packed in bn.
 */
export function denseFeatures(g: Builder, x: Value, options: DenseOptions): Value {
  const { growth, bottleneck = 4, tensors = unnamed, reading = {} } = options;
  const rim = reading.normalisedPadding === true ? 1 : 0;
  const spatial = { weight: tensors('w2'), to: growth, kernel: 3, padding: 1 - rim };
  const first = activated(g, x, options, reading.withoutFirstRelu !== true);
  if (bottleneck === 0) return convolved(g, first, spatial);
  const point = { weight: tensors('w1'), to: bottleneck * growth, kernel: 1, padding: rim };
  const narrow = convolved(g, first, point);
  return convolved(g, activated(g, narrow, options, reading.withoutSecondRelu !== true), spatial);
}

/** Batch norm and then ReLU, as they stand before each convolution. */
function activated(g: Builder, x: Value, options: DenseOptions, withRelu: boolean): Value {
  const { tensors = unnamed, reading = {} } = options;
  const before = reading.reluBeforeNorm === true ? g.relu(x) : x;
  const norm = normalised(g, before, tensors('bn'), reading);
  return withRelu && before === x ? g.relu(norm) : norm;
}

/** A dense layer: x, and behind it the channels that the layer adds. */
export function denseLayer(g: Builder, x: Value, options: DenseOptions): Value {
  return g.concat(x, denseFeatures(g, x, options));
}

/** Dense layers one after the other; each tensor holds all layers', in order. */
export function denseBlock(
  g: Builder,
  x: Value,
  { layers, ...options }: DenseOptions & { readonly layers: number },
): Value {
  let value = x;
  for (let layer = 0; layer < layers; layer++) value = denseLayer(g, value, options);
  return value;
}

export interface TransitionOptions {
  readonly to: number;
  readonly tensors?: Naming;
  readonly reading?: NormReading & { readonly withoutRelu?: boolean };
}

/** What joins two dense blocks: batch norm (bn), ReLU, 1 × 1 (w), average pool 2 × 2. */
export function transition(g: Builder, x: Value, options: TransitionOptions): Value {
  const { to, tensors = unnamed, reading = {} } = options;
  const norm = normalised(g, x, tensors('bn'), reading);
  const active = reading.withoutRelu === true ? norm : g.relu(norm);
  const mixed = convolved(g, active, { weight: tensors('w'), to, kernel: 1 });
  return g.averagePool(mixed, { kernel: 2 });
}

const source = 'Huang et al. 2017, Densely Connected Convolutional Networks, section 3';
const bottleneckEquation =
  'w_2 * \\mathrm{relu}(\\mathrm{bn}_2(w_1 * \\mathrm{relu}(\\mathrm{bn}_1(x))))';
const misreadings = {
  ...normMisreadings,
  'first-relu-forgotten': { withoutFirstRelu: true },
  'relu-before-norm': { reluBeforeNorm: true },
};
const bottleneckMisreadings = {
  ...misreadings,
  'second-relu-forgotten': { withoutSecondRelu: true },
  'padding-normalised': { normalisedPadding: true },
};

const inPlace = architecture({
  id: 'dense-layer',
  name: 'DenseNet-BC layer, in place',
  paper: 'https://arxiv.org/abs/1608.06993',
  example: { N: 8, H: 28, W: 28, C: 256, k: 32, Ctotal: 288 },
  equation: `feat_{C:C+k} = ${bottleneckEquation}, \\quad x = feat_{0:C}`,
  source: `${source} (bottleneck layers)`,
  parameters: { N: 1, H: 1, W: 1, C: 1, k: 1, Ctotal: 1 },
  inputs: ['feat', 'w1', 'w2', 'bn'],
  outputs: ['feat'],
  illegal: ({ C, k, Ctotal }) =>
    C + k <= Ctotal
      ? undefined
      : `Ctotal = ${Ctotal} is less than C + k = ${C + k}: there is no room for the new channels`,
  build: (g, { N, H, W, C, k, Ctotal }, reading: Reading) => {
    const feat = g.input('feat', [N, Ctotal, H, W]);
    const x = g.gather(feat, channels(0, Math.min(C, Ctotal)));
    const wider = denseLayer(g, x, { growth: k, tensors: byRole, reading });
    const rest = channels(C + k, Ctotal);
    return { feat: rest.length === 0 ? wider : g.concat(wider, g.gather(feat, rest)) };
  },
  misreadings: bottleneckMisreadings,
});

function channels(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, c) => from + c);
}

/** Images are taken to lie C channels apart, where they lie Ctotal apart. */
const strideOfC: Misreading = {
  id: 'image-stride-without-rest',
  forward: (p, inputs, round) => {
    const [N, C, k] = [need(p, 'N'), need(p, 'C'), need(p, 'k')];
    const plane = need(p, 'H') * need(p, 'W');
    const before = tensor(inputs, 'feat');
    const feat = Float64Array.from(before);
    // Where an image writes the next one reads, but what was there before: the reading pass is over by then.
    for (let n = 0; n < N; n++) {
      const own = new Float64Array((C + k) * plane);
      own.set(before.subarray(n * C * plane, (n + 1) * C * plane));
      const alone = inPlace.forward({ ...p, N: 1, Ctotal: C + k }, { ...inputs, feat: own }, round);
      feat.set(tensor(alone, 'feat').subarray(C * plane), (n + 1) * C * plane);
    }
    return { feat };
  },
};

/**
 * A DenseNet-BC layer in a buffer that grows, feat [N, Ctotal, H, W]: it reads the first C channels and writes the k
 * behind them. All else stays as it is.
 */
export const denseLayerInPlace: Block = {
  ...inPlace,
  misreadings: [...inPlace.misreadings, strideOfC],
};

/** A layer of the plain DenseNet, without a bottleneck: x [N, C, H, W] to y [N, C + k, H, W]. */
export const denseLayerPlain = architecture({
  id: 'dense-layer-plain',
  name: 'DenseNet layer, without bottleneck',
  paper: 'https://arxiv.org/abs/1608.06993',
  example: { N: 8, C: 256, H: 28, W: 28, k: 12 },
  equation: 'y = \\mathrm{concat}(x, w_2 * \\mathrm{relu}(\\mathrm{bn}_1(x)))',
  source: `${source} (composite function)`,
  parameters: { N: 1, C: 1, H: 1, W: 1, k: 1 },
  inputs: ['x', 'w2', 'bn'],
  build: (g, { N, C, H, W, k }, reading: Reading) => {
    const x = g.input('x', [N, C, H, W]);
    return { y: denseLayer(g, x, { growth: k, bottleneck: 0, tensors: byRole, reading }) };
  },
  misreadings,
});

/** A block of L DenseNet-BC layers, x [N, C, H, W] to y [N, C + L k, H, W]. */
export const denseBlockBC = architecture({
  id: 'dense-block',
  name: 'DenseNet-BC block',
  paper: 'https://arxiv.org/abs/1608.06993',
  example: { N: 8, C: 64, H: 56, W: 56, k: 32, L: 3 },
  equation: `x_{l} = \\mathrm{concat}(x_{l-1}, H_l(x_{l-1})), \\quad H_l(x) = ${bottleneckEquation}, \\quad y = x_L`,
  source: `${source}, equation 2 (DenseNet-BC)`,
  parameters: { N: 1, C: 1, H: 1, W: 1, k: 1, L: 1 },
  inputs: ['x', 'w1', 'w2', 'bn'],
  build: (g, { N, C, H, W, k, L }, reading: Reading) => {
    const x = g.input('x', [N, C, H, W]);
    return { y: denseBlock(g, x, { growth: k, layers: L, tensors: byRole, reading }) };
  },
  misreadings: bottleneckMisreadings,
});

/** The transition between dense blocks, x [N, Ci, H, W] to y [N, Co, floor(H/2), floor(W/2)]. */
export const denseTransition = architecture({
  id: 'dense-transition',
  name: 'DenseNet transition',
  paper: 'https://arxiv.org/abs/1608.06993',
  example: { N: 8, Ci: 256, H: 56, W: 56, Co: 128 },
  equation: 'y = \\mathrm{avgpool}_{2}(w * \\mathrm{relu}(\\mathrm{bn}(x)))',
  source: `${source} (pooling layers); the ReLU as in the authors’ code`,
  parameters: { N: 1, Ci: 1, H: 2, W: 2, Co: 1 },
  inputs: ['x', 'bn', 'w'],
  build: (g, { N, Ci, H, W, Co }, reading: TransitionOptions['reading'] & object) => {
    const x = g.input('x', [N, Ci, H, W]);
    return { y: transition(g, x, { to: Co, tensors: byRole, reading }) };
  },
  misreadings: { ...normMisreadings, 'relu-forgotten': { withoutRelu: true } },
});
