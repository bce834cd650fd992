import type { Together } from './costs';

/** What the lanes of a group have done at one site in the same round of every loop around it. */
export interface Access extends Together {
  readonly site: number;
  readonly starts: number[];
  readonly sizes: number[];
  readonly lanes: number[];
}

/** Which ways the lanes of a group have gone at a branch. */
export interface Parting {
  readonly branch: number;
  readonly first: number;
  divergent: boolean;
}

export interface Groups {
  touch(site: number, context: number, lane: number, start: number, bytes: number): void;
  branch(branch: number, context: number, value: number): void;
  /** Another group of lanes runs from here on: gives what the one before has done. */
  flush(): { readonly accesses: readonly Access[]; readonly partings: readonly Parting[] };
  /** Whether a group has done more between two barriers than is kept. */
  overflowed(): boolean;
}

/** So many different accesses of one group between two barriers are kept; it bounds the memory, some 30 MB. */
const most = 2 ** 15;

/** Brings together what lanes do at the same place in the same round, though they run one after the other. */
export function groups(): Groups {
  // By site or branch, then by context: two small numbers are found sooner than one large.
  const accesses: Map<number, Access>[] = [];
  const partings: Map<number, Parting>[] = [];
  let size = 0;
  let overflow = false;
  const room = (): boolean => {
    if (size < most) size++;
    else overflow = true;
    return !overflow;
  };
  return {
    touch(site, context, lane, start, bytes) {
      const here = (accesses[site] ??= new Map());
      let access = here.get(context);
      if (access === undefined) {
        if (!room()) return;
        access = { site, starts: [], sizes: [], lanes: [] };
        here.set(context, access);
      }
      access.starts.push(start);
      access.sizes.push(bytes);
      access.lanes.push(lane);
    },
    branch(branch, context, value) {
      const here = (partings[branch] ??= new Map());
      const known = here.get(context);
      if (known !== undefined) known.divergent ||= known.first !== value;
      else if (room()) here.set(context, { branch, first: value, divergent: false });
    },
    flush() {
      const gathered = { accesses: emptied(accesses), partings: emptied(partings) };
      size = 0;
      return gathered;
    },
    overflowed: () => overflow,
  };
}

function emptied<T>(maps: readonly Map<number, T>[]): T[] {
  return maps.flatMap((map) => {
    const all = [...map.values()];
    map.clear();
    return all;
  });
}
