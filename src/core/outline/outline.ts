import {
  type AttributeElem,
  type FnElem,
  type GlobalVarElem,
  type ModuleElem,
  type TypedDeclElem,
  parseSrcModule,
  visitAst,
} from 'wesl/core';
import { evaluate, type Names } from '../exercise/expression';

/** A stretch of the source in UTF-16 offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface DeclaredField {
  readonly name: string;
  readonly type: string;
}

/** A resource variable: `@group(0) @binding(1) var<storage, read> a: array<f32>;`. */
export interface DeclaredBinding extends Span {
  readonly name: string;
  readonly group: number;
  readonly binding: number;
  /** `uniform` or `storage`; empty for textures and samplers. */
  readonly space: string;
  /** `read` where nothing is written. */
  readonly access: string;
  readonly type: string;
}

export interface WorkgroupVariable extends Span {
  readonly name: string;
  readonly type: string;
}

export interface EntryPoint extends Span {
  readonly name: string;
  /** The source of each of the three sizes, `1` where left out; they may name constants and overrides. */
  readonly workgroupSize: readonly [string, string, string];
  readonly element: FnElem;
}

export interface DeclaredOverride extends Span {
  readonly name: string;
  readonly default?: string;
}

/** What a WGSL file declares, as far as an exercise's contract and the loop guard need to know. */
export interface Outline {
  readonly source: string;
  readonly module: ModuleElem;
  /** Names of the extensions that it enables: `subgroups`, `f16`. */
  readonly enables: readonly string[];
  readonly structs: ReadonlyMap<string, readonly DeclaredField[]>;
  readonly bindings: readonly DeclaredBinding[];
  readonly entries: readonly EntryPoint[];
  readonly functions: readonly FnElem[];
  readonly overrides: readonly DeclaredOverride[];
  /** Sources of module-scope `const` declarations by name. */
  readonly constants: ReadonlyMap<string, string>;
  readonly workgroupVariables: readonly WorkgroupVariable[];
  /** True when the parser is not sure of the file; the compiler alone says whether it is wrong. */
  readonly uncertain: boolean;
}

/** Reads the declarations of a WGSL file. Never throws: a file that cannot be parsed gives what could be read. */
export function outline(source: string): Outline {
  const parsed = parse(source);
  if (parsed === undefined) return { ...nothing, source };
  const { moduleElem: module, diagnostics } = parsed;
  const aliases = new Map<string, string>();
  // An alias may name another one, and the other may come later in the file.
  for (const decl of [...module.decls, ...module.decls]) {
    if (decl.kind === 'alias') {
      aliases.set(decl.name.ident.originalName, plainType(source, decl.typeRef, aliases));
    }
  }
  const functions = module.decls.filter((decl) => decl.kind === 'fn');
  const variables = module.decls.filter((decl) => decl.kind === 'gvar');
  const constants = constantsOf(source, module);
  const numbers = numbersOf(constants);
  return {
    source,
    module,
    enables: enablesOf(module),
    structs: structsOf(source, module, aliases),
    bindings: variables.flatMap((decl) => bindingOf(source, decl, aliases, numbers)),
    entries: functions.flatMap((decl) => entryOf(source, decl)),
    functions,
    overrides: overridesOf(source, module),
    constants,
    workgroupVariables: variables
      .filter((decl) => decl.template?.[0]?.name === 'workgroup')
      .map((decl) => ({
        ...spanOf(decl.name),
        name: nameOf(decl.name),
        type: plainType(source, decl.name.typeRef, aliases),
      })),
    uncertain: diagnostics.length > 0,
  };
}

const nothing: Omit<Outline, 'source'> = {
  module: { kind: 'module', start: 0, end: 0, decls: [] },
  enables: [],
  structs: new Map(),
  bindings: [],
  entries: [],
  functions: [],
  overrides: [],
  constants: new Map(),
  workgroupVariables: [],
  uncertain: true,
};

function parse(source: string): ReturnType<typeof parseSrcModule> | undefined {
  try {
    return parseSrcModule({
      modulePath: 'package::kernel',
      debugFilePath: 'kernel.wgsl',
      src: source,
    });
  } catch {
    // The parser recovers from most errors; where it gives up, the compiler has the word.
    return undefined;
  }
}

/** Text of a type with aliases resolved, short forms spelled out and no spaces: `vec4f` is `vec4<f32>`. */
function plainType(
  source: string,
  type: Span | undefined,
  aliases: ReadonlyMap<string, string>,
): string {
  if (type === undefined) return '';
  const text = source.slice(type.start, type.end).replace(/\/\*.*?\*\/|\/\/[^\n]*/gs, '');
  return text
    .replace(/\s+/g, '')
    .replace(/[A-Za-z_]\w*/g, (word) => aliases.get(word) ?? word)
    .replace(
      /\bvec([234])([fiuh])\b/g,
      (_, n: string, t: keyof typeof scalars) => `vec${n}<${scalars[t]}>`,
    );
}

function enablesOf(module: ModuleElem): string[] {
  return module.decls.flatMap((decl) =>
    decl.kind === 'directive' && decl.directive.kind === 'enable'
      ? decl.directive.extensions.map(({ name }) => name)
      : [],
  );
}

const scalars = { f: 'f32', i: 'i32', u: 'u32', h: 'f16' } as const;

function structsOf(
  source: string,
  module: ModuleElem,
  aliases: ReadonlyMap<string, string>,
): Map<string, DeclaredField[]> {
  const structs = new Map<string, DeclaredField[]>();
  for (const decl of module.decls) {
    if (decl.kind !== 'struct') continue;
    const fields = decl.members.map((member) => ({
      name: member.name.name,
      type: plainType(source, member.typeRef, aliases),
    }));
    structs.set(decl.name.ident.originalName, fields);
  }
  return structs;
}

function bindingOf(
  source: string,
  decl: GlobalVarElem,
  aliases: ReadonlyMap<string, string>,
  numbers: Names,
): DeclaredBinding[] {
  const group = attributeValue(source, decl.attributes, 'group', numbers);
  const binding = attributeValue(source, decl.attributes, 'binding', numbers);
  if (group === undefined || binding === undefined) return [];
  const [space = '', access = 'read'] = decl.template?.map((part) => part.name) ?? [];
  const type = plainType(source, decl.name.typeRef, aliases);
  return [{ ...spanOf(decl.name), name: nameOf(decl.name), group, binding, space, access, type }];
}

function entryOf(source: string, decl: FnElem): EntryPoint[] {
  if (attribute(decl.attributes, 'compute') === undefined) return [];
  const given = attribute(decl.attributes, 'workgroup_size')?.params ?? [];
  const text = (i: number): string => {
    const param = given[i];
    return param === undefined ? '1' : source.slice(param.start, param.end);
  };
  const name = { start: decl.name.start, end: decl.name.end };
  return [
    {
      ...name,
      name: decl.name.ident.originalName,
      workgroupSize: [text(0), text(1), text(2)],
      element: decl,
    },
  ];
}

function overridesOf(source: string, module: ModuleElem): DeclaredOverride[] {
  return module.decls
    .filter((decl) => decl.kind === 'override')
    .map((decl) => ({
      ...spanOf(decl.name),
      name: nameOf(decl.name),
      ...(decl.init === undefined ? {} : { default: source.slice(decl.init.start, decl.init.end) }),
    }));
}

function constantsOf(source: string, module: ModuleElem): Map<string, string> {
  const constants = new Map<string, string>();
  for (const decl of module.decls) {
    if (decl.kind !== 'const' || decl.init === undefined) continue;
    constants.set(nameOf(decl.name), source.slice(decl.init.start, decl.init.end));
  }
  return constants;
}

function nameOf(decl: TypedDeclElem): string {
  return decl.decl.ident.originalName;
}

function spanOf(decl: TypedDeclElem): Span {
  return { start: decl.decl.start, end: decl.decl.end };
}

function attribute(
  attributes: readonly AttributeElem[] | undefined,
  name: string,
): { params?: readonly Span[] } | undefined {
  for (const { attribute: found } of attributes ?? []) {
    if (found.kind === '@attribute' && found.name === name) return found;
  }
  return undefined;
}

function attributeValue(
  source: string,
  attributes: readonly AttributeElem[] | undefined,
  name: string,
  numbers: Names,
): number | undefined {
  const param = attribute(attributes, name)?.params?.[0];
  return param === undefined
    ? undefined
    : wholeNumber(source.slice(param.start, param.end), numbers);
}

/** Value of a WGSL constant expression of whole numbers and names; undefined when it is more than that. */
export function wholeNumber(text: string, names: Names): number | undefined {
  const plain = text
    .replace(/\b0[xX]([0-9a-fA-F]+)[iu]?\b/g, (_, digits: string) => String(parseInt(digits, 16)))
    .replace(/\b(\d+)[iu]\b/g, '$1')
    .replace(/\b[iu]32\s*\(/g, '(');
  const result = evaluate(plain, names);
  return result.ok && Number.isInteger(result.value) ? result.value : undefined;
}

/** Values of the constants that are whole numbers, each perhaps made of those before it. */
function numbersOf(constants: ReadonlyMap<string, string>): Names {
  const names: Record<string, number> = {};
  for (const [name, text] of constants) {
    const value = wholeNumber(text, names);
    if (value !== undefined) names[name] = value;
  }
  return names;
}

/**
 * Numbers that expressions of a plan may name beside the case's own: module constants and overrides of the
 * learner's file, with the values that the grader sets in place of the defaults.
 */
export function fileNames(file: Outline, overrides: Readonly<Record<string, number>>): Names {
  const names: Record<string, number> = { ...numbersOf(file.constants) };
  for (const { name, default: text } of file.overrides) {
    const set = Object.hasOwn(overrides, name) ? overrides[name] : undefined;
    const value = set ?? (text === undefined ? undefined : wholeNumber(text, names));
    if (value !== undefined) names[name] = value;
  }
  return names;
}

/** The workgroup size of an entry point in numbers; undefined where it cannot be told without the compiler. */
export function workgroupSize(
  entry: EntryPoint,
  names: Names,
): [number, number, number] | undefined {
  const [x, y, z] = entry.workgroupSize.map((text) => wholeNumber(text, names));
  return x === undefined || y === undefined || z === undefined ? undefined : [x, y, z];
}

/** Calls `visit` with every name that is called inside an element, and where. */
export function calls(element: FnElem, visit: (name: string, at: Span) => void): void {
  visitAst(element, (elem) => {
    if (elem.kind !== 'call-expression') return;
    const target = elem.function;
    const name = target.kind === 'type' ? target.name.originalName : target.ident.originalName;
    visit(name, target);
  });
}

/** The resource variables that an entry point uses, itself or in functions that it calls. */
export function usedBindings(file: Outline, entry: string): DeclaredBinding[] {
  const names = new Set<string>();
  const reached = new Set<string>();
  const reach = (name: string): void => {
    const fn = file.functions.find((candidate) => candidate.name.ident.originalName === name);
    if (fn === undefined || reached.has(name)) return;
    reached.add(name);
    visitAst(fn.body, (element) => {
      if (element.kind !== 'ref') return;
      names.add(element.ident.originalName);
      reach(element.ident.originalName);
    });
  };
  reach(entry);
  return file.bindings.filter((binding) => names.has(binding.name));
}
