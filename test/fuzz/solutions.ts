import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gradeExercise } from '../../src/core/grade/grade-exercise';
import { smallCases } from '../../src/core/grade/trials';
import { hostileSchedules } from '../../src/simulator/run/schedule';
import type { Settings } from '../../src/simulator/run/simulate';
import { simulatorRunner } from '../../src/simulator/runner';
import { exercise, folders, kernel, root } from '../support/kernels';

/** A kernel that is known to be right. */
export interface RightKernel {
  readonly name: string;
  readonly id: string;
  readonly source: string;
}

/** All solutions, and the kernels beside them that are written otherwise. */
export function rightKernels(): RightKernel[] {
  const solutions = folders.map(({ exercise: { id } }) => ({
    ...{ name: `${id}, the solution`, id, source: kernel(id) },
  }));
  const others = readdirSync(join(root, 'test/kernels')).flatMap((id) =>
    readdirSync(join(root, 'test/kernels', id))
      .filter((file) => file.endsWith('.wgsl'))
      .map((file) => ({
        ...{ name: `${id}, ${file}`, id },
        source: readFileSync(join(root, 'test/kernels', id, file), 'utf8'),
      })),
  );
  return [...solutions, ...others];
}

const sizes = [4, 8, 16, 32, 64, 128] as const;

/** Every order of the invocations with subgroups of every size, and lanes that do not follow the invocations. */
export const machines: readonly Settings[] = [
  ...hostileSchedules.flatMap((schedule) =>
    sizes.map((subgroupSize): Settings => ({ schedule, subgroupSize })),
  ),
  { schedule: { kind: 'lowest' }, subgroupSize: 32, shuffledLanes: 1, spuriousFailures: true },
];

/** Why a right kernel does not pass on a machine; undefined where it does. */
export async function complaint(
  { id, source }: RightKernel,
  settings: Settings,
): Promise<string | undefined> {
  const cases = smallCases(exercise(id)).slice(0, 1);
  const submission = { exercise: exercise(id, { cases }), source, stopAtFirstFailure: true };
  const { grade } = await gradeExercise(submission, simulatorRunner({ settings }), {
    ...{ compiled: () => undefined, caseGraded: () => undefined },
    ...{ cancelled: () => false, now: () => 0 },
  });
  return grade.verdict === 'passed' ? undefined : `${grade.title}. ${grade.says}`;
}

/** Watches all right kernels on all machines; gives how often something was found. */
export async function solutionsWatched(say: (line: string) => void): Promise<number> {
  const all = rightKernels();
  let [runs, alarms] = [0, 0];
  for (const one of all) {
    for (const settings of machines) {
      const why = await complaint(one, settings);
      runs++;
      if (why === undefined) continue;
      alarms++;
      say(`${one.name}, with ${JSON.stringify(settings)}: ${why}`);
    }
  }
  say(`${all.length} right kernels, ${runs} gradings, ${alarms} false alarms`);
  return alarms;
}
