import type { ScalarKind } from '../front/types';
import { f16Value, f16Bits, roundEven, roundTo } from './rounding';

type Run = (a: number, b: number, c: number) => number;

/** Functions on floats, computed in doubles and rounded once; the names are those of WGSL. */
const floats: Readonly<Record<string, Run>> = {
  acos: Math.acos,
  acosh: Math.acosh,
  asin: Math.asin,
  asinh: Math.asinh,
  atan: Math.atan,
  atanh: Math.atanh,
  atan2: Math.atan2,
  cos: Math.cos,
  cosh: Math.cosh,
  degrees: (x) => x * (180 / Math.PI),
  exp: Math.exp,
  exp2: (x) => 2 ** x,
  inverseSqrt: (x) => 1 / Math.sqrt(x),
  log: Math.log,
  log2: Math.log2,
  // WGSL defines it as exp2(y * log2(x)), which has no value for a negative x.
  pow: (x, y) => (x < 0 ? NaN : x ** y),
  radians: (x) => x * (Math.PI / 180),
  saturate: (x) => Math.min(Math.max(x, 0), 1),
  sin: Math.sin,
  sinh: Math.sinh,
  sqrt: Math.sqrt,
  step: (edge, x) => (x >= edge ? 1 : 0),
  tan: Math.tan,
  tanh: Math.tanh,
  ceil: Math.ceil,
  floor: Math.floor,
  round: roundEven,
  trunc: Math.trunc,
  quantizeToF16: (x) => f16Value(f16Bits(x)),
  ldexp: (x, e) => scaled(x, e),
};

/** x * 2^e, in steps, since 2^e alone may be too large or too small for a double. */
function scaled(x: number, e: number): number {
  const held = Math.min(Math.max(e, -2000), 2000);
  const half = Math.trunc(held / 2);
  return x * 2 ** half * 2 ** (held - half);
}

/** Functions on floats that are made of several operations, each of which rounds. */
const rounded: Readonly<Record<string, (round: (x: number) => number) => Run>> = {
  fract: (r) => (x) => r(x - Math.floor(x)),
  fma: (r) => (a, b, c) => r(r(a * b) + c),
  mix: (r) => (a, b, t) => r(r(a * r(1 - t)) + r(b * t)),
  smoothstep: (r) => (low, high, x) => {
    const t = Math.min(Math.max(r(r(x - low) / r(high - low)), 0), 1);
    return r(r(t * t) * r(3 - r(2 * t)));
  },
};

/** Functions on every numeric kind. */
const numbers: Readonly<Record<string, Run>> = {
  abs: Math.abs,
  sign: Math.sign,
  // Called with three arguments like all others, of which these two must not see the last.
  min: (a, b) => Math.min(a, b),
  max: (a, b) => Math.max(a, b),
  clamp: (x, low, high) => Math.min(Math.max(x, low), high),
};

const leadingBit = (x: number): number => 31 - Math.clz32(x);

/** Functions on integers; results are wrapped to the kind afterwards. */
const integers: Readonly<Record<string, Run>> = {
  countLeadingZeros: Math.clz32,
  countOneBits: (x) => {
    let bits = x - ((x >>> 1) & 0x55555555);
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
    return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  },
  countTrailingZeros: (x) => (x === 0 ? 32 : leadingBit(x & -x)),
  firstTrailingBit: (x) => (x === 0 ? -1 : leadingBit(x & -x)),
  reverseBits: (x) => {
    let bits = ((x >>> 1) & 0x55555555) | ((x & 0x55555555) << 1);
    bits = ((bits >>> 2) & 0x33333333) | ((bits & 0x33333333) << 2);
    bits = ((bits >>> 4) & 0x0f0f0f0f) | ((bits & 0x0f0f0f0f) << 4);
    bits = ((bits >>> 8) & 0x00ff00ff) | ((bits & 0x00ff00ff) << 8);
    return (bits >>> 16) | (bits << 16);
  },
};

function firstLeadingBit(kind: ScalarKind): Run {
  return kind === 'u32' ? leadingBit : (x) => leadingBit(x < 0 ? ~x : x);
}

/** Bits of `x` from `offset` on, `count` of them, widened with the sign where the kind has one. */
function extractBits(kind: ScalarKind): Run {
  return (x, offset, count) => {
    const from = Math.min(offset, 32);
    const length = Math.min(count, 32 - from);
    if (length === 0) return 0;
    const top = x << (32 - from - length);
    return kind === 'u32' ? top >>> (32 - length) : top >> (32 - length);
  };
}

/** `x` with `count` of its bits from `offset` on replaced by the lowest of `bits`. */
export function insertBits(x: number, bits: number, offset: number, count: number): number {
  const from = Math.min(offset, 32);
  const length = Math.min(count, 32 - from);
  if (length === 0) return x;
  const mask = (length === 32 ? -1 : (1 << length) - 1) << from;
  return (x & ~mask) | ((bits << from) & mask);
}

/** The scalar function of a built-in that works by component; undefined where it is not one. */
export function componentFunction(name: string, kind: ScalarKind): Run | undefined {
  const round = roundTo(kind);
  if (name === 'firstLeadingBit') return wrapped(firstLeadingBit(kind), round);
  if (name === 'extractBits') return wrapped(extractBits(kind), round);
  const steps = Object.hasOwn(rounded, name) ? rounded[name] : undefined;
  if (steps !== undefined) return steps(round);
  for (const table of [numbers, floats, integers]) {
    const run = Object.hasOwn(table, name) ? table[name] : undefined;
    if (run !== undefined) return wrapped(run, round);
  }
  return undefined;
}

function wrapped(run: Run, round: (x: number) => number): Run {
  return (a, b, c) => round(run(a, b, c));
}
