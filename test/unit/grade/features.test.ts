import { expect, test } from 'vitest';
import { cpuModel } from '../../../src/core/grade/cpu-model';
import { lacking } from '../../../src/core/grade/features';
import { gradeExercise } from '../../../src/core/grade/grade-exercise';
import type { Grade } from '../../../src/core/grade/report';
import type { KernelRunner } from '../../../src/core/grade/runner';
import { outline } from '../../../src/core/outline/outline';
import { simulatorRunner } from '../../../src/simulator/runner';
import { fakeAdapter, fakeRunner } from '../../support/fake-runner';
import { exercise, kernel } from '../../support/kernels';

async function graded(source: string, runner: KernelRunner): Promise<Grade> {
  const cases = exercise('E14').cases.slice(0, 1);
  const submission = { exercise: exercise('E14', { cases }), source, everySchedule: true };
  const { grade } = await gradeExercise(submission, runner, {
    ...{ compiled: () => undefined, caseGraded: () => undefined },
    ...{ cancelled: () => false, now: () => 0 },
  });
  return grade;
}

test('what a file enables and an adapter has not is named, and no more', () => {
  const file = outline('/* enable f16; */\nenable subgroups, f16;\nenable clip_distances;\n');
  expect(file.enables).toEqual(['subgroups', 'f16', 'clip_distances']);
  expect(lacking(file, fakeAdapter)).toEqual(['subgroups', 'f16']);
  expect(lacking(file, { ...fakeAdapter, features: ['shader-f16'] })).toEqual(['subgroups']);
  expect(lacking(file, cpuModel)).toEqual([]);
  expect(lacking(file, undefined)).toEqual([]);
  expect(lacking(outline(kernel('E01')), fakeAdapter)).toEqual([]);
});

test('an adapter without subgroups is not asked, and the file is not called wrong', async () => {
  const never = fakeRunner(() => {
    throw new Error('it was asked');
  });
  const grade = await graded(kernel('E14'), never);
  expect(grade).toMatchObject({
    ...{ verdict: 'inconclusive', lacks: ['subgroups'], diagnoses: [], problems: [] },
    title: 'This GPU has no subgroups',
  });
  expect(grade.says).toContain('--runner simulator');
});

test('the CPU model has subgroups, and grades the file', async () => {
  const grade = await graded(kernel('E14'), simulatorRunner());
  expect([grade.verdict, grade.lacks]).toEqual(['passed', undefined]);
});

test.each([
  ['assumes-32-lanes', 'depends-on-subgroup-size', /With subgroups of 32 lanes .* with subgroups/],
  ['place-by-dividing', 'depends-on-lanes', /spread over the lanes at random/],
])('%s is told what its result depends on', async (mutant, id, says) => {
  const { diagnoses } = await graded(kernel('E14', `mutants/${mutant}.wgsl`), simulatorRunner());
  expect(diagnoses[0]?.id).toBe(id);
  expect(diagnoses[0]?.says).toMatch(says);
});

test('a race that only another spread of the lanes brings about says so', async () => {
  const source = kernel('E14', 'mutants/place-by-dividing.wgsl');
  const { diagnoses } = await graded(source, simulatorRunner());
  const race = diagnoses.find(({ id }) => id === 'race');
  expect(race?.says).toContain('This was seen with the invocations spread over the lanes');
});
