import type { Span } from '../../core/outline/outline';
import { converted, folded, zero } from './constants';
import { invalid } from './fault';
import type { Expr } from './tree';
import type { OpenType } from './typenames';
import {
  type ScalarKind,
  type ScalarType,
  type Type,
  commonScalar,
  isFloat,
  matrixType,
  sameType,
  scalarOf,
  scalarType,
  slotsOf,
  typeText,
  vectorType,
  withScalar,
} from './types';

/** A value constructor: `vec2f(1, 2)`, `array(a, b)`, `S(x)`, `u32(y)`. */
export function construct(type: Type | OpenType, args: readonly Expr[], span: Span): Expr {
  const closed = closedBy(type, args, span);
  if (args.length === 0) return zero(closed, span);
  switch (closed.kind) {
    case 'scalar':
      return scalar(closed, args, span);
    case 'vector':
      return vector(closed.size, closed.scalar, args, span);
    case 'matrix':
      return matrix(closed, args, span);
    case 'array':
      return list(
        closed,
        args.map((arg) => converted(arg, closed.element)),
        closed.count,
        span,
      );
    case 'struct':
      return list(
        closed,
        args.map((arg, i) => converted(arg, closed.members[i]?.type ?? arg.type)),
        closed.members.length,
        span,
      );
    default:
      return invalid(`${typeText(closed)} cannot be constructed`, span);
  }
}

function list(type: Type, parts: readonly Expr[], count: number | undefined, span: Span): Expr {
  if (parts.length !== count)
    return invalid(`${typeText(type)} takes ${count ?? 'no'} values, not ${parts.length}`, span);
  return folded({ kind: 'compose', parts, type, span });
}

/** The parameters that an open type gets from its arguments. */
function closedBy(type: Type | OpenType, args: readonly Expr[], span: Span): Type {
  if (type.kind === 'openArray') {
    const [first] = args;
    if (first === undefined) return invalid('An array of nothing has no type', span);
    const scalars = args.map((arg) => scalarOf(arg.type));
    const common = scalars.includes(undefined) ? undefined : scalarOfAll(args, span);
    const element = common === undefined ? first.type : withScalar(first.type, common);
    return { kind: 'array', element, count: args.length };
  }
  if (type.kind === 'openVector') {
    const kind = args.length === 0 ? 'abstract-int' : scalarOfAll(args, span);
    return vectorType(type.size, kind);
  }
  if (type.kind === 'openMatrix') {
    const kind = scalarOfAll(args, span);
    return matrixType(type.columns, type.rows, kind === 'abstract-int' ? 'abstract-float' : kind);
  }
  return type;
}

function scalarOfAll(args: readonly Expr[], span: Span): ScalarKind {
  let common: ScalarKind | undefined;
  for (const { type } of args) {
    const kind = scalarOf(type);
    if (kind === undefined) return invalid(`${typeText(type)} cannot be a part of this`, span);
    common = common === undefined ? kind : commonScalar(common, kind);
    if (common === undefined) return invalid('The parts are of different kinds', span);
  }
  return common ?? 'abstract-int';
}

function scalar(type: ScalarType, args: readonly Expr[], span: Span): Expr {
  const [of] = args;
  if (args.length !== 1 || of?.type.kind !== 'scalar')
    return invalid(`${type.scalar}(…) takes one scalar`, span);
  return conversion(of, type, span);
}

function conversion(of: Expr, type: Type, span: Span): Expr {
  const from = scalarOf(of.type);
  const to = scalarOf(type);
  if (from === to) return of;
  // An integer literal takes its bits along, so `u32(-1)` is the compiler's business and `u32(4000000000)` is right.
  if (from === 'abstract-int' && to !== 'bool' && to !== undefined)
    return converted(of, type, span);
  // A fraction without a type has all its digits until it is converted.
  if (from === 'abstract-float' && to !== undefined && isFloat(to))
    return converted(of, type, span);
  return folded({ kind: 'convert', of, type, span });
}

function vector(size: number, kind: ScalarKind, args: readonly Expr[], span: Span): Expr {
  const type = vectorType(size, kind);
  const [only] = args;
  if (args.length === 1 && only !== undefined) {
    if (only.type.kind === 'scalar') {
      const of = converted(only, scalarType(kind));
      return folded({ kind: 'splat', of, type, span });
    }
    if (only.type.kind === 'vector' && only.type.size === size) return conversion(only, type, span);
  }
  const parts = args.map((arg) => converted(arg, withScalar(arg.type, kind)));
  const slots = parts.reduce((sum, part) => sum + slotsOf(part.type), 0);
  if (slots !== size)
    return invalid(`${typeText(type)} has ${size} components, and these are ${slots}`, span);
  return folded({ kind: 'compose', parts, type, span });
}

function matrix(type: Extract<Type, { kind: 'matrix' }>, args: readonly Expr[], span: Span): Expr {
  const [only] = args;
  if (!isFloat(type.scalar)) return invalid('Matrices are made of floats', span);
  if (args.length === 1 && only !== undefined && sameType(withScalar(only.type, type.scalar), type))
    return conversion(only, type, span);
  const parts = args.map((arg) => converted(arg, withScalar(arg.type, type.scalar)));
  const slots = parts.reduce((sum, part) => sum + slotsOf(part.type), 0);
  if (slots !== slotsOf(type))
    return invalid(`${typeText(type)} has ${slotsOf(type)} elements, and these are ${slots}`, span);
  return folded({ kind: 'compose', parts, type, span });
}
