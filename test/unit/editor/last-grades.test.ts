import { describe, expect, it } from 'vitest';
import type { Grade } from '../../../src/core/grade/report';
import { createLastGrades } from '../../../src/editor/last-grades';

const grade = (exercise: string, verdict: Grade['verdict']): Grade => ({
  ...{ formatVersion: 1, exercise, verdict, title: 'A title', says: 'Words.' },
  ...{ problems: [], diagnoses: [], cases: [], caseCount: 12, timings: {} },
});

function memento(stored?: unknown) {
  let value = stored;
  return {
    get: () => value,
    update: (_: string, next: unknown) => {
      value = structuredClone(next);
      return Promise.resolve();
    },
  };
}

describe('the last verdicts', () => {
  it('are kept for each exercise, the newest of each', async () => {
    const grades = createLastGrades(memento());
    await grades.put(grade('E01', 'failed'));
    await grades.put(grade('L09', 'rejected'));
    await grades.put(grade('E01', 'passed'));
    expect(grades.of('E01')).toEqual(grade('E01', 'passed'));
    expect(grades.of('L09')?.verdict).toBe('rejected');
    expect(grades.of('E02')).toBeUndefined();
  });
  it.each([
    ['nothing', undefined],
    ['a word', 'corrupt'],
    ['another form', { E01: { ...grade('E01', 'passed'), formatVersion: 99 } }],
    ['a key of every object', {}],
  ])('are not made up from %s', (_, stored) => {
    const grades = createLastGrades(memento(stored));
    expect(grades.of('E01')).toBeUndefined();
    expect(grades.of('constructor')).toBeUndefined();
  });
});
