import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { coursePage, type SolutionTimes } from '../../../src/docs/course-page';
import { folders } from '../../support/kernels';

const times = JSON.parse(readFileSync('docs/course-times.json', 'utf8')) as SolutionTimes;
const page = readFileSync('docs/course.md', 'utf8');

describe('docs/course.md', () => {
  test('is what `npm run docs` writes', () => {
    expect(page).toBe(coursePage(folders, times));
  });

  test('has a row for each exercise, with a time that was measured', () => {
    const rows = page
      .split('\n')
      .filter((line) => line.startsWith('| [') && line.includes('syllabus/'));
    expect(rows).toHaveLength(folders.length);
    const timed = rows.filter((row) => / \| \d+\.\d\d s \(\d+\) \|$/.test(row));
    expect(timed).toEqual(rows);
    expect(Object.keys(times.seconds).sort()).toEqual(
      folders.map(({ exercise }) => exercise.id).sort(),
    );
  });

  test('counts every wrong kernel once', () => {
    const [, after = ''] = page.split('## What tells the wrong kernels');
    const counts = [...after.matchAll(/^\| `[\w-]+` \| (\d+) \|/gm)].map(([, count]) =>
      Number(count),
    );
    const mutants = folders.reduce((sum, { exercise }) => sum + exercise.mutants.length, 0);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(mutants);
  });
});
