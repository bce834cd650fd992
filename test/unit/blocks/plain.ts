import fc from 'fast-check';
import { expect } from 'vitest';
import { exact, type Parameters, type Tensors } from '../../../src/core/blocks/block';
import type { Family } from '../../../src/core/tensor/families';
import { provedIn } from './proved';
import { blockNamed, distance, only, seeded } from './stored';

/** A second, independent definition of a block: loops as the equation is read, without regard for speed. */
export type Definition = (p: Parameters, inputs: Tensors) => Readonly<Record<string, number[]>>;

export const runs = { seed: 20261, numRuns: 200 };

/** A number by name, NaN where there is none: a mistake of the test then shows in every comparison. */
export function at(p: Parameters, name: string): number {
  return p[name] ?? NaN;
}

/** The numbers from 0 to n - 1. */
export function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

export function total(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/** Least and largest of whole numbers by name. */
type Bounds = Readonly<Record<string, readonly [number, number]>>;

/** Whole numbers by name, each within its bounds. */
export function sizes(bounds: Bounds): fc.Arbitrary<Parameters> {
  const each = Object.entries(bounds).map(([name, [min, max]]) => [name, fc.integer({ min, max })]);
  return fc.record(Object.fromEntries(each) as Record<string, fc.Arbitrary<number>>);
}

const planes: Bounds = { N: [1, 2], Ci: [1, 4], H: [1, 5], W: [1, 5], Co: [1, 3] };
const windows: Bounds = { Kh: [1, 3], Kw: [1, 3], sh: [1, 3], sw: [1, 3], ph: [0, 2], pw: [0, 2] };
const dilations: Bounds = { dh: [1, 2], dw: [1, 2] };

/** Parameters of a convolution without groups, legal or not, and more beside them. */
export function convSizes(more: Bounds = {}): fc.Arbitrary<Parameters> {
  return sizes({ ...planes, ...windows, ...dilations, ...more });
}

/** Runs a check on 200 random legal parameters of a block, with seeded inputs of several families. */
export function onLegal(
  id: string,
  parameters: fc.Arbitrary<Parameters>,
  check: (p: Parameters, inputs: Tensors) => void,
  families: readonly Family[] = ['uniform', 'integers', 'constant', 'impulse'],
): void {
  const block = blockNamed(id);
  const legal = parameters.filter((p) => block.illegal(p) === undefined);
  const seed = fc.integer({ min: 0, max: 2 ** 31 - 1 });
  fc.assert(
    fc.property(legal, seed, fc.constantFrom(...families), (p, own, family) => {
      check(p, seeded(block, p, own, family));
    }),
    runs,
  );
}

/** The largest difference, as a part of the largest value; where all should cancel, as a part of 10^-4. */
function error(truth: readonly number[], ours: Float64Array): number {
  const largest = truth.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return (distance(truth, ours) * (largest || 1)) / Math.max(largest, 1e-4);
}

/** The blocks that were held to a second definition in this test file, and where all of them are. */
const held = new Set<string>();

/** Says that this file holds just the blocks that `provedIn` lists for it: the last test of each such file. */
export function expectProved(file: keyof typeof provedIn): void {
  expect([...held].sort()).toEqual([...provedIn[file]].sort());
}

/** The block and its second definition agree on 200 random legal shapes. */
export function agrees(
  id: string,
  parameters: fc.Arbitrary<Parameters>,
  definition: Definition,
  families?: readonly Family[],
): void {
  onLegal(
    id,
    parameters,
    (p, inputs) => {
      const ours = blockNamed(id).forward(p, inputs, exact);
      for (const [name, values] of Object.entries(definition(p, inputs))) {
        expect(error(values, only(ours, name)), name).toBeLessThan(1e-10);
      }
    },
    families,
  );
  held.add(id);
}

/** The same for a best approximation, which cannot well be computed a second time: the properties that define it. */
export function defines(
  id: string,
  parameters: fc.Arbitrary<Parameters>,
  check: (p: Parameters, inputs: Tensors) => void,
): void {
  onLegal(id, parameters, check);
  held.add(id);
}

/** One product of a convolution's sum, at an input place that may lie outside, and a place in the kernel. */
type Product = (
  x: { n: number; c: number; h: number; w: number; inside: boolean },
  k: { o: number; c: number; i: number; j: number },
) => number;

/** Seven nested loops over a convolution without groups; what a product is, is the caller's. */
export function sevenLoops(p: Parameters, product: Product): number[] {
  const [H, W] = [at(p, 'H'), at(p, 'W')];
  const out = (size: number, k: string, s: string, pad: string, d: string): number =>
    Math.floor((size + 2 * at(p, pad) - at(p, d) * (at(p, k) - 1) - 1) / at(p, s)) + 1;
  const y: number[] = [];
  for (const n of range(at(p, 'N')))
    for (const o of range(at(p, 'Co')))
      for (const r of range(out(H, 'Kh', 'sh', 'ph', 'dh')))
        for (const q of range(out(W, 'Kw', 'sw', 'pw', 'dw'))) {
          let sum = 0;
          for (const c of range(at(p, 'Ci')))
            for (const i of range(at(p, 'Kh')))
              for (const j of range(at(p, 'Kw'))) {
                const h = r * at(p, 'sh') - at(p, 'ph') + i * at(p, 'dh');
                const w = q * at(p, 'sw') - at(p, 'pw') + j * at(p, 'dw');
                const inside = h >= 0 && h < H && w >= 0 && w < W;
                sum += product({ n, c, h, w, inside }, { o, c, i, j });
              }
          y.push(sum);
        }
  return y;
}

/** Where an input place is in x [N, Ci, H, W]. */
export function inX(p: Parameters, x: { n: number; c: number; h: number; w: number }): number {
  return ((x.n * at(p, 'Ci') + x.c) * at(p, 'H') + x.h) * at(p, 'W') + x.w;
}

/** Where a kernel place is in w [Co, Ci, Kh, Kw]. */
export function inW(p: Parameters, k: { o: number; c: number; i: number; j: number }): number {
  return ((k.o * at(p, 'Ci') + k.c) * at(p, 'Kh') + k.i) * at(p, 'Kw') + k.j;
}

/** A convolution with zeros around it, of tensors as they are. */
export function plainConv(p: Parameters, x: ArrayLike<number>, w: ArrayLike<number>): number[] {
  return sevenLoops(p, (place, k) =>
    place.inside ? (x[inX(p, place)] ?? NaN) * (w[inW(p, k)] ?? NaN) : 0,
  );
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? NaN) * (b[i] ?? NaN);
  return sum;
}

/**
 * The slope of a function along each of a few coordinates of a tensor, by central differences, which a
 * gradient must meet to about the square of the step.
 */
export function slopes(
  values: Float64Array,
  coordinates: readonly number[],
  of: (values: Float64Array) => number,
  step = 1e-5,
): number[] {
  return coordinates.map((i) => {
    const moved = (by: number): number => of(values.map((v, k) => (k === i ? v + by : v)));
    return (moved(step) - moved(-step)) / (2 * step);
  });
}
