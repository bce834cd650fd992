import type { Builder } from '../../graph/builder';
import type { Value } from '../../graph/draft';
import { extent } from '../../graph/region';
import { classes, resolution } from '../options';
import { operations, parameters, type Published } from '../published';
import { network, type Network, picture } from './network';
import { classifier, convNormRelu } from './parts';

/** Modules behind the first of each group, which halves the map, and the expansions of the first and of those. */
const groups = [
  { more: 4, first: 4, rest: 4 },
  { more: 5, first: 4, rest: 3 },
  { more: 6, first: 3, rest: 2 },
  { more: 2, first: 2, rest: 1 },
] as const;

interface Module {
  readonly to: number;
  readonly inner: number;
  readonly stride: number;
}

/**
 * Conv-shift-conv (Wu et al. 2018, figure 3): BN, ReLU, 1 × 1; shift; BN, ReLU, 1 × 1, which has the stride. As in
 * ShuffleNet the result is added to x, or where the map is halved joined to x’s average pool.
 */
function module(g: Builder, x: Value, { to, inner, stride }: Module): Value {
  const wide = g.conv(g.relu(g.batchNorm(x)), { to: inner, kernel: 1 });
  const moved = g.relu(g.batchNorm(g.shift(wide, { offsets: `shift${wide.node}` })));
  const own = stride === 1 ? to : to - extent(x.shape).C;
  const branch = g.conv(moved, { to: own, kernel: 1, stride });
  if (stride === 1) return g.add(x, branch);
  return g.concat(g.averagePool(x, { kernel: 3, stride, padding: 1 }), branch);
}

function shiftnet(letter: 'a' | 'b', width: number, published: readonly Published[]): Network {
  return network({
    name: `shiftnet_${letter}`,
    title: `ShiftNet-${letter.toUpperCase()}`,
    paper: 'shift',
    options: { resolution: resolution(224), classes: classes() },
    published,
    notes: [
      'The layer table is from memory; it gives the published figures. Shifts have no parameters and no multiply-adds.',
    ],
    describe: (g, o) => {
      let y = g.section(`conv 7 × 7 / 2 to ${width / 2}`, () => {
        const window = { kernel: 7, stride: 2, padding: 3 };
        return convNormRelu(g, picture(g, o.resolution), { to: width / 2, ...window });
      });
      groups.forEach(({ more, first, rest }, i) => {
        const to = width * 2 ** i;
        y = g.section(`group ${i + 1}: 1 + ${more} modules to ${to}, expansion ${rest}`, () => {
          y = module(g, y, { to, inner: first * extent(y.shape).C, stride: 2 });
          for (let k = 0; k < more; k++) y = module(g, y, { to, inner: rest * to, stride: 1 });
          return y;
        });
      });
      return { y: classifier(g, y, o.classes) };
    },
  });
}

const table = 'Wu et al. 2018, ImageNet table';

export const shiftnets: readonly Network[] = [
  shiftnet('a', 64, [parameters('4.1M', table), operations('1.4G', table)]),
  shiftnet('b', 32, [parameters('1.1M', table), operations('371M', table)]),
];
