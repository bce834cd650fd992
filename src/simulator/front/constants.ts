import type { Span } from '../../core/outline/outline';
import { componentFunction } from '../lib/components';
import { binaryScalar, unaryScalar } from '../lib/operators';
import { bitcastSlots, convertScalar } from '../lib/rounding';
import { wholeFunction } from '../lib/wholes';
import { invalid, unsupported } from './fault';
import { productTerms } from './product';
import type { Expr, Scalar } from './tree';
import {
  type ScalarKind,
  type Type,
  convertible,
  sameType,
  scalarOf,
  scalarType,
  slotKinds,
  slotsOf,
  typeText,
  withScalar,
} from './types';

type Constant = Extract<Expr, { kind: 'constant' }>;

export function constant(value: readonly Scalar[], type: Type, span: Span): Constant {
  const inexact = value.some((one) => typeof one === 'number' && Math.abs(one) > 2 ** 53);
  if (scalarOf(type) === 'abstract-int' && inexact) {
    unsupported('whole numbers beyond 2^53 before they have a type', span);
  }
  return { kind: 'constant', value, type, span };
}

/** All bits zero, which is what WGSL puts where nothing was given. */
export function zero(type: Type, span: Span): Constant {
  const value = slotKinds(type).map((kind) => (kind === 'bool' ? false : 0));
  return { kind: 'constant', value, type, span };
}

/** The expression as a constant, where everything in it is one; else as it is. */
export function folded(expr: Expr): Expr {
  const value = evaluate(expr);
  return value === undefined ? expr : constant(value, expr.type, expr.span);
}

const valueOf = (expr: Expr): readonly Scalar[] | undefined =>
  expr.kind === 'constant' ? expr.value : undefined;

const scalarKind = (type: Type): ScalarKind => scalarOf(type) ?? 'u32';

function evaluate(expr: Expr): readonly Scalar[] | undefined {
  switch (expr.kind) {
    case 'unary': {
      const run = unaryScalar(expr.operator, scalarKind(expr.type));
      return valueOf(expr.of)?.map(run);
    }
    case 'binary':
    case 'product':
    case 'logical':
      return operation(expr, valueOf(expr.left), valueOf(expr.right));
    case 'convert': {
      const [from, to] = [scalarKind(expr.of.type), scalarKind(expr.type)];
      return valueOf(expr.of)?.map((one) => convertScalar(one, from, to));
    }
    case 'bitcast':
      return bits(expr);
    case 'builtin':
      return builtin(expr);
    default:
      return rearranged(expr);
  }
}

/** Values that are made of the slots of others. */
function rearranged(expr: Expr): readonly Scalar[] | undefined {
  switch (expr.kind) {
    case 'compose':
      return all(expr.parts)?.flat();
    case 'splat': {
      const [one] = valueOf(expr.of) ?? [];
      return one === undefined ? undefined : new Array<Scalar>(slotsOf(expr.type)).fill(one);
    }
    case 'slots': {
      const value = valueOf(expr.of);
      return value === undefined ? undefined : expr.slots.map((slot) => value[slot] ?? 0);
    }
    default:
      return undefined;
  }
}

function bits(expr: Extract<Expr, { kind: 'bitcast' }>): readonly Scalar[] | undefined {
  const value = valueOf(expr.of);
  if (value === undefined) return undefined;
  const [from, to] = [scalarKind(expr.of.type), scalarKind(expr.type)];
  return bitcastSlots(value, from, to, slotsOf(expr.type));
}

function all(parts: readonly Expr[]): (readonly Scalar[])[] | undefined {
  const values = parts.map(valueOf);
  return values.every((value) => value !== undefined) ? values : undefined;
}

function operation(
  expr: Extract<Expr, { left: Expr }>,
  a: readonly Scalar[] | undefined,
  b: readonly Scalar[] | undefined,
): readonly Scalar[] | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (expr.kind === 'logical') {
    return [
      expr.operator === '&&' ? a[0] === true && b[0] === true : a[0] === true || b[0] === true,
    ];
  }
  const kind = scalarKind(expr.left.type);
  if (expr.kind === 'product') {
    const times = binaryScalar('*', kind);
    const plus = binaryScalar('+', kind);
    return productTerms(expr.left.type, expr.right.type).map((terms) =>
      terms.map(([i, j]) => times(a[i] ?? 0, b[j] ?? 0)).reduce(plus),
    );
  }
  const run = binaryScalar(expr.operator, kind);
  const count = Math.max(a.length, b.length);
  return Array.from({ length: count }, (_, i) =>
    run((a.length === 1 ? a[0] : a[i]) ?? 0, (b.length === 1 ? b[0] : b[i]) ?? 0),
  );
}

function builtin(expr: Extract<Expr, { kind: 'builtin' }>): readonly Scalar[] | undefined {
  const args = all(expr.args);
  const [first] = expr.args;
  if (args === undefined || first === undefined) return undefined;
  const kind = scalarKind(first.type);
  if (expr.name === 'select') {
    const [no = [], yes = [], condition = []] = args;
    return no.map((one, i) => ((condition[i] ?? condition[0]) === true ? (yes[i] ?? 0) : one));
  }
  const component = componentFunction(expr.name, kind);
  if (component !== undefined) {
    const at = (arg: number, i: number): number => Number(args[arg]?.[i] ?? args[arg]?.[0] ?? 0);
    return Array.from({ length: slotsOf(expr.type) }, (_, i) =>
      component(at(0, i), at(1, i), at(2, i)),
    );
  }
  return wholeFunction(expr.name)?.(args, kind);
}

/** The expression with its abstract scalars turned into the kind that is asked for. */
export function converted(expr: Expr, to: Type, span: Span = expr.span): Expr {
  if (sameType(expr.type, to)) return expr;
  const [from, kind] = [scalarOf(expr.type), scalarOf(to)];
  const fits =
    from !== undefined &&
    kind !== undefined &&
    convertible(from, kind) &&
    sameType(withScalar(expr.type, kind), to);
  if (fits && expr.kind === 'constant') return materialised(expr, from, kind, to);
  if (expr.type.kind === 'array' && to.kind === 'array' && expr.kind === 'constant') {
    const element = to.element;
    if (expr.type.count === to.count) return arrayConverted(expr, expr.type.element, element, to);
  }
  return invalid(`Here ${typeText(to)} is wanted, and this is ${typeText(expr.type)}`, span);
}

function materialised(expr: Constant, from: ScalarKind, kind: ScalarKind, to: Type): Expr {
  const value = expr.value.map((one) => {
    if (!representable(Number(one), kind)) {
      invalid(`${String(one)} does not fit into ${kind}`, expr.span);
    }
    return convertScalar(one, from, kind);
  });
  return { ...expr, value, type: to };
}

function arrayConverted(expr: Constant, from: Type, element: Type, to: Type): Expr {
  const size = slotsOf(from);
  const parts = Array.from({ length: expr.value.length / Math.max(1, size) }, (_, i) =>
    converted({ ...expr, value: expr.value.slice(i * size, (i + 1) * size), type: from }, element),
  );
  return { ...expr, value: parts.flatMap((part) => valueOf(part) ?? []), type: to };
}

function representable(value: number, kind: ScalarKind): boolean {
  if (kind === 'i32') return value >= -2147483648 && value <= 2147483647;
  if (kind === 'u32') return value >= 0 && value <= 4294967295;
  if (kind === 'f16') return Math.abs(value) <= 65504;
  return kind !== 'f32' || Math.abs(value) <= 3.4028234663852886e38;
}

/** The whole number that a constant expression gives. */
export function wholeOf(expr: Expr): number | undefined {
  const [value] = valueOf(expr) ?? [];
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}

export const u32 = scalarType('u32');
export const bool = scalarType('bool');
