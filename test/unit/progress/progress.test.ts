import { describe, expect, it } from 'vitest';
import type { Grade } from '../../../src/core/grade/report';
import {
  progressOf,
  recordGiveUp,
  recordGrade,
  recordHint,
  recordOpened,
} from '../../../src/core/progress/record';
import { standingOf } from '../../../src/core/progress/standing';
import { emptyProgress, readProgress } from '../../../src/core/progress/state';

function grade(verdict: Grade['verdict'], passed = 0): Grade {
  const one = { label: '', parameters: {}, trials: 1, wrong: 0, of: 1, diagnoses: [] };
  const cases = Array.from({ length: 3 }, (_, index) => ({
    ...one,
    index,
    verdict: index < passed ? ('passed' as const) : ('failed' as const),
  }));
  return {
    ...{ formatVersion: 1, exercise: 'E01', verdict, title: '', says: '' },
    ...{ diagnoses: [], problems: [], cases, caseCount: 11, timings: {} },
  };
}

const failed = recordGrade(emptyProgress, 'E01', grade('failed', 2), 'aa', 10);
const passed = recordGrade(failed, 'E01', grade('passed', 3), 'bb', 20);

describe('recording', () => {
  it('keeps the verdict, its hash and the cases', () => {
    expect(progressOf(failed, 'E01')).toEqual({
      ...{ lastVerdict: 'failed', lastHash: 'aa', casesPassed: 2, caseCount: 11 },
      ...{ hintsShown: 0, gaveUp: false },
    });
  });

  it('keeps a pass through later failures', () => {
    const later = recordGrade(passed, 'E01', grade('rejected'), 'cc', 30);
    expect(progressOf(later, 'E01')).toMatchObject({
      ...{ passedHash: 'bb', passedAt: 20, lastVerdict: 'rejected', lastHash: 'cc' },
    });
  });

  it('learns nothing from an inconclusive run', () => {
    expect(recordGrade(passed, 'E01', grade('inconclusive'), 'cc', 30)).toBe(passed);
  });

  it('counts hints up to the last one', () => {
    let state = emptyProgress;
    for (let i = 0; i < 5; i++) state = recordHint(state, 'E01', 3);
    expect(progressOf(state, 'E01').hintsShown).toBe(3);
    expect(progressOf(recordHint(state, 'E01', 1), 'E01').hintsShown).toBe(3);
  });

  it('notes that the learner gave up, and nothing about other exercises', () => {
    const state = recordGiveUp(passed, 'E06');
    expect(progressOf(state, 'E06').gaveUp).toBe(true);
    expect(progressOf(state, 'E01')).toBe(progressOf(passed, 'E01'));
  });

  it('does not make a new state where nothing is new', () => {
    const opened = recordOpened(passed, 'E01');
    expect(recordOpened(opened, 'E01')).toBe(opened);
  });

  it('knows nothing of what every object has', () => {
    expect(progressOf(emptyProgress, 'constructor')).toEqual({ hintsShown: 0, gaveUp: false });
  });
});

describe('standing', () => {
  const standing = (state: typeof passed, hash?: string): string =>
    standingOf(progressOf(state, 'E01'), hash).says;

  it('goes from nothing over cases to passed', () => {
    expect(standing(emptyProgress)).toBe('');
    expect(standing(failed)).toBe('2 of 11 cases');
    expect(standing(recordGrade(failed, 'E01', grade('rejected'), 'x', 1))).toBe(
      'does not run yet',
    );
    expect(standing(passed, 'bb')).toBe('passed');
  });

  it('tells an edited file, and does not invent an edit where there is no file', () => {
    expect(standing(passed, 'cc')).toBe('passed, edited since');
    expect(standing(passed)).toBe('passed');
  });
});

describe('reading what is stored', () => {
  it('takes nothing for a fresh start', () => {
    expect(readProgress(undefined)).toEqual({ state: emptyProgress });
  });

  it('gives back what was written, through JSON', () => {
    const stored: unknown = JSON.parse(JSON.stringify(recordOpened(passed, 'E01')));
    expect(readProgress(stored)).toEqual({ state: recordOpened(passed, 'E01') });
  });

  it.each([42, 'text', [], { exercises: 3 }, { formatVersion: 'one', exercises: {} }])(
    'calls %j corrupt and starts anew',
    (raw) => {
      const { state, problem } = readProgress(raw);
      expect(problem?.kind).toBe('corrupt');
      expect(state).toEqual(emptyProgress);
    },
  );

  it('keeps the exercises that can still be read', () => {
    const raw = { ...passed, exercises: { ...passed.exercises, E06: { hintsShown: 'many' } } };
    const { state, problem } = readProgress(raw);
    expect(problem).toMatchObject({ kind: 'corrupt' });
    expect(problem?.message).toContain('exercises.E06');
    expect(state).toEqual(passed);
  });

  it('reads what it knows of a newer state and says so', () => {
    const exercises = { E01: { ...progressOf(passed, 'E01'), mood: 'glad' } };
    const { state, problem } = readProgress({
      formatVersion: 7,
      exercises,
      lastOpened: 'E01',
      more: 1,
    });
    expect(problem).toEqual({
      kind: 'newer',
      message: 'it has format 7, and this Tilework knows 1',
    });
    expect(state).toEqual(recordOpened(passed, 'E01'));
  });
});
