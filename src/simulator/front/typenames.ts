import type { ExpressionElem, RefIdentElem, TypeRefElem } from 'wesl/core';
import { wholeOf } from './constants';
import { invalid, unsupported } from './fault';
import { type Reader, spanOf } from './reader';
import type { Expr } from './tree';
import {
  type Access,
  type AddressSpace,
  type ScalarKind,
  type Type,
  matrixType,
  scalarType,
  vectorType,
} from './types';

const scalars: Readonly<Record<string, ScalarKind>> = {
  bool: 'bool',
  i32: 'i32',
  u32: 'u32',
  f32: 'f32',
  f16: 'f16',
};
const letters: Readonly<Record<string, ScalarKind>> = { i: 'i32', u: 'u32', f: 'f32', h: 'f16' };

/** A type name without its parameters, which a constructor infers from its arguments: `vec3(…)`, `array(…)`. */
export type OpenType =
  | { readonly kind: 'openVector'; readonly size: number }
  | { readonly kind: 'openMatrix'; readonly columns: number; readonly rows: number }
  | { readonly kind: 'openArray' };

/** What reading a type needs from those who read expressions and declarations. */
export interface Names {
  /** A type that the file declares, by name. */
  declared(name: string): Type | undefined;
  /** An expression of a template list, such as the count of an array. */
  constant(element: ExpressionElem): Expr;
}

const given = (name: string): Type | undefined => {
  const scalar = Object.hasOwn(scalars, name) ? scalars[name] : undefined;
  if (scalar !== undefined) return scalarType(scalar);
  const vector = /^vec([234])([iufh])$/.exec(name);
  if (vector !== null) return vectorType(Number(vector[1]), letters[vector[2] ?? ''] ?? 'f32');
  const matrix = /^mat([234])x([234])([fh])$/.exec(name);
  if (matrix === null) return undefined;
  return matrixType(Number(matrix[1]), Number(matrix[2]), letters[matrix[3] ?? ''] ?? 'f32');
};

const open = (name: string): OpenType | undefined => {
  if (name === 'array') return { kind: 'openArray' };
  const vector = /^vec([234])$/.exec(name);
  if (vector !== null) return { kind: 'openVector', size: Number(vector[1]) };
  const matrix = /^mat([234])x([234])$/.exec(name);
  if (matrix === null) return undefined;
  return { kind: 'openMatrix', columns: Number(matrix[1]), rows: Number(matrix[2]) };
};

type TypeElement = TypeRefElem | RefIdentElem;

const nameOf = (element: TypeElement): string =>
  element.kind === 'type' ? element.name.originalName : element.ident.originalName;
const templateOf = (element: TypeElement): readonly ExpressionElem[] =>
  element.kind === 'type' ? (element.templateParams ?? []) : [];

/** The type that a name stands for, open where its parameters are left out; undefined where it is no type. */
export function typeNamed(
  reader: Reader,
  element: TypeElement,
  names: Names,
): Type | OpenType | undefined {
  const name = nameOf(element);
  const template = templateOf(element);
  const declared = names.declared(name);
  if (declared !== undefined) return declared;
  if (template.length === 0) return given(name) ?? open(name);
  return templated(reader, element, name, template, names);
}

function templated(
  reader: Reader,
  element: TypeElement,
  name: string,
  template: readonly ExpressionElem[],
  names: Names,
): Type | undefined {
  const [first, second] = template;
  const inner = (): Type => closedType(reader, typeElement(reader, first, element), names);
  const scalar = (): ScalarKind => {
    const type = inner();
    return type.kind === 'scalar'
      ? type.scalar
      : invalid(`${name} is made of scalars`, spanOf(reader, element));
  };
  const shape = open(name);
  if (shape?.kind === 'openVector') return vectorType(shape.size, scalar());
  if (shape?.kind === 'openMatrix') return matrixType(shape.columns, shape.rows, scalar());
  if (name === 'array') {
    const count = second === undefined ? undefined : countOf(reader, second, names);
    return { kind: 'array', element: inner(), count };
  }
  if (name === 'atomic') {
    const kind = scalar();
    if (kind === 'i32' || kind === 'u32') return { kind: 'atomic', scalar: kind };
    return invalid('Only i32 and u32 can be atomic', spanOf(reader, element));
  }
  return name === 'ptr' ? pointer(reader, element, template, names) : undefined;
}

function countOf(reader: Reader, element: ExpressionElem, names: Names): number {
  const count = wholeOf(names.constant(element));
  if (count === undefined || count < 1) {
    return invalid('An array needs a constant count of at least 1', spanOf(reader, element));
  }
  return count;
}

const spaces: readonly string[] = ['function', 'private', 'workgroup', 'storage', 'uniform'];

function pointer(
  reader: Reader,
  element: TypeElement,
  [space, store, access]: readonly ExpressionElem[],
  names: Names,
): Type {
  const word = (part: ExpressionElem | undefined): string =>
    part?.kind === 'ref' ? part.ident.originalName : '';
  const name = word(space);
  if (!spaces.includes(name))
    return unsupported(`pointers into “${name}”`, spanOf(reader, element));
  const of = closedType(reader, typeElement(reader, store, element), names);
  const fallback = name === 'storage' || name === 'uniform' ? 'read' : 'read_write';
  const given = word(access);
  return {
    kind: 'pointer',
    space: name as AddressSpace,
    store: of,
    access: given === '' ? fallback : (given as Access),
  };
}

/** A template parameter that must be a type. */
function typeElement(
  reader: Reader,
  element: ExpressionElem | undefined,
  around: TypeElement,
): TypeElement {
  if (element?.kind === 'ref' || element?.kind === 'type') return element;
  return invalid('Here a type is wanted', spanOf(reader, element ?? around));
}

/** The type that a declaration names, with all its parameters. */
export function closedType(reader: Reader, element: TypeElement, names: Names): Type {
  const type = typeNamed(reader, element, names);
  if (type === undefined) {
    const name = nameOf(element);
    if (/^(texture|sampler)/.test(name))
      return unsupported('textures and samplers', spanOf(reader, element));
    return invalid(`There is no type “${name}”`, spanOf(reader, element));
  }
  if (type.kind === 'openVector' || type.kind === 'openMatrix' || type.kind === 'openArray') {
    return invalid('This type needs its parameters', spanOf(reader, element));
  }
  return type;
}
