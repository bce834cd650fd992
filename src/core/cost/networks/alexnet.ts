import type { Builder } from '../../graph/builder';
import type { Value } from '../../graph/draft';
import { classes, resolution } from '../options';
import { operations, parameters } from '../published';
import { network, picture } from './network';
import { convRelu, fc6 } from './parts';

/** Channels of the five convolutions, groups of the second, fourth and fifth, padding of the first. */
interface Plan {
  readonly widths: readonly [number, number, number, number, number];
  readonly groups: 1 | 2;
  readonly padding: 0 | 2;
  /** Local response normalisation after the first two. */
  readonly normalised: boolean;
}

const twoGroups: Plan = {
  ...{ widths: [96, 256, 384, 384, 256], groups: 2 },
  ...{ padding: 0, normalised: true },
};
const oneGroup: Plan = { ...twoGroups, groups: 1 };
const oneTower: Plan = {
  ...{ widths: [64, 192, 384, 256, 256], groups: 1 },
  ...{ padding: 2, normalised: false },
};

/** Five convolutions and three linear layers (Krizhevsky et al. 2012, section 3.5). */
function layers(g: Builder, x: Value, plan: Plan, to: number): Value {
  const { groups, padding } = plan;
  const [w1, w2, w3, w4, w5] = plan.widths;
  const norm = (y: Value): Value => (plan.normalised ? g.localResponseNorm(y) : y);
  const pool = (y: Value): Value => g.maxPool(y, { kernel: 3, stride: 2 });
  const inGroups = groups === 1 ? '' : ` in ${groups} groups`;
  let y = g.section('conv1 11 × 11 / 4', () =>
    norm(convRelu(g, x, { name: 'conv1', to: w1, kernel: 11, stride: 4, padding })),
  );
  y = g.section(`max pool 3 × 3 / 2; conv2 5 × 5${inGroups}`, () =>
    norm(convRelu(g, pool(y), { name: 'conv2', to: w2, kernel: 5, padding: 2, groups })),
  );
  y = g.section('max pool 3 × 3 / 2; conv3 3 × 3', () =>
    convRelu(g, pool(y), { name: 'conv3', to: w3, kernel: 3, padding: 1 }),
  );
  y = g.section(`conv4 3 × 3${inGroups}`, () =>
    convRelu(g, y, { name: 'conv4', to: w4, kernel: 3, padding: 1, groups }),
  );
  y = g.section(`conv5 3 × 3${inGroups}`, () =>
    convRelu(g, y, { name: 'conv5', to: w5, kernel: 3, padding: 1, groups }),
  );
  y = g.section('max pool 3 × 3 / 2; fc6', () => g.relu(fc6(g, pool(y), 6)));
  y = g.section('fc7', () => g.relu(g.linear(g.dropout(y), { name: 'fc7', to: 4096 })));
  return g.section('fc8', () => g.linear(y, { name: 'fc8', to }));
}

const quoted = 'MobileNets, table 9, quoting AlexNet';

/** Without the padding that the text forgets, 227 × 227 is the size from which the maps of its figure 2 come. */
export const alexnetTwoGroups = network({
  name: 'alexnet_two_groups',
  title: 'AlexNet of 2012, in two groups',
  paper: 'alexnet',
  options: { resolution: resolution(227), classes: classes() },
  published: [
    parameters('60M', quoted),
    operations('720M', quoted, {
      reason:
        'The five convolutions and three linear layers need 724.4M at 227 × 227; the quoted figure is rounded to tens.',
    }),
  ],
  describe: (g, o) => ({ y: layers(g, picture(g, o.resolution), twoGroups, o.classes) }),
});

export const alexnet = network({
  name: 'alexnet',
  title: 'AlexNet with one tower (torchvision)',
  paper: 'alexnet',
  options: { resolution: resolution(224), classes: classes() },
  published: [
    parameters('61,100,840', 'torchvision 0.28, documentation'),
    operations('0.714G', 'torchvision 0.28, documentation'),
  ],
  describe: (g, o) => ({ y: layers(g, picture(g, o.resolution), oneTower, o.classes) }),
});

/** The widths of 2012 without the groups that two GPUs asked for: what XNOR-Net’s authors binarise. */
export const alexnetOneGroup = network({
  name: 'alexnet_one_group',
  title: 'AlexNet of 2012 without groups',
  paper: 'alexnet',
  options: { resolution: resolution(227), classes: classes() },
  published: [],
  describe: (g, o) => ({ y: layers(g, picture(g, o.resolution), oneGroup, o.classes) }),
});
