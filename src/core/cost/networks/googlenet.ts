import { inception, type InceptionOptions } from '../../blocks/inception';
import type { Builder } from '../../graph/builder';
import type { Value } from '../../graph/draft';
import { classes, resolution } from '../options';
import { operations, parameters } from '../published';
import { network, picture } from './network';
import { classifier, convNormRelu, convRelu } from './parts';

/** Widths of the nine modules: 1 × 1; 3 × 3 reduce, 3 × 3; 5 × 5 reduce, 5 × 5; pool (Szegedy et al. 2015, table 1). */
const modules = [
  ['3a', 64, 96, 128, 16, 32, 32],
  ['3b', 128, 128, 192, 32, 96, 64],
  ['4a', 192, 96, 208, 16, 48, 64],
  ['4b', 160, 112, 224, 24, 64, 64],
  ['4c', 128, 128, 256, 24, 64, 64],
  ['4d', 112, 144, 288, 32, 64, 64],
  ['4e', 256, 160, 320, 32, 128, 128],
  ['5a', 256, 160, 320, 32, 128, 128],
  ['5b', 384, 192, 384, 48, 128, 128],
] as const;

/** Biases and 5 × 5 filters as in the paper, or batch norm and 3 × 3 filters as in torchvision. */
type Form = Required<Pick<InceptionOptions, 'between' | 'thirdKernel'>>;

function describe(g: Builder, size: number, to: number, form: Form): Value {
  const norm = form.between === 'norm';
  const unit = norm ? convNormRelu : convRelu;
  // torchvision's last pool has windows of 2 × 2; both make 7 × 7 of 14 × 14.
  const pool = (x: Value, kernel = 3): Value => g.maxPool(x, { kernel, stride: 2, ceil: true });
  let y = g.section('conv 7 × 7 / 2 to 64; max pool 3 × 3 / 2', () =>
    pool(unit(g, picture(g, size), { to: 64, kernel: 7, stride: 2, padding: 3 })),
  );
  y = g.section('conv 1 × 1 to 64; conv 3 × 3 to 192; max pool 3 × 3 / 2', () =>
    pool(unit(g, unit(g, y, { to: 64, kernel: 1 }), { to: 192, kernel: 3, padding: 1 })),
  );
  for (const [name, o1, r2, o2, r3, o3, o4] of modules) {
    const k = form.thirdKernel;
    const widths = `1 × 1 ${o1}; 1 × 1 ${r2}, 3 × 3 ${o2}; 1 × 1 ${r3}, ${k} × ${k} ${o3}; pool, 1 × 1 ${o4}`;
    const first = name === '4a' || name === '5a';
    y = g.section(`${first ? 'max pool; ' : ''}inception ${name}: ${widths}`, () => {
      const x = first ? pool(y, norm && name === '5a' ? 2 : 3) : y;
      return inception(g, x, { o1, r2, o2, r3, o3, o4, ...form });
    });
  }
  return classifier(g, y, to);
}

const options = { resolution: resolution(224), classes: classes() };
const auxiliary = 'The two auxiliary classifiers, which only training uses, are left out.';
const many =
  'The paper’s own numbers do not add up: the layers of its table 1, with biases and without the auxiliary classifiers,';

/** Szegedy et al. 2015, table 1. */
export const googlenetPaper = network({
  name: 'googlenet_paper',
  title: 'GoogLeNet as in its paper: biases, 5 × 5 filters',
  paper: 'googlenet',
  options,
  published: [
    parameters('6.8M', 'MobileNets, table 8, quoting GoogLeNet', {
      reason: `${many} have 6,998,552 parameters.`,
    }),
    operations('1550M', 'MobileNets, table 8, quoting GoogLeNet', {
      reason: `${many} need 1,582.7M multiply-adds.`,
    }),
    operations('1.5G', 'Szegedy et al. 2015, section 1'),
    operations('1448M', 'NASNet, table 3, quoting a re-implementation of Inception v1', {
      reason: `The re-implementation is another network: ${many.slice(0, 1).toLowerCase()}${many.slice(1)} need 1,582.7M.`,
    }),
  ],
  notes: [auxiliary],
  describe: (g, o) => ({
    y: describe(g, o.resolution, o.classes, { between: 'bias', thirdKernel: 5 }),
  }),
});

export const googlenet = network({
  name: 'googlenet',
  title: 'GoogLeNet as in torchvision: batch norm, 3 × 3 filters',
  paper: 'googlenet',
  options,
  published: [
    parameters('6,624,904', 'torchvision 0.28, documentation'),
    operations('1.498G', 'torchvision 0.28, documentation'),
  ],
  notes: [auxiliary],
  describe: (g, o) => ({
    y: describe(g, o.resolution, o.classes, { between: 'norm', thirdKernel: 3 }),
  }),
});
