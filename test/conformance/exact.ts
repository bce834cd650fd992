/**
 * A number as a whole multiple of 2^-600: every f32 and f16, their sums and products are exact, and what is cut off
 * of a quotient or a series is far below anything that an f32 could show. Nothing here uses `Math`, so that it can
 * judge what does.
 */
export type Exact = bigint;

const scale = 600n;
export const one: Exact = 1n << scale;

export type Format = 'f32' | 'f16';

/** Bits of the fraction with the leading one, and the exponents of the smallest and largest normal numbers. */
const formats = {
  f32: { digits: 24, least: -126, most: 127 },
  f16: { digits: 11, least: -14, most: 15 },
} as const;

const view = new DataView(new ArrayBuffer(8));

/** A finite number; exact for every f32 and for doubles that are multiples of 2^-600. */
export function exact(x: number): Exact {
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = (bits & 0xfffffffffffffn) | (exponent === 0n ? 0n : 1n << 52n);
  const by = (exponent === 0n ? 1n : exponent) - 1075n + scale;
  const size = by >= 0n ? fraction << by : fraction >> -by;
  return x < 0 ? -size : size;
}

export const times = (a: Exact, b: Exact): Exact => (a * b) >> scale;
export const over = (a: Exact, b: Exact): Exact => (a << scale) / b;
export const size = (x: Exact): Exact => (x < 0n ? -x : x);

/** A power of two; the exponent may be negative. */
export const power = (exponent: number): Exact =>
  exponent >= 0 ? one << BigInt(exponent) : one >> BigInt(-exponent);

/** The exponent of the distance between neighbours of a format where `x` lies. */
function stepExponent(format: Format, x: Exact): number {
  const { digits, least } = formats[format];
  const exponent = size(x).toString(2).length - 1 - Number(scale);
  return Math.max(exponent, least) - (digits - 1);
}

/** One unit in the last place of a format at `x`. */
export const ulp = (format: Format, x: Exact): Exact => power(stepExponent(format, x));

/** The largest finite number of a format. */
export function largest(format: Format): Exact {
  const { digits, most } = formats[format];
  return power(most + 1) - power(most - digits + 1);
}

/** Whether a number is not zero and below the normal numbers of a format, so that it may be taken for zero. */
export const isSubnormal = (format: Format, x: Exact): boolean =>
  x !== 0n && size(x) < power(formats[format].least);

/** The largest number of a format that is not above `x`, which may lie outside its range. */
export function below(format: Format, x: Exact): Exact {
  const step = ulp(format, x);
  const quotient = x / step;
  return (x < 0n && quotient * step !== x ? quotient - 1n : quotient) * step;
}

/** The smallest number of a format that is not below `x`. */
export const above = (format: Format, x: Exact): Exact => -below(format, -x);

/** The nearest number of a format, of two as near the even one; infinite where it is too large. */
export function nearest(format: Format, x: Exact): number {
  const step = ulp(format, x);
  const quotient = size(x) / step;
  const rest = 2n * (size(x) - quotient * step);
  const up = rest > step || (rest === step && quotient % 2n === 1n);
  const rounded = (up ? quotient + 1n : quotient) * step;
  const value = rounded > largest(format) ? Infinity : toNumber(rounded);
  return x < 0n ? -value : value;
}

/** The double with the value of a number that has at most 53 digits. */
export function toNumber(x: Exact): number {
  const digits = size(x).toString(2).length;
  const shift = Math.max(0, digits - 53);
  const value = Number(size(x) >> BigInt(shift)) * 2 ** (shift - Number(scale));
  return x < 0n ? -value : value;
}
