import { describe, expect, test } from 'vitest';
import type { Exercise } from '../../../src/core/exercise/schema';
import { caseNames, shapeOf } from '../../../src/core/exercise/sizes';
import { type Trial, trialsOf } from '../../../src/core/grade/trials';
import { count } from '../../../src/core/tensor/shape';
import { exercise, folders } from '../../support/kernels';

const axes = [0, 1, 2] as const;
const growingOf = (of: Exercise): [boolean, boolean, boolean] => {
  const [x, y, z] = axes.map((d) =>
    of.plan.passes.some((pass) => typeof pass.workgroups[d] === 'string'),
  );
  return [x === true, y === true, z === true];
};

/** Elements of all bindings of a case. */
function elementsOf(of: Exercise, index: number): number {
  const names = caseNames(of, of.cases[index] ?? {});
  if (!names.ok) throw new Error(names.problem);
  return of.bindings.reduce((sum, binding) => {
    const shape = shapeOf(binding, names.value);
    if (!shape.ok) throw new Error(shape.problem);
    return sum + count(shape.value);
  }, 0);
}

const trialsAt = (of: Exercise, index: number): Trial[] =>
  trialsOf(of, index, elementsOf(of, index), growingOf(of));

describe.each(folders.map(({ exercise: one }) => [one.id, one] as const))('%s', (_, of) => {
  const all = of.cases.flatMap((_case, index) => trialsAt(of, index));
  test('every family is met', () => {
    expect(new Set(all.map((trial) => trial.family))).toEqual(new Set(of.families));
  });
  test('every set of overrides is met', () => {
    expect(new Set(all.map((trial) => JSON.stringify(trial.overrides)))).toEqual(
      new Set((of.overrides ?? [{}]).map((set) => JSON.stringify(set))),
    );
  });
  test('one more workgroup in each dimension that grows, and in no other', () => {
    expect(axes.map((d) => all.some((trial) => trial.extra[d] === 1))).toEqual(growingOf(of));
  });
  test('bindings longer than the data, and of the exact length', () => {
    expect(new Set(all.map((trial) => trial.guarded))).toEqual(new Set([true, false]));
  });
  test('the control case begins with the first family and the first set, plain', () => {
    expect(trialsAt(of, 0)[0]).toEqual({
      family: of.families[0],
      overrides: of.overrides?.[0] ?? {},
      extra: [0, 0, 0],
      guarded: true,
      repeats: 1,
      purpose: 'values',
    });
  });
  test('repeats: in one case, not the control case', () => {
    const repeated = of.cases.map(
      (_case, index) => trialsAt(of, index).filter((trial) => trial.repeats > 1).length,
    );
    expect(repeated.reduce((sum, n) => sum + n, 0)).toBe(of.repeats === undefined ? 0 : 1);
    expect(repeated[0]).toBe(0);
  });
});

describe('by size', () => {
  const E01 = exercise('E01');
  const three = [true, true, true] as const;
  test('a small case meets everything', () => {
    const trials = trialsOf(E01, 3, 1000, three);
    expect(new Set(trials.map((trial) => trial.family)).size).toBe(E01.families.length);
    expect(new Set(trials.map((trial) => trial.overrides['W'])).size).toBe(E01.overrides?.length);
    expect(
      trials.filter((trial) => trial.purpose === 'dispatch').map((trial) => trial.extra),
    ).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
  });
  test('a larger one fewer, a large one a single trial with all of it', () => {
    expect(trialsOf(E01, 3, 2 ** 18, three).length).toBeGreaterThan(6);
    expect(trialsOf(E01, 3, 2 ** 18 + 1, three)).toHaveLength(3);
    expect(trialsOf(E01, 3, 2 ** 18 + 1, [false, false, false])).toHaveLength(2);
    expect(trialsOf(E01, 3, 2 ** 22 + 1, three)).toEqual([
      expect.objectContaining({ extra: [1, 1, 1], guarded: true }),
    ]);
  });
  test('large cases that follow each other take other families and sets', () => {
    const met = [3, 4, 5, 6, 7, 8].flatMap((index) => trialsOf(E01, index, 2 ** 23, three));
    expect(new Set(met.map((trial) => trial.family)).size).toBe(E01.families.length);
    expect(new Set(met.map((trial) => trial.overrides['W'])).size).toBe(E01.overrides?.length);
  });
});

describe('which case is repeated', () => {
  const repeatedOf = (cases: readonly number[]): number[] => {
    const of = exercise('E10', { cases: cases.map((n) => ({ n })) });
    return of.cases.flatMap((_case, index) =>
      trialsAt(of, index).some((trial) => trial.repeats > 1) ? [index] : [],
    );
  };
  test.each([
    ['the largest that is quickly done', [997, 0, 1, 4096, 65_537], [3]],
    ['not the control case', [4096, 2], [1]],
    ['unless it is the only one', [5], [0]],
  ])('%s', (_, cases, wanted) => {
    expect(repeatedOf(cases)).toEqual(wanted);
  });
});
