import * as judge from './functions';
import {
  above,
  below,
  type Exact,
  exact,
  isSubnormal,
  largest,
  one,
  over,
  size,
  times,
  ulp,
} from './exact';

/**
 * What WGSL lets an f32 come to (“Accuracy of concrete floating point expressions”); undefined where anything may
 * come: something on the way overflows, or its bound does not reach so far.
 */
export type Interval = { readonly low: Exact; readonly high: Exact } | undefined;

const hull = (values: readonly Exact[]): { low: Exact; high: Exact } => ({
  low: values.reduce((a, b) => (a < b ? a : b)),
  high: values.reduce((a, b) => (a > b ? a : b)),
});

/** Widens exact bounds to what f32 has, takes what may be flushed to zero for zero too, and gives up on overflow. */
function rounded(low: Exact, high: Exact): Interval {
  const bounds = hull([below('f32', low), above('f32', high)]);
  if (size(bounds.low) > largest('f32') || size(bounds.high) > largest('f32')) return undefined;
  const flushed = isSubnormal('f32', bounds.low) || isSubnormal('f32', bounds.high);
  return flushed ? hull([bounds.low, bounds.high, 0n]) : bounds;
}

/** An argument: a subnormal one may be taken for zero. */
export function given(x: number): Interval {
  return rounded(exact(x), exact(x));
}

/** A constant that is not an f32. */
export const constant = (x: Exact): Interval => rounded(x, x);

type Two = (a: Exact, b: Exact) => Exact;

/** An operation whose extremes lie at the ends of its arguments, with the error that it may have by itself. */
const corners =
  (run: Two, error: (result: Exact) => Exact = () => 0n) =>
  (a: Interval, b: Interval): Interval => {
    if (a === undefined || b === undefined) return undefined;
    const { low, high } = hull([
      run(a.low, b.low),
      run(a.low, b.high),
      run(a.high, b.low),
      run(a.high, b.high),
    ]);
    // Whole steps of 2^-600 may be missing at the upper end.
    return rounded(low - error(low), high + 1n + error(high));
  };

export const add = corners((a, b) => a + b);
export const subtract = corners((a, b) => a - b);
export const multiply = corners(times);

/** Units in the last place at a result. */
const units =
  (count: number) =>
  (result: Exact): Exact =>
    times(exact(count), ulp('f32', result));

const quotient = corners(over, units(2.5));

export function divide(a: Interval, b: Interval): Interval {
  if (b === undefined) return undefined;
  const reach = b.low > 0n ? [b.low, b.high] : b.high < 0n ? [-b.high, -b.low] : [0n, 0n];
  const within = (reach[0] ?? 0n) >= exact(2 ** -126) && (reach[1] ?? 0n) <= exact(2 ** 126);
  return within ? quotient(a, b) : undefined;
}

export const negate = (a: Interval): Interval =>
  a === undefined ? undefined : { low: -a.high, high: -a.low };

type One = (x: Exact) => Exact;

/** A function that only rises or only falls, with its error at an argument and the result there. */
const monotone =
  (
    run: One,
    error: (x: Exact, result: Exact) => Exact,
    domain: (x: Exact) => boolean = () => true,
  ) =>
  (x: Interval): Interval => {
    if (x === undefined || !domain(x.low) || !domain(x.high)) return undefined;
    const ends = [x.low, x.high].flatMap((end) => {
      const result = run(end);
      return [result - error(end, result), result + error(end, result)];
    });
    const { low, high } = hull(ends);
    return rounded(low, high);
  };

/** 3 + 2 |x| units. */
const growing = (x: Exact, result: Exact): Exact =>
  times(3n * one + 2n * size(x), ulp('f32', result));
const moderate = (x: Exact): boolean => size(x) < exact(128);
export const exp = monotone(judge.exp, growing, moderate);
export const exp2 = monotone(judge.exp2, growing, moderate);

/** 3 units, and near 1, where the result is small, an absolute error. */
const logarithm = (x: Exact, result: Exact): Exact =>
  x >= one / 2n && x <= 2n * one ? exact(2 ** -21) : units(3)(result);
const positive = (x: Exact): boolean => x > 0n;
export const log = monotone(judge.log, logarithm, positive);
export const log2 = monotone(judge.log2, logarithm, positive);

export const inverseSqrt = monotone(
  (x) => over(one, judge.root(x)),
  (_, result) => units(2)(result),
  positive,
);
export function sqrt(x: Interval): Interval {
  // Of zero it is 1 / (1 / 0), which comes to zero or, where infinities are left out, to anything.
  return divide(given(1), inverseSqrt(x));
}

export const atan = monotone(judge.atan, (_, result) => units(4096)(result));

/** 4096 units, where `y` is a normal number, and `x` one that is not at the ends of the range. */
export function atan2(y: Interval, x: Interval): Interval {
  if (y === undefined || x === undefined) return undefined;
  const [nearest, farthest] = [x.low, x.high].map(size).sort((a, b) => (a < b ? -1 : 1));
  const within = x.low > 0n || x.high < 0n;
  if (!within || (nearest ?? 0n) < exact(2 ** -126) || (farthest ?? 0n) > exact(2 ** 126))
    return undefined;
  // Of a zero with a minus SwiftShader makes a half turn, which is legal: the bound does not speak of zero.
  if (y.low <= 0n && y.high >= 0n) return undefined;
  return corners(judge.atan2, units(4096))(y, x);
}

const circular =
  (run: One) =>
  (x: Interval): Interval => {
    if (x === undefined || size(x.low) > judge.pi || size(x.high) > judge.pi) return undefined;
    const { low, high } = hull([run(x.low), run(x.high)]);
    return rounded(low - exact(2 ** -11), high + exact(2 ** -11));
  };
/** For a single argument: between its ends lies no more than a subnormal number and zero. */
export const sin = circular(judge.sin);
export const cos = circular(judge.cos);

/** The worse of an absolute error and what another form gives. */
export function worse(truth: Exact, error: number, form: Interval): Interval {
  if (form === undefined) return undefined;
  const { low, high } = hull([truth - exact(error), truth + exact(error), form.low, form.high]);
  return rounded(low, high);
}

export function dot(a: readonly Interval[], b: readonly Interval[]): Interval {
  return a.map((x, i) => multiply(x, b[i])).reduce((sum, term) => add(sum, term));
}

/** Both ends cut off at 0 and 1. */
export function saturate(x: Interval): Interval {
  const held = (y: Exact): Exact => (y < 0n ? 0n : y > one ? one : y);
  return x === undefined ? undefined : { low: held(x.low), high: held(x.high) };
}

export const holds = (x: Interval, value: number): boolean =>
  x === undefined || (Number.isFinite(value) && x.low <= exact(value) && exact(value) <= x.high);

/** Whatever one of some intervals allows. */
export function all(intervals: readonly Interval[]): Interval {
  const ends = intervals.map((one) => one && [one.low, one.high]);
  return ends.every((one) => one !== undefined) ? hull(ends.flat()) : undefined;
}
