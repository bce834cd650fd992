import { describe, expect, test } from 'vitest';
import { planProblems } from '../../../src/core/exercise/plan';
import type { Exercise } from '../../../src/core/exercise/schema';
import { validateExercise } from '../../../src/core/exercise/validate';
import type { Grade } from '../../../src/core/grade/report';
import { gradeExercise } from '../../../src/core/grade/grade-exercise';
import { simulatorRunner } from '../../../src/simulator/runner';
import { changed, exercise, inMemory, kernel } from '../../support/kernels';

const E17 = exercise('E17');
const again = E17.plan.again ?? { first: 0, last: 0, while: '', most: 0 };

/** E17 on one case, with other rounds. */
const withRounds = (change: Partial<typeof again>, n = 2500): Exercise => ({
  ...E17,
  ...{ cases: [{ n, spread: 0 }], families: ['uniform'] },
  plan: { ...E17.plan, again: { ...again, ...change } },
});

async function graded(of: Exercise, source = kernel('E17')): Promise<Grade> {
  const { grade } = await gradeExercise({ exercise: of, source }, simulatorRunner(), {
    ...{ compiled: () => undefined, caseGraded: () => undefined },
    ...{ cancelled: () => false, now: () => 0 },
  });
  return grade;
}

describe('rounds of passes', () => {
  test('go on until the word that the host reads back is 0', async () => {
    expect((await graded(withRounds({ most: 32 }, 5000))).verdict).toBe('passed');
  });

  test('do not begin where it is 0 at once', async () => {
    // The entry points of a round would store nonsense.
    const source = changed(
      kernel('E17'),
      'let lo = todo[1 + 2 * wid.x];',
      'let lo = 7u; y[0] = 9;',
    );
    expect((await graded(withRounds({}, 1000), source)).verdict).toBe('passed');
  });

  test('end after the most, and what is left is told first', async () => {
    const source = kernel('E17', 'mutants/two-groups.wgsl');
    const equal: Exercise = { ...withRounds({ most: 3 }), families: ['constant'] };
    const { verdict, diagnoses } = await graded(equal, source);
    expect([verdict, diagnoses[0]?.id]).toEqual(['failed', 'too-many-rounds']);
    expect(diagnoses[0]?.title).toBe('After 3 rounds there is still work in “todo”');
    expect(diagnoses[0]?.says).toContain('todo[0] is not 0, and it still is 1.');
  });
});

describe('what is wrong with rounds', () => {
  const faults = [
    ['a round that ends before it begins', { first: 4, last: 1 }, /from pass 4 to pass 1/],
    [
      'a round behind the last pass',
      { last: 6 },
      /from pass 1 to pass 6, and the passes are 0 to 5/,
    ],
    ['a word of nothing', { while: 'done' }, /“done” is not 0, which is no tensor/],
  ] as const;

  test.each(faults)('%s is told to the author', async (_what, change, message) => {
    const broken = withRounds(change);
    const files = Object.fromEntries(
      ['starter.wgsl', 'solution.wgsl', 'tuned.wgsl', ...E17.mutants.map(({ file }) => file)].map(
        (name) => [`e/${name}`, '//'],
      ),
    );
    const text = JSON.stringify(broken, null, 1);
    const folder = { folder: 'e', exercise: broken, statement: '' };
    const problems = await validateExercise(
      inMemory({ ...files, 'e/exercise.json': text }),
      folder,
    );
    expect(problems.map((one) => one.message)).toEqual([expect.stringMatching(message)]);
  });

  test.each(faults)('%s is told to the learner whose plan it is', (_what, change, message) => {
    const [problem, ...others] = planProblems(E17, withRounds(change).plan);
    expect(problem?.message).toMatch(message);
    expect(others).toEqual([]);
  });
});
