import { type Conflict, finder, type SpaceShadow, trail } from './shadow-cells';

export interface StorageShadow extends SpaceShadow {
  /** Nothing orders what comes from here on with what other workgroups have done. */
  readonly nextWorkgroup: () => void;
  /** The stamp with which the accesses of the running workgroup begin. */
  readonly workgroupStart: () => number;
}

/**
 * Shadow of storage: two accesses meet in the same interval between storage barriers, or in different
 * workgroups. Workgroups run one after the other here, so a stamp from before this one is another workgroup's.
 */
export function storageShadow(
  cells: number,
  invocations: number,
  report: (conflict: Conflict) => void,
): StorageShadow {
  const [writer, reader, other] = [trail(cells), trail(cells), trail(cells)];
  // A reader of an earlier workgroup, kept when a later one takes its place.
  const foreign = trail(cells);
  const [wrote, wroteAt] = [writer.stamps, writer.sites];
  const [read, readAt] = [reader.stamps, reader.sites];
  const [also, alsoAt] = [other.stamps, other.sites];
  const [before, beforeAt] = [foreign.stamps, foreign.sites];
  const found = finder('storage', report);
  let base = invocations;
  let me = base;
  let start = base;
  const unordered = (stamp: number): boolean =>
    stamp !== 0 && stamp !== me && (stamp >= base || stamp < start);
  return {
    read(cell, site) {
      if (unordered(wrote[cell] ?? 0)) found(cell, writer, true, site, false);
      const first = read[cell] ?? 0;
      if (first === me) return;
      if (first < base) {
        if (first !== 0 && first < start && before[cell] === 0) {
          before[cell] = first;
          beforeAt[cell] = readAt[cell] ?? 0;
        }
        read[cell] = me;
        readAt[cell] = site;
      } else if ((also[cell] ?? 0) < base) {
        also[cell] = me;
        alsoAt[cell] = site;
      }
    },
    write(cell, site) {
      if (unordered(wrote[cell] ?? 0)) found(cell, writer, true, site, true);
      const first = read[cell] ?? 0;
      if (unordered(first)) found(cell, reader, false, site, true);
      else if (first === me && (also[cell] ?? 0) >= base) found(cell, other, false, site, true);
      else if (before[cell] !== 0) found(cell, foreign, false, site, true);
      wrote[cell] = me;
      wroteAt[cell] = site;
    },
    enter(invocation) {
      me = base + invocation;
    },
    barrier() {
      base += invocations;
    },
    nextWorkgroup() {
      base += invocations;
      start = base;
    },
    workgroupStart: () => start,
  };
}
