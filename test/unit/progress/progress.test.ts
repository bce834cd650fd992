import { describe, expect, it } from 'vitest';
import type { Grade } from '../../../src/core/grade/report';
import { mergeProgress } from '../../../src/core/progress/merge';
import { nextExercise } from '../../../src/core/progress/next';
import {
  progressOf,
  readingOf,
  recordGiveUp,
  recordGrade,
  recordHint,
  recordOpened,
  recordPrediction,
  recordReading,
} from '../../../src/core/progress/record';
import type { CatalogueEntry } from '../../../src/core/syllabus/catalogue';
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

  it('keeps a star through later passes without it', () => {
    const mark = { id: 'm', title: 'M' };
    const withMarks = (...earned: (boolean | undefined)[]) => ({
      ...grade('passed', 3),
      marks: earned.map((one) => (one === undefined ? mark : { ...mark, earned: one })),
    });
    const starred = (state: typeof passed): boolean | undefined => progressOf(state, 'E01').starred;
    const none = recordGrade(passed, 'E01', withMarks(true, false), 'dd', 30);
    expect(starred(recordGrade(none, 'E01', withMarks(true, undefined), 'ee', 40))).toBeUndefined();
    const all = recordGrade(none, 'E01', withMarks(true, true), 'ff', 50);
    const later = recordGrade(all, 'E01', withMarks(false, true), 'gg', 60);
    expect([starred(all), starred(later)]).toEqual([true, true]);
    expect(standingOf(progressOf(later, 'E01'), 'gg').says).toBe('passed ★');
    expect(standingOf(progressOf(later, 'E01'), 'hh').says).toBe('passed ★, edited since');
    expect(starred(mergeProgress(passed, all))).toBe(true);
    expect(starred(mergeProgress(all, passed))).toBe(true);
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

  it('keeps the first answer to a question that is asked before a run', () => {
    const state = recordPrediction(emptyProgress, 'E01', '27');
    expect(progressOf(state, 'E01').predicted).toBe('27');
    expect(recordPrediction(state, 'E01', '64')).toBe(state);
  });

  it('keeps how far a paper is, and when that was said', () => {
    const reading = recordReading(passed, 'resnext', 'reading', 30);
    expect([readingOf(reading, 'resnext'), readingOf(reading, 'vgg')]).toEqual([
      'reading',
      'to-read',
    ]);
    expect(recordReading(reading, 'resnext', 'reading', 40)).toBe(reading);
    const back = recordReading(reading, 'resnext', 'to-read', 40);
    expect(back.papers).toEqual({ resnext: { status: 'to-read', at: 40 } });
    expect(readingOf(back, 'constructor')).toBe('to-read');
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

describe('merging what two windows wrote', () => {
  const stored = recordReading(passed, 'resnext', 'read', 30);

  it('gives back what is stored when nothing of it is lost', () => {
    expect(mergeProgress(stored, passed)).toBe(stored);
    expect(mergeProgress(stored, emptyProgress)).toBe(stored);
    expect(mergeProgress(stored, recordReading(passed, 'resnext', 'reading', 20))).toBe(stored);
  });

  it('keeps the marks of both, and of two for one paper the later', () => {
    const mine = recordReading(recordReading(passed, 'resnext', 'to-read', 10), 'vgg', 'read', 10);
    const unticked = recordReading(
      recordReading(mine, 'resnext', 'read', 15),
      'resnext',
      'to-read',
      40,
    );
    expect(mergeProgress(stored, unticked).papers).toEqual({
      resnext: { status: 'to-read', at: 40 },
      vgg: { status: 'read', at: 10 },
    });
  });

  it('keeps what was foretold in either window, and of two answers the stored one', () => {
    const mine = recordPrediction(passed, 'E01', '27');
    expect(progressOf(mergeProgress(passed, mine), 'E01').predicted).toBe('27');
    const stored = recordPrediction(passed, 'E01', '64');
    expect(progressOf(mergeProgress(stored, mine), 'E01').predicted).toBe('64');
  });

  it('takes no pass, no hint and no other exercise away', () => {
    const mine = recordHint(recordGiveUp(passed, 'E06'), 'E01', 3);
    const merged = mergeProgress(recordReading(failed, 'resnext', 'read', 30), mine);
    expect(progressOf(merged, 'E01')).toMatchObject({
      ...{ passedHash: 'bb', passedAt: 20, hintsShown: 1 },
      ...{ lastVerdict: 'failed', lastHash: 'aa' },
    });
    expect(progressOf(merged, 'E06').gaveUp).toBe(true);
    expect(readingOf(merged, 'resnext')).toBe('read');
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

  it('takes format 1 over, which knew nothing of papers', () => {
    const { exercises } = passed;
    expect(readProgress({ formatVersion: 1, exercises, lastOpened: 'E01' })).toEqual({
      state: recordOpened(passed, 'E01'),
    });
  });

  it('takes format 2 over, which knew nothing of predictions', () => {
    expect(readProgress({ ...recordReading(passed, 'vgg', 'read', 1), formatVersion: 2 })).toEqual({
      state: recordReading(passed, 'vgg', 'read', 1),
    });
  });

  it('takes format 3 over, which knew nothing of stars', () => {
    expect(readProgress({ ...passed, formatVersion: 3 })).toEqual({ state: passed });
  });

  it('keeps the marks that can still be read', () => {
    const marked = recordReading(passed, 'resnext', 'read', 30);
    const raw = { ...marked, papers: { ...marked.papers, vgg: { status: 'skimmed', at: 1 } } };
    const { state, problem } = readProgress(raw);
    expect(problem).toMatchObject({ kind: 'corrupt' });
    expect(problem?.message).toContain('papers.vgg.status');
    expect(state).toEqual(marked);
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
      papers: { resnext: { status: 'read', at: 1, page: 3 }, vgg: { status: 'known by heart' } },
      lastOpened: 'E01',
      more: 1,
    });
    expect(problem).toEqual({
      kind: 'newer',
      message: 'it has format 7, and this Tilework knows 4',
    });
    expect(state).toEqual(recordReading(recordOpened(passed, 'E01'), 'resnext', 'read', 1));
  });
});

describe('the next exercise', () => {
  const all = ['E01', 'L01', 'E02', 'L02', 'E03'].map(
    (id) => ({ id, title: id }) as CatalogueEntry,
  );
  const after = (id: string, progress = passed): string | undefined =>
    nextExercise(all, id, progress)?.id;
  const passedToo = (...ids: string[]): typeof passed =>
    ids.reduce((state, id) => recordGrade(state, id, grade('passed', 3), 'cc', 30), passed);

  it('is the next of its kind that is not passed', () => {
    expect(after('E01')).toBe('E02');
    expect(after('L01')).toBe('L02');
    expect(after('E01', passedToo('E02'))).toBe('E03');
  });

  it('is of the other kind where its own has come to its end', () => {
    expect(after('L02', passedToo('L01'))).toBe('E03');
    expect(after('L01', passedToo('L02'))).toBe('E02');
  });

  it('is one that was left out on the way, and nothing at the very end', () => {
    expect(after('E03')).toBe('E02');
    expect(after('E03', passedToo('E02', 'L01', 'L02', 'E03'))).toBeUndefined();
  });
});
