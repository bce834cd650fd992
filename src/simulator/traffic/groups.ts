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
  flush(): { readonly accesses: Iterable<Access>; readonly partings: Iterable<Parting> };
  /** Whether a group has done more between two barriers than is kept. */
  overflowed(): boolean;
}

/** So many different accesses of one group between two barriers are kept; it bounds the memory, some 30 MB. */
const most = 2 ** 15;

/** Brings together what lanes do at the same place in the same round, though they run one after the other. */
export function groups(): Groups {
  let accesses = new Map<number, Access>();
  let partings = new Map<number, Parting>();
  let overflow = false;
  return {
    touch(site, context, lane, start, bytes) {
      const key = keyOf(site, context);
      let access = accesses.get(key);
      if (access === undefined) {
        if (accesses.size >= most) {
          overflow = true;
          return;
        }
        access = { site, starts: [], sizes: [], lanes: [] };
        accesses.set(key, access);
      }
      access.starts.push(start);
      access.sizes.push(bytes);
      access.lanes.push(lane);
    },
    branch(branch, context, value) {
      const key = keyOf(branch, context);
      const known = partings.get(key);
      if (known !== undefined) known.divergent ||= known.first !== value;
      else if (partings.size < most) partings.set(key, { branch, first: value, divergent: false });
      else overflow = true;
    },
    flush() {
      const gathered = { accesses: accesses.values(), partings: partings.values() };
      accesses = new Map();
      partings = new Map();
      return gathered;
    },
    overflowed: () => overflow,
  };
}

const keyOf = (place: number, context: number): number => place * 2 ** 32 + (context >>> 0);
