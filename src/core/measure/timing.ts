import type { LoadedJob } from './meter';

/** The times of one kernel. */
export interface Times {
  readonly milliseconds: number;
  readonly quartiles: [number, number];
  readonly rounds: number;
  readonly together: number;
}

/** Clocks in browsers tick coarsely: what is timed as one lasts at least so long. */
const leastMs = 5;
/** A GPU that has done nothing for a while runs slowly, and takes about so long to come up to speed. */
const warmMs = 200;
const mostTogether = 1000;
const mostRounds = 21;
const leastRounds = 3;

/**
 * Times kernels in rounds, A B C A B C, so that what slows the machine for a while slows them all.
 * @param budgetMs what all rounds may take together; fewer than three are never taken
 * @returns the times in the order of the jobs, words when the device refused, nothing when it was cancelled
 */
export async function timeInRounds(
  jobs: readonly LoadedJob[],
  budgetMs: number,
  progress: (done: number, of: number) => boolean,
): Promise<readonly Times[] | string | undefined> {
  const units: {
    readonly job: LoadedJob;
    readonly together: number;
    readonly samples: number[];
  }[] = [];
  let roundMs = 0;
  let busyMs = 0;
  for (const job of jobs) {
    const unit = await unitOf(job);
    if (typeof unit === 'string') return unit;
    units.push({ job, together: unit.together, samples: [] });
    roundMs += unit.milliseconds;
    busyMs += unit.busyMs;
  }
  const cold = await warmUp(units, busyMs);
  if (cold !== undefined) return cold;
  const rounds = Math.max(leastRounds, Math.min(mostRounds, Math.floor(budgetMs / roundMs)));
  for (let round = 0; round < rounds; round++) {
    if (!progress(round, rounds)) return undefined;
    for (const { job, together, samples } of units) {
      const time = await job.run(together);
      if (typeof time === 'string') return time;
      samples.push(time / together);
    }
  }
  return units.map(({ together, samples }) => ({ ...spread(samples), rounds, together }));
}

/** Rounds that do not count, until the device has been busy long enough; words when it refused one. */
async function warmUp(
  units: readonly { readonly job: LoadedJob; readonly together: number }[],
  busyMs: number,
): Promise<string | undefined> {
  // A clock that stands still must not keep it here.
  for (let busy = busyMs, round = 0; busy < warmMs && round < mostRounds; round++) {
    for (const { job, together } of units) {
      const time = await job.run(together);
      if (typeof time === 'string') return time;
      busy += time;
    }
  }
  return undefined;
}

/** A number of runs that last long enough to be timed as one. */
export interface Unit {
  readonly together: number;
  /** How long they last. */
  readonly milliseconds: number;
  /** How long the device was busy with finding that out. */
  readonly busyMs: number;
}

/** How many runs last long enough together. The first run of all warms up and counts for nothing. */
export async function unitOf(job: LoadedJob): Promise<Unit | string> {
  const first = await job.run(1);
  if (typeof first === 'string') return first;
  let busyMs = first;
  for (let together = 1; ;) {
    const milliseconds = await job.run(together);
    if (typeof milliseconds === 'string') return milliseconds;
    busyMs += milliseconds;
    if (milliseconds >= leastMs || together === mostTogether)
      return { together, milliseconds, busyMs };
    const wanted =
      milliseconds > 0 ? Math.ceil((1.2 * leastMs * together) / milliseconds) : 10 * together;
    together = Math.min(mostTogether, Math.max(2 * together, Math.min(wanted, 10 * together)));
  }
}

/** The median and the quartiles: one disturbed round does not move them. */
function spread(samples: readonly number[]): Pick<Times, 'milliseconds' | 'quartiles'> {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  return { milliseconds: at(0.5), quartiles: [at(0.25), at(0.75)] };
}
