import { productTerms } from '../front/product';
import type { Expr } from '../front/tree';
import { type ScalarKind, type Type, scalarOf, slotsOf } from '../front/types';
import { bitcastSlots } from '../lib/rounding';
import { wholeFunction } from '../lib/wholes';
import { atomicCode } from './atomics';
import {
  contextOf,
  type Emitter,
  fresh,
  functionName,
  held,
  heldAll,
  library,
  line,
  number,
  slotNames,
} from './emitter';
import { address, loadMemory, localNames, localOf, runtimeLength } from './memory-code';
import { pick } from './pick';
import { binaryCode, componentCode, convertCode, rounded, unaryCode } from './scalar-code';
import { countBinary, countOperations, operationsOf } from './operations';
import { barrier, subgroup } from './waits';

const kindOf = (type: Type): ScalarKind => scalarOf(type) ?? 'u32';

type Node<K extends Expr['kind']> = Extract<Expr, { kind: K }>;

/**
 * Emits an expression and gives the JavaScript of each of its slots. What touches memory, waits or calls is
 * emitted as a statement at once, so that the order of evaluation is the order of the lines; what is given back
 * is pure and made of names that do not change.
 */
export function value(e: Emitter, expr: Expr): string[] {
  switch (expr.kind) {
    case 'constant':
      return expr.value.map(number);
    case 'name':
      return slotNames(expr.variable);
    case 'load':
      return load(e, expr);
    case 'address':
      return addressValue(e, expr);
    case 'compose':
    case 'splat':
    case 'slots':
    case 'pick':
      return rearranged(e, expr);
    default:
      return operation(e, expr);
  }
}

/** Slots of other values, in another order or number. */
function rearranged(e: Emitter, expr: Node<'compose' | 'splat' | 'slots' | 'pick'>): string[] {
  switch (expr.kind) {
    case 'compose':
      return expr.parts.flatMap((part) => value(e, part));
    case 'splat': {
      const [of = '0'] = value(e, expr.of);
      return new Array<string>(slotsOf(expr.type)).fill(held(e, of));
    }
    case 'slots': {
      const of = heldAll(e, value(e, expr.of));
      return expr.slots.map((slot) => of[slot] ?? '0');
    }
    case 'pick':
      return pick(e, expr, value);
  }
}

/** What does something besides giving a value, and what only computes. */
function operation(
  e: Emitter,
  expr: Computed | Node<'call' | 'barrier' | 'subgroup' | 'atomic' | 'arrayLength'>,
): string[] {
  switch (expr.kind) {
    case 'call':
      return call(e, expr);
    case 'barrier':
      return barrier(e, expr, value);
    case 'subgroup':
      return subgroup(e, expr, value);
    case 'atomic':
      return atomicCode(e, expr, value);
    case 'arrayLength':
      return [runtimeLength(e, expr.place, address(e, expr.place, 'read', value))];
    default:
      return computed(e, expr);
  }
}

type Computed = Node<
  'unary' | 'binary' | 'product' | 'logical' | 'convert' | 'bitcast' | 'builtin'
>;

/** Operations on slots alone. */
function computed(e: Emitter, expr: Computed): string[] {
  switch (expr.kind) {
    case 'unary': {
      const kind = kindOf(expr.type);
      return value(e, expr.of).map((slot) => unaryCode(expr.operator, kind, slot));
    }
    case 'binary': {
      const [a, b] = pair(e, expr.left, expr.right);
      const kind = kindOf(expr.left.type);
      countBinary(e, expr.operator, kind, a.length);
      return a.map((slot, i) => binaryCode(e, expr.operator, kind, slot, b[i] ?? '0'));
    }
    case 'product':
      return product(e, expr);
    case 'logical':
      return logical(e, expr);
    case 'convert': {
      const [from, to] = [kindOf(expr.of.type), kindOf(expr.type)];
      return value(e, expr.of).map((slot) => convertCode(e, from, to, slot));
    }
    case 'bitcast':
      return bitcast(e, expr);
    case 'builtin':
      return builtin(e, expr);
  }
}

/** The slots of two operands, a scalar repeated for every component of the other. */
function pair(e: Emitter, left: Expr, right: Expr): [string[], string[]] {
  const a = value(e, left);
  const b = value(e, right);
  const widen = (slots: string[], to: number): string[] => {
    const [only = '0'] = slots;
    return slots.length === to ? slots : new Array<string>(to).fill(held(e, only));
  };
  const count = Math.max(a.length, b.length);
  return [widen(a, count), widen(b, count)];
}

function product(e: Emitter, expr: Node<'product'>): string[] {
  const kind = kindOf(expr.type);
  const a = heldAll(e, value(e, expr.left));
  const b = heldAll(e, value(e, expr.right));
  const sums = productTerms(expr.left.type, expr.right.type);
  countOperations(
    e,
    kind,
    sums.reduce((count, terms) => count + 2 * terms.length - 1, 0),
  );
  return sums.map((terms) =>
    held(
      e,
      terms
        .map(([i, j]) => binaryCode(e, '*', kind, a[i] ?? '0', b[j] ?? '0'))
        .reduce((sum, term) => binaryCode(e, '+', kind, sum, term)),
    ),
  );
}

/** The right side is only evaluated where it counts. */
function logical(e: Emitter, expr: Node<'logical'>): string[] {
  const [left = 'false'] = value(e, expr.left);
  const outer = e.lines;
  e.lines = [];
  const [right = 'false'] = value(e, expr.right);
  const inner = e.lines;
  e.lines = outer;
  if (inner.length === 0) return [`(${left}${expr.operator}${right})`];
  const name = fresh(e, 'c');
  line(e, `let ${name}=${left};`);
  line(e, `if(${expr.operator === '&&' ? name : `!${name}`}){`);
  e.lines.push(...inner);
  line(e, `${name}=${right};}`);
  return [name];
}

function load(e: Emitter, expr: Node<'load'>): string[] {
  const { place } = expr;
  const local = localOf(place);
  if (local === undefined) {
    return loadMemory(e, address(e, place, 'read', value), place.span, place);
  }
  // A later operand of the same expression cannot change it: only statements assign.
  return localNames(place, local);
}

/** A pointer is the number of a byte. Behind a bad index it leads to a place where nothing is. */
function addressValue(e: Emitter, expr: Node<'address'>): string[] {
  const at = address(e, expr.place, 'take the address of', value);
  const sum = at.offset === 0 ? at.base : `(${at.base}+${at.offset})`;
  return [held(e, at.outside === undefined ? sum : `(${at.outside}?nowhere:${sum})`)];
}

function call(e: Emitter, expr: Node<'call'>): string[] {
  const args = expr.args.flatMap((arg) => value(e, arg));
  const { callee } = expr;
  const invoke = `${callee.waits ? 'yield* ' : ''}${functionName(callee)}(${args.join(',')})`;
  const count = slotsOf(expr.type);
  const outer = e.options.trace ? fresh(e, 'x') : undefined;
  if (outer !== undefined)
    line(e, `const ${outer}=X[inv];${contextOf(e, outer, String(-1 - e.counter), '0')}`);
  const leave = outer === undefined ? '' : `X[inv]=${outer};`;
  if (count === 0) {
    line(e, `${invoke};${leave}`);
    return [];
  }
  e.results = Math.max(e.results, count - 1);
  const first = fresh(e, 't');
  line(e, `const ${first}=${callee.waits ? `(${invoke})` : invoke};${leave}`);
  return [
    first,
    ...Array.from({ length: count - 1 }, (_, i) => {
      const name = fresh(e, 't');
      line(e, `const ${name}=r${i + 1};`);
      return name;
    }),
  ];
}

/** Only fixed kinds of slots are given back; an operation of two kinds says so itself. */
function builtin(e: Emitter, expr: Node<'builtin'>): string[] {
  const args = expr.args.map((arg) => value(e, arg));
  const [first] = expr.args;
  const kind = first === undefined ? 'u32' : kindOf(first.type);
  countOperations(e, kind, operationsOf(expr.name, args[0]?.length ?? 0, slotsOf(expr.type)));
  if (expr.name === 'select') return select(e, args);
  if (expr.name === 'dot') return [dot(e, kind, args)];
  const count = slotsOf(expr.type);
  const wide = args.map((slots) =>
    slots.length === 1 && count > 1
      ? new Array<string>(count).fill(held(e, slots[0] ?? '0'))
      : slots,
  );
  const component = Array.from({ length: count }, (_, i) =>
    componentCode(
      e,
      expr.name,
      kind,
      wide.map((slots) => slots[i] ?? '0'),
    ),
  );
  if (component.every((slot) => slot !== undefined)) return component;
  return whole(e, expr, args, kind);
}

function whole(
  e: Emitter,
  expr: Node<'builtin'>,
  args: readonly string[][],
  kind: ScalarKind,
): string[] {
  const run = wholeFunction(expr.name);
  if (run === undefined) throw new Error(`no code for ${expr.name}`);
  const name = library(e, `${expr.name}_${kind}`, () => (slots: number[][]) => run(slots, kind));
  const list = args.map((slots) => `[${slots.join(',')}]`).join(',');
  const result = held(e, `${name}([${list}])`);
  return Array.from({ length: slotsOf(expr.type) }, (_, i) => held(e, `${result}[${i}]`));
}

function select(e: Emitter, [no = [], yes = [], test = []]: readonly string[][]): string[] {
  const tests = heldAll(e, test);
  return no.map((slot, i) => `(${tests[i] ?? tests[0] ?? 'false'}?${yes[i] ?? '0'}:${slot})`);
}

function dot(e: Emitter, kind: ScalarKind, [a = [], b = []]: readonly string[][]): string {
  return a
    .map((slot, i) => binaryCode(e, '*', kind, slot, b[i] ?? '0'))
    .reduce((sum, term) => binaryCode(e, '+', kind, sum, term));
}

function bitcast(e: Emitter, expr: Node<'bitcast'>): string[] {
  const [from, to] = [kindOf(expr.of.type), kindOf(expr.type)];
  const slots = value(e, expr.of);
  const whole = from !== 'f32' && to !== 'f32' && from !== 'f16' && to !== 'f16';
  if (whole || from === to) return slots.map((slot) => rounded(e, to, slot));
  const count = slotsOf(expr.type);
  const name = library(
    e,
    `bitcast_${from}_${to}_${count}`,
    () => (values: number[]) => bitcastSlots(values, from, to, count),
  );
  const result = held(e, `${name}([${slots.join(',')}])`);
  return Array.from({ length: count }, (_, i) => held(e, `${result}[${i}]`));
}
