import type { Scalar } from '../front/tree';
import type { ScalarKind } from '../front/types';
import { insertBits } from './components';
import { f16Bits, f16Value, roundTo } from './rounding';

/**
 * Built-ins that look at a whole value: they take the slots of each argument and give the slots of the result.
 * `kind` is the scalar kind of the first argument.
 */
export type WholeFunction = (args: readonly (readonly Scalar[])[], kind: ScalarKind) => Scalar[];

type Floats = (args: readonly number[][], round: (x: number) => number) => number[];

/** Of one number it is the absolute value, of which no square can overflow. */
function length(v: readonly number[], round: (x: number) => number): number {
  const [first = 0] = v;
  return v.length === 1 ? Math.abs(first) : round(Math.sqrt(dot(v, v, round)));
}

function dot(a: readonly number[], b: readonly number[], round: (x: number) => number): number {
  let sum = round((a[0] ?? 0) * (b[0] ?? 0));
  for (let i = 1; i < a.length; i++) sum = round(sum + round((a[i] ?? 0) * (b[i] ?? 0)));
  return sum;
}

const floats: Readonly<Record<string, Floats>> = {
  cross: ([[a = 0, b = 0, c = 0] = [], [x = 0, y = 0, z = 0] = []], r) => [
    r(r(b * z) - r(c * y)),
    r(r(c * x) - r(a * z)),
    r(r(a * y) - r(b * x)),
  ],
  length: ([v = []], r) => [length(v, r)],
  distance: ([a = [], b = []], r) => {
    const difference = a.map((x, i) => r(x - (b[i] ?? 0)));
    return [length(difference, r)];
  },
  normalize: ([v = []], r) => {
    const whole = length(v, r);
    return v.map((x) => r(x / whole));
  },
  faceForward: ([n = [], i = [], reference = []], r) =>
    dot(i, reference, r) < 0 ? n : n.map((x) => -x),
  reflect: ([i = [], n = []], r) => {
    const twice = r(2 * dot(n, i, r));
    return i.map((x, k) => r(x - r(twice * (n[k] ?? 0))));
  },
  refract: ([i = [], n = [], [eta = 0] = []], r) => {
    const along = dot(n, i, r);
    const k = r(1 - r(r(eta * eta) * r(1 - r(along * along))));
    if (k < 0) return i.map(() => 0);
    const factor = r(r(eta * along) + r(Math.sqrt(k)));
    return i.map((x, at) => r(r(eta * x) - r(factor * (n[at] ?? 0))));
  },
  determinant: ([m = []], r) => [determinant(m, r)],
  modf: ([v = []], r) => [
    ...v.map((x) => (Number.isFinite(x) ? r(x - Math.trunc(x)) : 0)),
    ...v.map(Math.trunc),
  ],
  frexp: ([v = []]) => [...v.map(fraction), ...v.map(exponent)],
};

function determinant(m: readonly number[], r: (x: number) => number): number {
  const size = Math.sqrt(m.length);
  const at = (column: number, row: number): number => m[column * size + row] ?? 0;
  if (size === 2) return r(r(at(0, 0) * at(1, 1)) - r(at(1, 0) * at(0, 1)));
  let sum = 0;
  for (let column = 0; column < size; column++) {
    const minor: number[] = [];
    for (let c = 0; c < size; c++) {
      if (c !== column) for (let row = 1; row < size; row++) minor.push(at(c, row));
    }
    const term = r(at(column, 0) * determinant(minor, r));
    sum = r(column % 2 === 0 ? sum + term : sum - term);
  }
  return sum;
}

/** The power of two that leaves a fraction from 0.5 up to 1. */
function exponent(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return 0;
  let power = Math.floor(Math.log2(Math.abs(x))) + 1;
  // The logarithm is rounded, so it may be one off next to a power of two.
  if (Math.abs(x) / 2 ** power >= 1) power++;
  else if (Math.abs(x) / 2 ** power < 0.5) power--;
  return power;
}

const fraction = (x: number): number => (x === 0 || !Number.isFinite(x) ? x : x / 2 ** exponent(x));

const byte = (x: number, i: number): number => (x >>> (8 * i)) & 255;
const signedByte = (x: number, i: number): number => (x << (24 - 8 * i)) >> 24;
const joined = (values: readonly number[], width: number): number =>
  values.reduce((word, value, i) => word | ((value & (2 ** width - 1)) << (width * i)), 0) >>> 0;
const held = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);
const four = [0, 1, 2, 3];
const half = (x: number, i: number): number => (x >>> (16 * i)) & 0xffff;
const signedHalf = (x: number, i: number): number => (x << (16 - 16 * i)) >> 16;

/** Packing and unpacking (WGSL, “Data packing built-in functions”). */
const packing: Readonly<Record<string, (v: readonly number[], w: readonly number[]) => number[]>> =
  {
    pack4x8snorm: (v) => [
      joined(
        v.map((x) => Math.floor(0.5 + 127 * held(x, -1, 1))),
        8,
      ),
    ],
    pack4x8unorm: (v) => [
      joined(
        v.map((x) => Math.floor(0.5 + 255 * held(x, 0, 1))),
        8,
      ),
    ],
    pack4xI8: (v) => [joined(v, 8)],
    pack4xU8: (v) => [joined(v, 8)],
    pack4xI8Clamp: (v) => [
      joined(
        v.map((x) => held(x, -128, 127)),
        8,
      ),
    ],
    pack4xU8Clamp: (v) => [
      joined(
        v.map((x) => held(x, 0, 255)),
        8,
      ),
    ],
    pack2x16snorm: (v) => [
      joined(
        v.map((x) => Math.floor(0.5 + 32767 * held(x, -1, 1))),
        16,
      ),
    ],
    pack2x16unorm: (v) => [
      joined(
        v.map((x) => Math.floor(0.5 + 65535 * held(x, 0, 1))),
        16,
      ),
    ],
    pack2x16float: (v) => [joined(v.map(f16Bits), 16)],
    unpack4x8snorm: ([x = 0]) => four.map((i) => Math.fround(Math.max(signedByte(x, i) / 127, -1))),
    unpack4x8unorm: ([x = 0]) => four.map((i) => Math.fround(byte(x, i) / 255)),
    unpack4xI8: ([x = 0]) => four.map((i) => signedByte(x, i)),
    unpack4xU8: ([x = 0]) => four.map((i) => byte(x, i)),
    unpack2x16snorm: ([x = 0]) =>
      [0, 1].map((i) => Math.fround(Math.max(signedHalf(x, i) / 32767, -1))),
    unpack2x16unorm: ([x = 0]) => [0, 1].map((i) => Math.fround(half(x, i) / 65535)),
    unpack2x16float: ([x = 0]) => [0, 1].map((i) => f16Value(half(x, i))),
    dot4U8Packed: ([a = 0], [b = 0]) => [
      four.reduce((sum, i) => sum + byte(a, i) * byte(b, i), 0) >>> 0,
    ],
    dot4I8Packed: ([a = 0], [b = 0]) => [
      four.reduce((sum, i) => sum + signedByte(a, i) * signedByte(b, i), 0) | 0,
    ],
  };

const others: Readonly<Record<string, WholeFunction>> = {
  all: ([v = []]) => [v.every(Boolean)],
  any: ([v = []]) => [v.some(Boolean)],
  dot: ([a = [], b = []], kind) => {
    if (kind === 'i32' || kind === 'u32') {
      const sum = a.reduce<number>((s, x, i) => s + Math.imul(Number(x), Number(b[i])), 0);
      return [roundTo(kind)(sum)];
    }
    return [dot(a.map(Number), b.map(Number), roundTo(kind))];
  },
  insertBits: ([x = [], bits = [], [offset = 0] = [], [count = 0] = []], kind) =>
    x.map((one, i) =>
      roundTo(kind)(insertBits(Number(one), Number(bits[i]), Number(offset), Number(count))),
    ),
};

/** The function of a built-in that works on whole values; undefined where it is not one. */
export function wholeFunction(name: string): WholeFunction | undefined {
  const own = <T>(table: Readonly<Record<string, T>>): T | undefined =>
    Object.hasOwn(table, name) ? table[name] : undefined;
  const float = own(floats);
  if (float !== undefined) {
    return (args, kind) =>
      float(
        args.map((slots) => slots.map(Number)),
        roundTo(kind),
      );
  }
  const pack = own(packing);
  if (pack !== undefined) {
    return ([v = [], w = []]) => pack(v.map(Number), w.map(Number));
  }
  return own(others);
}
