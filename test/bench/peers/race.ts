import { median } from '../table';
import type { Contestant } from './contestant';

/** What is timed as one lasts at least so long, so that waiting for the device is a small part of it. */
const leastMs = 30;
const mostTogether = 1000;

/** A contestant that has been found right, by its name. */
export interface Entered {
  readonly who: string;
  readonly contestant: Contestant;
}

/**
 * Milliseconds of one run of each, the median of so many rounds. All take turns, and who begins rotates, so that what
 * slows the machine for a while, or what one leaves behind for the next, is shared by all.
 * @param now milliseconds on a clock that only goes forward
 */
export async function race(
  entered: readonly Entered[],
  rounds: number,
  now: () => number,
): Promise<Readonly<Record<string, number>>> {
  const timed = async (contestant: Contestant, times: number): Promise<number> => {
    const begin = now();
    await contestant.run(times);
    return now() - begin;
  };
  const together = new Map<string, number>();
  const samples = new Map<string, number[]>(entered.map(({ who }) => [who, []]));
  for (const { who, contestant } of entered) {
    // The first run has pipelines to make; it was that of the comparison.
    const alone = await timed(contestant, 1);
    const wanted = Math.ceil(leastMs / Math.max(alone, leastMs / mostTogether));
    // Alone, a short run is mostly waiting; several tell how many are needed.
    const rough = wanted > 1 ? (await timed(contestant, wanted)) / wanted : alone;
    together.set(who, Math.min(mostTogether, Math.max(1, Math.ceil(leastMs / rough))));
  }
  for (let round = 0; round < rounds; round++) {
    for (const { who, contestant } of rotated(entered, round)) {
      const times = together.get(who) ?? 1;
      samples.get(who)?.push((await timed(contestant, times)) / times);
    }
  }
  return Object.fromEntries([...samples].map(([who, values]) => [who, median(values)]));
}

/** The list from another place on, and then from its beginning. */
export function rotated<T>(list: readonly T[], by: number): T[] {
  const from = by % Math.max(1, list.length);
  return [...list.slice(from), ...list.slice(0, from)];
}
