import type { BinaryOperator, Scalar, UnaryOperator } from '../front/tree';
import type { ScalarKind } from '../front/types';
import { roundTo } from './rounding';

/** i32 division: by zero it gives the dividend, and the one overflow wraps. */
export const divideI32 = (a: number, b: number): number => (b === 0 ? a : (a / b) | 0);
export const divideU32 = (a: number, b: number): number => (b === 0 ? a : (a / b) >>> 0);
export const remainderI32 = (a: number, b: number): number => (b === 0 ? 0 : (a % b) | 0);
export const remainderU32 = (a: number, b: number): number => (b === 0 ? 0 : (a % b) >>> 0);

/** a - b * trunc(a / b), as WGSL defines it, each step rounded. */
export function remainderFloat(a: number, b: number, round: (x: number) => number): number {
  return round(a - round(b * Math.trunc(round(a / b))));
}

type Numbers = (a: number, b: number) => number;

/** What there is no whole number for, a quotient by zero, stays NaN: the compiler refuses it. */
const ofBits =
  (run: (a: bigint, b: bigint) => bigint): Numbers =>
  (a, b) =>
    Number.isInteger(a) && Number.isInteger(b) ? Number(run(BigInt(a), BigInt(b))) : NaN;

/** Of whole numbers without a type, which have 64 bits and no zero with a minus. */
const abstract: Readonly<Record<string, Numbers>> = {
  '&': ofBits((a, b) => a & b),
  '|': ofBits((a, b) => a | b),
  '^': ofBits((a, b) => a ^ b),
  '/': (a, b) => (a - (a % b)) / b + 0,
  '%': (a, b) => (a % b) + 0,
};

const whole: Readonly<Record<string, Numbers>> = {
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '<<': (a, b) => a << (b & 31),
};

const comparisons: Readonly<Record<string, (a: Scalar, b: Scalar) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

const bools: Readonly<Record<string, (a: boolean, b: boolean) => boolean>> = {
  '&': (a, b) => a && b,
  '|': (a, b) => a || b,
};

function arithmetic(operator: BinaryOperator, kind: ScalarKind): Numbers | undefined {
  const round = roundTo(kind);
  const integer = kind === 'i32' || kind === 'u32';
  switch (operator) {
    case '+':
      return (a, b) => round(a + b);
    case '-':
      return (a, b) => round(a - b);
    case '*':
      return integer ? (a, b) => round(Math.imul(a, b)) : (a, b) => round(a * b);
    case '/':
      return division(kind, round);
    case '%':
      return remainder(kind, round);
    case '>>':
      return kind === 'u32' ? (a, b) => a >>> (b & 31) : (a, b) => a >> (b & 31);
    default: {
      const run = whole[operator];
      return run === undefined ? undefined : (a, b) => round(run(a, b));
    }
  }
}

function division(kind: ScalarKind, round: (x: number) => number): Numbers {
  if (kind === 'i32') return divideI32;
  if (kind === 'u32') return divideU32;
  return (a, b) => round(a / b);
}

function remainder(kind: ScalarKind, round: (x: number) => number): Numbers {
  if (kind === 'i32') return remainderI32;
  if (kind === 'u32') return remainderU32;
  return (a, b) => remainderFloat(a, b, round);
}

function special(kind: ScalarKind): Readonly<Record<string, unknown>> {
  if (kind === 'bool') return bools;
  return kind === 'abstract-int' ? abstract : {};
}

/** One component of a binary operation on two scalars of a kind. */
export function binaryScalar(
  operator: BinaryOperator,
  kind: ScalarKind,
): (a: Scalar, b: Scalar) => Scalar {
  const compare = comparisons[operator];
  if (compare !== undefined) return compare;
  const run = special(kind)[operator] ?? arithmetic(operator, kind);
  if (run === undefined) throw new Error(`no operator ${operator} on ${kind}`);
  return run as (a: Scalar, b: Scalar) => Scalar;
}

/** One component of a unary operation. */
export function unaryScalar(operator: UnaryOperator, kind: ScalarKind): (a: Scalar) => Scalar {
  const round = roundTo(kind);
  switch (operator) {
    case '!':
      return (a) => a === false;
    case '~':
      // Also beyond 32 bits, which a number without a type may have: ~a is -a - 1.
      return (a) => round(-Number(a) - 1);
    case '-':
      if (kind === 'i32') return (a) => -Number(a) | 0;
      return (a) => (kind === 'abstract-int' ? round(-Number(a)) : -Number(a));
  }
}
