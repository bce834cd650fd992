import { describe, expect, test } from 'vitest';
import type { Block } from '../../../src/core/blocks/block';
import { blocks } from '../../../src/core/blocks/index';
import type { Exercise } from '../../../src/core/exercise/schema';
import { failure, fakeRunner, fromReference, gradeFake } from '../../support/fake-runner';
import { changed, exercise, kernel } from '../../support/kernels';

const E01 = exercise('E01', { cases: [{ n: 997 }] });
const E06 = exercise('E06', { cases: [{ rows: 37, cols: 70 }], misreadings: [] });
const E10 = exercise('E10');

describe('misreadings of the blocks', () => {
  const told = ['E06', 'L06', 'L07', 'L09'].flatMap((id) =>
    (exercise(id).misreadings ?? []).map((words) => ({ id, words })),
  );
  test.each(told.map(({ id, words }) => [id, words.id, words] as const))(
    '%s %s',
    async (id, name, words) => {
      const of = exercise(id);
      const alternative = blocks.get(of.reference)?.misreadings.find((one) => one.id === name) as {
        forward: Block['forward'];
      };
      const { diagnoses } = await failure(
        of,
        fromReference(
          of,
          () => undefined,
          Math.fround,
          (p, inputs, round) => alternative.forward(p, inputs, round),
        ),
      );
      expect(diagnoses[0]).toMatchObject({
        id: `misreading:${name}`,
        title: words.title,
        says: words.says,
      });
    },
  );
});

describe('the evidence', () => {
  test('first mismatch, worst error and bound of an exact comparison', async () => {
    // t is 70 × 37; element (3, 5) is a[5][3] = 5·70 + 3.
    const failed = await failure(
      E06,
      fromReference(E06, ({ values, shape: [, cols = 0] }) => {
        values[3 * cols + 5] = 349;
        values[60 * cols + 36] = -1000;
      }),
    );
    expect(failed).toMatchObject({
      wrong: 2,
      of: 2590,
      verdict: 'failed',
      label: '37 × 70',
      parameters: { rows: 37, cols: 70 },
    });
    expect(failed.first).toEqual({ tensor: 't', index: [3, 5], expected: 353, got: 349 });
    expect(failed.worst).toMatchObject({
      tensor: 't',
      index: [60, 36],
      error: 36 * 70 + 60 + 1000,
      bound: 0,
      boundName: 'T0: exact, bit for bit',
    });
    expect(failed.trial).toEqual({
      family: 'index',
      overrides: { W: 16, H: 16 },
      extra: [0, 0, 0],
      guarded: true,
      repeat: 0,
    });
  });
  test('a bound of T2 in words and in numbers', async () => {
    const of: Exercise = { ...E10, families: ['uniform'], cases: [{ n: 997 }] };
    const { first, worst } = await failure(
      of,
      fromReference(of, ({ values }) => (values[0] = (values[0] ?? 0) + 1)),
    );
    expect(first).toMatchObject({ tensor: 's', index: [0] });
    expect(worst?.boundName).toBe(
      'T2: a sum of 997 terms in any order, |error| ≤ 2·(997+2)·2⁻²⁴·Σ|terms|, and 2⁻¹²⁶ for each',
    );
    expect(worst?.error).toBeCloseTo(1, 6);
    // Σ|terms| of 997 numbers spread over [-1, 1) is near half of 997.
    expect(worst?.bound).toBeGreaterThan(2 * 999 * 2 ** -24 * 400);
    expect(worst?.bound).toBeLessThan(2 * 999 * 2 ** -24 * 600);
  });
  test('a NaN travels as a word', async () => {
    const failed = await failure(
      E01,
      fromReference(E01, ({ values }) => (values[5] = NaN)),
    );
    expect(failed.first).toMatchObject({ index: [5], got: 'NaN' });
    expect(failed.worst).toMatchObject({ index: [5], error: Number.MAX_VALUE });
  });
  test('at most three diagnoses, no id twice', async () => {
    const { diagnoses } = await failure(
      E01,
      fromReference(E01, ({ values, bound }) => {
        values.fill(0);
        bound.fill(0);
      }),
    );
    const ids = diagnoses.map((diagnosis) => diagnosis.id);
    expect(ids).toEqual([...new Set(ids)]);
    expect(ids).toEqual(['all-zero', 'written-out-of-bounds']);
  });
  test('the same elements that a plan binds elsewhere are judged', async () => {
    const source = changed(kernel('E01'), '@binding(3)', '@binding(9)');
    const plan = {
      temps: [],
      passes: [
        {
          entry: 'main',
          workgroups: ['ceil(n/W)', 1, 1] as [string, number, number],
          bindings: { 1: 'a', 2: 'b', 9: 'c' },
        },
      ],
    };
    let bound: readonly unknown[] = [];
    const right = fromReference(E01, () => undefined);
    const { grade } = await gradeFake(
      E01,
      fakeRunner((run) => ((bound = run.job.passes[0]?.bindings ?? []), right(run))),
      { source, plan },
    );
    expect(grade.verdict).toBe('passed');
    expect(bound).toEqual([
      { binding: 1, buffer: 'a', access: 'read' },
      { binding: 2, buffer: 'b', access: 'read' },
      { binding: 9, buffer: 'c', access: 'read_write' },
    ]);
  });
});
