import { describe, expect, test } from 'vitest';
import { planFaults } from '../../../src/core/exercise/plan';
import type { Plan } from '../../../src/core/exercise/plan-schema';
import type { Exercise } from '../../../src/core/exercise/schema';
import { validateExercise } from '../../../src/core/exercise/validate';
import { planText } from '../../../src/core/grade/format';
import { fakeRunner, gradeFake } from '../../support/fake-runner';
import { exercise, inMemory, kernel } from '../../support/kernels';

const L09 = exercise('L09');
const [t] = L09.plan.temps;

const withTemp = (change: object): Plan => ({
  ...L09.plan,
  temps: t === undefined ? [] : [{ ...t, ...change }],
});

describe('what is wrong with a plan, and where', () => {
  test.each([
    ['a binding of the contract', { binding: 6 }, ['temps', 0, 'binding'], /which is “y”/],
    ['a name of the contract', { name: 'y' }, ['temps', 0, 'name'], /two tensors called “y”/],
    [
      'a misspelt layer',
      { is: 'rleu1' },
      ['temps', 0, 'is'],
      /is no layer; the nearest name is “relu1”$/,
    ],
    ['a layer of nothing', { is: 'hidden' }, ['temps', 0, 'is'], /layers are conv1, batch-norm1/],
    [
      'another size',
      { elements: 'N' },
      ['temps', 0, 'is'],
      /has 240 elements in the case .* has 2$/,
    ],
  ])('%s', (_, change, path, fault) => {
    expect(planFaults(L09, withTemp(change))).toEqual([
      { path, fault: expect.stringMatching(fault) as string },
    ]);
  });

  test('a pass that binds nothing, and rounds of nothing', () => {
    const passes = L09.plan.passes.map((pass) => ({ ...pass, bindings: { '1': 'nothing' } }));
    const again = { first: 0, last: 1, while: 'done', most: 2 };
    expect(planFaults(L09, { ...L09.plan, passes, again }).map(({ path }) => path)).toEqual([
      ['passes', 0, 'bindings', '1'],
      ['passes', 1, 'bindings', '1'],
      ['again', 'while'],
    ]);
  });

  test('a layer of a block that is not told as layers', () => {
    const E17 = exercise('E17');
    const temps = E17.plan.temps.map((temp) => ({ ...temp, is: 'sorted' }));
    expect(planFaults(E17, { ...E17.plan, temps })[0]?.fault).toMatch(/not told as layers/);
  });

  test('nothing, for the plans of the syllabus', () => {
    expect(planFaults(L09, L09.plan)).toEqual([]);
  });

  test('is told to the author of an exercise at its line', async () => {
    const broken: Exercise = { ...L09, plan: withTemp({ is: 'relu3' }) };
    const text = JSON.stringify(broken, null, 1);
    const files = [
      'starter.wgsl',
      'solution.wgsl',
      'tuned.wgsl',
      'fused.wgsl',
      'misses/halo.wgsl',
      ...L09.mutants.map(({ file }) => file),
    ];
    const texts = Object.fromEntries(files.map((name) => [`e/${name}`, '//']));
    const folder = { folder: 'e', exercise: broken, statement: '' };
    const problems = await validateExercise(
      inMemory({ ...texts, 'e/exercise.json': text }),
      folder,
    );
    const line = text.split('\n').findIndex((one) => one.includes('"is": "relu3"'));
    expect(problems).toMatchObject([{ line, message: /“relu3”/ }]);
  });
});

describe('what a plan costs', () => {
  const fused: Plan = { temps: [], passes: L09.plan.passes.slice(1) };
  const nothing = fakeRunner(() => undefined);

  test('stands in each case, beside the exercise’s where the learner’s own ran', async () => {
    const source = kernel('L09')
      .replaceAll('t[', 'y[')
      .replace(/^.*@binding\(7\).*$/m, '');
    const { grade } = await gradeFake(L09, nothing, { source, plan: fused });
    const [control] = grade.cases;
    expect(control).toMatchObject({
      plan: { dispatches: 1, temporaryBytes: 0 },
      exercisePlan: { dispatches: 2, temporaryBytes: 4 * 2 * 6 * 5 * 4 },
    });
    expect(control && planText(control)).toBe(
      'Your plan: 1 dispatch, no temporaries. The exercise’s: 2 dispatches, 960 bytes of temporaries.',
    );
  });

  test('is told of the exercise’s own plan where there is something to weigh', async () => {
    const { grade } = await gradeFake(L09, nothing);
    expect(grade.cases.map(planText).slice(0, 2)).toEqual([
      '2 dispatches, 960 bytes of temporaries',
      '2 dispatches, 3,024 bytes of temporaries',
    ]);
    const one = await gradeFake(exercise('E01'), nothing);
    expect(one.grade.cases[0]).toMatchObject({ plan: { dispatches: 1, temporaryBytes: 0 } });
    expect(one.grade.cases.map(planText)).toEqual(one.grade.cases.map(() => undefined));
  });

  test('of rounds: those of one round, and how many there may be', async () => {
    const { grade } = await gradeFake(exercise('E17'), nothing);
    const [control] = grade.cases;
    expect(control && planText(control)).toMatch(
      /^6 dispatches, 4 of them in up to \d+ rounds, [\d,]+ bytes of temporaries$/,
    );
  });
});
