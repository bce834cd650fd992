import { basic, bottleneck } from '../../blocks/resnet';
import { squeezeExcitation } from '../../blocks/squeeze-excitation';
import type { Builder } from '../../graph/builder';
import type { Value } from '../../graph/draft';
import { classes, resolution, strides } from '../options';
import { operations, parameters, type Published } from '../published';
import { network, type Network, picture } from './network';
import { classifier, convNormRelu } from './parts';

/** What tells the residual networks apart. */
export interface ResidualPlan {
  /** Units of each of the four stages. */
  readonly units: readonly [number, number, number, number];
  /** Two 3 × 3 layers, or 1 × 1, 3 × 3 and 1 × 1. */
  readonly unit: 'basic' | 'bottleneck';
  /** Paths of the 3 × 3 layer, and the channels of each in the first stage (ResNeXt). */
  readonly groups?: number;
  readonly perGroup?: number;
  /** Reduction of the squeeze-and-excitation gate at the end of each branch; none where it is left out. */
  readonly reduction?: number;
}

export interface StageOptions {
  /** “v1” or “v1.5”, by where a bottleneck has its stride. */
  readonly strides: string;
  /** From which stage on, 1 to 4, dilation takes the place of stride; in none where it is left out. */
  readonly dilatedFrom?: number;
}

/** 7 × 7 / 2 to 64 and a max pool: the first row of He et al. 2016, table 1. */
export function stem(g: Builder, x: Value, to = 64): Value {
  return g.section(`conv 7 × 7 / 2 to ${to}; max pool 3 × 3 / 2`, () =>
    g.maxPool(convNormRelu(g, x, { to, kernel: 7, stride: 2, padding: 3 }), {
      ...{ kernel: 3, stride: 2, padding: 1 },
    }),
  );
}

/** The four stages, each a section; gives what each of them makes. */
export function stages(
  g: Builder,
  x: Value,
  plan: ResidualPlan,
  { strides: form, dilatedFrom = Infinity }: StageOptions,
): Value[] {
  const { groups = 1, perGroup = 64, reduction } = plan;
  const gate = (branch: Value): Value =>
    reduction === undefined ? branch : squeezeExcitation(g, branch, { reduction });
  const strideIn = form === 'v1' ? 'first' : 'middle';
  let y = x;
  let dilation = 1;
  return plan.units.map((units, at) => {
    const to = 64 * 2 ** at * (plan.unit === 'basic' ? 1 : 4);
    const width = groups * perGroup * 2 ** at;
    const halves = at > 0 && at + 1 < dilatedFrom;
    return g.section(stageLabel(plan, at, width, to), () => {
      for (let i = 0; i < units; i++) {
        const stride = halves && i === 0 ? 2 : 1;
        y =
          plan.unit === 'basic'
            ? basic(g, y, { to, stride, gate })
            : bottleneck(g, y, { width, to, stride, strideIn, groups, dilation, gate });
        // The first unit still sees the neighbours that the stage before saw, as in torchvision.
        if (i === 0 && at > 0 && !halves) dilation *= 2;
      }
      return y;
    });
  });
}

function stageLabel(plan: ResidualPlan, at: number, width: number, to: number): string {
  const { unit, units, groups = 1, reduction } = plan;
  const grouped = groups === 1 ? '' : ` in ${groups} groups`;
  const layers =
    unit === 'basic'
      ? `2 × conv 3 × 3 to ${to}`
      : `1 × 1 to ${width}, 3 × 3 to ${width}${grouped}, 1 × 1 to ${to}`;
  const gate = reduction === undefined ? '' : `, SE ${to}-${to / reduction}-${to}`;
  return `stage ${at + 1}: ${units[at]} units, ${layers}${gate}`;
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
      const x = stem(g, picture(g, o.resolution));
      const last = stages(g, x, plan, { strides: o.strides }).at(-1) ?? x;
      return { y: classifier(g, last, o.classes) };
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
        reason:
          'The layers need 7,992M; the paper gives the network the 7.8G of the ResNet-101 that it is to match.',
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
      operations('15.6G', 'Xie et al. 2017, table 4', {
        reason:
          'The layers need 15,460M, torchvision’s 15.460G; the paper doubles the 7.8G that it gives 32×4d.',
      }),
      parameters('83.6M', 'NASNet, table 2, quoting ResNeXt-101 64×4d', {
        reason: 'The layers have 83,455,272 parameters; NASNet does not say how it counted.',
      }),
      operations('31.5G', 'NASNet, table 2, at 320 × 320', { at: { resolution: 320 } }),
      parameters('83,455,272', torchvision, { fromMemory: true }),
      operations('15.460G', torchvision, { fromMemory: true }),
    ],
  }),
];

/** Hu et al. 2018, table 1: the stride is in the first 1 × 1, as in the ResNet that they compare it with. */
const seResnets: readonly Network[] = [
  classifierOf({
    ...{ name: 'se_resnet50', title: 'SE-ResNet-50', paper: 'senet', usual: 'v1' },
    plan: { units: [3, 4, 6, 3], unit: 'bottleneck', reduction: 16 },
    published: [
      operations('3.87G', 'Hu et al. 2018, table 2', {
        reason:
          'The layers need 3,860.5M multiply-adds, 2.5M more than ResNet-50; the paper’s 3.87G against 3.86G leaves the same small difference.',
      }),
      parameters('28.09M', 'timm, results'),
    ],
  }),
];

export const residualNetworks: readonly Network[] = [...resnets, ...resnexts, ...seResnets];
