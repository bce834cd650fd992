import type { Job } from '../../src/core/grade/runner';
import type { Settings } from '../../src/simulator/run/simulate';
import { simulatorRunner } from '../../src/simulator/runner';
import { type Compared, type Disagreement, jobOf, run } from './differential';
import { module } from './kernels';

/** How the simulator plays the GPU besides the order of the invocations, which all are tried each time. */
const machines: readonly Omit<Settings, 'schedule'>[] = [
  { subgroupSize: 4 },
  { subgroupSize: 16, shuffledLanes: 3 },
  { subgroupSize: 32, spuriousFailures: true },
  // Only the first half of its lanes is there.
  { subgroupSize: 64 },
];

/** Kernels of one module; each of them is a workgroup of its own. */
const batch = 8;

/**
 * Runs generated kernels, which have no race, on the simulator alone: with subgroups of several sizes and in every
 * order of the invocations nothing may be found, and all orders must give the same bits.
 */
export async function raceFree(from: number, count: number): Promise<Compared> {
  const disagreements: Disagreement[] = [];
  for (let start = from; start < from + count; start += batch) {
    const size = Math.min(batch, from + count - start);
    const seeds = Array.from({ length: size }, (_, i) => start + i);
    for (const machine of machines) disagreements.push(...(await watched(seeds, machine)));
  }
  return { ran: count, refused: 0, disagreements };
}

async function watched(
  seeds: readonly number[],
  machine: Omit<Settings, 'schedule'>,
): Promise<Disagreement[]> {
  const [seed = 0] = seeds;
  const settings: Settings = { ...machine, schedule: { kind: 'lowest' } };
  const job: Job = { ...jobOf(seeds.length), everySchedule: true };
  const outcome = await run(simulatorRunner({ settings, everyOrder: true }), module(seeds), job);
  const where = `in the batch from here, with ${JSON.stringify(machine)}`;
  if (outcome.kind !== 'ran')
    return [{ seed, what: `did not run ${where}: ${JSON.stringify(outcome).slice(0, 300)}` }];
  return [
    ...(outcome.findings ?? []).map(({ title, says }) => ({
      seed,
      what: `${title} ${where}. ${says}`,
    })),
    ...(outcome.alternatives ?? []).flatMap(({ respect, other, findings }) => [
      // What a kernel asks its subgroup has another answer where subgroups have another size.
      ...(respect === 'order' ? [{ seed, what: `other results with ${other} ${where}` }] : []),
      ...findings.map(({ title }) => ({ seed, what: `${title} with ${other} ${where}` })),
    ]),
  ];
}
