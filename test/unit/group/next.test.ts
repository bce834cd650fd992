import { describe, expect, it } from 'vitest';
import { contentOf, dueFor, nextMeeting } from '../../../src/core/group/next';
import type { ReadingStatus } from '../../../src/core/progress/reading';
import { emptyProgress, untouched } from '../../../src/core/progress/state';
import type { Meeting } from '../../../src/core/syllabus/meetings';
import { largeCatalogue } from '../../support/syllabus';

const meeting = (id: string, change: Partial<Meeting> = {}): Meeting => ({
  ...{ id, title: id, items: [], ...change },
});
const today = '2018-01-20';

describe('the next meeting', () => {
  const next = (...all: readonly Meeting[]): string | undefined => nextMeeting(all, today)?.id;

  it('is the first one without a date that was not held', () => {
    expect(next(meeting('a', { held: true }), meeting('b'), meeting('c'))).toBe('b');
  });

  it('is the soonest that has a date, today’s too', () => {
    const a = meeting('a', { date: '2018-01-27' });
    const b = meeting('b', { date: today, start: '18:00' });
    const c = meeting('c', { date: today, start: '09:00' });
    expect(next(meeting('undated'), a, b, c)).toBe('c');
  });

  it('is not one of the past, nor one that is marked as held', () => {
    const past = meeting('past', { date: '2018-01-19' });
    const over = meeting('over', { date: today, held: true });
    expect(next(past, over)).toBeUndefined();
    expect(next(past, over, meeting('undated'))).toBe('undated');
  });
});

describe('what is due', () => {
  const large = largeCatalogue(60);
  const entry = { id: 'E01', title: 'T', topic: 'topic-1', concept: '', folder: 'x', caseCount: 1 };
  const catalogue = { ...large, exercises: [entry, { ...entry, id: 'E02' }] };
  const items = [
    { part: 'basics', title: 'One', about: ['paper-0', 'paper-1', 'E01', 'E02'] },
    { part: 'basics', title: 'Two', about: ['topic-2', 'paper-50', 'nothing'] },
  ];
  const content = contentOf(meeting('a', { items }), catalogue);
  const learner = {
    progress: { ...emptyProgress, exercises: { E01: { ...untouched, passedHash: 'x' } } },
    readingOf: (id: string): ReadingStatus => (id === 'paper-0' ? 'read' : 'reading'),
    taken: undefined,
  };

  it('is about the papers that are named, those of its topics, each once', () => {
    const ids = content.papers.map(({ id }) => id);
    expect(ids.slice(0, 2)).toEqual(['paper-0', 'paper-1']);
    expect(ids).toHaveLength(12);
    expect(new Set(ids).size).toBe(12);
  });

  it('is what is not read and not passed', () => {
    const due = dueFor(content, learner);
    expect(due.papers.map(({ id }) => id)).not.toContain('paper-0');
    expect(due.papers).toHaveLength(11);
    expect(due.exercises.map(({ id }) => id)).toEqual(['E02']);
  });

  it('is of the papers those that the learner has taken', () => {
    const due = dueFor(content, { ...learner, taken: ['paper-0', 'paper-1'] });
    expect(due.papers.map(({ id }) => id)).toEqual(['paper-1']);
  });
});
