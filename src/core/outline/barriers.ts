import {
  type AbstractElem,
  type AssignElem,
  type ExpressionElem,
  type FnElem,
  type FnParamElem,
  type ForElem,
  type LoopElem,
  type TypedDeclElem,
  type WhileElem,
  childElems,
} from 'wesl/core';
import type { Outline, Span } from './outline';

/** A load from workgroup memory that follows a store to it with no barrier between them. */
export interface Unsynchronised {
  readonly variable: string;
  readonly store: Span;
  readonly load: Span;
}

interface Walk {
  readonly file: Outline;
  readonly shared: ReadonlySet<string>;
  /** Last store to each variable since the last barrier, and the text of its index. */
  readonly stores: Map<string, { span: Span; index: string }>;
  /** Names of numbers that differ between the invocations of a workgroup, as far as the text tells. */
  readonly own: Set<string>;
  found: Unsynchronised | undefined;
  depth: number;
}

/**
 * Looks along an entry point for a store to workgroup memory and a later load of another element of it with no
 * `workgroupBarrier` between. Statements are taken in the order of the text, loop bodies twice. It explains a
 * wrong result and never makes one: the element that an invocation stored itself needs no barrier, and which
 * elements those are is guessed here from the text of the index.
 */
export function unsynchronised(file: Outline, entry: FnElem): Unsynchronised | undefined {
  const shared = new Set(file.workgroupVariables.map((variable) => variable.name));
  const own = new Set(entry.params.filter(isOwn).map(({ name }) => nameOf(name)));
  const walk: Walk = { file, shared, stores: new Map(), own, found: undefined, depth: 0 };
  visit(walk, entry.body);
  return walk.found;
}

const ownBuiltins: readonly string[] = [
  ...['local_invocation_id', 'local_invocation_index', 'global_invocation_id'],
  'subgroup_invocation_id',
];

function isOwn({ attributes = [] }: FnParamElem): boolean {
  return attributes.some(
    ({ attribute }) => attribute.kind === '@builtin' && ownBuiltins.includes(attribute.param.name),
  );
}

const nameOf = (decl: TypedDeclElem): string => decl.decl.ident.originalName;

/** Whether an expression names a number that is the invocation's own. */
function mentionsOwn({ file, own }: Walk, element: Span | undefined): boolean {
  if (element === undefined) return false;
  const words = file.source.slice(element.start, element.end).match(/[A-Za-z_]\w*/g) ?? [];
  return words.some((word) => own.has(word));
}

function visit(walk: Walk, element: AbstractElem): void {
  if (walk.found !== undefined) return;
  switch (element.kind) {
    case 'assign':
      assign(walk, element);
      return;
    case 'var':
    case 'let':
      if (mentionsOwn(walk, element.init)) walk.own.add(nameOf(element.name));
      visitAll(walk, childElems(element));
      return;
    case 'for':
    case 'while':
    case 'loop':
      loop(walk, element);
      return;
    case 'call-expression':
      call(walk, element);
      return;
    case 'component-expression':
      load(walk, element);
      return;
    default:
      visitAll(walk, childElems(element));
  }
}

function visitAll(walk: Walk, elements: readonly (AbstractElem | undefined)[]): void {
  for (const element of elements) if (element !== undefined) visit(walk, element);
}

function assign(walk: Walk, element: AssignElem): void {
  visit(walk, element.rhs);
  if (element.lhs.kind === 'phony') return;
  // `a[i] += x` loads before it stores; of `a[b[i]] = x` only the index is loaded.
  if (element.op.value === '=') visitIndices(walk, element.lhs);
  else visit(walk, element.lhs);
  store(walk, element.lhs);
}

/**
 * Twice, so that what the end of the body stores meets what its beginning loads. Only once where the loop begins at a
 * number of the invocation's own: then its rounds are shares, and each takes other elements than the one before.
 */
function loop(walk: Walk, element: ForElem | WhileElem | LoopElem): void {
  if (element.kind !== 'for') {
    visitAll(walk, [...childElems(element), ...childElems(element)]);
    return;
  }
  const round = [element.condition, element.body, element.update];
  visitAll(walk, [element.init, ...round]);
  const { init } = element;
  const shares = (init?.kind === 'var' || init?.kind === 'let') && mentionsOwn(walk, init.init);
  if (!shares) visitAll(walk, round);
}

function call(walk: Walk, element: Extract<ExpressionElem, { kind: 'call-expression' }>): void {
  if (element.function.kind === 'type') {
    visitAll(walk, element.arguments);
    return;
  }
  const name = element.function.ident.originalName;
  const [target] = element.arguments;
  if (name.startsWith('atomic') && target?.kind === 'unary-expression') {
    atomic(walk, name, target.expression, element.arguments.slice(1));
    return;
  }
  visitAll(walk, element.arguments);
  if (name === 'workgroupBarrier' || name === 'workgroupUniformLoad') {
    walk.stores.clear();
    return;
  }
  const called = walk.file.functions.find((fn) => fn.name.ident.originalName === name);
  // Recursion does not exist in WGSL; the limit only keeps a broken file from costing time.
  if (called === undefined || walk.depth > 8) return;
  called.params.forEach(({ name }, i) => {
    if (mentionsOwn(walk, element.arguments[i])) walk.own.add(nameOf(name));
  });
  walk.depth++;
  visit(walk, called.body);
  walk.depth--;
}

/** Atomics on one place follow each other in any order, so only a load has to wait for what others have done. */
function atomic(
  walk: Walk,
  name: string,
  place: ExpressionElem,
  others: readonly ExpressionElem[],
): void {
  visitAll(walk, others);
  if (name === 'atomicLoad') {
    visit(walk, place);
    return;
  }
  visitIndices(walk, place);
  store(walk, place);
}

function store(walk: Walk, target: ExpressionElem): void {
  const variable = rootOf(target);
  if (variable === undefined || !walk.shared.has(variable)) return;
  walk.stores.set(variable, { span: target, index: indexText(walk.file, target) });
}

function load(
  walk: Walk,
  element: Extract<ExpressionElem, { kind: 'component-expression' }>,
): void {
  visit(walk, element.access);
  const variable = rootOf(element);
  const last = variable === undefined ? undefined : walk.stores.get(variable);
  if (variable === undefined || last === undefined) {
    visit(walk, element.base);
    return;
  }
  if (last.index !== indexText(walk.file, element)) {
    walk.found = { variable, store: last.span, load: element };
  }
}

function visitIndices(walk: Walk, target: ExpressionElem): void {
  if (target.kind === 'component-expression') visit(walk, target.access);
  if (target.kind === 'component-expression' || target.kind === 'component-member-expression') {
    visitIndices(walk, target.base);
  }
}

/** The variable that `a[i][j].x` is a part of. */
function rootOf(element: ExpressionElem): string | undefined {
  if (element.kind === 'ref') return element.ident.originalName;
  if (element.kind === 'component-expression' || element.kind === 'component-member-expression') {
    return rootOf(element.base);
  }
  return element.kind === 'parenthesized-expression' ? rootOf(element.expression) : undefined;
}

function indexText(file: Outline, element: ExpressionElem): string {
  return file.source.slice(element.start, element.end).replace(/\s+/g, '');
}
