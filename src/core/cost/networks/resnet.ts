import type { Builder } from '../../graph/builder';
import type { Value } from '../../graph/draft';
import { classes, resolution, strides } from '../options';
import { operations, parameters, type Published } from '../published';
import { network, type Network, picture } from './network';
import { classifier, convNorm } from './parts';

/** What tells the residual networks apart. */
export interface ResidualPlan {
  /** Units of each of the four stages. */
  readonly units: readonly [number, number, number, number];
  /** Two 3 × 3 layers, or 1 × 1, 3 × 3 and 1 × 1. */
  readonly unit: 'basic' | 'bottleneck';
  /** Paths of the 3 × 3 layer, and the channels of each in the first stage (ResNeXt). */
  readonly groups?: number;
  readonly perGroup?: number;
  /** Reduction of a squeeze-and-excitation gate at the end of each branch. */
  readonly reduction?: number;
}

/** How one run of the network is asked for. */
export interface ResidualRun {
  readonly strides: string;
  /** From which stage on (4 for the last) dilation takes the place of stride; none by default. */
  readonly dilatedFrom?: number;
}

interface Unit {
  readonly inner: number;
  readonly to: number;
  readonly stride: number;
  readonly dilation: number;
}

/** 7 × 7 / 2 to 64 and a max pool: the first row of He et al. 2016, table 1. */
export function stem(g: Builder, x: Value, to = 64): Value {
  return g.section(`conv 7 × 7 / 2 to ${to}; max pool 3 × 3 / 2`, () =>
    g.maxPool(convNorm(g, x, { to, kernel: 7, stride: 2, padding: 3 }), {
      ...{ kernel: 3, stride: 2, padding: 1 },
    }),
  );
}

/** The four stages, each a section; gives what each of them makes. */
export function stages(g: Builder, x: Value, plan: ResidualPlan, run: ResidualRun): Value[] {
  let y = x;
  let dilation = 1;
  return plan.units.map((units, stage) => {
    const width = 64 * 2 ** stage;
    const inner = (width * (plan.groups ?? 1) * (plan.perGroup ?? 64)) / 64;
    const to = plan.unit === 'basic' ? width : 4 * width;
    return g.section(label(plan, stage, inner, to), () => {
      for (let i = 0; i < units; i++) {
        const halves = i === 0 && stage > 0;
        const dilates = halves && stage + 1 >= (run.dilatedFrom ?? Infinity);
        const unit = { inner, to, stride: halves && !dilates ? 2 : 1, dilation };
        // The first unit of a dilated stage still sees neighbours of the stage before.
        y = residual(g, y, unit, plan, run);
        if (dilates) dilation *= 2;
      }
      return y;
    });
  });
}

function label(plan: ResidualPlan, stage: number, inner: number, to: number): string {
  const { unit, units, groups = 1, reduction } = plan;
  const grouped = groups === 1 ? '' : ` in ${groups} groups`;
  const layers =
    unit === 'basic'
      ? `2 × conv 3 × 3 to ${to}`
      : `1 × 1 to ${inner}, 3 × 3 to ${inner}${grouped}, 1 × 1 to ${to}`;
  const gate = reduction === undefined ? '' : `, SE ${to}-${to / reduction}-${to}`;
  return `stage ${stage + 1}: ${units[stage]} units, ${layers}${gate}`;
}

/** relu(shortcut + branch); the shortcut is a 1 × 1 projection where the shape changes. */
function residual(g: Builder, x: Value, unit: Unit, plan: ResidualPlan, run: ResidualRun): Value {
  const { to, stride } = unit;
  const branch =
    plan.unit === 'basic' ? basic(g, x, unit) : bottleneck(g, x, unit, plan.groups ?? 1, run);
  const changes = x.shape[1] !== to || stride !== 1;
  const shortcut = changes ? convNorm(g, x, { to, kernel: 1, stride, act: 'none' }) : x;
  return g.relu(g.add(branch, shortcut));
}

function basic(g: Builder, x: Value, { to, stride }: Unit): Value {
  const y = convNorm(g, x, { to, kernel: 3, stride, padding: 1 });
  return convNorm(g, y, { to, kernel: 3, padding: 1, act: 'none' });
}

function bottleneck(g: Builder, x: Value, unit: Unit, groups: number, run: ResidualRun): Value {
  const { inner, to, stride, dilation } = unit;
  const [first, second] = run.strides === 'v1' ? [stride, 1] : [1, stride];
  let y = convNorm(g, x, { to: inner, kernel: 1, stride: first });
  const window = { kernel: 3, stride: second, padding: dilation, dilation };
  y = convNorm(g, y, { to: inner, ...window, groups });
  return convNorm(g, y, { to, kernel: 1, act: 'none' });
}

/** A classifier of residual units. */
function classifierOf(
  of: Pick<Network, 'name' | 'title' | 'paper' | 'published'> &
    Partial<Pick<Network, 'notes'>> & {
      readonly plan: ResidualPlan;
      readonly usual: 'v1' | 'v1.5';
    },
): Network {
  const { plan, usual, ...rest } = of;
  return network({
    ...rest,
    options: { resolution: resolution(224), strides: strides(usual), classes: classes() },
    describe: (g, o) => {
      const y = stages(g, stem(g, picture(g, o.resolution)), plan, { strides: o.strides }).at(-1);
      return { y: classifier(g, y ?? picture(g, o.resolution), o.classes) };
    },
  });
}

const torchvision = 'torchvision 0.28, documentation';
const table1 = 'He et al. 2016, table 1';
const v1 = { strides: 'v1' };

/** What the paper says of a depth, and torchvision of its own form of it. */
function figures(paper: Published, counts: string, operationCount: string): Published[] {
  return [paper, parameters(counts, torchvision), operations(operationCount, torchvision)];
}

/** He et al. 2016. A basic unit has its stride in the first 3 × 3 in both forms. */
const resnets: readonly Network[] = [
  classifierOf({
    ...{ name: 'resnet18', title: 'ResNet-18', paper: 'resnet', usual: 'v1.5' },
    plan: { units: [2, 2, 2, 2], unit: 'basic' },
    published: figures(operations('1.8G', table1), '11,689,512', '1.814G'),
  }),
  classifierOf({
    ...{ name: 'resnet34', title: 'ResNet-34', paper: 'resnet', usual: 'v1.5' },
    plan: { units: [3, 4, 6, 3], unit: 'basic' },
    published: figures(operations('3.6G', table1), '21,797,672', '3.664G'),
  }),
  classifierOf({
    ...{ name: 'resnet50', title: 'ResNet-50', paper: 'resnet', usual: 'v1.5' },
    plan: { units: [3, 4, 6, 3], unit: 'bottleneck' },
    published: figures(operations('3.8G', table1, { at: v1 }), '25,557,032', '4.089G'),
  }),
  classifierOf({
    ...{ name: 'resnet101', title: 'ResNet-101', paper: 'resnet', usual: 'v1.5' },
    plan: { units: [3, 4, 23, 3], unit: 'bottleneck' },
    published: figures(operations('7.6G', table1, { at: v1 }), '44,549,160', '7.801G'),
  }),
  classifierOf({
    ...{ name: 'resnet152', title: 'ResNet-152', paper: 'resnet', usual: 'v1.5' },
    plan: { units: [3, 8, 36, 3], unit: 'bottleneck' },
    published: figures(operations('11.3G', table1, { at: v1 }), '60,192,808', '11.514G'),
  }),
];

/** Xie et al. 2017; the stride is in the 3 × 3. */
const resnexts: readonly Network[] = [
  classifierOf({
    ...{ name: 'resnext50_32x4d', title: 'ResNeXt-50 32×4d', paper: 'resnext', usual: 'v1.5' },
    plan: { units: [3, 4, 6, 3], unit: 'bottleneck', groups: 32, perGroup: 4 },
    published: [
      parameters('25.0M', 'Xie et al. 2017, table 1', { fromMemory: true }),
      ...figures(
        operations('4.2G', 'Xie et al. 2017, table 1', { fromMemory: true }),
        ...(['25,028,904', '4.230G'] as const),
      ),
    ],
  }),
  classifierOf({
    ...{ name: 'resnext101_32x4d', title: 'ResNeXt-101 32×4d', paper: 'resnext', usual: 'v1.5' },
    plan: { units: [3, 4, 23, 3], unit: 'bottleneck', groups: 32, perGroup: 4 },
    published: [
      operations('7.8G', 'Xie et al. 2017, table 3', {
        reason: 'The layers need 7,992M; the paper gives the network the 7.8G of the ResNet-101 that it is to match.',
      }),
    ],
  }),
  classifierOf({
    ...{ name: 'resnext101_32x8d', title: 'ResNeXt-101 32×8d', paper: 'resnext', usual: 'v1.5' },
    plan: { units: [3, 4, 23, 3], unit: 'bottleneck', groups: 32, perGroup: 8 },
    published: [
      parameters('88,791,336', torchvision, { fromMemory: true }),
      operations('16.414G', torchvision, { fromMemory: true }),
    ],
  }),
  classifierOf({
    ...{ name: 'resnext101_64x4d', title: 'ResNeXt-101 64×4d', paper: 'resnext', usual: 'v1.5' },
    plan: { units: [3, 4, 23, 3], unit: 'bottleneck', groups: 64, perGroup: 4 },
    published: [
      operations('15.6G', 'Xie et al. 2017, table 4'),
      parameters('83.6M', 'NASNet, table 2, quoting ResNeXt-101 64×4d'),
      operations('31.5G', 'NASNet, table 2, at 320 × 320', { at: { resolution: 320 } }),
      parameters('83,455,272', torchvision, { fromMemory: true }),
      operations('15.460G', torchvision, { fromMemory: true }),
    ],
  }),
];

export const residualNetworks: readonly Network[] = [...resnets, ...resnexts];
