import { describe, expect, it } from 'vitest';
import { checkGroup, strangerIn } from '../../../src/core/group/check';
import { readGroup, readPerson } from '../../../src/core/group/read';
import type { Group } from '../../../src/core/group/schema';
import { emptyCatalogue } from '../../../src/core/syllabus/catalogue';
import { meetings, topic } from '../../support/syllabus';

const group: Group = {
  formatVersion: 1,
  people: [
    { id: 'ada', name: 'Ada' },
    { id: 'grace', name: 'Grace' },
  ],
  taken: [{ person: 'ada', topic: 'shift' }],
  meetings: [
    {
      ...{ id: 'first', title: 'First', date: '2018-01-20', start: '14:00' },
      items: [{ part: 'basics', title: 'Shift', about: ['shift'], presenters: ['ada'] }],
    },
  ],
};
const text = (value: unknown): string => JSON.stringify(value, null, 2);
const file = 'group.json';

describe('reading a group’s file', () => {
  it('takes one that is in order', () => {
    expect(readGroup(file, text(group))).toEqual({ value: group, problems: [], mayWrite: true });
  });

  it('says of an unknown key where it is and what to write instead', () => {
    const { value, problems, mayWrite } = readGroup(
      file,
      text({ ...group, taken: [{ persn: 'ada', topic: 'shift' }] }),
    );
    expect([value, mayWrite]).toEqual([undefined, false]);
    const unknown = problems.find(({ message }) => message.includes('unknown key “persn”'));
    expect(unknown?.message).toContain('did you mean “person”?');
    expect(text({ ...group, taken: [{ persn: 'ada' }] }).split('\n')[unknown?.line ?? 0]).toContain(
      'persn',
    );
  });

  it('names the lines of a conflict that git left, and what to do with them', () => {
    const lines = text(group).split('\n');
    lines.splice(3, 1, '<<<<<<< HEAD', lines[3] ?? '', '=======', '    {}', '>>>>>>> theirs');
    const { value, problems, mayWrite } = readGroup(file, lines.join('\r\n'));
    expect([value, mayWrite]).toEqual([undefined, false]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ file, line: 3, character: 0 });
    expect(problems[0]?.message).toMatch(/conflict in lines 4 to 8: keep the lines that are right/);
  });

  it('knows a conflict of which only the beginning is left', () => {
    const [problem] = readGroup(file, `${text(group)}\n<<<<<<< HEAD`).problems;
    expect(problem?.message).toMatch(/conflict at line \d+:/);
  });

  it('shows of a newer form what it understands, and lets nobody write over it', () => {
    const newer = {
      ...group,
      formatVersion: 2,
      motto: 'less is more',
      people: [...group.people, { id: 'Not an id', name: 'X' }],
      meetings: group.meetings.map((one) => ({ ...one, room: { floor: 3 } })),
    };
    const { value, problems, mayWrite } = readGroup(file, text(newer));
    expect(value).toEqual(group);
    expect(mayWrite).toBe(false);
    expect(problems[0]?.message).toMatch(/has format 2, and this Tilework knows 1/);
  });

  it.each(['', '[]', 'null', '{', '{"formatVersion": 2}', '{"formatVersion": "1"}'])(
    'has a problem, and no value, for %j',
    (broken) => {
      const { value, problems, mayWrite } = readGroup(file, broken);
      expect([value, mayWrite]).toEqual([undefined, false]);
      expect(problems.length).toBeGreaterThan(0);
    },
  );
});

describe('reading a person’s file', () => {
  it('takes what is shared and nothing else', () => {
    const shared = { formatVersion: 1, reading: { resnext: 'read' }, passed: ['E01'] };
    expect(readPerson('ada.json', text(shared)).value).toEqual(shared);
    expect(readPerson('ada.json', text({ formatVersion: 1 })).value).toEqual({ formatVersion: 1 });
  });

  it('names a status that is none', () => {
    const wrong = { formatVersion: 1, reading: { resnext: 'skimmed' } };
    const [problem] = readPerson('ada.json', text(wrong)).problems;
    expect(problem?.message).toMatch(/“reading.resnext”.*to-read/);
  });
});

describe('what a group’s file names', () => {
  const catalogue = {
    ...emptyCatalogue,
    topics: [topic('cnn', { papers: [] }), topic('shift', { parent: 'cnn', papers: ['shiftnet'] })],
    plan: meetings([{ id: 'meeting-0' }]),
  };
  const messages = (change: Partial<Group>): string[] => {
    const changed = { ...group, ...change };
    return checkGroup(file, text(changed), changed, catalogue).map(({ message }) => message);
  };

  it('is there', () => {
    expect(messages({})).toEqual([]);
    expect(messages({ taken: [{ person: 'grace', topic: 'cnn', papers: ['shiftnet'] }] })).toEqual(
      [],
    );
  });

  it('is told, with the nearest, where it is not', () => {
    expect(messages({ taken: [{ person: 'gracie', topic: 'shft', papers: ['vgg'] }] })).toEqual([
      'there is no person “gracie”: did you mean “grace”?',
      'there is no topic “shft”: did you mean “shift”?',
      'the topic “shft” has no paper “vgg”',
    ]);
  });

  it('is no person or meeting twice, and no presenter who is not in the group', () => {
    const [first] = group.meetings;
    const items = [{ part: 'basix', title: 'T', about: [], presenters: ['nobody'] }];
    const twice = messages({ meetings: [{ ...first, id: 'ada', title: 'T', items }] });
    expect(twice[0]).toContain('the id “ada” is used twice');
    expect(twice[1]).toBe('there is no part “basix”: did you mean “basics”?');
    expect(twice[2]).toBe('there is no person “nobody”');
  });
});

describe('a file of a person', () => {
  const told = (person: string): string[] =>
    strangerIn(`people/${person}.json`, person, group).map(
      ({ file: at, line, message }) => `${at}:${line + 1}: ${message}`,
    );

  it('is called after somebody of the group', () => {
    expect(told('ada')).toEqual([]);
    expect(told('gracie')).toEqual([
      'people/gracie.json:1: group.json has no person “gracie” (did you mean “grace”?): call this file after an id of its “people”, or delete it',
    ]);
  });
});
