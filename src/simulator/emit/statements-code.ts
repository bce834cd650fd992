import type { Span } from '../../core/outline/outline';
import { layoutOf } from '../front/layout';
import type { LoopStatement, Statement } from '../front/tree';
import { type Type, slotKinds, slotsOf } from '../front/types';
import { contextOf, type Emitter, fresh, heldAll, line, slotNames, textOf } from './emitter';
import {
  address,
  frameOffset,
  inMemory,
  loadMemory,
  localNames,
  localOf,
  storeMemory,
} from './memory-code';
import { value } from './values';

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

export function statements(e: Emitter, body: readonly Statement[]): void {
  for (const one of body) statement(e, one);
}

function statement(e: Emitter, one: Statement): void {
  switch (one.kind) {
    case 'declare':
      declaration(e, one);
      return;
    case 'assign':
      assignment(e, one);
      return;
    case 'update':
      update(e, one);
      return;
    case 'evaluate':
      value(e, one.value);
      return;
    default:
      controlFlow(e, one);
  }
}

type ControlFlow = Of<'block' | 'if' | 'loop' | 'switch' | 'break' | 'continue' | 'return'>;

function controlFlow(e: Emitter, one: ControlFlow): void {
  switch (one.kind) {
    case 'block':
      line(e, '{');
      statements(e, one.body);
      line(e, '}');
      return;
    case 'if':
      ifStatement(e, one);
      return;
    case 'loop':
      loop(e, one);
      return;
    case 'switch':
      switchStatement(e, one);
      return;
    case 'break':
      line(e, `break ${e.labels.at(-1)?.exit ?? ''};`);
      return;
    case 'continue':
      line(e, `break ${e.labels.findLast(({ next }) => next !== undefined)?.next ?? ''};`);
      return;
    case 'return':
      returnStatement(e, one);
      return;
  }
}

const zeros = (type: Type): string[] =>
  slotKinds(type).map((kind) => (kind === 'bool' ? 'false' : '0'));

function declaration(e: Emitter, { variable, init }: Of<'declare'>): void {
  if (!inMemory(variable)) {
    const slots = init === undefined ? zeros(variable.type) : value(e, init);
    const word = variable.space === 'value' ? 'const' : 'let';
    slotNames(variable).forEach((name, i) => line(e, `${word} ${name}=${slots[i] ?? '0'};`));
    return;
  }
  const offset = frameOffset(e, variable.id, variable.type);
  const zero = init?.kind === 'constant' && init.value.every((one) => one === 0 || one === false);
  if (init === undefined || zero) {
    const end = offset + Math.ceil(layoutOf(variable.type).size / 4) * 4;
    line(e, `U.fill(0,(pb>>2)+${offset >> 2},(pb>>2)+${end >> 2});`);
    return;
  }
  const slots = heldAll(e, value(e, init));
  const at = { base: 'pb', offset, outside: undefined, space: 'function', shared: false } as const;
  storeMemory(e, { ...at, type: variable.type }, slots, variable.span);
}

function assignment(e: Emitter, { place, value: given }: Of<'assign'>): void {
  const local = localOf(place);
  if (local !== undefined) {
    assignLocal(e, localNames(place, local), value(e, given));
    return;
  }
  // The left side's indices come first, then the value, then the store.
  const at = address(e, place, 'write', value);
  const slots = heldAll(e, value(e, given));
  storeMemory(e, at, slots, place.span, place);
}

/** Slot by slot, all read before the first is written: `v = v.yx`. */
function assignLocal(e: Emitter, names: readonly string[], slots: readonly string[]): void {
  if (names.length === 1) {
    line(e, `${names[0] ?? ''}=${slots[0] ?? '0'};`);
    return;
  }
  const copies = slots.map((slot) => {
    const name = fresh(e, 't');
    line(e, `const ${name}=${slot};`);
    return name;
  });
  names.forEach((name, i) => line(e, `${name}=${copies[i] ?? '0'};`));
}

function update(e: Emitter, { place, current, value: given }: Of<'update'>): void {
  const names = slotNames(current);
  const bind = (slots: readonly string[]): void => {
    slots.forEach((slot, i) => line(e, `const ${names[i] ?? ''}=${slot};`));
  };
  const local = localOf(place);
  line(e, '{');
  if (local !== undefined) {
    bind(localNames(place, local));
    assignLocal(e, localNames(place, local), value(e, given));
  } else {
    const at = address(e, place, 'read and write', value);
    bind(loadMemory(e, at, place.span, place));
    const slots = heldAll(e, value(e, given));
    storeMemory(e, at, slots, place.span, place);
  }
  line(e, '}');
}

/** Whether a statement can decide that an invocation does not reach what comes after it. */
function leaves(body: readonly Statement[]): boolean {
  return body.some((one) => {
    switch (one.kind) {
      case 'return':
      case 'break':
      case 'continue':
        return true;
      case 'block':
      case 'loop':
        return leaves(one.body);
      case 'if':
        return leaves(one.then) || leaves(one.otherwise);
      case 'switch':
        return one.clauses.some((clause) => leaves(clause.body));
      default:
        return false;
    }
  });
}

/** Whether it matters for a barrier, which an invocation may miss, which way it goes. */
function matters(e: Emitter, one: Of<'if' | 'loop' | 'switch'>): boolean {
  return e.fn.waits && (one.barrier || leaves([one]));
}

/** Notes which way an invocation goes at a branch: for a barrier that it may miss, and for the traffic model. */
function noted(e: Emitter, test: string, span: Span, note: boolean): string {
  if (!note && !e.options.trace) return test;
  e.branches.push({ span, text: textOf(e, span) });
  const branch = e.branches.length - 1;
  const traced = e.options.trace ? `fork(${branch},${test},X[inv])` : test;
  return note ? `branch(${branch},${traced})` : traced;
}

function ifStatement(e: Emitter, one: Of<'if'>): void {
  const [test = 'false'] = value(e, one.condition);
  line(e, `if(${noted(e, test, one.span, matters(e, one))}){`);
  statements(e, one.then);
  if (one.otherwise.length > 0) {
    line(e, '}else{');
    statements(e, one.otherwise);
  }
  line(e, '}');
}

function loop(e: Emitter, one: LoopStatement): void {
  const label = fresh(e, 'K');
  const next = `${label}n`;
  const number = e.loopNumbers.get(one.span.start) ?? 0;
  const limit = one.barrier ? 'budgetBarrier' : 'budgetPlain';
  line(e, '{');
  statements(e, one.init);
  const round = e.options.trace ? roundsOf(e, number) : { start: '', end: '' };
  line(e, `${label}:for(;;){${round.start}`);
  if (one.condition !== undefined) {
    const [test = 'true'] = value(e, one.condition);
    line(e, `if(!${noted(e, test, one.condition.span, matters(e, one))})break ${label};`);
  }
  line(e, `if(++n_${number}>${limit})endless(${number});if(--fuel<0)fuel=refuel(${number});`);
  // The body's names are known in the continuing block of a `loop`, so they must not be shut in.
  e.labels.push({ exit: label, next });
  const hoisted = one.word === 'loop' ? hoistedNames(one) : [];
  if (hoisted.length > 0) line(e, `let ${hoisted.join(',')};`);
  line(e, `${next}:{`);
  const start = e.lines.length;
  statements(e, one.body);
  if (hoisted.length > 0) unscope(e, start, new Set(hoisted));
  line(e, '}');
  e.labels.pop();
  e.labels.push({ exit: label, next: undefined });
  statements(e, one.continuing);
  if (one.breakIf !== undefined) {
    const [test = 'false'] = value(e, one.breakIf);
    line(e, `if(${noted(e, test, one.breakIf.span, matters(e, one))})break ${label};`);
  }
  e.labels.pop();
  line(e, `}${round.end}}`);
}

/** Code that marks each round of a loop for the traffic model, and takes the mark away behind it. */
function roundsOf(e: Emitter, loopNumber: number): { start: string; end: string } {
  const name = fresh(e, 'x');
  line(e, `const ${name}=X[inv];let ${name}n=0;`);
  return {
    start: contextOf(e, name, String(loopNumber), `${name}n++`),
    end: `X[inv]=${name};`,
  };
}

/** JavaScript names of the body's own declarations, where a continuing block may use them. */
function hoistedNames(one: LoopStatement): string[] {
  if (one.continuing.length === 0 && one.breakIf === undefined) return [];
  return one.body.flatMap((inner) =>
    inner.kind === 'declare' && !inMemory(inner.variable) ? slotNames(inner.variable) : [],
  );
}

/** Turns the declarations of hoisted names into assignments. */
function unscope(e: Emitter, from: number, names: ReadonlySet<string>): void {
  for (let i = from; i < e.lines.length; i++) {
    const text = e.lines[i] ?? '';
    const match = /^(?:const|let) (v\d+_\d+)=/.exec(text);
    if (match !== null && names.has(match[1] ?? '')) e.lines[i] = text.slice(text.indexOf(' ') + 1);
  }
}

function switchStatement(e: Emitter, one: Of<'switch'>): void {
  const [selector = '0'] = value(e, one.selector);
  const label = fresh(e, 'K');
  if (matters(e, one) || e.options.trace) {
    const test = fresh(e, 't');
    line(e, `const ${test}=${selector};`);
    e.branches.push({ span: one.span, text: textOf(e, one.span) });
    const branch = e.branches.length - 1;
    if (matters(e, one)) line(e, `way(${branch},${test});`);
    if (e.options.trace) line(e, `fork(${branch},${test},X[inv]);`);
    line(e, `${label}:switch(${test}){`);
  } else line(e, `${label}:switch(${selector}){`);
  e.labels.push({ exit: label, next: undefined });
  for (const clause of one.clauses) {
    const heads = clause.values.map((one) => `case ${String(one)}:`);
    line(e, `${heads.join('')}${clause.isDefault ? 'default:' : ''}{`);
    statements(e, clause.body);
    line(e, `break ${label};}`);
  }
  e.labels.pop();
  line(e, '}');
}

function returnStatement(e: Emitter, one: Of<'return'>): void {
  if (one.value === undefined) {
    line(e, 'return;');
    return;
  }
  const slots = heldAll(e, value(e, one.value));
  slots.slice(1).forEach((slot, i) => line(e, `r${i + 1}=${slot};`));
  e.results = Math.max(e.results, slotsOf(one.value.type) - 1);
  line(e, `return ${slots[0] ?? ''};`);
}
