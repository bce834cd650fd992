import { type Conflict, finder, type SpaceShadow, trail } from './shadow-cells';

/** Shadow of workgroup memory: two accesses can only meet in the same interval between barriers. */
export function workgroupShadow(
  cells: number,
  invocations: number,
  report: (conflict: Conflict) => void,
): SpaceShadow {
  const [writer, reader, other] = [trail(cells), trail(cells), trail(cells)];
  // Taken out of their objects: this code runs at every access.
  const [wrote, wroteAt] = [writer.stamps, writer.sites];
  const [read, readAt] = [reader.stamps, reader.sites];
  const [also, alsoAt] = [other.stamps, other.sites];
  const found = finder('workgroup', report);
  let base = invocations;
  let me = base;
  return {
    read(cell, site) {
      const by = wrote[cell] ?? 0;
      if (by >= base && by !== me) found(cell, writer, true, site, false);
      const first = read[cell] ?? 0;
      if (first === me) return;
      if (first < base) {
        read[cell] = me;
        readAt[cell] = site;
      } else if ((also[cell] ?? 0) < base) {
        also[cell] = me;
        alsoAt[cell] = site;
      }
    },
    write(cell, site) {
      const by = wrote[cell] ?? 0;
      if (by >= base && by !== me) found(cell, writer, true, site, true);
      const first = read[cell] ?? 0;
      if (first >= base) {
        if (first !== me) found(cell, reader, false, site, true);
        else if ((also[cell] ?? 0) >= base) found(cell, other, false, site, true);
      }
      wrote[cell] = me;
      wroteAt[cell] = site;
    },
    enter(invocation) {
      me = base + invocation;
    },
    barrier() {
      base += invocations;
    },
  };
}
