import { expect, test } from 'vitest';
import type { Exercise } from '../../../src/core/exercise/schema';
import { validateExercise } from '../../../src/core/exercise/validate';
import { exercise, inMemory } from '../../support/kernels';

type Goals = NonNullable<Exercise['marks']>['goals'];

const plain = exercise('E01');
const goal: Goals[number] = {
  ...{
    id: 'one-line',
    title: 'One line',
    count: 'lines',
    of: 'a',
    most: 1,
    says: 'Read in order.',
  },
  missedBy: { file: 'misses/apart.wgsl' },
};

/** What is said of E01 with such marks, as `line: message`. */
async function saidOf(goals: Goals, sizes: Record<string, number> = { n: 997 }): Promise<string[]> {
  const marked: Exercise = { ...plain, marks: { sizes, goals } };
  const text = JSON.stringify(marked, null, 1);
  const { naive, tuned } = plain.measured ?? {};
  const names = ['starter.wgsl', 'solution.wgsl', 'misses/apart.wgsl', naive?.file, tuned?.file];
  const files = [...names, ...plain.mutants.map(({ file }) => file)];
  const texts = Object.fromEntries(files.map((name) => [`e/${name ?? ''}`, '//']));
  const problems = await validateExercise(inMemory({ ...texts, 'e/exercise.json': text }), {
    ...{ folder: 'e', exercise: marked, statement: '' },
  });
  const lines = text.split('\n');
  return problems.map(({ line, message }) => `${lines[line]?.trim().split(':')[0]}: ${message}`);
}

test('marks that count something of what is there', async () => {
  expect(await saidOf([goal])).toEqual([]);
  expect(await saidOf([{ ...goal, count: 'words', most: '3 * n' }])).toEqual([]);
});

test.each([
  ['a binding that is not there', { of: 'z' }, '"of": there is no “z”; there are a, b, c'],
  ['banks of a binding', { count: 'banks' }, '"of": “banks” are counted of "workgroup"'],
  ['barriers of a binding', { count: 'barriers' }, '"of": “barriers” have no `of`'],
  ['an expression without value', { most: 'm' }, '"most": in “m”: “m” is not known'],
  ['a file', { missedBy: { file: 'misses/gone.wgsl' } }, '"missedBy": misses/gone.wgsl is missing'],
  ['a kernel that earns it', { earnedBy: { file: 'e.wgsl' } }, '"earnedBy": e.wgsl is missing'],
] as const)('%s is told at its line', async (_, change, said) => {
  const [first] = await saidOf([{ ...goal, ...change }]);
  expect(first).toContain(said);
});

test('lines of nothing, one id twice, and sizes that are no case', async () => {
  expect((await saidOf([{ ...goal, of: undefined }]))[0]).toContain(
    '“lines” are counted of a binding',
  );
  expect((await saidOf([goal, goal]))[0]).toContain('this id is there twice');
  const open = { ...goal, most: undefined };
  expect((await saidOf([open]))[0]).toContain('a goal says `most` or `least`, and not both');
  expect((await saidOf([{ ...goal, least: 1 }]))[0]).toContain('and not both');
  expect(await saidOf([{ ...open, least: 'n - 1' }])).toEqual([]);
  expect((await saidOf([goal], { n: 5 }))[0]).toBe('"sizes": these sizes are not one of the cases');
});
