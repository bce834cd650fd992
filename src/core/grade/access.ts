import * as z from 'zod';
import { type TrafficFrame, type TrafficMemory, trafficSchema, type TrafficSite } from './traffic';

/** A place of the file at which memory is touched, as the traffic numbers it. */
export const chosenSiteSchema = z.strictObject({ pass: z.int().min(0), site: z.int().min(0) });

export const accessReplySchema = z.strictObject({
  /** The case that was run. */
  label: z.string(),
  traffic: trafficSchema,
  /** The place whose accesses are among the traffic's frames. */
  chosen: chosenSiteSchema,
});

export type ChosenSite = z.infer<typeof chosenSiteSchema>;
export type AccessReply = z.infer<typeof accessReplySchema>;

/** How many times more lines, or rounds of the banks, than the same words would need. */
export function excessOf({ lines, leastLines, degree, leastDegree }: TrafficSite): number {
  return degree > 0 ? degree / Math.max(1, leastDegree) : lines / Math.max(1, leastLines);
}

/** A line of memory, or a bank, and the lanes that touch it in one access. */
export interface AccessRow {
  /** Number of the line or the bank, counted from the start of the variable. */
  readonly number: number;
  readonly lanes: readonly number[];
  /** Different words of the bank, or of the line. */
  readonly words: number;
  /** Costs more than the words would need: a line beyond the least, a bank that is asked for several words. */
  readonly extra: boolean;
}

const lineBytes = 128;
const banks = 32;

/** One access of a group of lanes, line by line or bank by bank. */
export function accessRows(frame: TrafficFrame, space: TrafficMemory['space']): AccessRow[] {
  const lanesOf = new Map<number, Set<number>>();
  const wordsOf = new Map<number, Set<number>>();
  const words = new Set<number>();
  frame.offsets.forEach((offset, lane) => {
    if (offset === null) return;
    for (let at = offset; at < offset + frame.bytes; at = 4 * Math.floor(at / 4) + 4) {
      const word = Math.floor(at / 4);
      const row = space === 'workgroup' ? word % banks : Math.floor(at / lineBytes);
      put(lanesOf, row, lane);
      put(wordsOf, row, word);
      words.add(word);
    }
  });
  const least = Math.ceil((words.size * 4) / lineBytes);
  const numbers = [...lanesOf.keys()].sort((a, b) => a - b);
  return numbers.map((number, i) => {
    const count = wordsOf.get(number)?.size ?? 0;
    const extra = space === 'workgroup' ? count > 1 : i >= least;
    return { number, lanes: [...(lanesOf.get(number) ?? [])], words: count, extra };
  });
}

function put(sets: Map<number, Set<number>>, key: number, value: number): void {
  const known = sets.get(key);
  if (known === undefined) sets.set(key, new Set([value]));
  else known.add(value);
}
