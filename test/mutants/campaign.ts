import type { Exercise } from '../../src/core/exercise/schema';
import { gradeExercise } from '../../src/core/grade/grade-exercise';
import { caseLabel } from '../../src/core/exercise/sizes';
import type { Grade } from '../../src/core/grade/report';
import { smallCases } from '../../src/core/grade/trials';
import { hostileSchedules } from '../../src/simulator/run/schedule';
import { plainSettings } from '../../src/simulator/run/simulate';
import { simulatorRunner, type SimulatorOptions } from '../../src/simulator/runner';
import { type Mutant, mutants } from './mutate';

export interface Judged {
  readonly mutant: Mutant;
  /**
   * `found` by a finding, by its values, or refused; `missed` where it fails on some schedule or on a larger case and
   * the check passes it; `same` where it passes on all of them.
   */
  readonly kind: 'found' | 'missed' | 'same';
  /** The first diagnosis, or why nothing was found. */
  readonly why: string;
}

/** Cases on which a mutant's behaviour is looked at, by the check and under each schedule. */
const most = 3;

/** Makes all mutants of a solution and asks the check for each: the control case and the next small ones. */
export async function campaign(exercise: Exercise, source: string): Promise<Judged[]> {
  const small = { ...exercise, cases: smallCases(exercise).slice(0, most) };
  const judged: Judged[] = [];
  for (const mutant of mutants(source)) judged.push(await judge(exercise, small, mutant));
  return judged;
}

async function judge(all: Exercise, exercise: Exercise, mutant: Mutant): Promise<Judged> {
  const grade = await grading(exercise, mutant.source, {}, true);
  if (grade.verdict === 'failed' || grade.verdict === 'rejected') {
    const [first] = grade.diagnoses;
    return { mutant, kind: 'found', why: first?.id ?? grade.title };
  }
  if (grade.verdict === 'inconclusive') return { mutant, kind: 'missed', why: grade.says };
  for (const schedule of hostileSchedules) {
    for (const subgroupSize of [4, 64]) {
      const settings = { ...plainSettings, schedule, subgroupSize };
      const other = await grading(exercise, mutant.source, { settings }, false);
      if (other.verdict !== 'passed') {
        const why = `${schedule.kind} first, subgroups of ${subgroupSize}: ${other.title}`;
        return { mutant, kind: 'missed', why };
      }
    }
  }
  return await onLargerCases(all, mutant);
}

/** Loop rounds after which a case is too large: some seconds. */
const steps = 2 ** 30;

/** Whether the mutant is only wrong where there is more to do, watched all the while. */
async function onLargerCases(exercise: Exercise, mutant: Mutant): Promise<Judged> {
  for (const one of exercise.cases.slice(1)) {
    const larger = { ...exercise, cases: [one] };
    const grade = await grading(larger, mutant.source, { steps }, false);
    if (grade.verdict !== 'failed') continue;
    return {
      ...{ mutant, kind: 'missed' },
      why: `only with ${caseLabel(larger, 0)}, which the check does not take: ${grade.title}`,
    };
  }
  return { mutant, kind: 'same', why: 'right in all cases, and nothing found in any' };
}

async function grading(
  exercise: Exercise,
  source: string,
  options: SimulatorOptions,
  everySchedule: boolean,
): Promise<Grade> {
  const submission = { exercise, source, stopAtFirstFailure: true, everySchedule };
  const { grade } = await gradeExercise(submission, simulatorRunner(options), {
    ...{ compiled: () => undefined, caseGraded: () => undefined },
    ...{ cancelled: () => false, now: () => 0 },
  });
  return grade;
}
