import type { Span } from '../../core/outline/outline';
import { converted, folded } from './constants';
import { invalid } from './fault';
import { condition } from './operators';
import type { Expr } from './tree';
import {
  type ScalarKind,
  type Type,
  commonScalar,
  concreteScalar,
  isAbstract,
  isFloat,
  isInteger,
  matrixType,
  sameType,
  scalarOf,
  scalarType,
  typeText,
  vectorType,
  withScalar,
} from './types';

export interface Call {
  readonly name: string;
  readonly args: readonly Expr[];
  readonly span: Span;
  /** The type in the angle brackets of `bitcast`. */
  readonly target?: Type;
}

type Class = 'float' | 'number' | 'integer';
type Rule = (call: Call) => Expr;

const wrong = (call: Call): never =>
  invalid(
    `${call.name} does not take (${call.args.map((arg) => typeText(arg.type)).join(', ')})`,
    call.span,
  );

/** All arguments over one scalar of the class. */
function unified(call: Call, of: Class): readonly Expr[] {
  let common: ScalarKind | undefined = of === 'float' ? 'abstract-float' : 'abstract-int';
  for (const { type } of call.args) {
    const scalar = scalarOf(type);
    if (scalar === undefined || scalar === 'bool') return wrong(call);
    common = common === undefined ? undefined : commonScalar(common, scalar);
  }
  if (common === undefined || (of === 'float' && !isFloat(common))) return wrong(call);
  if (of === 'integer' && !isInteger(common)) return wrong(call);
  const kind = of === 'integer' ? concreteScalar(common) : common;
  return call.args.map((arg) => converted(arg, withScalar(arg.type, kind)));
}

const builtin = (call: Call, args: readonly Expr[], type: Type): Expr =>
  folded({ kind: 'builtin', name: call.name, args, type, span: call.span });

/** Works by component: all arguments and the result have one type. */
const byComponent =
  (count: number, of: Class): Rule =>
  (call) => {
    const args = unified(call, of);
    const [first] = args;
    if (args.length !== count || first === undefined || first.type.kind === 'matrix')
      return wrong(call);
    return args.every((arg) => sameType(arg.type, first.type))
      ? builtin(call, args, first.type)
      : wrong(call);
  };

/** The result is one scalar of the kind of the arguments, which are vectors of one size. */
const toScalar =
  (count: number, of: Class): Rule =>
  (call) => {
    const args = unified(call, of);
    const [first] = args;
    if (args.length !== count || first === undefined) return wrong(call);
    if (!args.every((arg) => sameType(arg.type, first.type))) return wrong(call);
    return builtin(call, args, scalarType(scalarOf(first.type) ?? 'f32'));
  };

/** Arguments and result of fixed types. */
const fixed =
  (params: readonly Type[], result: Type): Rule =>
  (call) => {
    if (call.args.length !== params.length) return wrong(call);
    const args = call.args.map((arg, i) => converted(arg, params[i] ?? arg.type));
    return builtin(call, args, result);
  };

const [u, i] = [scalarType('u32'), scalarType('i32')];
const vec = vectorType;

const mix: Rule = (call) => {
  const args = unified(call, 'float');
  const [a, b, t] = args;
  if (a === undefined || b === undefined || t === undefined || !sameType(a.type, b.type))
    return wrong(call);
  return sameType(t.type, a.type) || t.type.kind === 'scalar'
    ? builtin(call, args, a.type)
    : wrong(call);
};

const refract: Rule = (call) => {
  const args = unified(call, 'float');
  const [a, b, eta] = args;
  const fits = a !== undefined && b !== undefined && eta?.type.kind === 'scalar';
  return fits && sameType(a.type, b.type) ? builtin(call, args, a.type) : wrong(call);
};

const ldexp: Rule = (call) => {
  const [x, e] = call.args;
  if (x === undefined || e === undefined) return wrong(call);
  const kind = scalarOf(x.type) === 'abstract-int' ? 'abstract-float' : scalarOf(x.type);
  if (kind === undefined || !isFloat(kind)) return wrong(call);
  const args = [
    converted(x, withScalar(x.type, kind)),
    converted(e, withScalar(e.type, concreteScalar(scalarOf(e.type) ?? 'i32'))),
  ];
  return builtin(call, args, withScalar(x.type, kind));
};

/** `extractBits` and `insertBits`: values of one integer type, then an offset and a count. */
const bitField =
  (values: number): Rule =>
  (call) => {
    const fields = call.args.slice(values).map((arg) => converted(arg, u));
    const of = unified({ ...call, args: call.args.slice(0, values) }, 'integer');
    const [first] = of;
    if (first === undefined || fields.length !== 2) return wrong(call);
    return builtin(call, [...of, ...fields], first.type);
  };

const select: Rule = (call) => {
  const [no, yes, test] = call.args;
  if (no === undefined || yes === undefined || test === undefined) return wrong(call);
  const [a, b] = [scalarOf(no.type), scalarOf(yes.type)];
  const common = a === undefined || b === undefined ? undefined : commonScalar(a, b);
  if (common === undefined || scalarOf(test.type) !== 'bool') return wrong(call);
  const kind = test.kind === 'constant' ? common : concreteScalar(common);
  const type = withScalar(no.type, kind);
  const args = [converted(no, type), converted(yes, type), test];
  if (test.type.kind === 'scalar') condition(test);
  return builtin(call, args, type);
};

const allOrAny: Rule = (call) => {
  const [v] = call.args;
  return v !== undefined && scalarOf(v.type) === 'bool'
    ? builtin(call, [v], scalarType('bool'))
    : wrong(call);
};

/** `modf` and `frexp`: a struct of two values. */
const parts =
  (names: readonly [string, string], second: (type: Type) => Type): Rule =>
  (call) => {
    const [x] = unified(call, 'float');
    if (x === undefined) return wrong(call);
    const kind = concreteScalar(scalarOf(x.type) ?? 'f32');
    const arg = converted(x, withScalar(x.type, kind));
    const members = [
      { name: names[0], type: arg.type },
      { name: names[1], type: second(arg.type) },
    ];
    const name = `__${call.name}_result_${typeText(arg.type)}`;
    return builtin(call, [arg], { kind: 'struct', name, members });
  };

const transpose: Rule = (call) => {
  const [m] = call.args;
  if (m?.type.kind !== 'matrix') return wrong(call);
  const { columns, rows, scalar } = m.type;
  const slots = Array.from(
    { length: columns * rows },
    (_, at) => (at % columns) * rows + Math.floor(at / columns),
  );
  const type = matrixType(rows, columns, scalar);
  return folded({ kind: 'slots', of: m, slots, type, span: call.span });
};

const determinant: Rule = (call) => {
  const [m] = call.args;
  if (m?.type.kind !== 'matrix' || m.type.columns !== m.type.rows) return wrong(call);
  return builtin(call, [m], scalarType(m.type.scalar));
};

const bitcast: Rule = (call) => {
  const [x] = call.args;
  if (x === undefined || call.target === undefined) return wrong(call);
  const scalar = scalarOf(x.type);
  if (scalar === undefined || scalar === 'bool') return wrong(call);
  const of = isAbstract(scalar) ? converted(x, withScalar(x.type, concreteScalar(scalar))) : x;
  return folded({ kind: 'bitcast', of, type: call.target, span: call.span });
};

const table = (names: string, rule: Rule): [string, Rule][] =>
  names.split(' ').map((name) => [name, rule]);

const rules = new Map<string, Rule>([
  ...table(
    'acos acosh asin asinh atan atanh ceil cos cosh degrees exp exp2 floor fract inverseSqrt log log2',
    byComponent(1, 'float'),
  ),
  ...table(
    'radians round saturate sin sinh sqrt tan tanh trunc quantizeToF16',
    byComponent(1, 'float'),
  ),
  ...table('abs sign', byComponent(1, 'number')),
  ...table(
    'countLeadingZeros countOneBits countTrailingZeros firstLeadingBit firstTrailingBit reverseBits',
    byComponent(1, 'integer'),
  ),
  ...table('atan2 pow step', byComponent(2, 'float')),
  ...table('min max', byComponent(2, 'number')),
  ...table('clamp', byComponent(3, 'number')),
  ...table('fma smoothstep', byComponent(3, 'float')),
  ...table('normalize', byComponent(1, 'float')),
  ...table('cross reflect', byComponent(2, 'float')),
  ...table('faceForward', byComponent(3, 'float')),
  ...table('length', toScalar(1, 'float')),
  ...table('distance', toScalar(2, 'float')),
  ...table('dot', toScalar(2, 'number')),
  ['mix', mix],
  ['refract', refract],
  ['ldexp', ldexp],
  ['extractBits', bitField(1)],
  ['insertBits', bitField(2)],
  ['select', select],
  ...table('all any', allOrAny),
  ['modf', parts(['fract', 'whole'], (type) => type)],
  ['frexp', parts(['fract', 'exp'], (type) => withScalar(type, 'i32'))],
  ['transpose', transpose],
  ['determinant', determinant],
  ['bitcast', bitcast],
  ...table('pack4x8snorm pack4x8unorm', fixed([vec(4, 'f32')], u)),
  ...table('pack4xI8 pack4xI8Clamp', fixed([vec(4, 'i32')], u)),
  ...table('pack4xU8 pack4xU8Clamp', fixed([vec(4, 'u32')], u)),
  ...table('pack2x16snorm pack2x16unorm pack2x16float', fixed([vec(2, 'f32')], u)),
  ...table('unpack4x8snorm unpack4x8unorm', fixed([u], vec(4, 'f32'))),
  ['unpack4xI8', fixed([u], vec(4, 'i32'))],
  ['unpack4xU8', fixed([u], vec(4, 'u32'))],
  ...table('unpack2x16snorm unpack2x16unorm unpack2x16float', fixed([u], vec(2, 'f32'))),
  ['dot4U8Packed', fixed([u, u], u)],
  ['dot4I8Packed', fixed([u, u], i)],
]);

/** The call of a built-in that only computes; undefined where there is none of that name. */
export function builtinCall(call: Call): Expr | undefined {
  return rules.get(call.name)?.(call);
}

/** Operations on one value, and those that besides take a lane or a distance. */
const alone = new Set(
  'Add Mul Max Min And Or Xor ExclusiveAdd ExclusiveMul InclusiveAdd InclusiveMul BroadcastFirst SwapX SwapY SwapDiagonal'.split(
    ' ',
  ),
);
const lanes = new Set('Broadcast Shuffle ShuffleXor ShuffleUp ShuffleDown'.split(' '));
const bool = scalarType('bool');

/** A subgroup or quad operation with its types checked; undefined where the name is not one. */
export function subgroupCall(call: Call): Expr | undefined {
  const match = /^(subgroup|quad)(\w+)$/.exec(call.name);
  if (match === null) return undefined;
  const [, , operation = ''] = match;
  const [first, lane] = call.args.map((arg, at) => concrete(arg, at));
  const made = (type: Type, args: readonly Expr[]): Expr => ({
    ...{ kind: 'subgroup', name: call.name, args, type, span: call.span },
  });
  if (operation === 'Elect') return made(bool, []);
  if (first === undefined) return wrong(call);
  if (operation === 'All' || operation === 'Any') return made(bool, [condition(first)]);
  if (operation === 'Ballot') return made(vec(4, 'u32'), [condition(first)]);
  if (alone.has(operation)) return made(first.type, [first]);
  if (!lanes.has(operation) || lane === undefined) return undefined;
  return made(first.type, [first, lane]);
}

/** Values become concrete; the number of a lane or a distance is a u32. */
function concrete(arg: Expr, at: number): Expr {
  const scalar = scalarOf(arg.type);
  if (scalar === undefined || !isAbstract(scalar)) return arg;
  return converted(arg, withScalar(arg.type, at === 1 ? 'u32' : concreteScalar(scalar)));
}
