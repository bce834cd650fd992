import type { Span } from '../../core/outline/outline';
import { layoutOf, offsetsOf, slotOffsets, strideOf } from '../front/layout';
import { countOf, rootVariable } from '../front/place';
import { wholeOf } from '../front/constants';
import type { Expr, Place, Variable } from '../front/tree';
import {
  type AddressSpace,
  type ScalarKind,
  type Type,
  holdsArray,
  slotKinds,
  slotsOf,
} from '../front/types';
import { addSite, type AccessKind, type Emitter, fresh, held, line, slotNames } from './emitter';
import { f16Bits, f16Value } from '../lib/rounding';
import { library } from './emitter';

/** Where a place lies: a JavaScript expression of bytes, a known distance from there, and what may be wrong. */
export interface Address {
  readonly base: string;
  readonly offset: number;
  /** The name that is true when an index was out of bounds. */
  readonly outside: string | undefined;
  readonly space: AddressSpace;
  /** Whether other invocations may touch it while this one does. */
  readonly shared: boolean;
  readonly type: Type;
}

/** Writes the expressions of an index; kept apart so that memory and values need not know each other. */
export type ValueOf = (e: Emitter, expr: Expr) => string[];

/** Whether a function's variable is memory rather than a list of JavaScript variables. */
export function inMemory(variable: Variable): boolean {
  if (variable.space === 'value') return false;
  if (variable.space !== 'function') return true;
  return variable.needsMemory || holdsArray(variable.type);
}

/** The variable whose JavaScript variables hold the place, if it is no memory. */
export function localOf(place: Place): Variable | undefined {
  const variable = rootVariable(place);
  return variable === undefined || inMemory(variable) ? undefined : variable;
}

/** The slots of a place within its variable; indices are constant there. */
export function localSlots(place: Place): { from: number; count: number } {
  const count = slotsOf(place.type);
  if (place.kind === 'member') {
    const { type } = place.base;
    const before = type.kind === 'struct' ? type.members.slice(0, place.member) : [];
    const skipped = before.reduce((sum, member) => sum + slotsOf(member.type), 0);
    return { from: localSlots(place.base).from + skipped, count };
  }
  if (place.kind === 'element')
    return { from: localSlots(place.base).from + (wholeOf(place.index) ?? 0) * count, count };
  return { from: 0, count };
}

export function localNames(place: Place, variable: Variable): string[] {
  const { from, count } = localSlots(place);
  return slotNames(variable).slice(from, from + count);
}

/** Where the frame of an invocation holds something; `key` is asked for again with the same answer. */
export function frameOffset(e: Emitter, key: number, type: Type): number {
  const known = e.frame.offsets.get(key);
  if (known !== undefined) return known;
  const offset = e.frame.size;
  e.frame.offsets.set(key, offset);
  e.frame.size += Math.ceil(layoutOf(type).size / 16) * 16;
  return offset;
}

function variableAddress(e: Emitter, variable: Variable): Address {
  const space = variable.space === 'value' ? 'function' : variable.space;
  const shared = space === 'workgroup' || (space === 'storage' && variable.access !== 'read');
  const common = { offset: 0, outside: undefined, space, shared, type: variable.type };
  if (space === 'workgroup')
    return { ...common, base: '0', offset: e.workgroup.get(variable.id) ?? 0 };
  if (space === 'storage' || space === 'uniform') return { ...common, base: `b${variable.id}` };
  return { ...common, base: 'pb', offset: frameOffset(e, variable.id, variable.type) };
}

/** Emits what is needed to know where a place lies; indices that are out of bounds are noted and held inside. */
export function address(e: Emitter, place: Place, access: string, valueOf: ValueOf): Address {
  switch (place.kind) {
    case 'variable':
      return variableAddress(e, place.variable);
    case 'pointee': {
      const [base = '0'] = valueOf(e, place.pointer);
      const { space, type } = place;
      const shared = space === 'workgroup' || (space === 'storage' && place.access !== 'read');
      return { base: held(e, base), offset: 0, outside: undefined, space, shared, type };
    }
    case 'member': {
      const base = address(e, place.base, access, valueOf);
      const { type } = place.base;
      const offset = type.kind === 'struct' ? (offsetsOf(type)[place.member] ?? 0) : 0;
      return { ...base, offset: base.offset + offset, type: place.type };
    }
    case 'element':
      return elementAddress(e, place, access, valueOf);
  }
}

function elementAddress(
  e: Emitter,
  place: Extract<Place, { kind: 'element' }>,
  access: string,
  valueOf: ValueOf,
): Address {
  const base = address(e, place.base, access, valueOf);
  const stride = strideOf(place.base.type);
  const count = countOf(place.base.type);
  const known = wholeOf(place.index);
  if (known !== undefined && count !== undefined)
    return { ...base, offset: base.offset + known * stride, type: place.type };
  const [index = '0'] = valueOf(e, place.index);
  const length = count === undefined ? runtimeLength(e, place.base, base) : String(count);
  const site = addSite(e, place.span, 'read', 0, place);
  const outside = base.outside ?? fresh(e, 'o');
  const name = fresh(e, 'i');
  line(e, `let ${name}=${index};`);
  if (base.outside === undefined) line(e, `let ${outside}=false;`);
  line(
    e,
    `if((${name}>>>0)>=${length}){${name}=oob(${site},${name},${length},"${access}");${outside}=true;}`,
  );
  const scaled = Number.isInteger(Math.log2(stride))
    ? `(${name}<<${Math.log2(stride)})`
    : `imul(${name},${stride})`;
  const sum = base.base === '0' ? scaled : `(${base.base}+${scaled}|0)`;
  return { ...base, base: held(e, sum), outside, type: place.type };
}

/** How many elements a runtime-sized array has. */
export function runtimeLength(e: Emitter, place: Place, at: Address): string {
  const variable = rootVariable(place);
  if (variable !== undefined) return `n${variable.id}`;
  return held(e, `lengthAt(${at.base}+${at.offset},${strideOf(place.type)})`);
}

const views: Readonly<Record<string, string>> = { f32: 'F', i32: 'I', u32: 'U', bool: 'U' };

function cellAt(kind: ScalarKind, base: string, offset: number): string {
  const shift = kind === 'f16' ? 1 : 2;
  const view = views[kind] ?? 'H';
  const step = offset >> shift;
  if (base === '0') return `${view}[${step}]`;
  const word = `(${base}>>${shift})`;
  return step === 0 ? `${view}[${word}]` : `${view}[${word}+${step}]`;
}

export function loadSlot(e: Emitter, kind: ScalarKind, base: string, offset: number): string {
  const cell = cellAt(kind, base, offset);
  if (kind === 'f16') return `${library(e, 'f16Value', () => f16Value)}(${cell})`;
  return kind === 'bool' ? `(${cell}!==0)` : cell;
}

export function storeSlot(
  e: Emitter,
  kind: ScalarKind,
  base: string,
  offset: number,
  value: string,
): void {
  const cell = cellAt(kind, base, offset);
  if (kind === 'f16') line(e, `${cell}=${library(e, 'f16Bits', () => f16Bits)}(${value});`);
  else line(e, kind === 'bool' ? `${cell}=${value}?1:0;` : `${cell}=${value};`);
}

/** Stretches of bytes without gaps that a value covers: all that one access touches. */
function stretches(type: Type): { from: number; bytes: number }[] {
  const kinds = slotKinds(type);
  const found: { from: number; bytes: number }[] = [];
  slotOffsets(type).forEach((offset, i) => {
    const width = kinds[i] === 'f16' ? 2 : 4;
    const last = found.at(-1);
    if (last !== undefined && last.from + last.bytes === offset) last.bytes += width;
    else found.push({ from: offset, bytes: width });
  });
  return found;
}

/** Emits the checks and the record of an access. */
export function touch(
  e: Emitter,
  at: Address,
  access: AccessKind,
  span: Span,
  place?: Place,
): void {
  if (at.space === 'function' || at.space === 'private') return;
  const parts = stretches(at.type);
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const checked = at.shared && access !== 'atomic';
  if (!checked && !e.options.trace) return;
  const site = addSite(e, span, access, bytes, place);
  const calls = parts.flatMap(({ from, bytes: size }) => {
    const start = at.base === '0' ? String(at.offset + from) : `${at.base}+${at.offset + from}`;
    return [
      ...(checked ? [checkCall(at.space, access, start, size, site)] : []),
      ...(e.options.trace ? [`trace(${start},${size},${site},X[inv]);`] : []),
    ];
  });
  const all = calls.join('');
  line(e, at.outside === undefined ? all : `if(!${at.outside}){${all}}`);
}

function checkCall(
  space: AddressSpace,
  access: AccessKind,
  start: string,
  bytes: number,
  site: number,
): string {
  const where = space === 'workgroup' ? 'w' : 's';
  const what = access === 'read' ? 'r' : 'w';
  // One word is by far the commonest, and has a function without a loop.
  return bytes === 4
    ? `${what}${where}(${start},${site});`
    : `${what}${where}n(${start},${bytes},${site});`;
}

/** Loads a value slot by slot, after its checks. */
export function loadMemory(e: Emitter, at: Address, span: Span, place?: Place): string[] {
  touch(e, at, 'read', span, place);
  const offsets = slotOffsets(at.type);
  return slotKinds(at.type).map((kind, i) => {
    const name = fresh(e, 't');
    line(e, `const ${name}=${loadSlot(e, kind, at.base, at.offset + (offsets[i] ?? 0))};`);
    return name;
  });
}

/** Stores a value slot by slot, after its checks; `values` are names or numbers. */
export function storeMemory(
  e: Emitter,
  at: Address,
  values: readonly string[],
  span: Span,
  place?: Place,
): void {
  touch(e, at, 'write', span, place);
  const offsets = slotOffsets(at.type);
  slotKinds(at.type).forEach((kind, i) => {
    storeSlot(e, kind, at.base, at.offset + (offsets[i] ?? 0), values[i] ?? '0');
  });
}
