/** What came before in a race: enough to find the site and the invocation. */
export interface Conflict {
  readonly space: 'workgroup' | 'storage';
  /** Cell of the shadow memory. */
  readonly cell: number;
  readonly earlierStamp: number;
  readonly earlierSite: number;
  readonly earlierWrote: boolean;
  readonly laterSite: number;
  readonly laterWrote: boolean;
}

export interface Shadow {
  /** From here on `invocation` runs. */
  enter(invocation: number): void;
  /** From here on the accesses are those of another workgroup, which nothing orders with the ones before. */
  nextWorkgroup(): void;
  workgroupBarrier(): void;
  storageBarrier(): void;
  /** Stamp that the running workgroup's storage accesses begin with. */
  workgroupStart(): number;
  readonly rw: (start: number, site: number) => void;
  readonly ww: (start: number, site: number) => void;
  readonly rs: (start: number, site: number) => void;
  readonly ws: (start: number, site: number) => void;
  readonly rwn: (start: number, bytes: number, site: number) => void;
  readonly wwn: (start: number, bytes: number, site: number) => void;
  readonly rsn: (start: number, bytes: number, site: number) => void;
  readonly wsn: (start: number, bytes: number, site: number) => void;
}

/**
 * Shadow memory: for each cell who wrote last, and two who read, with their sites. Two accesses by different
 * invocations are a race when one of them writes and nothing orders them: in workgroup memory the same interval
 * between barriers, in storage the same interval between storage barriers or different workgroups.
 *
 * A stamp is interval * invocations + invocation, so that comparing two stamps tells whether an access belongs
 * to this interval. Two readers are enough: whoever writes differs from one of them. Arrays only, no objects:
 * this runs at every access.
 *
 * @param bytes how much memory is watched, from address 0 on
 * @param shift log2 of the bytes of a cell: 2, or 1 where memory holds f16
 * @param invocations in a workgroup
 */
export function makeShadow(
  bytes: number,
  shift: number,
  invocations: number,
  report: (conflict: Conflict) => void,
): Shadow {
  const cells = (bytes >> shift) + 1;
  const [writer, writeSite] = [new Int32Array(cells), new Int32Array(cells)];
  const [reader, readSite] = [new Int32Array(cells), new Int32Array(cells)];
  const [other, otherSite] = [new Int32Array(cells), new Int32Array(cells)];
  // The first reader in a workgroup before, kept when a later one takes its place.
  const [foreign, foreignSite] = [new Int32Array(cells), new Int32Array(cells)];
  let running = 0;
  let workBase = invocations;
  let workMe = workBase;
  let storeBase = invocations;
  let storeMe = storeBase;
  let groupStart = storeBase;

  function found(
    space: Conflict['space'],
    cell: number,
    earlierWrote: boolean,
    from: Int32Array,
    sites: Int32Array,
    laterSite: number,
    laterWrote: boolean,
  ): void {
    const [earlierStamp = 0, earlierSite = 0] = [from[cell], sites[cell]];
    report({ space, cell, earlierStamp, earlierSite, earlierWrote, laterSite, laterWrote });
  }

  function readWorkgroup(cell: number, site: number): void {
    const wrote = writer[cell]!;
    if (wrote >= workBase && wrote !== workMe)
      found('workgroup', cell, true, writer, writeSite, site, false);
    const read = reader[cell]!;
    if (read === workMe) return;
    if (read < workBase) {
      reader[cell] = workMe;
      readSite[cell] = site;
    } else if (other[cell]! < workBase) {
      other[cell] = workMe;
      otherSite[cell] = site;
    }
  }

  function writeWorkgroup(cell: number, site: number): void {
    const wrote = writer[cell]!;
    if (wrote >= workBase && wrote !== workMe)
      found('workgroup', cell, true, writer, writeSite, site, true);
    const read = reader[cell]!;
    if (read >= workBase) {
      if (read !== workMe) found('workgroup', cell, false, reader, readSite, site, true);
      else if (other[cell]! >= workBase)
        found('workgroup', cell, false, other, otherSite, site, true);
    }
    writer[cell] = workMe;
    writeSite[cell] = site;
  }

  /** Whether a stamp is of another invocation that nothing orders with the running one. */
  const unordered = (stamp: number): boolean =>
    stamp !== 0 && stamp !== storeMe && (stamp >= storeBase || stamp < groupStart);

  function readStorage(cell: number, site: number): void {
    if (unordered(writer[cell]!)) found('storage', cell, true, writer, writeSite, site, false);
    const read = reader[cell]!;
    if (read === storeMe) return;
    if (read < storeBase) {
      if (read !== 0 && read < groupStart && foreign[cell] === 0) {
        foreign[cell] = read;
        foreignSite[cell] = readSite[cell]!;
      }
      reader[cell] = storeMe;
      readSite[cell] = site;
    } else if (other[cell]! < storeBase) {
      other[cell] = storeMe;
      otherSite[cell] = site;
    }
  }

  function writeStorage(cell: number, site: number): void {
    if (unordered(writer[cell]!)) found('storage', cell, true, writer, writeSite, site, true);
    const read = reader[cell]!;
    if (unordered(read)) found('storage', cell, false, reader, readSite, site, true);
    else if (read === storeMe && other[cell]! >= storeBase)
      found('storage', cell, false, other, otherSite, site, true);
    else if (foreign[cell] !== 0)
      found('storage', cell, false, foreign, foreignSite, site, true);
    writer[cell] = storeMe;
    writeSite[cell] = site;
  }

  const many =
    (one: (cell: number, site: number) => void) =>
    (start: number, size: number, site: number): void => {
      const end = (start + size) >> shift;
      for (let cell = start >> shift; cell < end; cell++) one(cell, site);
    };
  const [rwn, wwn] = [many(readWorkgroup), many(writeWorkgroup)];
  const [rsn, wsn] = [many(readStorage), many(writeStorage)];
  const single = (
    one: (cell: number, site: number) => void,
    all: (start: number, size: number, site: number) => void,
  ): ((start: number, site: number) => void) =>
    shift === 2
      ? (start, site) => one(start >> 2, site)
      : (start, site) => all(start, 4, site);

  return {
    enter(invocation) {
      running = invocation;
      workMe = workBase + running;
      storeMe = storeBase + running;
    },
    nextWorkgroup() {
      workBase += invocations;
      storeBase += invocations;
      groupStart = storeBase;
    },
    workgroupBarrier() {
      workBase += invocations;
    },
    storageBarrier() {
      storeBase += invocations;
    },
    workgroupStart: () => groupStart,
    ...{ rwn, wwn, rsn, wsn },
    rw: single(readWorkgroup, rwn),
    ww: single(writeWorkgroup, wwn),
    rs: single(readStorage, rsn),
    ws: single(writeStorage, wsn),
  };
}
