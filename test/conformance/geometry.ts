import { type Exact, exact, nearest, one, over, size, times, toNumber, ulp } from './exact';
import { root } from './functions';
import { within } from './floats';
import * as may from './interval';
import { anything, type Expected, is, type Kind, type Operation, pairs, shown } from './operation';

// Built-ins on whole vectors and matrices, and those that mix several values. A vector is three f32.

const vectors: readonly (readonly number[])[] = [
  ...[
    [0, 0, 0],
    [1, 0, 0],
    [0, -1, 0],
    [0.6, 0.8, 0],
    [3, 4, 12],
    [-0.1, 0.7, 1e-3],
    [1e-20, 1e-20, 1e-20],
  ],
  ...[
    [1e10, -1e10, 1e10],
    [1e20, 1, 0],
    [-2.5, 1 / 3, 255.5],
    [2 ** -126, 2 ** -149, 0],
    [0.5773503, 0.5773503, -0.5773503],
  ],
].map((v) => v.map(Math.fround));
const two = pairs([...vectors.keys()], [...vectors.keys()]).map(([a = 0, b = 0]) => [
  ...(vectors[a] ?? []),
  ...(vectors[b] ?? []),
]);

const vec = (args: readonly string[]): string => `vec${args.length}<f32>(${args.join(', ')})`;
const given = (x: readonly number[]): may.Interval[] => x.map((one) => may.given(one));
const split = <T>(x: readonly T[]): [T[], T[]] => [x.slice(0, 3), x.slice(3, 6)];
const takes = (count: number): Kind[] => new Array<Kind>(count).fill('f32');
const parts = ['x', 'y', 'z'];

interface Shape {
  readonly name: string;
  readonly rows: readonly (readonly number[])[];
  /** One call, from its arguments as WGSL. */
  readonly call: (args: readonly string[]) => string;
  readonly allowed: (
    x: readonly may.Interval[],
    plain: readonly number[],
  ) => readonly may.Interval[];
  readonly ours?: (x: readonly number[]) => readonly Expected[];
}

/** An operation whose result is a scalar or the three parts of a vector. */
function operation({ name, rows, call, allowed, ours }: Shape, results: 1 | 3): Operation {
  return {
    name,
    takes: takes(rows[0]?.length ?? 0),
    gives: takes(results),
    text: (...args) =>
      results === 1 ? [call(args)] : parts.map((part) => `${call(args)}.${part}`),
    rows,
    allowed: (...x) => allowed(given(x), x).map(within),
    ...(ours === undefined ? {} : { ours: (...x: number[]) => ours(x) }),
  };
}

const length = (x: readonly may.Interval[]): may.Interval => may.sqrt(may.dot(x, x));
const minus = (a: readonly may.Interval[], b: readonly may.Interval[]): may.Interval[] =>
  a.map((x, i) => may.subtract(x, b[i]));

/** Within some units of the truth, which is what the simulator owes where no sum cancels or overflows. */
const units = (count: number, truth: Exact): Expected => ({
  holds: (x) => Number.isFinite(x) && size(exact(x) - truth) <= BigInt(count) * ulp('f32', truth),
  text: `within ${count} units of ${shown(toNumber(truth))}`,
});
const moderate = (x: readonly number[]): boolean =>
  x.every((one) => one === 0 || (Math.abs(one) > 1e-18 && Math.abs(one) < 1e18));
const squares = (x: readonly number[]): Exact =>
  x.reduce((sum, one) => sum + times(exact(one), exact(one)), 0n);

const lengths: readonly Operation[] = [
  operation(
    {
      name: 'length of a vector',
      rows: vectors,
      call: (args) => `length(${vec(args)})`,
      allowed: (x) => [length(x)],
      ours: (x) => [moderate(x) ? units(2, root(squares(x))) : anything],
    },
    1,
  ),
  operation(
    {
      // Of a scalar it is the absolute value, where a square would overflow, too.
      name: 'length of a scalar',
      rows: vectors.flat().map((x) => [x]),
      call: ([x = '']) => `length(${x})`,
      allowed: (x) => [may.sqrt(may.multiply(x[0], x[0]))],
      ours: ([x = 0]) => [is(Math.abs(x))],
    },
    1,
  ),
  operation(
    {
      name: 'distance of scalars',
      rows: two.map(([x = 0, y = 0]) => [x, y]),
      call: ([x = '', y = '']) => `distance(${x}, ${y})`,
      allowed: ([x, y]) => {
        const difference = may.subtract(x, y);
        return [may.sqrt(may.multiply(difference, difference))];
      },
      ours: ([x = 0, y = 0]) => [is(Math.abs(nearest('f32', exact(x) - exact(y))))],
    },
    1,
  ),
  operation(
    {
      name: 'distance of vectors',
      rows: two,
      call: (args) => `distance(${split(args).map(vec).join(', ')})`,
      allowed: (x) => {
        const difference = minus(...split(x));
        return [length(difference)];
      },
    },
    1,
  ),
];

const products: readonly Operation[] = [
  operation(
    {
      name: 'f32 dot',
      rows: two,
      call: (args) => `dot(${split(args).map(vec).join(', ')})`,
      // A sum may be taken in any order, which the first order's bound does not hold for: only where nothing cancels.
      allowed: (x, plain) =>
        plain.every((one) => one >= 0) ? [may.dot(...split(x))] : [undefined],
      ours: (x) => [summed(split(x).map((v) => v.map(exact)) as [Exact[], Exact[]])],
    },
    1,
  ),
  operation(
    {
      name: 'cross',
      rows: two,
      call: (args) => `cross(${split(args).map(vec).join(', ')})`,
      allowed: (x) => {
        const [a, b] = split(x);
        return [0, 1, 2].map((i) => {
          const [j, k] = [(i + 1) % 3, (i + 2) % 3];
          return may.subtract(may.multiply(a[j], b[k]), may.multiply(a[k], b[j]));
        });
      },
    },
    3,
  ),
  operation(
    {
      name: 'normalize',
      rows: vectors.slice(1),
      call: (args) => `normalize(${vec(args)})`,
      allowed: (x) => x.map((part) => may.divide(part, length(x))),
      ours: (x) =>
        x.map((part) => (moderate(x) ? units(3, over(exact(part), root(squares(x)))) : anything)),
    },
    3,
  ),
];

/** Products and sums from left to right, each rounded to nearest. */
function summed([a, b]: readonly [readonly Exact[], readonly Exact[]]): Expected {
  const terms = a.map((x, i) => nearest('f32', times(x, b[i] ?? 0n)));
  const sum = terms.reduce((left, term) =>
    Number.isFinite(left) && Number.isFinite(term)
      ? nearest('f32', exact(left) + exact(term))
      : NaN,
  );
  return Number.isFinite(sum) ? is(sum) : anything;
}

const plain = [0, 1, -1, 0.25, 0.5, 1 / 3, 2.5, -10, 1e10].map(Math.fround);
const triples = plain.flatMap((x) => pairs(plain, plain).map((both) => [x, ...both]));

const mixtures: readonly Operation[] = [
  operation(
    {
      name: 'mix',
      rows: triples,
      call: (args) => `mix(${args.join(', ')})`,
      // Both forms that WGSL names: x (1 - z) + y z, and x + (y - x) z.
      allowed: ([x, y, z]) => [
        may.all([
          may.add(may.multiply(x, may.subtract(may.given(1), z)), may.multiply(y, z)),
          may.add(x, may.multiply(may.subtract(y, x), z)),
        ]),
      ],
    },
    1,
  ),
  operation(
    {
      name: 'fma',
      rows: triples,
      call: (args) => `fma(${args.join(', ')})`,
      allowed: ([x, y, z], [a = 0, b = 0, c = 0]) => [
        may.all([
          may.add(may.multiply(x, y), z),
          may.constant(times(exact(a), exact(b)) + exact(c)),
        ]),
      ],
    },
    1,
  ),
  operation(
    {
      name: 'smoothstep',
      // Equal edges divide by zero.
      rows: triples.filter(([low = 0, high = 0]) => low < high),
      call: (args) => `smoothstep(${args.join(', ')})`,
      allowed: ([low, high, x]) => {
        const t = may.saturate(may.divide(may.subtract(x, low), may.subtract(high, low)));
        const rest = may.subtract(may.given(3), may.multiply(may.given(2), t));
        return [may.multiply(may.multiply(t, t), rest)];
      },
    },
    1,
  ),
  operation(
    {
      name: 'reflect',
      rows: two.filter(moderate),
      call: (args) => `reflect(${split(args).map(vec).join(', ')})`,
      allowed: (x, values) => {
        const [a, b] = split(x);
        if (cancels(values)) return parts.map(() => undefined);
        const twice = may.multiply(may.given(2), may.dot(b, a));
        return minus(
          a,
          b.map((n) => may.multiply(twice, n)),
        );
      },
    },
    3,
  ),
];

/** Whether the products of two vectors have both signs, so that the order of their sum shows. */
function cancels(x: readonly number[]): boolean {
  const [a, b] = split(x);
  const terms = a.map((one, i) => one * (b[i] ?? 0));
  return terms.some((term) => term > 0) && terms.some((term) => term < 0);
}

const facing: Operation = {
  name: 'faceForward',
  takes: takes(6),
  gives: takes(3),
  text: (...args) => {
    const [n, i] = split(args);
    return parts.map((part) => `faceForward(${vec(n)}, ${vec(i)}, ${vec(n)}).${part}`);
  },
  rows: two.filter((x) => moderate(x) && !cancels(x)),
  allowed: (...x) => {
    const [n, i] = split(x);
    const along = n.reduce((sum, one, k) => sum + times(exact(one), exact(i[k] ?? 0)), 0n);
    return n.map((one) => is(along < 0n ? one : -one));
  },
};

/** The entering ray is (0, -1) or slanted, against a surface that looks up. */
const refracted: Operation = {
  name: 'refract',
  takes: takes(3),
  gives: takes(2),
  text: (x = '', y = '', eta = '') =>
    ['x', 'y'].map((part) => `refract(vec2<f32>(${x}, ${y}), vec2<f32>(0, 1), ${eta}).${part}`),
  rows: [
    [0, -1],
    [0.6, -0.8],
    [-0.8, -0.6],
    [0.96, -0.28],
  ].flatMap((ray) => [0.25, 0.75, 1, 1.2, 1.5, 4].map((eta) => [...ray, eta].map(Math.fround))),
  allowed: (x = 0, y = 0, eta = 0) => {
    const square = one - times(times(exact(eta), exact(eta)), one - times(exact(y), exact(y)));
    if (square < 0n) return [is(0), is(0)];
    const factor = times(exact(eta), exact(y)) + root(square);
    // Rounding of the square is amplified by the root where it is small; none of these is.
    const near = (truth: Exact): Expected => ({
      holds: (z) => Number.isFinite(z) && size(exact(z) - truth) <= exact(2 ** -18),
      text: `about ${toNumber(truth)}`,
    });
    return [near(times(exact(eta), exact(x))), near(times(exact(eta), exact(y)) - factor)];
  },
};

export const geometry: readonly Operation[] = [
  ...lengths,
  ...products,
  ...mixtures,
  facing,
  refracted,
];
