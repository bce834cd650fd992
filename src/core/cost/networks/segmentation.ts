import { aspp } from '../../blocks/aspp';
import { pyramidPooling } from '../../blocks/pyramid-pooling';
import type { Builder } from '../../graph/builder';
import type { Value } from '../../graph/draft';
import { classes, resolution } from '../options';
import { operations, parameters, type Published } from '../published';
import { network, type Network, picture } from './network';
import { convNormRelu } from './parts';
import { type ResidualPlan, stages, stem } from './resnet';

/** ResNet’s trunk at output stride 8: the last two stages dilate instead of halving. */
interface Trunk {
  readonly depth: 50 | 101;
  readonly plan: ResidualPlan;
}

const trunks: readonly Trunk[] = [
  { depth: 50, plan: { units: [3, 4, 6, 3], unit: 'bottleneck' } },
  { depth: 101, plan: { units: [3, 4, 23, 3], unit: 'bottleneck' } },
];

function trunkOf(g: Builder, size: number, plan: ResidualPlan): { third: Value; last: Value } {
  const x = stem(g, picture(g, size));
  const made = stages(g, x, plan, { strides: 'v1.5', dilatedFrom: 3 });
  return { third: made[2] ?? x, last: made[3] ?? x };
}

/** 3 × 3 to a width, and 1 × 1 with a bias to a score for each class: the end of both heads, and the auxiliary one. */
function scores(g: Builder, x: Value, width: number, to: number): Value {
  return g.conv(g.dropout(convNormRelu(g, x, { to: width, kernel: 3, padding: 1 }), 0.1), {
    ...{ to, kernel: 1, bias: true },
  });
}

const torchvision = 'torchvision 0.28, documentation';
const deeplabFigures: Readonly<Record<50 | 101, readonly Published[]>> = {
  50: [parameters('42,004,074', torchvision), operations('178.722G', torchvision)],
  101: [parameters('60,996,202', torchvision), operations('258.743G', torchvision)],
};

/** Chen et al. 2017 as torchvision builds it: rates 12, 24 and 36, and a 3 × 3 before the scores. */
const deeplabs = trunks.map(({ depth, plan }) =>
  network({
    name: `deeplabv3_resnet${depth}`,
    title: `DeepLab v3 on ResNet-${depth} at output stride 8`,
    paper: 'deeplab-v3',
    options: { resolution: resolution(520), classes: classes(21) },
    published: deeplabFigures[depth],
    notes: [
      'torchvision’s head. The paper’s has rates 6, 12 and 18 at output stride 16, twice that at 8, and no 3 × 3 before the scores.',
    ],
    describe: (g, o) => {
      const { third, last } = trunkOf(g, o.resolution, plan);
      const pyramid = g.section('ASPP: 1 × 1, 3 × 3 at rates 12, 24, 36, image; 1 × 1 to 256', () =>
        g.dropout(aspp(g, last, { rates: [12, 24, 36], width: 256, to: 256, norm: true })),
      );
      const y = g.section(`3 × 3 to 256, 1 × 1 to ${o.classes}`, () =>
        scores(g, pyramid, 256, o.classes),
      );
      const aux = g.section(`auxiliary head on stage 3: 3 × 3 to 256, 1 × 1 to ${o.classes}`, () =>
        scores(g, third, 256, o.classes),
      );
      const whole = [o.resolution, o.resolution] as const;
      return g.section('resize', () => ({ y: g.resize(y, whole), aux: g.resize(aux, whole) }));
    },
  }),
);

/** Zhao et al. 2017, section 3, as the authors’ PyTorch code has the head; the paper’s crop for ADE20K. */
const pspnets = trunks.map(({ depth, plan }) =>
  network({
    name: `pspnet_resnet${depth}`,
    title: `PSPNet on ResNet-${depth} at output stride 8`,
    paper: 'pspnet',
    options: { resolution: resolution(473), classes: classes(150) },
    published: [],
    notes: [
      'The trunk has the plain 7 × 7 stem; the authors’ PyTorch code has three 3 × 3 layers there, and an auxiliary head for training besides.',
    ],
    describe: (g, o) => {
      const { last } = trunkOf(g, o.resolution, plan);
      const pyramid = g.section('pyramid: means in 1, 2, 3 and 6 bins, each 1 × 1 to 512', () =>
        pyramidPooling(g, last, { width: 512, norm: true }),
      );
      const y = g.section(`3 × 3 to 512, 1 × 1 to ${o.classes}`, () =>
        scores(g, pyramid, 512, o.classes),
      );
      const whole = [o.resolution, o.resolution] as const;
      return g.section('resize', () => ({ y: g.resize(y, whole) }));
    },
  }),
);

export const segmentationNetworks: readonly Network[] = [...deeplabs, ...pspnets];
