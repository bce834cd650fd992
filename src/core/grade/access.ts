import * as z from 'zod';
import { caseLabel } from '../exercise/sizes';
import { gradeExercise } from './grade-exercise';
import type { KernelRunner } from './runner';
import type { Submission } from './session';
import {
  type Traffic,
  type TrafficFrame,
  type TrafficMemory,
  type TrafficRequest,
  trafficSchema,
  type TrafficSite,
} from './traffic';
import { checkedCases } from './trials';
import { watched } from './watch';

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

/** Accesses of the first workgroup that a picture steps through. */
const mostFrames = 1024;

/**
 * Counts the traffic of a kernel on the case that the checks take, and keeps the accesses of the first workgroup at
 * one place: the one that is chosen, or that which asks most beyond what its words need.
 * @returns undefined where the kernel does not run or the runner does not count
 */
export async function accessPicture(
  submission: Submission,
  runner: KernelRunner,
  chosen?: ChosenSite,
): Promise<AccessReply | undefined> {
  const one = checkedCases(submission.exercise).at(-1);
  if (one === undefined) return undefined;
  const { exercise } = submission;
  // One trial is enough: the first inputs, and the overrides that the exercise names first.
  const reduced: Submission['exercise'] = {
    ...exercise,
    ...{ cases: [one], families: exercise.families.slice(0, 1) },
    ...(exercise.overrides === undefined ? {} : { overrides: exercise.overrides.slice(0, 1) }),
  };
  const count = (request: TrafficRequest): Promise<Traffic | undefined> =>
    counted({ ...submission, exercise: reduced, traffic: request }, runner);
  const at = chosen ?? dearest(await count({}));
  if (at === undefined) return undefined;
  const frames = { workgroup: 0, site: at.site, most: mostFrames };
  const traffic = await count({ frames });
  const there = traffic?.passes[at.pass]?.sites.some(({ id }) => id === at.site) === true;
  return there ? { label: caseLabel(reduced, 0), traffic, chosen: at } : undefined;
}

async function counted(submission: Submission, runner: KernelRunner): Promise<Traffic | undefined> {
  let traffic: Traffic | undefined;
  const listening = watched(runner, {
    ran(outcome) {
      if (outcome.kind === 'ran') traffic ??= outcome.traffic;
    },
  });
  await gradeExercise(submission, listening, {
    compiled: () => undefined,
    caseGraded: () => undefined,
    cancelled: () => traffic !== undefined,
    now: () => 0,
  });
  return traffic;
}

/** The place that costs most beyond what its words need. Uniforms are a few words that all lanes share. */
function dearest(traffic: Traffic | undefined): ChosenSite | undefined {
  const all = (traffic?.passes ?? []).flatMap(({ sites, memories }, pass) =>
    sites.map((site) => {
      const excess = memories[site.memory]?.space === 'uniform' ? 0 : excessOf(site);
      return { pass, site: site.id, excess };
    }),
  );
  const [worst] = all.sort((a, b) => b.excess - a.excess);
  return worst && { pass: worst.pass, site: worst.site };
}

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
