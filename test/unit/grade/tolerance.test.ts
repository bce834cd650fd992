import { describe, expect, test } from 'vitest';
import { add } from '../../../src/core/blocks/add';
import { movingAverage } from '../../../src/core/blocks/moving-average';
import type { Tensors } from '../../../src/core/blocks/block';
import { sum } from '../../../src/core/blocks/sum';
import type { Tolerance } from '../../../src/core/exercise/schema';
import {
  boundNameOf,
  type Reference,
  reference,
  roughness,
  roughnessLimit,
} from '../../../src/core/grade/tolerance';
import { fill } from '../../../src/core/tensor/families';
import { exercise } from '../../support/kernels';

const u = 2 ** -24;

/** The reference of the sum of x (or of a + b), under a tolerance. */
function referenceOf(
  id: 'E01' | 'E10',
  tolerance: Tolerance,
  inputs: Readonly<Record<string, readonly number[]>>,
): Reference {
  const tensors: Tensors = Object.fromEntries(
    Object.entries(inputs).map(([name, list]) => [name, Float64Array.from(list)]),
  );
  const block = id === 'E01' ? add : sum;
  const n = Object.values(inputs)[0]?.length ?? 0;
  return reference(exercise(id, { tolerance }), block, { n }, tensors);
}

const only = (tensors: Tensors): number[] => [...(Object.values(tensors)[0] ?? [])];

describe('T0', () => {
  test('the truth in f32, and nothing beside it', () => {
    const { expected, bound, boundName } = referenceOf(
      'E01',
      { class: 'T0' },
      { a: [0.1, 2 ** 24], b: [0.2, 1] },
    );
    expect(only(expected)).toEqual([Math.fround(0.1 + 0.2), 2 ** 24]);
    expect(only(bound)).toEqual([0, 0]);
    expect(boundName).toBe('T0: exact, bit for bit');
  });
});

describe('T1', () => {
  test('k rounded operations: k 2^-23 |truth| + 2^-126', () => {
    const { expected, bound, boundName } = referenceOf(
      'E01',
      { class: 'T1', operations: 3 },
      { a: [1, -6, 0], b: [1, -2, 0] },
    );
    expect(only(expected)).toEqual([2, -8, 0]);
    expect(only(bound)).toEqual([3 * 2 ** -22 + 2 ** -126, 3 * 2 ** -20 + 2 ** -126, 2 ** -126]);
    expect(boundName).toBe('T1: 3 rounded operations, |error| ≤ 3·2⁻²³·|expected|');
  });
  test('k may be an expression of the case', () => {
    const { bound } = referenceOf(
      'E01',
      { class: 'T1', operations: 'n - 1' },
      { a: [1, 1], b: [0, 0] },
    );
    expect(only(bound)).toEqual([2 ** -23 + 2 ** -126, 2 ** -23 + 2 ** -126]);
  });
});

describe('T2', () => {
  test('a sum below the normal numbers may come out as 0', () => {
    const { bound } = referenceOf('E10', { class: 'T2' }, { x: [2 ** -127, 2 ** -130] });
    expect(only(bound)[0]).toBeGreaterThan(2 ** -127 + 2 ** -130);
  });
  test('whole inputs with fractions for weights are not exact', () => {
    const p = { n: 2, terms: 2, c: 0.9 };
    const of = exercise('E04');
    const weighted = reference(of, movingAverage, p, { x: Float64Array.of(3, 5) });
    expect(weighted.bound['y']?.every((value) => value > 0)).toBe(true);
  });
  test('an output can have a bound of its own', () => {
    const p = { n: 2, terms: 2, c: 0.5 };
    const made = reference(exercise('E04'), movingAverage, p, { x: Float64Array.of(0.5, 0.25) });
    expect(boundNameOf(made, 'bound')).toBe('T3: 8192 units in the last place, plus 1e-30');
    expect(boundNameOf(made, 'y')).toContain('T2');
    expect([...(made.expected['bound'] ?? [])]).toEqual([0.25]);
    expect(made.bound['bound']?.[0]).toBeCloseTo(0.25 / 1024, 12);
  });
  test('a sum of K terms: 2 (K + 2) u Σ|terms|', () => {
    const { expected, bound, boundName, magnitude } = referenceOf(
      'E10',
      { class: 'T2' },
      { x: [0.5, -0.25, 1.5, -2] },
    );
    expect(only(expected)).toEqual([-0.25]);
    expect(only(bound)).toEqual([2 * 6 * u * 4.25]);
    expect(only(magnitude ?? {})).toEqual([4.25]);
    expect(boundName).toContain('a sum of 4 terms in any order');
  });
  test('whole numbers whose sums stay below 2^24 are exact', () => {
    const { bound, boundName, magnitude } = referenceOf(
      'E10',
      { class: 'T2' },
      { x: [2 ** 23, 2 ** 22, -(2 ** 22) + 1] },
    );
    expect(only(bound)).toEqual([0]);
    expect(boundName).toMatch(/^T0: exact, since whole-number sums/);
    expect(magnitude).toBeUndefined();
  });
  test('those that reach 2^24 are not, even if their sum is small', () => {
    const { bound } = referenceOf('E10', { class: 'T2' }, { x: [2 ** 23, -(2 ** 23)] });
    expect(only(bound)).toEqual([2 * 4 * u * 2 ** 24]);
  });
  test('the sum of nothing is exactly 0', () => {
    const { expected, bound } = referenceOf('E10', { class: 'T2' }, { x: [] });
    expect([only(expected), only(bound)]).toEqual([[0], [0]]);
  });
});

describe('T3', () => {
  test('units in the last place, and an absolute part', () => {
    const { bound } = referenceOf(
      'E01',
      { class: 'T3', ulps: 2.5, absolute: 1e-6 },
      { a: [1, 3, -100, 0], b: [0, 0, 0, 0] },
    );
    // One ulp is 2^-23 in [1, 2), 2^-22 in [2, 4), 2^-17 in [64, 128), and 2^-149 at 0.
    expect(only(bound)).toEqual([
      2.5 * 2 ** -23 + 1e-6,
      2.5 * 2 ** -22 + 1e-6,
      2.5 * 2 ** -17 + 1e-6,
      2.5 * 2 ** -149 + 1e-6,
    ]);
  });
});

describe('T4', () => {
  const x = [...fill('uniform', 3, 2000, 1)];
  test('c times the drift of the same graph in f32, plus a millionth', () => {
    const truth = x.reduce((sum, value) => sum + value, 0);
    const single = x.reduce((sum, value) => Math.fround(sum + value), 0);
    const drift = Math.abs(single - truth);
    expect(drift).toBeGreaterThan(0);
    for (const factor of [1, 16, 40]) {
      const { bound } = referenceOf('E10', { class: 'T4', factor }, { x });
      expect(only(bound)).toEqual([factor * drift + 1e-6 * Math.abs(truth)]);
    }
  });
  test('c is 16 unless said', () => {
    expect(only(referenceOf('E10', { class: 'T4' }, { x }).bound)).toEqual(
      only(referenceOf('E10', { class: 'T4', factor: 16 }, { x }).bound),
    );
  });
});

describe('T2 in use', () => {
  // 512 sums of 512 terms: as many as the rms test wants, and long enough for its bound to be loose.
  const rows = 512;
  const terms = 512;
  const x = Array.from({ length: rows }, (_, r) => fill('uniform', r + 1, terms, 1));
  const truth = Float64Array.from(x, (row) => row.reduce((sum, value) => sum + value, 0));
  const magnitude = Float64Array.from(x, (row) =>
    row.reduce((sum, value) => sum + Math.abs(value), 0),
  );
  const bound = magnitude.map((s) => 2 * (terms + 2) * u * s);
  const outside = (got: Float64Array): number =>
    got.filter((value, i) => !(Math.abs(value - (truth[i] ?? 0)) <= (bound[i] ?? 0))).length;
  const half = (value: number): number => {
    const step = 2 ** (Math.floor(Math.log2(Math.abs(value))) - 10);
    return value === 0 ? 0 : Math.round(value / step) * step;
  };
  const inOrder = (
    order: (row: readonly number[]) => readonly number[],
    round: (value: number) => number,
  ): Float64Array =>
    Float64Array.from(x, (row) => order([...row]).reduce((sum, value) => round(sum + value), 0));
  const pairwise = (row: readonly number[]): number =>
    row.length === 1
      ? (row[0] ?? 0)
      : Math.fround(pairwise(row.slice(0, row.length / 2)) + pairwise(row.slice(row.length / 2)));

  test.each([
    ['first to last', inOrder((row) => row, Math.fround)],
    ['last to first', inOrder((row) => row.toReversed(), Math.fround)],
    ['small to large', inOrder((row) => row.toSorted((a, b) => a - b), Math.fround)],
    [
      'all that cancels late',
      inOrder((row) => row.toSorted((a, b) => Math.sign(b) - Math.sign(a)), Math.fround),
    ],
    ['as a tree', Float64Array.from(x, (row) => pairwise([...row]))],
  ])('a sum in f32 %s passes', (_, got) => {
    expect(outside(got)).toBe(0);
    expect(roughness(truth, magnitude, got)).toBeLessThan(roughnessLimit);
  });
  test('a sum in half precision is within no bound of an element that would tell, and fails by the rms test', () => {
    const got = inOrder((row) => row, half);
    expect(outside(got)).toBeLessThan(rows);
    expect(roughness(truth, magnitude, got)).toBeGreaterThan(1000);
  });
  test('the rms test is in units of u, and wants 256 elements', () => {
    const off = truth.map((value, i) => value + 5 * u * (magnitude[i] ?? 0));
    expect(roughness(truth, magnitude, off)).toBeCloseTo(5, 6);
    expect(roughness(truth.subarray(0, 255), magnitude.subarray(0, 255), off)).toBeUndefined();
    expect(roughness(truth, undefined, off)).toBeUndefined();
  });
  test('what is not a number does not pass it', () => {
    const got = truth.slice();
    got[3] = NaN;
    expect(roughness(truth, magnitude, got)).toBeNaN();
  });
});
