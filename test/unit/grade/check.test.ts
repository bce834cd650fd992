import { describe, expect, test } from 'vitest';
import { type Check, notChecked, unfinished, withCheck } from '../../../src/core/grade/check';
import { checkKernel } from '../../../src/core/grade/check-kernel';
import { gradeExercise } from '../../../src/core/grade/grade-exercise';
import { type Grade, gradeSchema } from '../../../src/core/grade/report';
import type { KernelRunner } from '../../../src/core/grade/runner';
import { simulatorRunner } from '../../../src/simulator/runner';
import { fakeRunner, fromReference } from '../../support/fake-runner';
import { exercise, folders, kernel } from '../../support/kernels';

const check = (id: string, source: string): Promise<Check> =>
  checkKernel({ exercise: exercise(id), source }, simulatorRunner(), () => undefined);

/** The verdict of a GPU on which everything comes out right. */
async function passedOnGpu(): Promise<Grade> {
  const few = exercise('E01', { cases: [{ n: 997 }, { n: 65 }] });
  const runner: KernelRunner = fakeRunner(fromReference(few, () => undefined));
  const listener = {
    ...{ compiled: () => undefined, caseGraded: () => undefined },
    ...{ cancelled: () => false, now: () => 0 },
  };
  const order = { exercise: few, source: kernel('E01') };
  const { grade } = await gradeExercise(order, runner, listener);
  expect(grade.verdict).toBe('passed');
  return grade;
}

describe('the check after a run', () => {
  test.each(folders.map(({ exercise: one }) => one.id))(
    'finds nothing in the solution of %s',
    async (id) => {
      const { kind, runs, findings } = await check(id, kernel(id));
      expect({ kind, findings }).toEqual({ kind: 'clean', findings: [] });
      expect(runs).toBeGreaterThan(0);
    },
  );

  test('names a missing barrier with both places, and stops there', async () => {
    const seen: number[] = [];
    const source = kernel('E10', 'mutants/no-barrier-before-the-tree.wgsl');
    const found = await checkKernel(
      { exercise: exercise('E10'), source },
      simulatorRunner(),
      ({ runs }) => seen.push(runs),
    );
    expect(found).toMatchObject({ kind: 'found', runs: 1, caseIndex: 0 });
    const [race] = found.findings;
    expect(race?.id).toBe('race');
    expect(race?.related?.[0]?.range.start.line).not.toBe(race?.range?.start.line);
    expect(seen).toEqual([1]);
  });

  test('counts the marks of the exercise, which say nothing against the kernel', async () => {
    const found = await check('E07', kernel('E07', 'misses/scattered-store.wgsl'));
    expect(found).toMatchObject({ kind: 'clean', findings: [] });
    expect(found.marks?.map(({ id, earned }) => [id, earned])).toEqual([
      ['reads-along-rows', true],
      ['stores-along-rows', false],
      ['no-bank-twice', true],
    ]);
  });

  test('says why it did not check what the simulator does not run', async () => {
    const source = kernel('E01').replace(/fn main\([^{]*\{/, (head) => `${head} _ = dpdx(1.0);`);
    const { kind, reason, runs } = await check('E01', source);
    expect({ kind, runs }).toEqual({ kind: 'notChecked', runs: 0 });
    expect(reason).toMatch(/^not simulated: .*\(line \d+\)$/);
  });
});

describe('a verdict with its check', () => {
  const finding = { id: 'race', title: 'Race on tile[1]', says: 'Two meet.' };
  const found: Check = { kind: 'found', runs: 1, findings: [finding], caseIndex: 0 };

  test('fails where something was found though the values were right, and says so', async () => {
    const grade = await passedOnGpu();
    const after = withCheck(grade, found);
    expect(after).toMatchObject({ verdict: 'failed', title: finding.title, diagnoses: [finding] });
    expect(after.says).toMatch(/^Two meet\. On this GPU all \d+ cases came out right/);
    expect(after.cases[0]).toMatchObject({ verdict: 'failed', diagnoses: [finding] });
    expect(after.cases.slice(1)).toEqual(grade.cases.slice(1));
    expect(gradeSchema.parse(structuredClone(after))).toEqual(after);
  });

  test('stays as it was where nothing was found, and bears what the check came to', async () => {
    const grade = await passedOnGpu();
    const clean: Check = { kind: 'clean', runs: 7, findings: [], caseIndex: 0, milliseconds: 12 };
    expect(withCheck(grade, clean)).toEqual({
      ...grade,
      check: { kind: 'clean', runs: 7, milliseconds: 12 },
    });
    const late = withCheck(grade, notChecked('too long', 2));
    expect(late).toEqual({ ...grade, check: { kind: 'notChecked', runs: 2, reason: 'too long' } });
  });

  test.each(['written-out-of-bounds', 'first-workgroup-only'])(
    'leaves the lead to %s',
    async (id) => {
      const grade = await passedOnGpu();
      const sure = { id, title: 'sure', says: 'Look there.' };
      const wrong = { id: 'wrong-values', title: 'wrong', says: 'Somewhere.' };
      const failedWith = (diagnoses: Grade['diagnoses']): Grade => ({
        ...{ ...grade, verdict: 'failed', title: 'of the values', says: 'By the GPU.', diagnoses },
      });
      expect(withCheck(failedWith([sure, wrong]), found)).toMatchObject({
        ...{ title: 'of the values', says: 'By the GPU.', diagnoses: [sure, finding, wrong] },
      });
      expect(withCheck(failedWith([wrong]), found)).toMatchObject({
        ...{ title: finding.title, says: finding.says, diagnoses: [finding, wrong] },
      });
    },
  );

  test('marks come with the check, and only a kernel that has passed has any', async () => {
    const marks = [{ id: 'one-line', title: 'One line', earned: true, found: '1 line' }];
    const clean: Check = { kind: 'clean', runs: 1, findings: [], caseIndex: 0, marks };
    const passed = await passedOnGpu();
    expect(withCheck(passed, clean)).toMatchObject({ verdict: 'passed', marks });
    expect(withCheck({ ...passed, verdict: 'failed' }, clean).marks).toBeUndefined();
    expect(withCheck({ ...passed, marks }, found)).not.toHaveProperty('marks');
  });

  test('what was seen before the time was over counts', () => {
    expect(unfinished({ runs: 1, findings: [finding], caseIndex: 0 }, 'late')).toEqual(found);
    expect(unfinished({ runs: 3, findings: [], caseIndex: 0 }, 'late')).toEqual(
      notChecked('late', 3),
    );
  });
});
