import { expect, test } from 'vitest';
import { isFinding } from '../../../src/core/grade/check';
import { campaign } from '../../mutants/campaign';
import { mutants } from '../../mutants/mutate';
import { exercise, kernel } from '../../support/kernels';

test('mutants are every barrier, guard and index with one slip each', () => {
  const source = `var<workgroup> m: array<u32, 8>;
@compute @workgroup_size(8) fn main(@builtin(local_invocation_index) l: u32) {
  if (l < 3u && l > 0u) { m[l] = m[l + 1u]; }
  workgroupBarrier();
}`;
  const made = mutants(source).map(({ slip, line, was, is }) => [slip, line, was, is]);
  expect(made).toEqual([
    ['guard removed', 3, 'l < 3u && l > 0u', 'true'],
    ['guard removed', 3, 'l < 3u && l > 0u', 'l < 3u'],
    ['guard removed', 3, 'l < 3u && l > 0u', 'l > 0u'],
    ['index off by one', 3, 'l', '(l) + 1u'],
    ['index off by one', 3, 'l', '(l) - 1u'],
    ['index off by one', 3, 'l + 1u', '(l + 1u) + 1u'],
    ['index off by one', 3, 'l + 1u', '(l + 1u) - 1u'],
    ['barrier removed', 4, 'workgroupBarrier()', ''],
    ['barrier swapped', 4, 'workgroupBarrier()', 'storageBarrier()'],
  ]);
});

// `npm run mutants` takes all solutions.
test.each(['E01', 'E07', 'E10'])(
  '%s: every mutant is found, and each lost barrier as such',
  async (id) => {
    const judged = await campaign(exercise(id), kernel(id));
    expect(judged.length).toBeGreaterThan(5);
    expect(judged.filter(({ kind }) => kind !== 'found')).toEqual([]);
    const barriers = judged.filter(({ mutant }) => mutant.slip.startsWith('barrier'));
    expect(barriers.every(({ why }) => isFinding({ id: why, title: '', says: '' }))).toBe(true);
  },
  60_000,
);
