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
  if (kind === 'abstract-int') return (a, b) => Math.trunc(a / b);
  return (a, b) => round(a / b);
}

function remainder(kind: ScalarKind, round: (x: number) => number): Numbers {
  if (kind === 'i32') return remainderI32;
  if (kind === 'u32') return remainderU32;
  if (kind === 'abstract-int') return (a, b) => a % b;
  return (a, b) => remainderFloat(a, b, round);
}

/** One component of a binary operation on two scalars of a kind. */
export function binaryScalar(
  operator: BinaryOperator,
  kind: ScalarKind,
): (a: Scalar, b: Scalar) => Scalar {
  const compare = comparisons[operator];
  if (compare !== undefined) return compare;
  const run = kind === 'bool' ? bools[operator] : arithmetic(operator, kind);
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
      return (a) => round(~Number(a));
    case '-':
      return kind === 'i32' ? (a) => -Number(a) | 0 : (a) => -Number(a);
  }
}
