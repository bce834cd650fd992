import {
  type AbstractElem,
  type ForElem,
  type LoopElem,
  type WhileElem,
  childElems,
  visitAst,
} from 'wesl/core';
import type { Outline, Span } from './outline';

/** A loop that goes round until another invocation has stored a number. */
export interface Spin {
  readonly loop: Span;
  /** The storage variable that it looks at. */
  readonly variable: string;
}

type Loop = ForElem | WhileElem | LoopElem;

/** What a file's functions do to atomics in storage, by the functions' names and by those of WGSL. */
interface Atomics {
  readonly file: Outline;
  readonly variables: ReadonlySet<string>;
  /** Functions that load one and store none, with the variable. */
  readonly loads: ReadonlyMap<string, string>;
  /** Functions that store one. */
  readonly stores: ReadonlySet<string>;
}

/**
 * The first loop that only another invocation can end: it stores to no atomic in storage itself, and every way out of it
 * depends on what it loads from one, or it begins anew, with nothing changed, while such a number is not what it wants. A
 * loop with a counter that may end it, and one that tries an exchange again until it succeeds, get on without help.
 */
export function spin(file: Outline): Spin | undefined {
  const atomics = atomicsOf(file);
  if (atomics.variables.size === 0) return undefined;
  let found: Spin | undefined;
  for (const fn of file.functions) {
    visitAst(fn.body, (element) => {
      if (found === undefined && isLoop(element)) found = spinOf(atomics, element);
    });
  }
  return found;
}

const isLoop = (element: AbstractElem): element is Loop =>
  element.kind === 'for' || element.kind === 'while' || element.kind === 'loop';

function atomicsOf(file: Outline): Atomics {
  const variables = new Set(
    file.bindings
      .filter(({ space, type }) => space === 'storage' && type.includes('atomic<'))
      .map(({ name }) => name),
  );
  const loads = new Map<string, string>();
  const stores = new Set<string>();
  const builtin: Atomics = { file, variables, loads: new Map(), stores: new Set() };
  for (const fn of file.functions) {
    const name = fn.name.ident.originalName;
    const loaded = loadedIn(builtin, fn.body);
    if (storesIn(builtin, fn.body)) stores.add(name);
    else if (loaded !== undefined) loads.set(name, loaded);
  }
  return { file, variables, loads, stores };
}

/** Names that an element mentions, functions that it calls among them. */
function mentioned(element: AbstractElem): string[] {
  const names: string[] = [];
  visitAst(element, (inner) => {
    if (inner.kind === 'ref') names.push(inner.ident.originalName);
  });
  return names;
}

const atomicOf = ({ variables }: Atomics, element: AbstractElem): string | undefined =>
  mentioned(element).find((name) => variables.has(name));

/** The variable that an element loads with atomicLoad, itself or in a function that it calls. */
function loadedIn(atomics: Atomics, element: AbstractElem): string | undefined {
  let found: string | undefined;
  eachCall(element, (name, call) => {
    found ??= name === 'atomicLoad' ? atomicOf(atomics, call) : atomics.loads.get(name);
  });
  return found;
}

function storesIn(atomics: Atomics, element: AbstractElem): boolean {
  let found = false;
  eachCall(element, (name, call) => {
    const writes = name.startsWith('atomic') && name !== 'atomicLoad';
    if (writes && atomicOf(atomics, call) !== undefined) found = true;
    if (atomics.stores.has(name)) found = true;
  });
  return found;
}

function eachCall(element: AbstractElem, visit: (name: string, call: AbstractElem) => void): void {
  visitAst(element, (inner) => {
    if (inner.kind !== 'call-expression') return;
    const target = inner.function;
    visit(target.kind === 'type' ? target.name.originalName : target.ident.originalName, inner);
  });
}

function spinOf(atomics: Atomics, loop: Loop): Spin | undefined {
  const variable = loadedIn(atomics, loop);
  if (variable === undefined || storesIn(atomics, loop)) return undefined;
  const { loaded, changed } = namesOf(atomics, loop);
  const waits = (condition: AbstractElem | undefined): boolean => {
    if (condition === undefined) return false;
    const names = mentioned(condition);
    if (names.some((name) => changed.has(name))) return false;
    return loadedIn(atomics, condition) !== undefined || names.some((name) => loaded.has(name));
  };
  const steps = stepsOf(loop, loaded);
  const exits = steps.filter(({ does }) => does === 'leaves');
  const stuck = exits.length > 0 && exits.every(({ condition }) => waits(condition));
  return stuck || beginsAnew(loop, steps).some(({ condition }) => waits(condition))
    ? { loop: { start: loop.start, end: loop.end }, variable }
    : undefined;
}

/** Where a loop begins anew before it has changed anything but what it loaded. */
function beginsAnew(loop: Loop, steps: readonly Step[]): Step[] {
  // The end of a for loop's round changes something each time, and so may a continuing block.
  if (loop.kind === 'for' || (loop.kind === 'loop' && loop.continuing !== undefined)) return [];
  const change = steps.findIndex(({ does }) => does === 'changes');
  return steps.filter(({ does }, at) => does === 'begins anew' && (change < 0 || at < change));
}

/** Names that get what was loaded, and names that get anything else: a counter, say. */
function namesOf(
  atomics: Atomics,
  loop: Loop,
): { readonly loaded: ReadonlySet<string>; readonly changed: ReadonlySet<string> } {
  const loaded = new Set<string>();
  const changed = new Set<string>();
  visitAst(loop, (element) => {
    const name = target(element);
    if (name === undefined) return;
    const value = given(element);
    const from = value !== undefined && comesFrom(atomics, loaded, value);
    (from ? loaded : changed).add(name);
  });
  return { loaded, changed };
}

/** The name that a statement gives a value to. */
function target(element: AbstractElem): string | undefined {
  if (element.kind === 'let' || element.kind === 'var') {
    return element.name.decl.ident.originalName;
  }
  if (element.kind === 'assign') {
    return element.lhs.kind === 'phony' ? undefined : mentioned(element.lhs)[0];
  }
  const counts = element.kind === 'increment' || element.kind === 'decrement';
  return counts ? mentioned(element.target)[0] : undefined;
}

/** The value that it gives, where the old one has no part in it. */
function given(element: AbstractElem): AbstractElem | undefined {
  if (element.kind === 'let' || element.kind === 'var') return element.init;
  return element.kind === 'assign' && element.op.value === '=' ? element.rhs : undefined;
}

const comesFrom = (atomics: Atomics, loaded: ReadonlySet<string>, value: AbstractElem): boolean =>
  loadedIn(atomics, value) !== undefined || mentioned(value).some((name) => loaded.has(name));

/** What a statement does to the loop around it, and the condition right above it. */
interface Step {
  readonly does: 'leaves' | 'begins anew' | 'changes';
  readonly condition?: AbstractElem | undefined;
}

/** Steps of a loop in the order of the text, its own condition first. */
function stepsOf(loop: Loop, loaded: ReadonlySet<string>): Step[] {
  const steps: Step[] = [];
  if (loop.kind !== 'loop' && loop.condition !== undefined) {
    steps.push({ does: 'leaves', condition: loop.condition });
  }
  const walk = (
    element: AbstractElem,
    condition: AbstractElem | undefined,
    inside: Inside,
  ): void => {
    const does = stepOf(element, inside, loaded);
    if (does !== undefined) steps.push({ does, condition: ownCondition(element) ?? condition });
    if (element.kind === 'if') {
      for (const branch of [element.body, element.else]) {
        if (branch !== undefined) walk(branch, element.condition, inside);
      }
      return;
    }
    for (const child of childElems(element)) walk(child, condition, within(element, inside));
  };
  for (const child of childElems(loop)) walk(child, undefined, 'nothing');
  return steps;
}

/** What stands between a loop and a statement in it: a break in a switch or another loop leaves only that. */
type Inside = 'nothing' | 'switch' | 'loop';

function within(element: AbstractElem, inside: Inside): Inside {
  if (inside === 'loop' || isLoop(element)) return 'loop';
  return element.kind === 'switch' ? 'switch' : inside;
}

function stepOf(
  element: AbstractElem,
  inside: Inside,
  loaded: ReadonlySet<string>,
): Step['does'] | undefined {
  switch (element.kind) {
    case 'return':
      return 'leaves';
    case 'break':
      return inside === 'nothing' ? 'leaves' : undefined;
    case 'continuing':
      return element.breakIf === undefined ? undefined : 'leaves';
    case 'continue':
      return inside === 'loop' ? undefined : 'begins anew';
    case 'let':
    case 'var':
      return undefined;
    default: {
      const name = target(element);
      return name === undefined || loaded.has(name) ? undefined : 'changes';
    }
  }
}

/** The condition that stands in the statement itself: `break if`. */
function ownCondition(element: AbstractElem): AbstractElem | undefined {
  if (element.kind === 'break') return element.condition;
  return element.kind === 'continuing' ? element.breakIf : undefined;
}
