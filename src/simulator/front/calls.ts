import type { ExpressionElem, RefIdentElem, TypeRefElem } from 'wesl/core';
import type { Span } from '../../core/outline/outline';
import { builtinCall, subgroupCall } from './builtins';
import { construct } from './construct';
import { converted, u32, bool } from './constants';
import { invalid, unsupported } from './fault';
import { loaded, pointee } from './place';
import type { Entity, Reader } from './reader';
import type { Barrier, Expr, Fn, Place } from './tree';
import { closedType, type Names, typeNamed } from './typenames';
import { type StructType, scalarType } from './types';

/** What those who read expressions ask of those who read declarations. */
export interface Lookup extends Names {
  entity(name: string, span: Span): Entity | undefined;
}

export interface CallElement {
  readonly callee: RefIdentElem | TypeRefElem;
  readonly template: readonly ExpressionElem[] | undefined;
  readonly args: readonly Expr[];
  readonly span: Span;
}

export function readCall(reader: Reader, lookup: Lookup, call: CallElement): Expr {
  const { callee, args, span } = call;
  const name = callee.kind === 'type' ? callee.name.originalName : callee.ident.originalName;
  const entity = lookup.entity(name, span);
  if (entity?.kind === 'function') return userCall(reader, entity.fn, args, span);
  if (entity !== undefined && entity.kind !== 'type')
    return invalid(`“${name}” cannot be called`, span);
  if (name === 'bitcast') return bitcast(reader, lookup, call);
  const type = typeNamed(reader, templated(call), lookup);
  if (type !== undefined) return construct(type, args, span);
  return builtinCall({ name, args, span }) ?? special(reader, name, args, span);
}

/** The name that is called, with its template list. */
function templated({ callee, template }: CallElement): TypeRefElem | RefIdentElem {
  if (callee.kind === 'type' || template === undefined) return callee;
  const { ident: name, start, end } = callee;
  return { kind: 'type', name, templateParams: [...template], start, end };
}

function bitcast(reader: Reader, lookup: Lookup, { template, args, span }: CallElement): Expr {
  const [target] = template ?? [];
  if (target?.kind !== 'ref' && target?.kind !== 'type')
    return invalid('bitcast needs the type that it casts to: bitcast<u32>(x)', span);
  const call = { name: 'bitcast', args, span, target: closedType(reader, target, lookup) };
  return builtinCall(call) ?? invalid('bitcast takes one value', span);
}

function userCall(reader: Reader, fn: Fn, args: readonly Expr[], span: Span): Expr {
  if (args.length !== fn.params.length)
    return invalid(`${fn.name} takes ${fn.params.length} arguments, not ${args.length}`, span);
  if (fn.waits) waits(reader);
  const given = args.map((arg, i) => {
    const param = fn.params[i];
    // A pointer to part of what it may point to is still of another type, so only values convert.
    return param === undefined || arg.type.kind === 'pointer' ? arg : converted(arg, param.type);
  });
  for (const arg of args) if (arg.kind === 'address') markWritten(arg.place);
  return { kind: 'call', callee: fn, args: given, type: fn.result, span };
}

/** Notes that an invocation may have to wait for others here. */
function waits(reader: Reader): void {
  reader.waits++;
  if (reader.current !== undefined) reader.current.waits = true;
}

/** What holds a place has been stored to, or may have been. */
export function markWritten(place: Place): void {
  if (place.kind === 'variable') place.variable.written = true;
  else if (place.kind === 'pointee') markPointee(place.pointer);
  else markWritten(place.base);
}

function markPointee(pointer: Expr): void {
  if (pointer.kind === 'name') pointer.variable.written = true;
}

/** Built-ins that touch memory or other invocations. */
function special(reader: Reader, name: string, args: readonly Expr[], span: Span): Expr {
  if (name.startsWith('atomic')) return atomic(name, args, span);
  if (name === 'arrayLength') return arrayLength(args, span);
  if (name === 'workgroupUniformLoad') return uniformLoad(reader, args, span);
  if (name === 'workgroupBarrier' || name === 'storageBarrier' || name === 'textureBarrier') {
    waits(reader);
    return { kind: 'barrier', barrier: name, type: { kind: 'void' }, span };
  }
  const subgroup = subgroupCall({ name, args, span });
  if (subgroup !== undefined) {
    waits(reader);
    return subgroup;
  }
  if (/^(texture|dpd|fwidth)/.test(name)) return unsupported(`“${name}”`, span);
  return invalid(`There is no function “${name}”`, span);
}

function arrayLength([pointer]: readonly Expr[], span: Span): Expr {
  if (pointer === undefined) return invalid('arrayLength takes a pointer to an array', span);
  const place = pointee(pointer, span);
  if (place.type.kind !== 'array')
    return invalid('arrayLength takes a pointer to a runtime-sized array', span);
  return { kind: 'arrayLength', place, type: u32, span };
}

function uniformLoad(reader: Reader, [pointer]: readonly Expr[], span: Span): Expr {
  if (pointer === undefined) return invalid('workgroupUniformLoad takes a pointer', span);
  waits(reader);
  const place = pointee(pointer, span);
  const barrier: Barrier = 'workgroupUniformLoad';
  const type = place.type.kind === 'atomic' ? scalarType(place.type.scalar) : loaded(place).type;
  return { kind: 'barrier', barrier, place, type, span };
}

const operations = 'Load Store Add Sub Max Min And Or Xor Exchange CompareExchangeWeak'.split(' ');

function atomic(name: string, [pointer, ...values]: readonly Expr[], span: Span): Expr {
  const operation = name.slice('atomic'.length);
  if (pointer === undefined || !operations.includes(operation))
    return invalid(`There is no function “${name}”`, span);
  const place = pointee(pointer, span);
  if (place.type.kind !== 'atomic') return invalid(`${name} takes a pointer to an atomic`, span);
  const kind = scalarType(place.type.scalar);
  const wanted = operation === 'Load' ? 0 : operation === 'CompareExchangeWeak' ? 2 : 1;
  if (values.length !== wanted)
    return invalid(`${name} takes ${wanted} values behind the pointer`, span);
  if (operation !== 'Load') markWritten(place);
  const args = values.map((value) => converted(value, kind));
  const exchange: StructType = {
    kind: 'struct',
    name: `__atomic_compare_exchange_result_${kind.scalar}`,
    members: [
      { name: 'old_value', type: kind },
      { name: 'exchanged', type: bool },
    ],
  };
  const type = operation === 'CompareExchangeWeak' ? exchange : kind;
  return {
    ...{ kind: 'atomic', name, place, args, span },
    type: operation === 'Store' ? { kind: 'void' } : type,
  };
}
