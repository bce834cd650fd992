import { fractal } from '../../blocks/fractal';
import { classes, resolution } from '../options';
import { parameters } from '../published';
import { network, picture } from './network';

/** Channels of the five blocks, as in the authors’ generator of networks for CIFAR. */
const widths = [64, 128, 256, 512, 512] as const;

/** Larsson et al. 2017, section 4.1: B = 5 blocks of C = 3 columns, each four convolutions deep, for 32 × 32 pictures. */
export const fractalnet = network({
  name: 'fractalnet',
  title: 'FractalNet for CIFAR, five blocks of three columns (20 layers)',
  paper: 'fractalnet',
  options: { resolution: resolution(32), classes: classes(10) },
  published: [
    parameters('38.6M', 'Larsson et al. 2017, table 1', {
      fromMemory: true,
      reason:
        'The paper has no layer table: five blocks of three columns with the widths of the authors’ generator, 64 to 512, have 33.7M parameters.',
    }),
  ],
  describe: (g, o) => {
    let y = picture(g, o.resolution);
    widths.forEach((to, i) => {
      y = g.section(`block ${i + 1}: 3 columns of 3 × 3 to ${to}; max pool 2 × 2 / 2`, () =>
        g.maxPool(fractal(g, y, { columns: 3, to }), { kernel: 2 }),
      );
    });
    return { y: g.section('fc', () => g.linear(g.flatten(y), { to: o.classes })) };
  },
});
