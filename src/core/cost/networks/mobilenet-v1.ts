import type { Builder } from '../../graph/builder';
import type { Value } from '../../graph/draft';
import { expanderPoint } from '../../graph/layers/expander-point';
import { extent } from '../../graph/region';
import { classes, factor, oneOf, resolution } from '../options';
import { operations, parameters, type Published } from '../published';
import { network, picture } from './network';
import { classifier, convNormRelu } from './parts';

/** Channels and stride of the thirteen pairs (Howard et al. 2017, table 1). */
const pairs: readonly (readonly [to: number, stride: number])[] = [
  ...([
    [64, 1],
    [128, 2],
    [128, 1],
    [256, 2],
    [256, 1],
    [512, 2],
  ] as const),
  ...([
    [512, 1],
    [512, 1],
    [512, 1],
    [512, 1],
    [512, 1],
    [1024, 2],
    [1024, 1],
  ] as const),
];

/** Channels at a width, as the authors' TensorFlow code has it: cut off, and at least 8. */
function thinned(channels: number, width: number): number {
  return Math.max(8, Math.floor(channels * width));
}

/** The first layer: 3 × 3, stride 2, 32 channels. */
function stem(g: Builder, resolution: number, width: number): Value {
  const to = thinned(32, width);
  return g.section(`conv 3 × 3 / 2 to ${to}`, () =>
    convNormRelu(g, picture(g, resolution), { to, kernel: 3, stride: 2, padding: 1 }),
  );
}

const table6 = 'MobileNets, table 6';
const table7 = 'MobileNets, table 7';
const figures: readonly Published[] = [
  parameters('4.2M', 'MobileNets, table 8'),
  operations('569M', 'MobileNets, table 8'),
  parameters('2.6M', table6, { at: { width: 0.75 } }),
  operations('325M', table6, { at: { width: 0.75 } }),
  parameters('1.3M', table6, { at: { width: 0.5 } }),
  operations('149M', table6, { at: { width: 0.5 } }),
  parameters('0.5M', table6, { at: { width: 0.25 } }),
  operations('41M', table6, { at: { width: 0.25 } }),
  operations('418M', table7, { at: { resolution: 192 } }),
  operations('290M', table7, { at: { resolution: 160 } }),
  operations('186M', table7, { at: { resolution: 128 } }),
  parameters('1.32M', 'MobileNets, table 9', {
    at: { width: 0.5, resolution: 160 },
    reason: 'The layers have 1,331,592 parameters, 1.33M; table 6 of the same paper prints 1.3M.',
  }),
  operations('76M', 'MobileNets, table 9', { at: { width: 0.5, resolution: 160 } }),
  operations('575M', 'MobileNetV2, table 4, quoting MobileNet', {
    reason:
      'The layers of MobileNet’s own table need 568.7M, which is the 569M of its paper; MobileNetV2 does not say what it counts besides.',
  }),
];

/** The 1 × 1 layer of pair i (from 0): a dense one in MobileNet. */
type Point = (g: Builder, x: Value, to: number, i: number) => Value;

const dense: Point = (g, x, to) => g.conv(x, { to, kernel: 1 });

interface Size {
  readonly resolution: number;
  readonly width: number;
  readonly classes: number;
}

/** All layers; batch norm and ReLU follow each depthwise and each 1 × 1 layer. */
function describe(g: Builder, { resolution: size, width, classes: to }: Size, point: Point): Value {
  let y = stem(g, size, width);
  pairs.forEach(([channels, stride], i) => {
    const wide = thinned(channels, width);
    const slash = stride === 1 ? '' : ` / ${stride}`;
    y = g.section(`pair ${i + 1}: depthwise 3 × 3${slash}; 1 × 1 to ${wide}`, () => {
      const filtered = g.relu(g.batchNorm(g.depthwise(y, { kernel: 3, stride, padding: 1 })));
      return g.relu(g.batchNorm(point(g, filtered, wide, i)));
    });
  });
  return classifier(g, y, to);
}

/** Howard et al. 2017, table 1. */
export const mobilenetV1 = network({
  name: 'mobilenet_v1',
  title: 'MobileNet',
  paper: 'mobilenet-v1',
  options: { width: factor(), resolution: resolution(224), classes: classes() },
  published: figures,
  notes: [
    'The last depthwise layer has stride 1: the paper’s table prints 2, and keeps the map 7 × 7, which only a stride of 1 does.',
  ],
  describe: (g, o) => ({ y: describe(g, o, dense) }),
});

const readme = 'the Deep-Expander-Networks repository';

/** Prabhu et al. 2018: MobileNet in which each output of a 1 × 1 layer reads one input in so many. */
export const xMobilenet = network({
  name: 'x_mobilenet',
  title: 'X-MobileNet: 1 × 1 layers that read one input in --groups',
  paper: 'x-nets',
  options: {
    ...{ width: { ...factor(), default: 0.5 }, groups: oneOf([2, 4, 8, 16], 2) },
    ...{ resolution: resolution(224), classes: classes() },
  },
  published: [2, 4, 8, 16].map((groups, i) =>
    operations(['85.8M', '53.7M', '37.6M', '29.5M'][i] ?? '', readme, {
      at: { groups },
      reason:
        'With the first 1 × 1 layer dense and the other twelve thinned the layers come within 0.6M of the printed figure; the page does not say what is counted.',
    }),
  ),
  notes: ['The first 1 × 1 layer is dense, since only then the published figures come out nearly.'],
  describe: (g, o) => ({
    y: describe(g, o, (_, x, to, i) =>
      i === 0
        ? dense(g, x, to, i)
        : g.layer(
            expanderPoint({ to, degree: Math.max(1, Math.floor(extent(x.shape).C / o.groups)) }),
            [x],
          ),
    ),
  }),
});
