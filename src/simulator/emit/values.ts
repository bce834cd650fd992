import { productTerms } from '../front/product';
import { roundUp, slotOffsets, layoutOf } from '../front/layout';
import type { Expr } from '../front/tree';
import { type ScalarKind, type Type, scalarOf, slotKinds, slotsOf } from '../front/types';
import { bitcastSlots } from '../lib/rounding';
import { wholeFunction } from '../lib/wholes';
import { atomicCode } from './atomics';
import {
  addSite,
  type Emitter,
  fresh,
  functionName,
  held,
  heldAll,
  library,
  line,
  number,
  slotNames,
  textOf,
} from './emitter';
import {
  address,
  frameOffset,
  loadMemory,
  loadSlot,
  localNames,
  localOf,
  runtimeLength,
  storeSlot,
} from './memory-code';
import { binaryCode, componentCode, convertCode, rounded, unaryCode } from './scalar-code';

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
      return pick(e, expr);
    case 'call':
      return call(e, expr);
    case 'barrier':
      return barrier(e, expr);
    case 'subgroup':
      return subgroup(e, expr);
    case 'atomic':
      return atomicCode(e, expr, value);
    case 'arrayLength':
      return [runtimeLength(e, expr.place, address(e, expr.place, 'read', value))];
    default:
      return computed(e, expr);
  }
}

/** Operations on slots alone. */
function computed(
  e: Emitter,
  expr: Node<'unary' | 'binary' | 'product' | 'logical' | 'convert' | 'bitcast' | 'builtin'>,
): string[] {
  switch (expr.kind) {
    case 'unary': {
      const kind = kindOf(expr.type);
      return value(e, expr.of).map((slot) => unaryCode(expr.operator, kind, slot));
    }
    case 'binary': {
      const [a, b] = pair(e, expr.left, expr.right);
      const kind = kindOf(expr.left.type);
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
  return productTerms(expr.left.type, expr.right.type).map((terms) =>
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

/** An element of a value: a choice between a few, or a look into memory. */
function pick(e: Emitter, expr: Node<'pick'>): string[] {
  const size = slotsOf(expr.type);
  const of = expr.of.kind === 'constant' ? [] : heldAll(e, value(e, expr.of));
  const [given = '0'] = value(e, expr.index);
  const site = addSite(e, expr.span, 'read', 0);
  const index = fresh(e, 'i');
  line(e, `let ${index}=${given};`);
  line(e, `if((${index}>>>0)>=${expr.count})${index}=oob(${site},${index},${expr.count},"read");`);
  if (expr.of.kind !== 'constant' && of.length <= 16) {
    return Array.from({ length: size }, (_, slot) =>
      Array.from({ length: expr.count }, (_, i) => of[i * size + slot] ?? '0').reduceRight(
        (rest, one, i) => `(${index}===${i}?${one}:${rest})`,
      ),
    );
  }
  const { type } = expr.of;
  const base =
    expr.of.kind === 'constant' ? pooled(e, expr.of) : `pb+${spilled(e, type, of, expr.span.start)}`;
  const stride = layoutOf(type).size / expr.count;
  const at = held(e, `(${base}+imul(${index},${stride})|0)`);
  const offsets = slotOffsets(expr.type);
  return slotKinds(expr.type).map((kind, i) => held(e, loadSlot(e, kind, at, offsets[i] ?? 0)));
}

function pooled(e: Emitter, { type, value: slots }: Node<'constant'>): string {
  const offset = e.poolSize;
  e.pool.push({ offset, type, value: slots });
  e.poolSize += roundUp(layoutOf(type).size, 16);
  return `pool+${offset}`;
}

/** Puts a value into the frame; the place in the source tells its room from that of others. */
function spilled(e: Emitter, type: Type, slots: readonly string[], key: number): number {
  const offset = frameOffset(e, -1 - key, type);
  const offsets = slotOffsets(type);
  slotKinds(type).forEach((kind, i) => {
    storeSlot(e, kind, 'pb', offset + (offsets[i] ?? 0), slots[i] ?? '0');
  });
  return offset;
}

function call(e: Emitter, expr: Node<'call'>): string[] {
  const args = expr.args.flatMap((arg) => value(e, arg));
  const { callee } = expr;
  const invoke = `${callee.waits ? 'yield* ' : ''}${functionName(callee)}(${args.join(',')})`;
  const count = slotsOf(expr.type);
  if (count === 0) {
    line(e, `${invoke};`);
    return [];
  }
  e.results = Math.max(e.results, count - 1);
  const first = fresh(e, 't');
  line(e, `const ${first}=${callee.waits ? `(${invoke})` : invoke};`);
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

function barrier(e: Emitter, expr: Node<'barrier'>): string[] {
  const text = textOf(e, expr.span);
  const kind = expr.barrier === 'workgroupUniformLoad' ? 'uniformLoad' : expr.barrier;
  e.stops.push({ span: expr.span, text, kind });
  const stop = e.stops.length - 1;
  if (expr.place === undefined) {
    line(e, `yield ${stop};`);
    return [];
  }
  // WGSL defines the load as a barrier, a load and another barrier.
  const at = address(e, expr.place, 'read', value);
  line(e, `yield ${stop};`);
  const slots = loadMemory(e, at, expr.span, expr.place);
  line(e, `yield ${stop};`);
  return slots;
}

/** Operands go into the mailbox of the invocation, and the result is there when it runs on. */
function subgroup(e: Emitter, expr: Node<'subgroup'>): string[] {
  const [of, lane] = expr.args;
  const slots = of === undefined ? [] : value(e, of);
  const [which = '0'] = lane === undefined ? [] : value(e, lane);
  const kind = of === undefined ? 'bool' : kindOf(of.type);
  const operation = { name: expr.name, kind, slots: slots.length };
  e.stops.push({ span: expr.span, text: textOf(e, expr.span), kind: 'subgroup', operation });
  slots.forEach((slot, i) => line(e, `mail[inv*8+${i}]=${kind === 'bool' ? `${slot}?1:0` : slot};`));
  line(e, `mail[inv*8+4]=${which};`);
  line(e, `yield ${e.stops.length - 1};`);
  return slotKinds(expr.type).map((result, i) =>
    held(e, result === 'bool' ? `(mail[inv*8+${i}]!==0)` : `mail[inv*8+${i}]`),
  );
}
