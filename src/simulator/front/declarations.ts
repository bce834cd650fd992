import type {
  AttributeElem,
  ConstElem,
  ExpressionElem,
  FnParamElem,
  GlobalVarElem,
  OverrideElem,
  StructElem,
} from 'wesl/core';
import type { Span } from '../../core/outline/outline';
import type { Lookup } from './calls';
import { constant, converted, wholeOf, zero } from './constants';
import { convertScalar } from '../lib/rounding';
import { expression } from './expression';
import { invalid, unsupported } from './fault';
import {
  type Declaration,
  type Entity,
  type FunctionElement,
  declare,
  local,
  makeVariable,
  type Reader,
  spanOf,
} from './reader';
import { statements } from './statements';
import type { Expr, Fn, Variable } from './tree';
import { closedType } from './typenames';
import { type Access, type AddressSpace, type Type, concreteType, scalarOf } from './types';

/** The names of a file, read when they are asked for: WGSL does not mind the order of declarations. */
export function lookupOf(reader: Reader): Lookup {
  const lookup: Lookup = {
    entity: (name, span) => local(reader, name) ?? moduleEntity(reader, lookup, name, span),
    declared(name) {
      const entity = lookup.entity(name, { start: 0, end: 0 });
      return entity?.kind === 'type' ? entity.type : undefined;
    },
    constant: (element) => expression(reader, lookup, element),
  };
  return lookup;
}

function moduleEntity(
  reader: Reader,
  lookup: Lookup,
  name: string,
  span: Span,
): Entity | undefined {
  const known = reader.entities.get(name);
  if (known !== undefined) return known;
  const declaration = reader.declarations.get(name);
  if (declaration === undefined) return undefined;
  if (reader.underWay.has(name)) return invalid(`“${name}” is made of itself`, span);
  reader.underWay.add(name);
  const { scopes, current, waits } = reader;
  // A declaration is read in the module's scope, whoever was the first to name it.
  Object.assign(reader, { scopes: [], current: undefined, waits: 0 });
  try {
    const entity = read(reader, lookup, declaration);
    if (entity !== undefined) reader.entities.set(name, entity);
    return entity;
  } finally {
    Object.assign(reader, { scopes, current, waits });
    reader.underWay.delete(name);
  }
}

function read(reader: Reader, lookup: Lookup, declaration: Declaration): Entity | undefined {
  switch (declaration.kind) {
    case 'alias':
      return { kind: 'type', type: closedType(reader, declaration.typeRef, lookup) };
    case 'struct':
      return { kind: 'type', type: struct(reader, lookup, declaration) };
    case 'const':
      return { kind: 'constant', value: moduleConst(reader, lookup, declaration) };
    case 'override':
      return { kind: 'constant', value: override(reader, lookup, declaration) };
    case 'gvar':
      return { kind: 'variable', variable: globalVariable(reader, lookup, declaration) };
    case 'fn':
      return { kind: 'function', fn: readFunction(reader, lookup, declaration) };
    default:
      return undefined;
  }
}

function moduleConst(reader: Reader, lookup: Lookup, element: ConstElem): Expr {
  const span = spanOf(reader, element.name.decl);
  if (element.init === undefined) return invalid('A const needs a value', span);
  const value = expression(reader, lookup, element.init);
  const given = element.name.typeRef;
  const init = given === undefined ? value : converted(value, closedType(reader, given, lookup));
  return init.kind === 'constant' ? init : invalid('This is not constant', init.span);
}

/** An override is a constant here: its value is known when the pipeline is made. */
function override(reader: Reader, lookup: Lookup, element: OverrideElem): Expr {
  const name = element.name.decl.ident.originalName;
  const span = spanOf(reader, element.name.decl);
  const given = element.name.typeRef;
  const init = element.init === undefined ? undefined : expression(reader, lookup, element.init);
  const type =
    given === undefined
      ? concreteType(init?.type ?? invalid('An override needs a type or a value', span))
      : closedType(reader, given, lookup);
  const id = attributeNumber(reader, lookup, element.attributes, 'id');
  const set = reader.overrides[id === undefined ? name : String(id)] ?? reader.overrides[name];
  if (set !== undefined) {
    const kind = scalarOf(type) ?? 'f32';
    return constant([convertScalar(set, 'abstract-float', kind)], type, span);
  }
  if (init !== undefined) return converted(init, type);
  return invalid(`The override “${name}” has no value`, span);
}

function globalVariable(reader: Reader, lookup: Lookup, element: GlobalVarElem): Variable {
  const span = spanOf(reader, element.name.decl);
  const [space, access] = element.template?.map((one) => one.name) ?? [];
  const given = element.name.typeRef;
  const init = element.init === undefined ? undefined : expression(reader, lookup, element.init);
  const type =
    given === undefined
      ? concreteType(init?.type ?? invalid('A variable needs a type', span))
      : closedType(reader, given, lookup);
  if (space === undefined) return unsupported('textures and samplers', span);
  const name = element.name.decl.ident.originalName;
  const start = init === undefined ? zero(type, span) : converted(init, type);
  const made: Variable = {
    ...makeVariable(reader, name, type, span, space as AddressSpace, accessOf(space, access)),
    ...numbered(reader, lookup, element.attributes),
    ...(space === 'private' ? { init: start } : {}),
  };
  reader.globals.push(made);
  return made;
}

function accessOf(space: string, given: string | undefined): Access {
  if (given !== undefined) return given as Access;
  return space === 'storage' || space === 'uniform' ? 'read' : 'read_write';
}

function numbered(
  reader: Reader,
  lookup: Lookup,
  attributes: readonly AttributeElem[] | undefined,
): { group?: number; binding?: number } {
  const group = attributeNumber(reader, lookup, attributes, 'group');
  const binding = attributeNumber(reader, lookup, attributes, 'binding');
  return group === undefined || binding === undefined ? {} : { group, binding };
}

function struct(reader: Reader, lookup: Lookup, element: StructElem): Type {
  const name = element.name.ident.originalName;
  const members = element.members.map((member) => {
    const align = attributeNumber(reader, lookup, member.attributes, 'align');
    const size = attributeNumber(reader, lookup, member.attributes, 'size');
    return {
      name: member.name.name,
      type: closedType(reader, member.typeRef, lookup),
      ...(align === undefined ? {} : { align }),
      ...(size === undefined ? {} : { size }),
    };
  });
  return { kind: 'struct', name, members };
}

/** The parameters of an attribute, such as the three sizes of a workgroup. */
export function attributeParams(
  attributes: readonly AttributeElem[] | undefined,
  name: string,
): readonly ExpressionElem[] | undefined {
  for (const { attribute } of attributes ?? []) {
    if (attribute.kind === '@attribute' && attribute.name === name)
      return (attribute.params ?? []).map((param) => param.expression);
  }
  return undefined;
}

function attributeNumber(
  reader: Reader,
  lookup: Lookup,
  attributes: readonly AttributeElem[] | undefined,
  name: string,
): number | undefined {
  const [param] = attributeParams(attributes, name) ?? [];
  return param === undefined ? undefined : wholeOf(expression(reader, lookup, param));
}

function readFunction(reader: Reader, lookup: Lookup, element: FunctionElement): Fn {
  const scope = new Map<string, Entity>();
  reader.scopes = [scope];
  const params = element.params.map((param) => parameter(reader, lookup, param));
  const fn: Fn = {
    id: reader.nextId++,
    name: element.name.ident.originalName,
    params,
    result:
      element.returnType === undefined
        ? { kind: 'void' }
        : closedType(reader, element.returnType, lookup),
    span: spanOf(reader, element.name),
    body: [],
    waits: false,
  };
  reader.current = fn;
  fn.body = statements(reader, lookup, element.body.body);
  // What it calls has been read before it was, so callees come first.
  reader.functions.push(fn);
  return fn;
}

function parameter(reader: Reader, lookup: Lookup, element: FnParamElem): Variable {
  const span = spanOf(reader, element.name.decl);
  const given = element.name.typeRef;
  const name = element.name.decl.ident.originalName;
  if (given === undefined) return invalid(`The parameter “${name}” needs a type`, span);
  const made = makeVariable(reader, name, closedType(reader, given, lookup), span);
  declare(reader, name, { kind: 'variable', variable: made });
  return made;
}
