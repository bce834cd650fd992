import {
  type Exact,
  exact,
  type Format,
  isSubnormal,
  nearest,
  one,
  over,
  times,
  toNumber,
} from './exact';
import * as may from './interval';
import {
  anything,
  type Expected,
  halfValue,
  is,
  oneOf,
  type Operation,
  pairs,
  shown,
} from './operation';

// Operations on floats that WGSL asks to be right to the last bit, or nearly.

/** Of both signs: zero, subnormal numbers, the ends of the range, neighbours of 1 and of halves, large whole numbers. */
const positive = {
  f32: [
    ...[
      0,
      2 ** -149,
      0x2aaaaa * 2 ** -149,
      2 ** -126 - 2 ** -149,
      2 ** -126,
      2 ** -24,
      0.1,
      0.5,
      1 - 2 ** -24,
      1,
    ],
    ...[
      1 + 2 ** -23,
      1.5,
      2.5,
      3,
      10,
      255.5,
      2 ** 22 + 0.5,
      2 ** 23 - 0.5,
      2 ** 23 + 1,
      2 ** 24,
      65504,
    ],
    ...[2 ** 31 - 128, 2 ** 31, 1e20, 2 ** 127, (2 - 2 ** -23) * 2 ** 127],
  ].map(Math.fround),
  f16: [
    ...[
      0, 1, 0x155, 0x3ff, 0x400, 0x2e66, 0x3800, 0x3bff, 0x3c00, 0x3c01, 0x3e00, 0x4100, 0x4200,
      0x5bfc,
    ],
    ...[0x63ff, 0x6401, 0x6800, 0x7800, 0x7bff],
  ].map(halfValue),
} as const;
export const formats: readonly Format[] = ['f32', 'f16'];
export const edges = (format: Format): number[] => positive[format].flatMap((x) => [x, -x]);

/** As an interval allows it. */
export const within = (interval: may.Interval): Expected => ({
  holds: (value) => may.holds(interval, value),
  text:
    interval === undefined
      ? 'anything'
      : `from ${shown(toNumber(interval.low))} to ${shown(toNumber(interval.high))}`,
});

/** The nearest number of the format; where that is infinite, WGSL lets anything come. */
export const rounded = (format: Format, x: Exact): Expected => is(nearest(format, x));

const signs: readonly (readonly [
  sign: string,
  run: (a: Exact, b: Exact) => Exact,
  allowed: (a: may.Interval, b: may.Interval) => may.Interval,
])[] = [
  ['+', (a, b) => a + b, may.add],
  ['-', (a, b) => a - b, may.subtract],
  ['*', times, may.multiply],
  ['/', over, may.divide],
];

/** The simulator rounds each operation to nearest, which is more than WGSL asks for. */
function arithmetic(format: Format): Operation[] {
  return signs.map(([sign, run, allowed]) => ({
    name: `${format} ${sign}`,
    takes: [format, format],
    gives: [format],
    text: (a = '', b = '') => [`${a} ${sign} ${b}`],
    rows: pairs(edges(format), edges(format)),
    allowed: (a = 0, b = 0) =>
      format === 'f32' ? [within(allowed(may.given(a), may.given(b)))] : [anything],
    ours: (a = 0, b = 0) =>
      sign === '/' && b === 0 ? [anything] : [rounded(format, run(exact(a), exact(b)))],
    vectors: true,
  }));
}

/** x - y * trunc(x / y): small quotients only, where the form does not hang on how the quotient is rounded. */
function remainder(format: Format): Operation {
  const values = edges(format).filter((x) => Math.abs(x) >= 2 ** -12 && Math.abs(x) <= 300);
  return {
    name: `${format} %`,
    takes: [format, format],
    gives: [format],
    text: (a = '', b = '') => [`${a} % ${b}`],
    rows: pairs(values, values).filter(([a = 0, b = 0]) => farFromWhole(a, b)),
    allowed: (a = 0, b = 0) => (format === 'f32' ? [within(remainderOf(a, b))] : [anything]),
    ours: (a = 0, b = 0) => {
      const truncated = over(exact(a), exact(b)) / one;
      const product = exact(nearest(format, exact(b) * truncated));
      return [rounded(format, exact(a) - product)];
    },
    vectors: true,
  };
}

/** Whether a / b is exact or so far from a whole number that rounding it does not lead to another. */
function farFromWhole(a: number, b: number): boolean {
  const quotient = over(exact(a), exact(b));
  const rest = ((quotient % one) + one) % one;
  return quotient * exact(b) === exact(a) * one || (rest > one >> 8n && one - rest > one >> 8n);
}

function remainderOf(a: number, b: number): may.Interval {
  const whole = over(exact(a), exact(b)) / one;
  // What is exact may come out just below.
  const wholes = [
    whole,
    ...(whole * exact(b) === exact(a) ? [whole - (whole < 0n ? -1n : 1n)] : []),
  ];
  const results = wholes.map((of) =>
    may.subtract(may.given(a), may.multiply(may.given(b), may.constant(of * one))),
  );
  return may.all(results);
}

const comparisons: readonly (readonly [string, (a: number, b: number) => boolean])[] = [
  ['==', (a, b) => a === b],
  ['!=', (a, b) => a !== b],
  ['<', (a, b) => a < b],
  ['<=', (a, b) => a <= b],
  ['>', (a, b) => a > b],
  ['>=', (a, b) => a >= b],
];

/** What is taken for zero where it is subnormal. */
export const flushed = (format: Format, x: number): number[] =>
  isSubnormal(format, exact(x)) ? [x, 0] : [x];

function compared(format: Format): Operation[] {
  return comparisons.map(([sign, run]) => ({
    name: `${format} ${sign}`,
    takes: [format, format],
    gives: ['bool'],
    text: (a = '', b = '') => [`(${a} ${sign} ${b})`],
    rows: pairs(edges(format), edges(format)),
    allowed: (a = 0, b = 0) => [
      oneOf(
        pairs(flushed(format, a), flushed(format, b)).map(([x = 0, y = 0]) => Number(run(x, y))),
      ),
    ],
    ours: (a = 0, b = 0) => [is(Number(run(a, b)))],
    vectors: true,
  }));
}

export const floats: readonly Operation[] = formats.flatMap((format) => [
  ...arithmetic(format),
  remainder(format),
  ...compared(format),
]);
