import type { Exercise } from '../../src/core/exercise/schema';
import { gradeExercise } from '../../src/core/grade/grade-exercise';
import type { Grade } from '../../src/core/grade/report';
import { smallCases } from '../../src/core/grade/trials';
import { isFinding } from '../../src/core/grade/check';
import { hostileSchedules } from '../../src/simulator/run/schedule';
import { plainSettings } from '../../src/simulator/run/simulate';
import { simulatorRunner, type SimulatorOptions } from '../../src/simulator/runner';
import { type Mutant, mutants } from './mutate';

export interface Judged {
  readonly mutant: Mutant;
  /**
   * `found` by a finding, by its values, or refused; `missed` where it fails on some schedule and the check passes it;
   * `same` where it passes on all of them.
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
  for (const mutant of mutants(source)) judged.push(await judge(small, mutant));
  return judged;
}

async function judge(exercise: Exercise, mutant: Mutant): Promise<Judged> {
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
  return { mutant, kind: 'same', why: 'right values on every schedule, and nothing found' };
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

/** How a campaign went, in lines: a row for each kind of slip, then every mutant that was not found. */
export function told(id: string, judged: readonly Judged[]): string[] {
  const slips = [...new Set(judged.map(({ mutant }) => mutant.slip))];
  const rows = slips.map((slip) => {
    const all = judged.filter(({ mutant }) => mutant.slip === slip);
    const count = (kind: Judged['kind']): number => all.filter((one) => one.kind === kind).length;
    const seen = all.filter(({ why }) => isFinding({ id: why, title: '', says: '' })).length;
    return `${id}  ${slip.padEnd(16)} ${count('found')} found (${seen} by what was seen while running), ${count('missed')} missed, ${count('same')} change nothing`;
  });
  const rest = judged.filter(({ kind }) => kind !== 'found');
  return [
    ...rows,
    ...rest.map(
      ({ mutant: { line, was, is }, kind, why }) =>
        `    ${kind}: line ${line}: \`${was.replace(/\s+/g, ' ')}\` → \`${is}\`: ${why}`,
    ),
  ];
}
