import type { TrafficMemory } from '../../core/grade/traffic';

/** The model's memory: lines and sectors of buffers, banks of workgroup memory. Powers of two, as shifts of bytes. */
const lineShift = 7;
const sectorShift = 5;
const wordShift = 2;
const banks = 32;

/** What lanes touch together: where each access begins, how many bytes it has, and which lane does it. */
export interface Together {
  readonly starts: readonly number[];
  readonly sizes: readonly number[];
  readonly lanes: readonly number[];
}

/** What one access of a group of lanes costs in the model; see `core/grade/traffic.ts` for the words. */
export interface Cost {
  readonly words: number;
  readonly lines: number;
  readonly leastLines: number;
  readonly sectors: number;
  readonly degree: number;
  readonly leastDegree: number;
  readonly sameAddress: number;
}

/** Counts the different pieces of memory that an access touches, with a mark for each piece: no set is built. */
export interface Meter {
  cost(of: Together, space: TrafficMemory['space'], atomic: boolean): Cost;
}

/** @param bytes size of the memory that is watched, from address 0 on */
export function meter(bytes: number): Meter {
  const words = counter(bytes, wordShift);
  const sectors = counter(bytes, sectorShift);
  const lines = counter(bytes, lineShift);
  const inBank = new Int32Array(banks);
  const bank = (word: number): void => {
    inBank[word % banks] = (inBank[word % banks] ?? 0) + 1;
  };
  return {
    cost(of, space, atomic) {
      words.start();
      sectors.start();
      lines.start();
      inBank.fill(0);
      let moved = 0;
      for (let i = 0; i < of.starts.length; i++) {
        const start = of.starts[i] ?? 0;
        const end = start + (of.sizes[i] ?? 0);
        moved += Math.max(1, (end - start) >> wordShift);
        sectors.add(start, end);
        lines.add(start, end);
        words.add(start, end, bank);
      }
      const sameAddress = atomic ? mostAtOne(of) : 0;
      return space === 'workgroup'
        ? {
            ...{ words: moved, lines: 0, leastLines: 0, sectors: 0, sameAddress },
            ...{
              degree: inBank.reduce((most, one) => Math.max(most, one)),
              leastDegree: Math.ceil(words.count() / banks),
            },
          }
        : {
            ...{ words: moved, lines: lines.count(), sectors: sectors.count(), sameAddress },
            leastLines: Math.ceil((words.count() << wordShift) / (1 << lineShift)),
            ...{ degree: 0, leastDegree: 0 },
          };
    },
  };
}

interface Counter {
  start(): void;
  /** Marks the pieces from byte `start` up to `end`, and tells of each that was not marked before. */
  add(start: number, end: number, fresh?: (piece: number) => void): void;
  count(): number;
}

function counter(bytes: number, shift: number): Counter {
  const marks = new Int32Array((bytes >> shift) + 1);
  let mark = 0;
  let count = 0;
  return {
    start() {
      mark++;
      count = 0;
    },
    add(start, end, fresh) {
      for (let piece = start >> shift; piece << shift < end; piece++) {
        if (marks[piece] === mark) continue;
        marks[piece] = mark;
        count++;
        fresh?.(piece);
      }
    },
    count: () => count,
  };
}

function mostAtOne({ starts }: Together): number {
  const at = new Map<number, number>();
  for (const start of starts) at.set(start, (at.get(start) ?? 0) + 1);
  return Math.max(...at.values());
}
