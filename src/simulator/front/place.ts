import type { Span } from '../../core/outline/outline';
import { converted, folded, wholeOf } from './constants';
import { invalid } from './fault';
import type { Expr, Place, Variable } from './tree';
import {
  type StructType,
  type Type,
  concreteType,
  isInteger,
  scalarOf,
  scalarType,
  slotsOf,
  typeText,
  vectorType,
} from './types';

const placeKinds: readonly string[] = ['variable', 'pointee', 'member', 'element'];

export const isPlace = (reference: Place | Expr): reference is Place =>
  placeKinds.includes(reference.kind);

/** The variable that a place is a part of; undefined behind a pointer. */
export function rootVariable(place: Place): Variable | undefined {
  if (place.kind === 'variable') return place.variable;
  return place.kind === 'pointee' ? undefined : rootVariable(place.base);
}

/** What a pointer points to. */
export function pointee(pointer: Expr, span: Span): Place {
  if (pointer.kind === 'address') return pointer.place;
  const { type } = pointer;
  if (type.kind !== 'pointer') return invalid(`${typeText(type)} is not a pointer`, span);
  const { space, access, store } = type;
  return { kind: 'pointee', pointer, type: store, space, access, span };
}

/** The value at a place (the load rule). */
export function loaded(reference: Place | Expr): Expr {
  if (!isPlace(reference)) return reference;
  if (reference.type.kind === 'atomic')
    return invalid('An atomic is read with atomicLoad', reference.span);
  return { kind: 'load', place: reference, type: reference.type, span: reference.span };
}

/** `base[index]`. */
export function element(base: Place | Expr, index: Expr, span: Span): Place | Expr {
  const scalar = scalarOf(index.type);
  if (index.type.kind !== 'scalar' || scalar === undefined || !isInteger(scalar))
    return invalid(`An index is a whole number, and this is ${typeText(index.type)}`, index.span);
  const of = base.type.kind === 'pointer' && !isPlace(base) ? pointee(base, span) : base;
  const count = countOf(of.type);
  const known = wholeOf(index);
  if (known !== undefined && (known < 0 || known >= (count ?? Infinity)))
    return invalid(`Index ${known} is outside of the ${count ?? 0} elements`, index.span);
  return isPlace(of) ? placeElement(of, index, span) : valueElement(of, index, span);
}

function placeElement(base: Place, index: Expr, span: Span): Place {
  const variable = wholeOf(index) === undefined ? rootVariable(base) : undefined;
  if (variable !== undefined) variable.needsMemory = true;
  const { space, access } = base;
  const type = elementType(base.type, span);
  return { kind: 'element', base, index, type, space, access, span };
}

function valueElement(of: Expr, index: Expr, span: Span): Expr {
  const known = wholeOf(index);
  if (known === undefined) {
    // Which of them it is shows when the kernel runs, so they need a type by then.
    const from = converted(of, concreteType(of.type));
    const type = elementType(from.type, span);
    return { kind: 'pick', of: from, index, count: countOf(from.type) ?? 0, type, span };
  }
  const type = elementType(of.type, span);
  const size = slotsOf(type);
  const slots = Array.from({ length: size }, (_, i) => known * size + i);
  return folded({ kind: 'slots', of, slots, type, span });
}

function elementType(type: Type, span: Span): Type {
  if (type.kind === 'array') return type.element;
  if (type.kind === 'vector') return scalarType(type.scalar);
  if (type.kind === 'matrix') return vectorType(type.rows, type.scalar);
  return invalid(`${typeText(type)} has no elements`, span);
}

/** How many elements there are; undefined for a runtime-sized array. */
export function countOf(type: Type): number | undefined {
  if (type.kind === 'array') return type.count;
  if (type.kind === 'vector') return type.size;
  return type.kind === 'matrix' ? type.columns : 0;
}

/** `base.name`: a member of a struct, or components of a vector. */
export function member(base: Place | Expr, name: string, span: Span): Place | Expr {
  const of = base.type.kind === 'pointer' && !isPlace(base) ? pointee(base, span) : base;
  if (of.type.kind === 'vector') return swizzle(of, name, of.type.size, span);
  if (of.type.kind !== 'struct')
    return invalid(`${typeText(of.type)} has no member “${name}”`, span);
  const at = of.type.members.findIndex((one) => one.name === name);
  const found = of.type.members[at];
  if (found === undefined) return invalid(`${of.type.name} has no member “${name}”`, span);
  if (isPlace(of)) {
    const { space, access } = of;
    return { kind: 'member', base: of, member: at, type: found.type, space, access, span };
  }
  const from = firstSlot(of.type, at);
  const slots = Array.from({ length: slotsOf(found.type) }, (_, i) => from + i);
  return folded({ kind: 'slots', of, slots, type: found.type, span });
}

/** The slot at which a member of a struct begins. */
function firstSlot(type: StructType, at: number): number {
  return type.members.slice(0, at).reduce((sum, one) => sum + slotsOf(one.type), 0);
}

function swizzle(of: Place | Expr, name: string, size: number, span: Span): Place | Expr {
  const slots = Array.from(name, (letter) => {
    const at = 'xyzw'.includes(letter) ? 'xyzw'.indexOf(letter) : 'rgba'.indexOf(letter);
    return at;
  });
  if (slots.length > 4 || slots.some((slot) => slot < 0 || slot >= size))
    return invalid(`${typeText(of.type)} has no component “${name}”`, span);
  const scalar = scalarOf(of.type) ?? 'f32';
  const [only = 0] = slots;
  if (slots.length === 1 && isPlace(of)) {
    const index: Expr = { kind: 'constant', value: [only], type: scalarType('u32'), span };
    const { space, access } = of;
    return { kind: 'element', base: of, index, type: scalarType(scalar), space, access, span };
  }
  const type = slots.length === 1 ? scalarType(scalar) : vectorType(slots.length, scalar);
  return folded({ kind: 'slots', of: loaded(of), slots, type, span });
}
