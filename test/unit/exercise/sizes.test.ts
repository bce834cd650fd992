import { describe, expect, test } from 'vitest';
import { caseLabel, caseNames, shapeLabel, shapeOf } from '../../../src/core/exercise/sizes';
import type { Exercise } from '../../../src/core/exercise/schema';
import { exercise, folders } from '../../support/kernels';

const field = (name: string): Exercise['uniform']['fields'][0] => ({ name, type: 'u32', says: '' });

/** An exercise with these fields and cases. */
function sized(
  fields: readonly string[],
  cases: Exercise['cases'],
  derived: Exercise['derived'] = [],
): Exercise {
  return exercise('E01', { uniform: { binding: 0, fields: fields.map(field) }, cases, derived });
}

describe('labels of cases', () => {
  test.each([
    ['one field', sized(['n'], [{ n: 997 }, { n: 1_000_003 }]), ['n 997', 'n 1,000,003']],
    [
      'a matrix',
      sized(
        ['rows', 'cols'],
        [
          { rows: 31, cols: 33 },
          { rows: 1, cols: 257 },
        ],
      ),
      ['31 × 33', '1 × 257'],
    ],
    [
      'two others',
      sized(
        ['n', 'k'],
        [
          { n: 1, k: 2 },
          { n: 2, k: 3 },
        ],
      ),
      ['n 1 · k 2', 'n 2 · k 3'],
    ],
    [
      'what is always the same is left out',
      sized(
        ['n', 'k'],
        [
          { n: 1, k: 2 },
          { n: 5, k: 2 },
        ],
      ),
      ['n 1', 'n 5'],
    ],
    ['a single case shows all', sized(['n', 'k'], [{ n: 1, k: 2 }]), ['n 1 · k 2']],
  ])('%s', (_, of, labels) => {
    expect(of.cases.map((_case, i) => caseLabel(of, i))).toEqual(labels);
  });

  test('one of something is told in the singular, and numbers that end in 1 are not one', () => {
    const of = (groups: number): string =>
      shapeLabel(
        { ...sized(['groups'], [{ groups: 1 }]), caseLabel: '{groups} workgroups' },
        { groups },
      );
    expect([1, 2, 21, 1001].map(of)).toEqual([
      ...['1 workgroup', '2 workgroups', '21 workgroups', '1,001 workgroups'],
    ]);
  });

  test.each(folders.map(({ exercise: one }) => [one.id, one] as const))(
    '%s: no two cases have the same',
    (_, one) => {
      const labels = one.cases.map((_case, i) => caseLabel(one, i));
      expect(new Set(labels).size).toBe(labels.length);
    },
  );
});

describe('names of a case', () => {
  test('derived sizes may use those before them', () => {
    const of = sized(
      ['H'],
      [],
      [
        { name: 'Ho', is: 'floor(H / 2)' },
        { name: 'area', is: 'Ho * Ho' },
      ],
    );
    expect(caseNames(of, { H: 7 })).toEqual({ ok: true, value: { H: 7, Ho: 3, area: 9 } });
  });
  test('and not those after them', () => {
    const of = sized(
      ['H'],
      [],
      [
        { name: 'area', is: 'Ho * Ho' },
        { name: 'Ho', is: 'H' },
      ],
    );
    expect(caseNames(of, { H: 7 })).toMatchObject({
      ok: false,
      problem: expect.stringMatching(/“Ho” is not known/) as string,
    });
  });
});

describe('shapes', () => {
  const binding = (shape: (string | number)[]): Exercise['bindings'][0] => ({
    binding: 1,
    name: 'a',
    role: 'in',
    type: 'f32',
    says: '',
    shape,
  });
  test.each([
    [[], []],
    [
      ['n', 3],
      [5, 3],
    ],
    [['ceil(n/2)'], [3]],
    [
      [4096, 4096],
      [4096, 4096],
    ],
    [[4096, 4097], /“a” would hold more than 64 MiB/],
    [
      [0, 'n'],
      [0, 5],
    ],
    [['n/2'], /whole number/],
  ])('%j', (shape, wanted) => {
    const result = shapeOf(binding(shape), { n: 5 });
    if (wanted instanceof RegExp) expect(result.ok ? '' : result.problem).toMatch(wanted);
    else expect(result).toEqual({ ok: true, value: wanted });
  });
});
