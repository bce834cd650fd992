import { describe, expect, it } from 'vitest';
import { nothingShared } from '../../../src/core/group/marks';
import type { PersonFile } from '../../../src/core/group/schema';
import type { ReadingStatus } from '../../../src/core/progress/reading';
import { emptyProgress, untouched } from '../../../src/core/progress/state';
import type { Catalogue } from '../../../src/core/syllabus/catalogue';
import { type GroupInput, groupRows, ownRows } from '../../../src/editor/group/rows';
import type { Row } from '../../../src/editor/rows/row';
import { type TodayInput, todayRows } from '../../../src/editor/today/rows';
import { largeCatalogue, meetings } from '../../support/syllabus';

const exercise = {
  ...{ id: 'E01', title: 'Add', topic: 'topic-0', concept: 'Sums.', folder: 'x', caseCount: 2 },
};
const catalogue: Catalogue = {
  ...largeCatalogue(60),
  exercises: [exercise],
  plan: meetings([
    {
      title: 'First',
      items: [
        { part: 'basics', title: 'Papers', about: ['paper-0', 'paper-1', 'E01'] },
        { part: 'basics', title: 'More', about: ['paper-50'], presenters: ['ada'] },
      ],
    },
  ]),
};
const people = [
  { id: 'ada', name: 'Ada' },
  { id: 'bob', name: 'Bob' },
  { id: 'cy', name: 'Cy' },
];
const group = {
  ...{ formatVersion: 1 as const, people, meetings: [] },
  taken: [
    { person: 'ada', topic: 'topic-0', papers: ['paper-0', 'paper-1'] },
    { person: 'bob', topic: 'topic-2' },
  ],
};
const bobs: PersonFile = {
  formatVersion: 1,
  reading: { 'paper-50': 'read', 'paper-3': 'presented' },
};
const input: GroupInput = {
  ...{ catalogue, group, files: new Map([['bob', bobs]]) },
  me: {
    ...{ person: 'ada', shared: nothingShared },
    marks: { reading: { 'paper-0': 'read' }, passed: ['E01'] },
  },
};

const says = ({ label, description = '' }: Row): string => `${label} | ${description}`;
const all = (rows: readonly Row[]): Row[] =>
  rows.flatMap((row) => [row, ...all(row.children ?? [])]);
const byLabel = (rows: readonly Row[], label: string): Row => {
  const found = all(rows).find((row) => row.label === label);
  if (found === undefined) throw new Error(`no row “${label}”`);
  return found;
};

describe('the rows of a group', () => {
  it('say who has what, has read what, has passed what, and what nobody has', () => {
    expect(groupRows(input).map(says)).toEqual([
      'Ada | you · Title of topic-0 · 1/2 read · 1 passed',
      'Bob | Title of topic-2 · 1/10 read',
      'Cy | shares nothing yet',
      'Taken by nobody yet | 2',
    ]);
  });

  it('have the papers under the topics, each with how far the person is', () => {
    const bob = byLabel(groupRows(input), 'Bob');
    expect(bob.children?.map(says)).toEqual(['Title of topic-2 | 1/10 read', 'Other papers | 1']);
    const [first, second] = bob.children?.[0]?.children ?? [];
    expect(first?.description).toBe('read · 2010 · CVPR 2017');
    expect(second?.description).toMatch(/^to read/);
    expect(first?.tooltip).toContain('Read by: Bob');
  });

  it('offer the rest of a topic that somebody has taken in part', () => {
    const free = byLabel(groupRows(input), 'Taken by nobody yet');
    expect(free.children?.map(says)).toEqual([
      'Title of topic-0 | 23 papers not taken',
      'Title of topic-1 | 25 papers',
    ]);
    expect(free.children?.[0]).toMatchObject({ context: 'freeTopic', about: 'topic-0' });
  });

  it('tell what I share, and ask who I am when nobody knows', () => {
    expect(byLabel(groupRows(input), 'Ada').tooltip).toContain('You share: nothing.');
    const me = { ...input.me, person: undefined };
    expect(groupRows({ ...input, me })[0]?.label).toBe('Who are you?');
  });

  it('have keys of their own', () => {
    const keys = all(groupRows(input)).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('are only mine where no folder is open', () => {
    const [own, ...others] = ownRows(input);
    expect(others).toEqual([]);
    expect(own && says(own)).toBe('You | 1 read · 1 passed');
    expect(own?.children?.map(says)).toEqual(['Papers | 1', 'Exercises passed | 1']);
  });
});

describe('the rows of today', () => {
  const read: Readonly<Record<string, ReadingStatus>> = { 'paper-0': 'read' };
  const today: TodayInput = {
    ...{ catalogue, exercises: [exercise], progress: emptyProgress, today: '2018-01-20' },
    ...{ group: undefined, person: undefined, readingOf: (id) => read[id] ?? 'to-read' },
  };
  const lines = (change: Partial<TodayInput>): string[] =>
    all(todayRows({ ...today, ...change })).map(says);

  it('say what to start with, what comes next and what is due', () => {
    expect(lines({})).toEqual([
      'Start with E01 Add | ',
      'First: Papers | More | no date yet',
      'Due for it | 2 papers, 1 exercise',
      'Title of paper-1 | to read · 1991 · CVPR 2017',
      'Title of paper-50 | to read · 2010 · CVPR 2017',
      'E01 Add | ',
    ]);
  });

  it('are about my papers, and those that I present', () => {
    const mine = lines({ group, person: 'ada' });
    expect(mine).toContain('Title of paper-1 | to read · 1991 · CVPR 2017');
    expect(mine).toContain('Title of paper-50 | to read · 2010 · CVPR 2017');
    const bob = lines({ group, person: 'bob' });
    expect(bob).toContain('Due for it | 1 paper, 1 exercise');
  });

  it('count the days to a meeting that has a date', () => {
    const dated = { title: 'First', items: [], date: '2018-01-23', start: '14:00' };
    const plan = meetings([dated, { title: 'Undated' }]);
    expect(lines({ catalogue: { ...catalogue, plan } })[1]).toBe('First | in 3 days, 14:00');
    expect(lines({ catalogue: { ...catalogue, plan }, today: '2018-01-24' })[1]).toBe(
      'Undated | no date yet',
    );
  });

  it('say that nothing is due, or nothing planned', () => {
    const progress = {
      ...emptyProgress,
      ...{ lastOpened: 'E01', exercises: { E01: { ...untouched, passedHash: 'x' } } },
    };
    const done = lines({ progress, readingOf: () => 'presented' });
    expect(done[0]).toBe('Continue: E01 Add | passed');
    expect(done[2]).toBe('Nothing is due for it | ');
    const plan = meetings([{ title: 'First', held: true }]);
    expect(lines({ catalogue: { ...catalogue, plan } })[1]).toMatch(/^All meetings have been held/);
  });
});
