import type { Span } from '../../core/outline/outline';
import type { Expr, Fn, Place, Program, Scalar, Variable } from '../front/tree';
import { slotsOf } from '../front/types';

export type AccessKind = 'read' | 'write' | 'atomic';

/** A place of the source at which memory is touched. */
export interface Site {
  readonly span: Span;
  /** As the learner wrote it. */
  readonly text: string;
  readonly access: AccessKind;
  /** Bytes that one access moves. */
  readonly bytes: number;
  readonly place: Place | undefined;
}

/** A place at which invocations wait for others. */
export interface Stop {
  readonly span: Span;
  readonly text: string;
  readonly kind:
    'workgroupBarrier' | 'storageBarrier' | 'textureBarrier' | 'uniformLoad' | 'subgroup';
  /** Of a subgroup operation: its name, the kind of its scalars, and how many of them. */
  readonly operation?: { readonly name: string; readonly kind: string; readonly slots: number };
}

/** A branch that invocations may take apart: an `if`, the condition of a loop, a `switch`. */
export interface Branch {
  readonly span: Span;
  readonly text: string;
}

/** Bytes in the part of memory that each invocation has for itself. */
interface Frame {
  size: number;
  readonly offsets: Map<number, number>;
}

/** What the generated code asks of those who run it besides memory: functions by number. */
export type LibraryFunction = (...args: never[]) => unknown;

export interface EmitOptions {
  /** Record every access for the traffic model. */
  readonly trace: boolean;
}

/** State of turning one program into JavaScript. */
export interface Emitter {
  readonly program: Program;
  readonly options: EmitOptions;
  readonly sites: Site[];
  readonly stops: Stop[];
  readonly branches: Branch[];
  readonly library: Map<string, LibraryFunction>;
  readonly frame: Frame;
  /** Arrays that are constant and indexed when the kernel runs. */
  readonly pool: {
    readonly offset: number;
    readonly type: Expr['type'];
    readonly value: readonly Scalar[];
  }[];
  poolSize: number;
  /** Byte offsets of the workgroup's variables. */
  readonly workgroup: ReadonlyMap<number, number>;
  /** Loops by the order of the source, as the loop guard numbers them. */
  readonly loopNumbers: ReadonlyMap<number, number>;
  /** The lines of the function that is being written. */
  lines: string[];
  /** What `break` and `continue` lead to, the innermost last. */
  labels: { readonly exit: string; readonly next: string | undefined }[];
  fn: Fn;
  /** Most slots that a function gives back beyond the first. */
  results: number;
  /** Whether anything is done that can come out otherwise in another order: an atomic operation. */
  orderMatters: boolean;
  counter: number;
}

export const fresh = (e: Emitter, letter: string): string => `${letter}${e.counter++}`;

export function line(e: Emitter, text: string): void {
  e.lines.push(text);
}

const simple = /^(?:[A-Za-z_$][\w$]*|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|\(-[\d.e+-]+\))$/;

/** A name or a number that can be used many times: the expression itself where it is one. */
export function held(e: Emitter, js: string): string {
  if (simple.test(js)) return js;
  const name = fresh(e, 't');
  line(e, `const ${name}=${js};`);
  return name;
}

export const heldAll = (e: Emitter, slots: readonly string[]): string[] =>
  slots.map((slot) => held(e, slot));

/** A scalar as JavaScript writes it. */
export function number(value: Scalar): string {
  if (typeof value === 'boolean') return String(value);
  if (Object.is(value, -0)) return '(-0)';
  return value < 0 ? `(${value})` : String(value);
}

/** The JavaScript names of the slots of a variable that has no memory. */
export function slotNames(variable: Variable): string[] {
  return Array.from({ length: slotsOf(variable.type) }, (_, i) => `v${variable.id}_${i}`);
}

export const functionName = (fn: Fn): string => `fn${fn.id}`;

export function textOf(e: Emitter, span: Span): string {
  return e.program.source.slice(span.start, span.end).replace(/\s+/g, ' ');
}

export function addSite(
  e: Emitter,
  span: Span,
  access: AccessKind,
  bytes: number,
  place?: Place,
): number {
  e.sites.push({ span, text: textOf(e, span), access, bytes, place });
  return e.sites.length - 1;
}

/** The name under which generated code finds a function of ours. */
export function library(e: Emitter, key: string, make: () => LibraryFunction): string {
  const name = `L_${key.replace(/\W/g, '_')}`;
  if (!e.library.has(name)) e.library.set(name, make());
  return name;
}

/**
 * Marks what an invocation is doing by the calls and the rounds of loops that lead to it: lanes that come to a site
 * with the same mark are there together. `X` holds the mark of each invocation.
 */
export function contextOf(e: Emitter, outer: string, place: string, round: string): string {
  return `X[inv]=${library(e, 'context', () => context)}(${outer},${place},${round});`;
}

/** Mixes the bits of three numbers so that different ones hardly ever meet. */
function context(outer: number, place: number, round: number): number {
  const first = Math.imul(outer ^ Math.imul(place + 1, 0x9e3779b1), 0x85ebca6b);
  const second = Math.imul((first ^ (first >>> 13)) + Math.imul(round + 1, 0xc2b2ae35), 0x27d4eb2f);
  return second ^ (second >>> 15);
}
