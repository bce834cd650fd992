import { classes, resolution } from '../options';
import { operations, parameters } from '../published';
import { network, picture } from './network';
import { convRelu, fc6 } from './parts';

/** How many 3 × 3 convolutions each block has, and their channels (configuration D). */
const blocks = [
  [2, 64],
  [2, 128],
  [3, 256],
  [3, 512],
  [3, 512],
] as const;

/** Simonyan and Zisserman 2014, table 1, column D. */
export const vgg16 = network({
  name: 'vgg16',
  title: 'VGG-16 (configuration D)',
  paper: 'vgg',
  options: { resolution: resolution(224), classes: classes() },
  published: [
    parameters('138M', 'Simonyan and Zisserman 2014, table 2'),
    operations('15.3G', 'MobileNets, table 8, and CondenseNet, quoting VGG-16', {
      reason:
        'The thirteen convolutions alone need 15,346.6M, and the three linear layers 123.6M more: the quoted figure leaves them out.',
    }),
    parameters('138,357,544', 'torchvision 0.28, documentation'),
    operations('15.470G', 'torchvision 0.28, documentation'),
  ],
  describe: (g, o) => {
    let y = picture(g, o.resolution);
    blocks.forEach(([times, to], i) => {
      y = g.section(`block ${i + 1}: ${times} × conv 3 × 3 to ${to}; max pool 2 × 2 / 2`, () => {
        for (let k = 0; k < times; k++) y = convRelu(g, y, { to, kernel: 3, padding: 1 });
        return g.maxPool(y, { kernel: 2 });
      });
    });
    y = g.section('fc6', () => g.relu(fc6(g, y, 7)));
    y = g.section('fc7', () => g.relu(g.linear(g.dropout(y), { name: 'fc7', to: 4096 })));
    return { y: g.section('fc8', () => g.linear(g.dropout(y), { name: 'fc8', to: o.classes })) };
  },
});
