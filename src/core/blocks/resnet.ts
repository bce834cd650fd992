import type { Builder } from '../graph/builder';
import type { Value } from '../graph/draft';
import type { ConvReading } from '../graph/layers/conv';
import { extent } from '../graph/region';
import { architecture } from './architecture';
import {
  byRole,
  convNorm,
  type Naming,
  normMisreadings,
  type NormReading,
  unnamed,
} from './conv-norm';

interface ShortcutReading extends NormReading {
  /** Equal widths suffice for the identity; with a stride, x is read at every s-th place. */
  readonly identityWithStride?: boolean;
}

/** How a residual block is read; an empty reading is the definition, each entry is a mistake. */
export interface ResidualReading extends ShortcutReading {
  readonly addedAfterRelu?: boolean;
  readonly withoutLastRelu?: boolean;
  readonly withoutSkip?: boolean;
  readonly strideIn?: 'first' | 'middle';
}

export interface ShortcutOptions {
  readonly to: number;
  readonly stride: number;
  readonly tensors?: Naming;
  readonly reading?: ShortcutReading;
}

/** The identity, or where width or size changes a 1 × 1 projection with batch norm (He et al. 2016, section 3.3, option B). */
export function shortcut(g: Builder, x: Value, options: ShortcutOptions): Value {
  const { to, stride, tensors = unnamed, reading = {} } = options;
  if (extent(x.shape).C === to) {
    if (stride === 1) return x;
    if (reading.identityWithStride === true) return g.maxPool(x, { kernel: 1, stride });
  }
  const names = { weight: tensors('wskip'), statistics: tensors('bn') };
  const { batchNorm } = reading;
  return convNorm(g, x, { ...names, batchNorm, to, stride, kernel: 1 });
}

/** What blocks beside a shortcut have in common. */
interface ResidualOptions {
  readonly stride?: number;
  readonly tensors?: Naming;
  readonly reading?: ResidualReading;
  /** What is done to the branch before the sum, as a gate of squeeze-and-excitation. */
  readonly gate?: (branch: Value) => Value;
}

export interface BasicOptions extends ResidualOptions {
  readonly to: number;
}

export interface BottleneckOptions extends ResidualOptions {
  /** Channels inside. */
  readonly width: number;
  /** Output channels; 4 · width in the paper. */
  readonly to?: number;
  /** The convolution that has the stride: in the paper the first 1 × 1, in later code (“v1.5”) the 3 × 3. */
  readonly strideIn?: 'first' | 'middle';
  /** Groups of the 3 × 3. */
  readonly groups?: number;
  /** How the groups are read, where that is a mistake. */
  readonly grouping?: ConvReading | undefined;
  /** Dilation of the 3 × 3, for trunks that keep their resolution. */
  readonly dilation?: number;
}

const ungated = (branch: Value): Value => branch;

/** Two 3 × 3 convolutions beside a shortcut: weights w1, w2, wskip; statistics bn1, bn2, bnSkip packed in bn. */
export function basic(g: Builder, x: Value, options: BasicOptions): Value {
  const { to, stride = 1, tensors = unnamed, reading = {}, gate = ungated } = options;
  const norm = { statistics: tensors('bn'), batchNorm: reading.batchNorm };
  const unit = { ...norm, to, kernel: 3, padding: 1 };
  const first = g.relu(convNorm(g, x, { ...unit, weight: tensors('w1'), stride }));
  const branch = convNorm(g, first, { ...unit, weight: tensors('w2') });
  const skip = shortcut(g, x, { to, stride, tensors, reading });
  return joined(g, gate(branch), skip, reading);
}

/** 1 × 1, 3 × 3 and 1 × 1 beside a shortcut: weights w1, w2, w3, wskip; statistics bn1, bn2, bn3, bnSkip packed in bn. */
export function bottleneck(g: Builder, x: Value, options: BottleneckOptions): Value {
  const { width, to = 4 * width, stride = 1, groups = 1, dilation = 1 } = options;
  const { tensors = unnamed, reading = {}, grouping = {}, gate = ungated } = options;
  const strideIn = reading.strideIn ?? options.strideIn ?? 'middle';
  const [first, middle] = strideIn === 'first' ? [stride, 1] : [1, stride];
  const norm = { statistics: tensors('bn'), batchNorm: reading.batchNorm };
  const reduced = g.relu(
    convNorm(g, x, { ...norm, weight: tensors('w1'), to: width, kernel: 1, stride: first }),
  );
  const spatial = {
    kernel: 3,
    stride: middle,
    padding: dilation,
    dilation,
    groups,
    reading: grouping,
  };
  const filtered = g.relu(
    convNorm(g, reduced, { ...norm, ...spatial, weight: tensors('w2'), to: width }),
  );
  const branch = convNorm(g, filtered, { ...norm, weight: tensors('w3'), to, kernel: 1 });
  const skip = shortcut(g, x, { to, stride, tensors, reading });
  return joined(g, gate(branch), skip, reading);
}

/** relu(skip + branch). */
export function joined(g: Builder, branch: Value, skip: Value, reading: ResidualReading): Value {
  if (reading.addedAfterRelu === true) return g.add(g.relu(branch), skip);
  const sum = reading.withoutSkip === true ? branch : g.add(branch, skip);
  return reading.withoutLastRelu === true ? sum : g.relu(sum);
}

/** The mistakes that every residual block knows. */
export const joinMisreadings = {
  ...normMisreadings,
  'added-after-relu': { addedAfterRelu: true },
  'last-relu-forgotten': { withoutLastRelu: true },
  'skip-forgotten': { withoutSkip: true },
};

const paper = 'https://arxiv.org/abs/1512.03385';
const bottleneckEquation =
  'y = \\mathrm{relu}(\\mathrm{skip}(x) + \\mathrm{bn}_3(w_3 * \\mathrm{relu}(\\mathrm{bn}_2(w_2 * \\mathrm{relu}(\\mathrm{bn}_1(w_1 * x)))))), \\quad ' +
  '\\mathrm{skip}(x) = x \\text{ or } \\mathrm{bn}_s(w_s * x)';

/** ResNet's basic block, x [N, Ci, H, W] to y [N, Co, Ho, Wo]; a projection exactly where Ci ≠ Co or s ≠ 1. */
export const resnetBasic = architecture({
  id: 'resnet-basic',
  name: 'ResNet basic block',
  paper,
  example: { N: 8, Ci: 64, H: 56, W: 56, Co: 128, s: 2 },
  equation:
    'y = \\mathrm{relu}(\\mathrm{skip}(x) + \\mathrm{bn}_2(w_2 * \\mathrm{relu}(\\mathrm{bn}_1(w_1 * x)))), \\quad ' +
    '\\mathrm{skip}(x) = x \\text{ or } \\mathrm{bn}_s(w_s * x)',
  source: 'He et al. 2016, Deep Residual Learning, equations 1 and 2, figure 5 left',
  parameters: { N: 1, Ci: 1, H: 1, W: 1, Co: 1, s: 1 },
  inputs: ['x', 'w1', 'w2', 'bn', 'wskip'],
  build: (g, { N, Ci, H, W, Co, s }, reading: ResidualReading) => {
    const x = g.input('x', [N, Ci, H, W]);
    return { y: basic(g, x, { to: Co, stride: s, tensors: byRole, reading }) };
  },
  misreadings: joinMisreadings,
});

interface BottleneckBlock {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly strideIn: 'first' | 'middle';
}

const bottleneckBlock = ({ id, name, source, strideIn }: BottleneckBlock) => {
  const other = strideIn === 'first' ? 'middle' : 'first';
  return architecture({
    id,
    name,
    paper,
    example: { N: 8, Ci: 256, H: 56, W: 56, B: 64, Co: 256, s: 1 },
    equation: bottleneckEquation,
    source,
    parameters: { N: 1, Ci: 1, H: 1, W: 1, B: 1, Co: 1, s: 1 },
    inputs: ['x', 'w1', 'w2', 'w3', 'bn', 'wskip'],
    build: (g, { N, Ci, H, W, B, Co, s }, reading: ResidualReading) => {
      const x = g.input('x', [N, Ci, H, W]);
      const options = { width: B, to: Co, stride: s, strideIn, tensors: byRole, reading };
      return { y: bottleneck(g, x, options) };
    },
    misreadings: {
      ...joinMisreadings,
      [`stride-in-${other}`]: { strideIn: other },
      'identity-with-stride': { identityWithStride: true },
    },
  });
};

/** ResNet's bottleneck as later code has it (“v1.5”): the stride is in the 3 × 3. Widths Ci to B to B to Co. */
export const resnetBottleneck = bottleneckBlock({
  id: 'resnet-bottleneck',
  name: 'ResNet bottleneck, stride in the 3 × 3',
  source:
    'He et al. 2016, Deep Residual Learning, figure 5 right; stride in the 3 × 3 as in ResNeXt and torchvision',
  strideIn: 'middle',
});

/** ResNet's bottleneck with the stride where the paper has it, in the first 1 × 1. */
export const resnetBottleneckOriginal = bottleneckBlock({
  id: 'resnet-bottleneck-original',
  name: 'ResNet bottleneck, stride in the first 1 × 1',
  source: 'He et al. 2016, Deep Residual Learning, figure 5 right and table 1',
  strideIn: 'first',
});
