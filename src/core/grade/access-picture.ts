import { caseLabel } from '../exercise/sizes';
import { type AccessReply, type ChosenSite, excessOf } from './access';
import { gradeExercise } from './grade-exercise';
import type { KernelRunner } from './runner';
import type { Submission } from './session';
import type { Traffic, TrafficRequest } from './traffic';
import { checkedCases } from './trials';
import { watched } from './watch';

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
