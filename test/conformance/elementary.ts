import {
  type Exact,
  exact,
  type Format,
  largest,
  nearest,
  one,
  over,
  size,
  times,
  toNumber,
  ulp,
} from './exact';
import * as judge from './functions';
import * as may from './interval';
import { within } from './floats';
import { anything, type Expected, type Operation, pairs, shown, singles } from './operation';

// Functions of analysis: WGSL lets them be off, some of them far; the simulator is held to a neighbour of the truth.

interface Elementary {
  readonly name: string;
  readonly truth: (x: Exact) => Exact;
  readonly allowed: (x: may.Interval, truth: Exact) => may.Interval;
  readonly domain: (x: number) => boolean;
}

const all = [
  ...[
    0,
    2 ** -149,
    2 ** -126,
    1e-30,
    2 ** -24,
    1e-4,
    2 ** -10,
    0.1,
    0.25,
    0.3,
    0.5,
    0.7071,
    0.75,
    0.9,
  ],
  ...[
    1 - 2 ** -24,
    1,
    1 + 2 ** -23,
    1.1,
    1.5,
    Math.PI / 2,
    2,
    2.5,
    Math.E,
    3,
    Math.PI,
    4,
    5.5,
    10,
    31.4,
    50,
    80,
  ],
  ...[88, 100, 127, 1000, 65504, 2 ** 24, 1e10, 1e20, 1e38],
].flatMap((x) => [x, -x]);

/** The arguments as numbers of a format, each once. */
const argumentsOf = (format: Format): number[] => [
  ...new Set(all.map((x) => nearest(format, exact(x))).filter(Number.isFinite)),
];

const upTo =
  (most: number) =>
  (x: number): boolean =>
    Math.abs(x) <= most;
const above =
  (least: number) =>
  (x: number): boolean =>
    x > least;
const half: may.Interval = may.constant(one / 2n);
const unit: may.Interval = may.constant(one);
const square = (x: may.Interval): may.Interval => may.multiply(x, x);
const besideSquare = (x: may.Interval): may.Interval => may.sqrt(may.subtract(unit, square(x)));
const halfSum = (a: may.Interval, b: may.Interval): may.Interval =>
  may.multiply(may.add(a, b), half);
const minusExp = (x: may.Interval): may.Interval => may.exp(may.negate(x));
const sinh = (x: may.Interval): may.Interval => halfSum(may.exp(x), may.negate(minusExp(x)));
const cosh = (x: may.Interval): may.Interval => halfSum(may.exp(x), minusExp(x));

/** “Accuracy of concrete floating point expressions”: an error, or the form from which a function inherits its own. */
const functions: readonly Elementary[] = [
  { name: 'exp', truth: judge.exp, allowed: may.exp, domain: upTo(128) },
  { name: 'exp2', truth: judge.exp2, allowed: may.exp2, domain: upTo(150) },
  { name: 'log', truth: judge.log, allowed: may.log, domain: above(0) },
  { name: 'log2', truth: judge.log2, allowed: may.log2, domain: above(0) },
  { name: 'sqrt', truth: judge.root, allowed: may.sqrt, domain: (x) => x >= 0 },
  {
    ...{ name: 'inverseSqrt', truth: (x) => over(one, judge.root(x)) },
    ...{ allowed: may.inverseSqrt, domain: above(0) },
  },
  { name: 'sin', truth: judge.sin, allowed: may.sin, domain: upTo(1000) },
  { name: 'cos', truth: judge.cos, allowed: may.cos, domain: upTo(1000) },
  {
    ...{ name: 'tan', truth: (x) => over(judge.sin(x), judge.cos(x)) },
    ...{ allowed: (x) => may.divide(may.sin(x), may.cos(x)), domain: upTo(1000) },
  },
  { name: 'atan', truth: judge.atan, allowed: may.atan, domain: upTo(Infinity) },
  {
    ...{ name: 'asin', truth: judge.asin, domain: upTo(1) },
    allowed: (x, truth) => may.worse(truth, 6.77e-5, may.atan2(x, besideSquare(x))),
  },
  {
    ...{ name: 'acos', truth: judge.acos, domain: upTo(1) },
    allowed: (x, truth) => may.worse(truth, 6.77e-5, may.atan2(besideSquare(x), x)),
  },
  { name: 'sinh', truth: judge.sinh, allowed: sinh, domain: upTo(88) },
  { name: 'cosh', truth: judge.cosh, allowed: cosh, domain: upTo(88) },
  {
    ...{ name: 'tanh', truth: judge.tanh, domain: upTo(127) },
    allowed: (x, truth) => may.worse(truth, 1e-5, may.divide(sinh(x), cosh(x))),
  },
  {
    ...{ name: 'asinh', truth: judge.asinh, domain: upTo(Infinity) },
    allowed: (x) => may.log(may.add(x, may.sqrt(may.add(square(x), unit)))),
  },
  {
    ...{ name: 'acosh', truth: judge.acosh, domain: (x) => x >= 1 },
    allowed: (x) => may.log(may.add(x, may.sqrt(may.subtract(square(x), unit)))),
  },
  {
    ...{ name: 'atanh', truth: judge.atanh, domain: (x) => Math.abs(x) < 1 },
    allowed: (x) =>
      may.multiply(may.log(may.divide(may.add(unit, x), may.subtract(unit, x))), half),
  },
  {
    ...{ name: 'degrees', truth: (x) => times(x, judge.degree), domain: upTo(Infinity) },
    allowed: (x) => may.multiply(x, may.constant(judge.degree)),
  },
  {
    ...{ name: 'radians', truth: (x) => over(x, judge.degree), domain: upTo(Infinity) },
    allowed: (x) => may.multiply(x, may.constant(over(one, judge.degree))),
  },
];

/** One of the two neighbours of the truth, or what both are when it is a number of the format. */
function neighbour(format: Format, truth: Exact): Expected {
  if (size(truth) > largest(format)) return anything;
  return {
    holds: (x) => Number.isFinite(x) && size(exact(x) - truth) <= ulp(format, truth),
    text: `next to ${shown(toNumber(truth))}`,
  };
}

function operation(format: Format, { name, truth, allowed, domain }: Elementary): Operation {
  return {
    name: `${format} ${name}`,
    takes: [format],
    gives: [format],
    text: (x = '') => [`${name}(${x})`],
    rows: singles(argumentsOf(format).filter(domain)),
    allowed: (x = 0) =>
      format === 'f32' ? [within(allowed(may.given(x), truth(exact(x))))] : [anything],
    ours: (x = 0) => [neighbour(format, truth(exact(x)))],
    vectors: true,
  };
}

const legs = [0, 2 ** -149, 2 ** -126, 1e-30, 0.1, 0.75, 1, 1.5, 10, 1e10, 1e38]
  .flatMap((x) => [x, -x])
  .map(Math.fround);

const atan2: Operation = {
  name: 'f32 atan2',
  takes: ['f32', 'f32'],
  gives: ['f32'],
  text: (y = '', x = '') => [`atan2(${y}, ${x})`],
  // Which side of the cut a zero lies on is open.
  rows: pairs(legs, legs).filter(([y = 0, x = 0]) => y !== 0 || x > 0),
  allowed: (y = 0, x = 0) => [within(may.atan2(may.given(y), may.given(x)))],
  ours: (y = 0, x = 0) => [neighbour('f32', judge.atan2(exact(y), exact(x)))],
  vectors: true,
};

const bases = [2 ** -126, 1e-10, 0.1, 0.5, 1, 1.5, 2, 3, 10, 1000, 1e20].map(Math.fround);
const exponents = [0, 1, -1, 0.5, -0.5, 2, -2, 3, 7.25, -3.3, 20, 0.01].map(Math.fround);

const pow: Operation = {
  name: 'f32 pow',
  takes: ['f32', 'f32'],
  gives: ['f32'],
  text: (x = '', y = '') => [`pow(${x}, ${y})`],
  rows: pairs(bases, exponents),
  allowed: (x = 0, y = 0) => [within(may.exp2(may.multiply(may.given(y), may.log2(may.given(x)))))],
  ours: (x = 0, y = 0) => [neighbour('f32', judge.exp(times(exact(y), judge.log(exact(x)))))],
  vectors: true,
};

export const elementary: readonly Operation[] = [
  ...(['f32', 'f16'] as const).flatMap((format) => functions.map((one) => operation(format, one))),
  atan2,
  pow,
];
