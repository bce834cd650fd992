import type { ModuleElem, FnElem } from 'wesl/core';
import type { Span } from '../../core/outline/outline';
import type { Parsed } from './parse';
import type { Expr, Fn, Variable } from './tree';
import type { Access, AddressSpace, Type } from './types';

/** What a name means. */
export type Entity =
  | { readonly kind: 'constant'; readonly value: Expr }
  | { readonly kind: 'variable'; readonly variable: Variable }
  | { readonly kind: 'type'; readonly type: Type }
  | { readonly kind: 'function'; readonly fn: Fn };

export type Declaration = ModuleElem['decls'][number];

/** State of reading one file into the tree. */
export interface Reader {
  readonly parsed: Parsed;
  /** Values for the file's overrides, by name or by the number of `@id`. */
  readonly overrides: Readonly<Record<string, number>>;
  /** Module-scope declarations by name, read when they are first used. */
  readonly declarations: ReadonlyMap<string, Declaration>;
  readonly entities: Map<string, Entity>;
  /** Names whose declaration is being read: meeting one again is a cycle. */
  readonly underWay: Set<string>;
  readonly functions: Fn[];
  readonly globals: Variable[];
  /** Inner scopes of the function that is being read, the innermost last. */
  scopes: Map<string, Entity>[];
  /** The function that is being read. */
  current: Fn | undefined;
  /** Barriers and subgroup operations met so far; loops look whether it grew. */
  waits: number;
  nextId: number;
}

export type FunctionElement = FnElem;

export const spanOf = (reader: Reader, element: Span): Span =>
  reader.parsed.place({ start: element.start, end: element.end });

export function makeVariable(
  reader: Reader,
  name: string,
  type: Type,
  span: Span,
  space: AddressSpace | 'value' = 'value',
  access: Access = 'read_write',
): Variable {
  return {
    ...{ id: reader.nextId++, name, type, space, access, span },
    ...{ needsMemory: false, written: false },
  };
}

/** Runs `work` with a new innermost scope. */
export function scoped<T>(reader: Reader, work: () => T): T {
  reader.scopes.push(new Map());
  try {
    return work();
  } finally {
    reader.scopes.pop();
  }
}

export function declare(reader: Reader, name: string, entity: Entity): void {
  reader.scopes.at(-1)?.set(name, entity);
}

export function local(reader: Reader, name: string): Entity | undefined {
  return reader.scopes.findLast((scope) => scope.has(name))?.get(name);
}
