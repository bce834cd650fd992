import { describe, expect, it } from 'vitest';
import { changedGroupText, changeMeeting, giveBack, take } from '../../../src/core/group/edit';
import { proposalText } from '../../../src/core/group/proposal';
import { readGroup } from '../../../src/core/group/read';
import type { Group } from '../../../src/core/group/schema';
import { shareTheLoad } from '../../../src/core/group/share';
import { groupText, newGroup, peopleFrom } from '../../../src/core/group/start';
import { readWhen, whenText } from '../../../src/core/group/when';
import { emptyCatalogue } from '../../../src/core/syllabus/catalogue';
import { meetings, topic } from '../../support/syllabus';

const people = peopleFrom('Ada Lovelace, Grace Hopper', () => false);
const plan = meetings([
  { items: [{ part: 'basics', title: 'T', about: [], presenters: ['ada', 'grace-hopper'] }] },
]);
const group: Group = newGroup(people, { ...emptyCatalogue, plan });

describe('a new group', () => {
  it('has ids for all names, and the meetings that are planned', () => {
    expect(group.people.map(({ id }) => id)).toEqual(['ada-lovelace', 'grace-hopper']);
    expect(group.meetings[0]?.items[0]?.presenters).toEqual(['grace-hopper']);
    expect(readGroup('group.json', groupText(group))).toMatchObject({ value: group, problems: [] });
  });

  it('takes names in any letters, and two of one name', () => {
    const ids = peopleFrom(' José ; 李雷,José\n,', (id) => id === 'person').map(({ id }) => id);
    expect(ids).toEqual(['jose', 'person-2', 'jose-2']);
  });
});

describe('a change of a group', () => {
  it('leaves the rest of the text as somebody has written it', () => {
    const text = groupText(group).replace(
      /"people": \[[^\]]*\]/,
      '"people": [{ "id": "ada-lovelace", "name": "Ada" }]',
    );
    const before = readGroup('group.json', text).value;
    if (before === undefined) throw new Error('the text is not in order');
    const after = take(before, 'ada-lovelace', 'shift');
    const changed = changedGroupText(text, before, after);
    expect(changed).toContain('"people": [{ "id": "ada-lovelace", "name": "Ada" }]');
    expect(readGroup('group.json', changed).value).toEqual(after);
    expect(changedGroupText(text, before, before)).toBe(text);
  });

  it('takes a topic once and gives it back', () => {
    const once = take(take(group, 'ada-lovelace', 'shift'), 'ada-lovelace', 'shift');
    expect(once.taken).toHaveLength(1);
    expect(giveBack(once, 'grace-hopper', 'shift').taken).toHaveLength(1);
    expect(giveBack(once, 'ada-lovelace', 'shift').taken).toEqual([]);
  });

  it('changes one meeting', () => {
    const changed = changeMeeting(group, 'meeting-0', (one) => ({ ...one, held: true }));
    expect(changed.meetings[0]?.held).toBe(true);
    expect(changeMeeting(group, 'another', (one) => ({ ...one, held: true }))).toEqual(group);
  });
});

describe('the date of a meeting', () => {
  it.each([
    ['', {}],
    [' 2018-01-20 ', { date: '2018-01-20' }],
    ['2018-01-20  14:00', { date: '2018-01-20', start: '14:00' }],
  ])('is read from “%s”', (text, when) => {
    expect(readWhen(text)).toEqual(when);
    expect(readWhen(whenText(when))).toEqual(when);
  });

  it.each(['20.1.2018', '2018-02-30', '2018-01-20 2pm', '2018-01-20 14:00 Berlin', '14:00'])(
    '“%s” is told how to be written',
    (text) => expect(readWhen(text)).toMatch(/^Write year, month and day/),
  );
});

describe('a proposal in words', () => {
  it('shows the loads and a reason for each', () => {
    const topics = [topic('shift', { papers: ['a', 'b', 'c'] })];
    const proposal = shareTheLoad({ group, topics, hasRead: () => false });
    const text = proposalText(proposal, group, { topics, papers: [{ id: 'a', title: '*A*' }] });
    expect(text).toContain('| Ada Lovelace | 0 | 2 |');
    expect(text).toContain('| Grace Hopper | 0 | 1 |');
    expect(text).toContain(
      '**Ada Lovelace** takes **Title of shift**, of it “\\*A\\*”, “b”. It has more',
    );
  });
});
