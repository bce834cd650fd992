import { expect, test } from 'vitest';
import { gradeText } from '../../../src/cli/print';
import { gradeExercise } from '../../../src/core/grade/grade-exercise';
import type { Grade } from '../../../src/core/grade/report';
import type { Exercise } from '../../../src/core/exercise/schema';
import { simulatorRunner } from '../../../src/simulator/runner';
import { exercise, kernel } from '../../support/kernels';
import { simulated } from '../../support/simulated';

/** With a limit at which one of the two cases of E09 is too large, since its loops turn a million times. */
async function graded(cases: Exercise['cases'], source = kernel('E09')): Promise<Grade> {
  const { grade } = await gradeExercise(
    { exercise: exercise('E09', { cases }), source },
    simulatorRunner({ steps: 200_000 }),
    {
      ...{ compiled: () => undefined, caseGraded: () => undefined },
      ...{ cancelled: () => false, now: () => 0 },
    },
  );
  return grade;
}

const small = { rows: 97, k: 31, order: 0 };
const large = { rows: 1000, k: 1000, order: 0 };

test('a case that is too large is named as not run, and the others still give a pass', async () => {
  const grade = await graded([small, large]);
  expect([grade.verdict, grade.title]).toEqual([
    'passed',
    'Passed: right on every case that was run',
  ]);
  const [done, left] = grade.cases;
  expect([done?.verdict, done?.notRun]).toEqual(['passed', undefined]);
  expect(left).toMatchObject({ verdict: 'inconclusive', trials: 0 });
  expect(left?.notRun).toContain('turn too often');
  expect(grade.says).toContain(`Too large for the simulator, and not run: ${left?.label ?? '-'}.`);
  expect(gradeText(grade, 'e09.wgsl')).toContain(
    `  -     ${left?.label ?? ''}  not run: too large for the simulator (its loops turn too often for a simulator)\n`,
  );
});

test('with every case too large nothing is graded, and a case is named', async () => {
  const grade = await graded([large]);
  expect(grade.verdict).toBe('inconclusive');
  expect(grade.says).toContain(`case ${grade.cases[0]?.label ?? '-'} is too large`);
});

test('a case that is not run does not hide that another is wrong', async () => {
  const wrong = kernel('E09', 'mutants/one-sum-forgotten.wgsl');
  const grade = await graded([large, small], wrong);
  expect([grade.verdict, grade.cases.map((one) => one.verdict)]).toEqual([
    'failed',
    ['inconclusive', 'failed'],
  ]);
});

test('what needs more memory than there is room for is not run, and says how much', async () => {
  const source = `@group(0) @binding(1) var<storage, read_write> out: array<u32>;
@compute @workgroup_size(1) fn main() { out[0] = 1; }`;
  const outcome = await simulated(source, {}, { words: 9 * 2 ** 20 });
  expect(outcome).toEqual({ kind: 'tooLarge', reason: 'it needs 37 MiB of memory' });
});
