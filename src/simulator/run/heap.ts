import type { Code } from '../emit/kernel';
import { layoutOf, offsetsOf, roundUp, slotOffsets, strideOf } from '../front/layout';
import type { Variable } from '../front/tree';
import { type Type, slotKinds } from '../front/types';
import { f16Bits } from '../lib/rounding';

/** Bytes that are bound to a resource variable. */
export interface Bound {
  readonly group: number;
  readonly binding: number;
  readonly bytes: Uint8Array;
}

/** A stretch of memory that belongs to one variable. */
export interface Segment {
  readonly variable: Variable;
  readonly start: number;
  readonly bytes: number;
}

/** All memory of a dispatch in one buffer: pointers are byte offsets into it. */
export interface Heap {
  readonly F: Float32Array;
  readonly I: Int32Array;
  readonly U: Uint32Array;
  readonly H: Uint16Array;
  readonly segments: readonly Segment[];
  /** Start of each resource variable, and how many elements its runtime-sized array has, by variable. */
  readonly bases: ReadonlyMap<number, number>;
  readonly lengths: ReadonlyMap<number, number>;
  /** Bytes that several invocations may touch: what the shadow memory watches. */
  readonly watched: number;
  readonly pool: number;
  readonly nowhere: number;
  readonly frames: number;
}

export type HeapResult =
  | { readonly ok: true; readonly heap: Heap }
  | { readonly ok: false; readonly problem: string; readonly tooLarge: boolean };

/** Beyond this a case is not for a simulator. Bytes, and with the shadow memory several times as much. */
const mostWatched = 32 * 2 ** 20;
const mostBytes = 256 * 2 ** 20;

/**
 * Lays out the memory of a dispatch: workgroup variables from 0 on, storage that is written, then what is only
 * read, and last the invocations' own frames.
 * @param frames how many invocations need a frame at the same time
 */
export function layHeap(code: Code, bound: readonly Bound[], frames: number): HeapResult {
  const resources = code.program.globals.filter(
    ({ space }) => space === 'storage' || space === 'uniform',
  );
  const order = [
    ...resources.filter(({ space, access }) => space === 'storage' && access !== 'read'),
    ...resources.filter(({ space, access }) => space === 'uniform' || access === 'read'),
  ];
  const segments: (Segment & { readonly from: Uint8Array })[] = [];
  let end = roundUp(code.workgroupBytes, 256);
  let watched = end;
  for (const variable of order) {
    const given = bound.find(
      (one) => one.group === variable.group && one.binding === variable.binding,
    );
    if (given === undefined) return { ok: false, problem: missing(variable), tooLarge: false };
    const { byteLength } = given.bytes;
    segments.push({ variable, start: end, bytes: byteLength, from: given.bytes });
    end = roundUp(end + byteLength, 256);
    if (variable.space === 'storage' && variable.access !== 'read') watched = end;
  }
  const pool = end;
  const nowhere = roundUp(pool + code.poolBytes, 256);
  const start = roundUp(nowhere + largest(code), 256);
  const total = start + frames * code.frameBytes + 16;
  if (watched > mostWatched || total > mostBytes) {
    const problem = `it needs ${Math.ceil(total / 2 ** 20)} MiB of memory`;
    return { ok: false, problem, tooLarge: true };
  }
  const buffer = new ArrayBuffer(roundUp(total, 16));
  const all = new Uint8Array(buffer);
  for (const { from, start: at } of segments) all.set(from, at);
  fillPool(code, new DataView(buffer), pool);
  return {
    ok: true,
    heap: {
      ...{ F: new Float32Array(buffer), I: new Int32Array(buffer) },
      ...{ U: new Uint32Array(buffer), H: new Uint16Array(buffer), segments, watched },
      ...{ pool, nowhere, frames: start },
      bases: new Map(segments.map(({ variable, start: at }) => [variable.id, at])),
      lengths: new Map(
        segments.map(({ variable, bytes }) => [variable.id, runtimeCount(variable.type, bytes)]),
      ),
    },
  };
}

function missing({ name, group = 0, binding = 0 }: Variable): string {
  return `nothing is bound to “${name}” (@group(${group}) @binding(${binding}))`;
}

/** Room for whatever a pointer with a bad index may be used to read. */
function largest(code: Code): number {
  return Math.max(256, ...code.program.globals.map(({ type }) => layoutOf(type).size));
}

/** How many elements the runtime-sized array of a variable has in so many bytes; 0 where it has none. */
function runtimeCount(type: Type, bytes: number): number {
  if (type.kind === 'array' && type.count === undefined) return Math.floor(bytes / strideOf(type));
  if (type.kind !== 'struct') return 0;
  const last = type.members.at(-1);
  return last === undefined
    ? 0
    : runtimeCount(last.type, bytes - (offsetsOf(type)[type.members.length - 1] ?? 0));
}

function fillPool(code: Code, view: DataView, pool: number): void {
  for (const { offset, type, value } of code.pool) {
    const offsets = slotOffsets(type);
    slotKinds(type).forEach((kind, i) => {
      const at = pool + offset + (offsets[i] ?? 0);
      const one = Number(value[i] ?? 0);
      if (kind === 'f32' || kind === 'abstract-float') view.setFloat32(at, one, true);
      else if (kind === 'f16') view.setUint16(at, f16Bits(one), true);
      else if (kind === 'i32' || kind === 'abstract-int') view.setInt32(at, one, true);
      else view.setUint32(at, one, true);
    });
  }
}

/** Copies what a dispatch has left in its resources back to where it came from. */
export function copyBack(heap: Heap, bound: readonly Bound[]): void {
  const all = new Uint8Array(heap.U.buffer);
  for (const { variable, start, bytes } of heap.segments) {
    if (variable.space !== 'storage' || variable.access === 'read') continue;
    const into = bound.find(
      (one) => one.group === variable.group && one.binding === variable.binding,
    );
    into?.bytes.set(all.subarray(start, start + bytes));
  }
}
