import { type AttributeElem, visitAst } from 'wesl/core';
import type { Lookup } from './calls';
import { wholeOf } from './constants';
import { attributeParams, lookupOf } from './declarations';
import { expression } from './expression';
import { type Fault, FaultFound, invalid, unsupported } from './fault';
import { type Parsed, parse } from './parse';
import { type Declaration, type FunctionElement, type Reader, spanOf } from './reader';
import type { BuiltinInput, Program } from './tree';
import { slotsOf } from './types';

export type Reading<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

/**
 * Reads an entry point and all that it reaches into the tree, with the overrides' values put in.
 * @param overrides values by name, or by the number of `@id`
 */
export function readProgram(
  source: string,
  entry: string,
  overrides: Readonly<Record<string, number>> = {},
): Reading<Program> {
  return guarded(() => program(readerOf(parse(source), overrides), entry));
}

/** Names of the compute entry points of a file. */
export function entryNames(source: string): Reading<readonly string[]> {
  return guarded(() =>
    parse(source).module.decls.flatMap((decl) =>
      decl.kind === 'fn' && attributeParams(decl.attributes, 'compute') !== undefined
        ? [decl.name.ident.originalName]
        : [],
    ),
  );
}

/** Names of the overrides that have no value of their own. */
export function openOverrides(source: string): readonly string[] {
  const names = guarded(() =>
    parse(source).module.decls.flatMap((decl) =>
      decl.kind === 'override' && decl.init === undefined
        ? [decl.name.decl.ident.originalName]
        : [],
    ),
  );
  return names.ok ? names.value : [];
}

function guarded<T>(work: () => T): Reading<T> {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    if (error instanceof FaultFound) return { ok: false, fault: error.fault };
    // An expression of thousands of terms is a tree as deep, and walking it takes more stack than there is.
    if (error instanceof RangeError) {
      const message = 'The simulator does not run expressions as deep as this file has';
      return { ok: false, fault: { kind: 'unsupported', message, span: { start: 0, end: 0 } } };
    }
    throw error;
  }
}

function readerOf(parsed: Parsed, overrides: Readonly<Record<string, number>>): Reader {
  const named = parsed.module.decls.flatMap((decl): [string, Declaration][] => {
    const name = nameOf(decl);
    return name === undefined ? [] : [[name, decl]];
  });
  return {
    ...{ parsed, overrides, declarations: new Map(named), entities: new Map() },
    ...{ underWay: new Set<string>(), functions: [], globals: [], scopes: [] },
    ...{ current: undefined, waits: 0, nextId: 0 },
  };
}

function nameOf(decl: Declaration): string | undefined {
  switch (decl.kind) {
    case 'alias':
    case 'struct':
    case 'fn':
      return decl.name.ident.originalName;
    case 'const':
    case 'override':
    case 'gvar':
      return decl.name.decl.ident.originalName;
    default:
      return undefined;
  }
}

function program(reader: Reader, name: string): Program {
  const element = reader.declarations.get(name);
  if (element?.kind !== 'fn') return invalid(`There is no entry point “${name}”`, nowhere);
  const lookup = lookupOf(reader);
  const size = workgroupSize(reader, lookup, element);
  const entity = lookup.entity(name, nowhere);
  if (entity?.kind !== 'function') return invalid(`“${name}” is not a function`, nowhere);
  const inputs = element.params.map((param, i) => {
    const type = entity.fn.params[i]?.type;
    const own = builtinName(param.attributes);
    if (own !== undefined) return [{ name: own, slots: type === undefined ? 1 : slotsOf(type) }];
    const declaration = type?.kind === 'struct' ? reader.declarations.get(type.name) : undefined;
    if (declaration?.kind !== 'struct' || type?.kind !== 'struct')
      return unsupported('an entry point with inputs that are not built-in', entity.fn.span);
    return declaration.members.map((member, k): BuiltinInput => {
      const found = type.members[k];
      return {
        name: builtinName(member.attributes) ?? '',
        slots: found === undefined ? 1 : slotsOf(found.type),
      };
    });
  });
  return {
    source: reader.parsed.source,
    entry: entity.fn,
    inputs,
    workgroupSize: size,
    functions: reader.functions,
    globals: reader.globals,
    loopStarts: loopStarts(reader),
  };
}

function loopStarts(reader: Reader): number[] {
  const starts: number[] = [];
  visitAst(reader.parsed.module, (element) => {
    if (element.kind === 'for' || element.kind === 'while' || element.kind === 'loop')
      starts.push(spanOf(reader, element).start);
  });
  return starts.sort((a, b) => a - b);
}

const nowhere = { start: 0, end: 0 };

function builtinName(attributes: readonly AttributeElem[] | undefined): string | undefined {
  for (const { attribute } of attributes ?? []) {
    if (attribute.kind === '@builtin') return attribute.param.name;
  }
  return undefined;
}

function workgroupSize(
  reader: Reader,
  lookup: Lookup,
  element: FunctionElement,
): [number, number, number] {
  const params = attributeParams(element.attributes, 'workgroup_size');
  const span = spanOf(reader, element.name);
  if (params === undefined) return invalid('An entry point needs a @workgroup_size', span);
  const [x = 1, y = 1, z = 1] = params.map((param) => {
    const size = wholeOf(expression(reader, lookup, param));
    return size !== undefined && size >= 1
      ? size
      : invalid('A workgroup size is a whole number of at least 1', spanOf(reader, param));
  });
  return [x, y, z];
}
