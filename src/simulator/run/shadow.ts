import type { Conflict, SpaceShadow } from './shadow-cells';
import { storageShadow } from './shadow-storage';
import { workgroupShadow } from './shadow-workgroup';

type Word = (start: number, site: number) => void;
type Stretch = (start: number, bytes: number, site: number) => void;

/** The checks that generated code calls: reads and writes, of workgroup memory and storage, of one word or several. */
export interface Checks {
  readonly rw: Word;
  readonly ww: Word;
  readonly rs: Word;
  readonly ws: Word;
  readonly rwn: Stretch;
  readonly wwn: Stretch;
  readonly rsn: Stretch;
  readonly wsn: Stretch;
}

export interface Shadow {
  readonly checks: Checks;
  /** From here on `invocation` runs. */
  readonly enter: (invocation: number) => void;
  /** From here on the accesses are those of another workgroup, which nothing orders with the ones before. */
  readonly nextWorkgroup: () => void;
  readonly workgroupBarrier: () => void;
  readonly storageBarrier: () => void;
  /** The stamp with which the storage accesses of the running workgroup begin. */
  readonly workgroupStart: () => number;
}

/**
 * Shadow memory: for each cell who wrote last, and two who read, with their sites. Two accesses by different
 * invocations are a race when one of them writes and nothing orders them.
 *
 * A stamp is interval * invocations + invocation, so that comparing two stamps tells whether an access belongs
 * to this interval. Two readers are enough: whoever writes differs from one of them. Arrays only, no objects:
 * this runs at every access.
 *
 * @param bytes how much memory is watched, from address 0 on; the workgroup's own comes first
 * @param shift log2 of the bytes of a cell: 2, or 1 where memory holds f16
 * @param invocations in a workgroup
 */
export function makeShadow(
  bytes: number,
  workgroupBytes: number,
  shift: number,
  invocations: number,
  report: (conflict: Conflict) => void,
): Shadow {
  const own = workgroupShadow((workgroupBytes >> shift) + 1, invocations, report);
  const storage = storageShadow((bytes >> shift) + 1, invocations, report);
  const [rwn, wwn] = [stretch(own.read, shift), stretch(own.write, shift)];
  const [rsn, wsn] = [stretch(storage.read, shift), stretch(storage.write, shift)];
  return {
    checks: {
      ...{ rwn, wwn, rsn, wsn },
      rw: word(own.read, rwn, shift),
      ww: word(own.write, wwn, shift),
      rs: word(storage.read, rsn, shift),
      ws: word(storage.write, wsn, shift),
    },
    enter(invocation) {
      own.enter(invocation);
      storage.enter(invocation);
    },
    nextWorkgroup() {
      own.barrier();
      storage.nextWorkgroup();
    },
    workgroupBarrier: own.barrier,
    storageBarrier: storage.barrier,
    workgroupStart: storage.workgroupStart,
  };
}

type Cell = SpaceShadow['read'];

const stretch =
  (one: Cell, shift: number): Stretch =>
  (start, size, site) => {
    const end = (start + size) >> shift;
    for (let cell = start >> shift; cell < end; cell++) one(cell, site);
  };

const word = (one: Cell, all: Stretch, shift: number): Word =>
  shift === 2 ? (start, site) => one(start >> 2, site) : (start, site) => all(start, 4, site);
