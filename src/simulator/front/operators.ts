import type { Span } from '../../core/outline/outline';
import { bool, converted, folded } from './constants';
import { invalid } from './fault';
import type { BinaryOperator, Expr, UnaryOperator } from './tree';
import {
  type ScalarKind,
  type Type,
  commonScalar,
  isFloat,
  isInteger,
  matrixType,
  sameType,
  scalarOf,
  scalarType,
  slotsOf,
  typeText,
  vectorType,
  withScalar,
} from './types';

export function unary(operator: UnaryOperator, of: Expr, span: Span): Expr {
  const scalar = scalarOf(of.type);
  const fits =
    operator === '!'
      ? scalar === 'bool'
      : scalar !== undefined && (operator === '~' ? isInteger(scalar) : scalar !== 'bool');
  if (
    !fits ||
    (operator === '-' && scalar === 'u32') ||
    (of.type.kind === 'matrix' && operator !== '-')
  ) {
    return invalid(`There is no ${operator}${typeText(of.type)}`, span);
  }
  return folded({ kind: 'unary', operator, of, type: of.type, span });
}

export function logical(operator: '&&' | '||', left: Expr, right: Expr, span: Span): Expr {
  if (!sameType(left.type, bool) || !sameType(right.type, bool))
    return none(operator, left, right, span);
  return folded({ kind: 'logical', operator, left, right, type: bool, span });
}

const shifts: readonly string[] = ['<<', '>>'];
const bits: readonly string[] = ['&', '|', '^'];
const comparisons: readonly string[] = ['==', '!=', '<', '<=', '>', '>='];

export function binary(operator: BinaryOperator, left: Expr, right: Expr, span: Span): Expr {
  if (shifts.includes(operator)) return shift(operator, left, right, span);
  const [a, b] = unified(operator, left, right, span);
  const scalar = scalarOf(a.type) ?? 'u32';
  if (comparisons.includes(operator)) return comparison(operator, a, b, span);
  if (!operates(operator, scalar)) return none(operator, left, right, span);
  const product = operator === '*' ? productType(a.type, b.type, scalar) : undefined;
  if (product !== undefined)
    return folded({ kind: 'product', left: a, right: b, type: product, span });
  const type = shapeOf(operator, a.type, b.type) ?? none(operator, left, right, span);
  return folded({ kind: 'binary', operator, left: a, right: b, type, span });
}

function comparison(operator: BinaryOperator, left: Expr, right: Expr, span: Span): Expr {
  const ordered = operator !== '==' && operator !== '!=';
  const bools = scalarOf(left.type) === 'bool';
  if (!sameType(left.type, right.type) || (ordered && bools) || left.type.kind === 'matrix')
    return none(operator, left, right, span);
  return folded({
    ...{ kind: 'binary', operator, left, right, span },
    type: withScalar(left.type, 'bool'),
  });
}

function none(operator: string, left: Expr, right: Expr, span: Span): never {
  return invalid(`There is no ${typeText(left.type)} ${operator} ${typeText(right.type)}`, span);
}

function operates(operator: BinaryOperator, scalar: ScalarKind): boolean {
  if (bits.includes(operator)) return isInteger(scalar) || (scalar === 'bool' && operator !== '^');
  return isInteger(scalar) || isFloat(scalar);
}

/** Both sides over the scalar that they have in common. */
function unified(operator: string, left: Expr, right: Expr, span: Span): [Expr, Expr] {
  const [a, b] = [scalarOf(left.type), scalarOf(right.type)];
  const common = a === undefined || b === undefined ? undefined : commonScalar(a, b);
  if (common === undefined) return none(operator, left, right, span);
  return [
    converted(left, withScalar(left.type, common)),
    converted(right, withScalar(right.type, common)),
  ];
}

/** The type of an operation by component, in which one side may be a scalar. */
function shapeOf(operator: BinaryOperator, a: Type, b: Type): Type | undefined {
  if (sameType(a, b)) {
    const matrices = a.kind === 'matrix';
    return matrices && operator !== '+' && operator !== '-' ? undefined : a;
  }
  const [wide, narrow] = slotsOf(a) > slotsOf(b) ? [a, b] : [b, a];
  if (narrow.kind !== 'scalar' || bits.includes(operator)) return undefined;
  if (wide.kind === 'matrix') return operator === '*' ? wide : undefined;
  return wide.kind === 'vector' ? wide : undefined;
}

function productType(a: Type, b: Type, scalar: ScalarKind): Type | undefined {
  if (a.kind === 'matrix' && b.kind === 'vector' && a.columns === b.size)
    return vectorType(a.rows, scalar);
  if (a.kind === 'vector' && b.kind === 'matrix' && a.size === b.rows)
    return vectorType(b.columns, scalar);
  if (a.kind === 'matrix' && b.kind === 'matrix' && a.columns === b.rows)
    return matrixType(b.columns, a.rows, scalar);
  return undefined;
}

function shift(operator: BinaryOperator, left: Expr, right: Expr, span: Span): Expr {
  const scalar = scalarOf(left.type);
  if (scalar === undefined || !isInteger(scalar) || slotsOf(left.type) !== slotsOf(right.type))
    return none(operator, left, right, span);
  const by = converted(right, withScalar(right.type, 'u32'));
  // An abstract number is shifted as what it will be, so only a constant amount keeps it abstract.
  const abstract = scalar === 'abstract-int' && by.kind !== 'constant';
  const of = abstract ? converted(left, withScalar(left.type, 'i32')) : left;
  if (of.kind === 'constant' && by.kind === 'constant' && scalar === 'abstract-int')
    return abstractShift(operator, of, by, span);
  return folded({ kind: 'binary', operator, left: of, right: by, type: of.type, span });
}

type Constant = Extract<Expr, { kind: 'constant' }>;

/** Abstract whole numbers have 64 bits. */
function abstractShift(operator: BinaryOperator, of: Constant, by: Constant, span: Span): Expr {
  const value = of.value.map((one, i) => {
    const amount = 2 ** Number(by.value[i] ?? 0);
    return operator === '<<' ? Number(one) * amount : Math.floor(Number(one) / amount);
  });
  return { kind: 'constant', value, type: of.type, span };
}

/** A condition of `if`, a loop or `select`. */
export function condition(expr: Expr): Expr {
  if (sameType(expr.type, scalarType('bool'))) return expr;
  return invalid(`A condition is a bool, and this is ${typeText(expr.type)}`, expr.span);
}
