import { describe, expect, test } from 'vitest';
import { isFinding } from '../../../src/simulator/findings/words';
import { campaign } from '../../mutants/campaign';
import { mutants } from '../../mutants/mutate';
import { exercise, kernel } from '../../support/kernels';

describe('mutants', () => {
  test('are every barrier, guard and index with one slip each', () => {
    const source = kernel('E10');
    const made = mutants(source);
    const counts = new Map<string, number>();
    for (const { slip } of made) counts.set(slip, (counts.get(slip) ?? 0) + 1);
    const barriers = source.match(/workgroupBarrier\(\)/g)?.length ?? 0;
    expect(counts.get('barrier removed')).toBe(barriers);
    expect(counts.get('barrier swapped')).toBe(barriers);
    expect(counts.get('guard removed')).toBeGreaterThan(0);
    expect(counts.get('index off by one')).toBe(
      2 *
        new Set(
          made
            .filter(({ slip }) => slip.startsWith('index'))
            .map(({ was, line }) => `${line} ${was}`),
        ).size,
    );
    for (const { source: other } of made) expect(other).not.toBe(source);
  });
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
