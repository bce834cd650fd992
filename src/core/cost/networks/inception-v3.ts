import { inceptionA } from '../../blocks/inception';
import type { Builder } from '../../graph/builder';
import type { Value } from '../../graph/draft';
import { classes, resolution } from '../options';
import { operations, parameters } from '../published';
import { network, picture } from './network';
import { classifier, convNormRelu } from './parts';

type Size = number | readonly [number, number];

/** Convolution, batch norm, ReLU, padded to keep the size: “7 × 1 to 192” is `[[7, 1], 192]`. */
type Step = readonly [kernel: Size, to: number];

function chain(g: Builder, x: Value, ...steps: readonly Step[]): Value {
  return steps.reduce((y, [kernel, to]) => {
    const padding =
      typeof kernel === 'number'
        ? (kernel - 1) / 2
        : ([(kernel[0] - 1) / 2, (kernel[1] - 1) / 2] as const);
    return convNormRelu(g, y, { to, kernel, padding });
  }, x);
}

/** A convolution that halves the map, without padding. */
function halve(g: Builder, x: Value, to: number): Value {
  return convNormRelu(g, x, { to, kernel: 3, stride: 2 });
}

function pooled(g: Builder, x: Value, to: number): Value {
  return chain(g, g.averagePool(x, { kernel: 3, stride: 1, padding: 1 }), [1, to]);
}

function halvedPool(g: Builder, x: Value): Value {
  return g.maxPool(x, { kernel: 3, stride: 2 });
}

/** From 35 × 35 to 17 × 17 (figure 10). */
function reductionA(g: Builder, x: Value): Value {
  return g.concat(halve(g, x, 384), halve(g, chain(g, x, [1, 64], [3, 96]), 96), halvedPool(g, x));
}

/** 17 × 17: 7 × 7 as 1 × 7 and 7 × 1 (figure 6, n = 7); c channels inside. */
function moduleB(g: Builder, x: Value, c: number): Value {
  const [row, col] = [
    [1, 7],
    [7, 1],
  ] as const;
  return g.concat(
    chain(g, x, [1, 192]),
    chain(g, x, [1, c], [row, c], [col, 192]),
    chain(g, x, [1, c], [col, c], [row, c], [col, c], [row, 192]),
    pooled(g, x, 192),
  );
}

/** From 17 × 17 to 8 × 8. */
function reductionB(g: Builder, x: Value): Value {
  const second = chain(g, x, [1, 192], [[1, 7], 192], [[7, 1], 192]);
  return g.concat(halve(g, chain(g, x, [1, 192]), 320), halve(g, second, 192), halvedPool(g, x));
}

/** 8 × 8: 1 × 3 and 3 × 1 side by side (figure 7). */
function moduleC(g: Builder, x: Value): Value {
  const split = (y: Value): Value[] => [chain(g, y, [[1, 3], 384]), chain(g, y, [[3, 1], 384])];
  return g.concat(
    chain(g, x, [1, 320]),
    ...split(chain(g, x, [1, 384])),
    ...split(chain(g, x, [1, 448], [3, 384])),
    pooled(g, x, 192),
  );
}

function describe(g: Builder, size: number): Value {
  let y = g.section('conv 3 × 3 / 2 to 32, 3 × 3 to 32, 3 × 3 to 64; max pool 3 × 3 / 2', () => {
    const first = convNormRelu(g, halve(g, picture(g, size), 32), { to: 32, kernel: 3 });
    return halvedPool(g, chain(g, first, [3, 64]));
  });
  y = g.section('conv 1 × 1 to 80, 3 × 3 to 192; max pool 3 × 3 / 2', () =>
    halvedPool(g, convNormRelu(g, chain(g, y, [1, 80]), { to: 192, kernel: 3 })),
  );
  [32, 64, 64].forEach((o4, i) => {
    y = g.section(`module A${i + 1}: 5 × 5 beside two 3 × 3, pool to ${o4}`, () =>
      inceptionA(g, y, { o1: 64, r2: 48, o2: 64, r3: 64, o3: 96, o4, secondKernel: 5 }),
    );
  });
  y = g.section('reduction to 17 × 17', () => reductionA(g, y));
  [128, 160, 160, 192].forEach((c, i) => {
    y = g.section(`module B${i + 1}: 1 × 7 and 7 × 1, ${c} inside`, () => moduleB(g, y, c));
  });
  y = g.section('reduction to 8 × 8', () => reductionB(g, y));
  for (const i of [1, 2]) {
    y = g.section(`module C${i}: 1 × 3 beside 3 × 1`, () => moduleC(g, y));
  }
  return y;
}

/** Szegedy et al. 2016, with the widths of the published code, in which module A keeps a 5 × 5. */
export const inceptionV3 = network({
  name: 'inception_v3',
  title: 'Inception v3',
  paper: 'inception-v3',
  options: { resolution: resolution(299), classes: classes() },
  published: [
    operations('4.8G', 'Szegedy et al. 2016, table 3', {
      reason:
        'The layers of the published code need 5,713M at 299 × 299, as torchvision says and NASNet’s 5.72G confirms.',
    }),
    parameters('23.8M', 'NASNet, table 2, quoting Inception v3'),
    operations('5.72G', 'NASNet, table 2, quoting Inception v3', {
      reason: 'The layers need 5,713M; NASNet does not say what it counts besides.',
    }),
    parameters('23,834,568', 'imgclsmob, without the auxiliary classifier'),
    parameters('23,626,728', 'Xception, table 3, quoting Inception v3', {
      reason:
        'The quoted network is another implementation: the layers of the published code have 23,834,568 parameters.',
    }),
    operations('5.713G', 'torchvision 0.28, documentation'),
  ],
  notes: [
    'The auxiliary classifier, which only training uses, is left out: torchvision’s 27,161,264 parameters include it.',
  ],
  describe: (g, o) => ({ y: classifier(g, describe(g, o.resolution), o.classes) }),
});
