import type { ScalarKind } from '../front/types';
import type { Scalar } from '../front/tree';

// One piece of memory seen in all ways; JavaScript runs one thing at a time, so it can be shared.
const double = new Float64Array(1);
const doubleWords = new Uint32Array(double.buffer);

/** 1.5 * 2^52: adding it and taking it away rounds a double to a whole number, ties to even. */
const toWhole = 6755399441055744;

/** 2^(e - 10) for the exponents e of f16, the subnormal ones together. */
const steps = Float64Array.from({ length: 32 }, (_, i) => 2 ** (i - 24));

/** Rounds a double to the nearest f16, ties to even; too large becomes infinite. */
export function roundF16(x: number): number {
  if (!(x > -65520 && x < 65520)) return x !== x ? x : x > 0 ? Infinity : -Infinity;
  double[0] = x;
  const exponent = (((doubleWords[1] ?? 0) >>> 20) & 0x7ff) - 1023;
  const step = steps[exponent < -14 ? 0 : exponent + 14] ?? 0;
  if (x === 0) return x;
  const rounded = (x / step + toWhole - toWhole) * step;
  // What is rounded to zero keeps its sign.
  return rounded === 0 && x < 0 ? -0 : rounded;
}

/** The bits of an f16; `x` need not be rounded before. */
export function f16Bits(x: number): number {
  const value = roundF16(x);
  if (value !== value) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (magnitude === Infinity) return sign | 0x7c00;
  if (magnitude < 2 ** -14) return sign | (magnitude * 2 ** 24);
  double[0] = magnitude;
  const exponent = ((doubleWords[1] ?? 0) >>> 20) - 1023;
  return sign | ((exponent + 15) << 10) | ((magnitude / 2 ** exponent - 1) * 1024);
}

const halves = new Float32Array(65536);
let halvesKnown = false;

/** The value of 16 bits as an f16. */
export function f16Value(bits: number): number {
  if (!halvesKnown) {
    for (let i = 0; i < 65536; i++) halves[i] = halfOf(i);
    halvesKnown = true;
  }
  return halves[bits] ?? 0;
}

function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The largest f32 and f16 that are i32s or u32s; conversion stops there. */
const ceilings = { i32: 2147483520, u32: 4294967040 } as const;

/** Conversion of a float to i32: towards zero, held within the range. */
export function floatToI32(x: number): number {
  if (x >= ceilings.i32) return ceilings.i32;
  return x <= -2147483648 ? -2147483648 : x | 0;
}

/** Conversion of a float to u32: towards zero, held within the range. */
export function floatToU32(x: number): number {
  if (x >= ceilings.u32) return ceilings.u32;
  return x <= 0 ? 0 : x >>> 0;
}

/** A double within the range of a kind: it has all whole numbers of 32 bits, unlike f32. */
const held = (x: number, kind: 'i32' | 'u32'): number =>
  kind === 'i32'
    ? Math.min(Math.max(x, -2147483648), 2147483647)
    : Math.min(Math.max(x, 0), 4294967295);

/** Rounds the result of an operation in doubles to a scalar kind. */
export function roundTo(kind: ScalarKind): (x: number) => number {
  switch (kind) {
    case 'f32':
      return Math.fround;
    case 'f16':
      return roundF16;
    case 'i32':
      return (x) => x | 0;
    case 'u32':
      return (x) => x >>> 0;
    case 'abstract-int':
      // There is no zero with a minus among whole numbers.
      return (x) => x + 0;
    case 'bool':
    case 'abstract-float':
      return (x) => x;
  }
}

/** Value conversion from one scalar kind to another, as constructors do it. */
export function convertScalar(value: Scalar, from: ScalarKind, to: ScalarKind): Scalar {
  if (to === 'bool') return value !== 0 && value !== false;
  const x = Number(value);
  if (from === 'abstract-float' && (to === 'i32' || to === 'u32')) return roundTo(to)(held(x, to));
  const float = from === 'f32' || from === 'f16';
  if (float && to === 'i32') return floatToI32(x);
  if (float && to === 'u32') return floatToU32(x);
  return roundTo(to)(x);
}

/** The bits of scalars one after the other, and back: what `bitcast` does. */
export function bitcastSlots(
  values: readonly Scalar[],
  from: ScalarKind,
  to: ScalarKind,
  count: number,
): number[] {
  const width = from === 'f16' ? 2 : 4;
  values.forEach((value, i) => writeBits(i * width, Number(value), from));
  const step = to === 'f16' ? 2 : 4;
  return Array.from({ length: count }, (_, i) => readBits(i * step, to));
}

const many = new DataView(new ArrayBuffer(16));

function writeBits(at: number, value: number, kind: ScalarKind): void {
  if (kind === 'f16') many.setUint16(at, f16Bits(value), true);
  else if (kind === 'f32' || kind === 'abstract-float') many.setFloat32(at, value, true);
  else many.setInt32(at, value, true);
}

function readBits(at: number, kind: ScalarKind): number {
  if (kind === 'f16') return f16Value(many.getUint16(at, true));
  if (kind === 'f32') return many.getFloat32(at, true);
  return kind === 'u32' ? many.getUint32(at, true) : many.getInt32(at, true);
}

/** Nearest whole number, ties to even. */
export function roundEven(x: number): number {
  if (!(Math.abs(x) < 2 ** 52)) return x;
  const rounded = x >= 0 ? x + 2 ** 52 - 2 ** 52 : x - 2 ** 52 + 2 ** 52;
  return rounded === 0 && x < 0 ? -0 : rounded;
}
