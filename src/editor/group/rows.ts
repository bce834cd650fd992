import { type Free, freeOf, papersOf, papersTaken } from '../../core/group/holdings';
import type { Marks, Shared } from '../../core/group/marks';
import type { Group, PersonFile, Taken } from '../../core/group/schema';
import { isRead, type ReadingStatus, readingWords } from '../../core/progress/reading';
import { type Catalogue, compareIds, type PaperEntry } from '../../core/syllabus/catalogue';
import type { Person } from '../../core/syllabus/meetings';
import { plainMarkdown as plain } from '../../core/syllabus/plain-markdown';
import { itemWords } from '../ids';
import { type Row, rowCommand } from '../rows/row';
import { countOf, whereOf } from '../tree/words';

export interface GroupInput {
  readonly catalogue: Catalogue;
  readonly group: Pick<Group, 'people' | 'taken'>;
  /** What each person shares, by their id. */
  readonly files: ReadonlyMap<string, PersonFile>;
  readonly me: {
    readonly person?: string | undefined;
    readonly shared: Shared;
    readonly marks: Marks;
  };
}

/** Who has which topic, who has read what, who has passed what, and what nobody has taken. */
export function groupRows(input: GroupInput): readonly Row[] {
  const { people, taken } = input.group;
  const maker = makerOf(input);
  const isKnown = people.some(({ id }) => id === input.me.person);
  return [
    ...(isKnown ? [] : [whoRow]),
    ...people.map((person) => personRow(person, maker)),
    ...freeRows(freeOf(input.catalogue.topics, taken), maker),
  ];
}

/** Where no folder is open: only the learner. */
export function ownRows(input: Omit<GroupInput, 'group' | 'files'>): readonly Row[] {
  const me = { person: 'me', shared: { reading: true, passed: true }, marks: input.me.marks };
  const group = { people: [{ id: 'me', name: 'You' }], taken: [] };
  const maker = makerOf({ ...input, me, group, files: new Map() });
  return group.people.map((person) => ({ ...personRow(person, maker), isOpen: true }));
}

const whoRow: Row = {
  key: 'who',
  label: 'Who are you?',
  description: 'choose your name',
  spoken: 'Who are you? Choose your name, so that your topics and your progress are yours.',
  icon: 'account',
  command: rowCommand('whoAmI'),
};

interface Maker extends GroupInput {
  paper(id: string): PaperEntry | undefined;
  topicTitle(id: string): string;
  exerciseTitle(id: string): string;
  /** What is known of a person: of the learner everything, of the others what they share. */
  marksOf(person: string): Partial<Marks>;
}

function makerOf(input: GroupInput): Maker {
  const { topics, papers, exercises } = input.catalogue;
  const byPaper = new Map(papers.map((paper) => [paper.id, paper]));
  const titles = new Map([...topics, ...exercises].map(({ id, title }) => [id, title]));
  return {
    ...input,
    paper: (id) => byPaper.get(id),
    topicTitle: (id) => titles.get(id) ?? id,
    exerciseTitle: (id) => [id, titles.get(id) ?? ''].join(' ').trim(),
    marksOf: (person) =>
      person === input.me.person ? input.me.marks : (input.files.get(person) ?? {}),
  };
}

function personRow({ id, name }: Person, maker: Maker): Row {
  const { me, group, catalogue } = maker;
  const key = `person:${id}`;
  const isMe = id === me.person;
  const mine = group.taken.filter(({ person }) => person === id);
  const papers = papersOf(catalogue.topics, group.taken, id);
  const { reading, passed } = maker.marksOf(id);
  const topics =
    mine.length > 1
      ? countOf(mine.length, 'topic')
      : mine.map(({ topic }) => maker.topicTitle(topic)).join('');
  const facts = [
    ...(isMe && name !== 'You' ? ['you'] : []),
    ...(topics === '' ? [] : [topics]),
    ...readFacts(reading, papers),
    ...(passed === undefined ? [] : [`${passed.length} passed`]),
    ...(reading === undefined && passed === undefined ? ['shares nothing yet'] : []),
  ];
  const taken = mine.map((one) => takenRow(one, key, isMe, maker));
  return {
    ...{ key, label: name, icon: isMe ? 'account' : 'person', about: id },
    description: facts.join(' · '),
    spoken: [name, ...facts].join(', '),
    tooltip: personTooltip(name, isMe, reading, passed, me.shared),
    ...(isMe ? { context: itemWords.me, isOpen: true } : {}),
    children: [
      ...taken,
      ...besidesRows(reading ?? {}, papers, key, maker),
      ...passedRows(passed ?? [], key, maker),
    ],
  };
}

/** “3/8 read” of what they have taken; who has taken nothing has read so many. */
function readFacts(reading: Partial<Marks>['reading'], papers: readonly string[]): string[] {
  if (reading === undefined) return [];
  const read = Object.entries(reading).flatMap(([id, status]) => (isRead(status) ? [id] : []));
  if (papers.length === 0) return [`${read.length} read`];
  return [`${read.filter((id) => papers.includes(id)).length}/${papers.length} read`];
}

function personTooltip(
  name: string,
  isMe: boolean,
  reading: Partial<Marks>['reading'],
  passed: Partial<Marks>['passed'],
  shared: Shared,
): string {
  const what = (isReading: boolean, isPassed: boolean): string => {
    const parts = [
      ...(isReading ? ['how far the reading is'] : []),
      ...(isPassed ? ['which exercises are passed'] : []),
    ];
    return parts.length === 0 ? 'nothing' : parts.join(' and ');
  };
  const says = isMe
    ? `You share: ${what(shared.reading, shared.passed)}. Nobody sees more, whatever stands here.`
    : `Shares: ${what(reading !== undefined, passed !== undefined)}.`;
  return `**${plain(name)}**\n\n${says}`;
}

function takenRow(one: Taken, parent: string, isMe: boolean, maker: Maker): Row {
  const { topic, person } = one;
  const papers = papersTaken(maker.catalogue.topics, one);
  const { reading } = maker.marksOf(person);
  const part = one.papers === undefined ? '' : 'a part';
  const [share = ''] = papers.length === 0 ? [] : readFacts(reading, papers);
  const facts = [part, share].filter((fact) => fact !== '').join(' · ');
  const key = `${parent}/topic:${topic}`;
  const title = maker.topicTitle(topic);
  return {
    ...{ key, label: title, description: facts, icon: 'mortar-board', about: topic },
    spoken: [title, 'topic', ...(facts === '' ? [] : [facts])].join(', '),
    context: isMe ? itemWords.myTopic : itemWords.topic,
    children: papers.flatMap((id) => paperRow(id, reading?.[id] ?? 'to-read', key, maker)),
  };
}

function besidesRows(
  reading: Marks['reading'],
  taken: readonly string[],
  parent: string,
  maker: Maker,
): Row[] {
  const ids = maker.catalogue.papers
    .map(({ id }) => id)
    .filter((id) => (reading[id] ?? 'to-read') !== 'to-read' && !taken.includes(id));
  const key = `${parent}/besides`;
  const children = ids.flatMap((id) => paperRow(id, reading[id] ?? 'to-read', key, maker));
  if (children.length === 0) return [];
  const label = taken.length === 0 ? 'Papers' : 'Other papers';
  return [shelf(key, label, 'book', children)];
}

function passedRows(passed: readonly string[], parent: string, maker: Maker): Row[] {
  const key = `${parent}/passed`;
  const children = [...passed].sort(compareIds).map((id): Row => {
    const label = maker.exerciseTitle(id);
    return {
      ...{ key: `${key}/${id}`, label, spoken: `${label}, passed`, about: id },
      ...{ icon: 'pass-filled', colour: 'testing.iconPassed' },
      command: rowCommand('openExercise', id),
    };
  });
  return children.length === 0 ? [] : [shelf(key, 'Exercises passed', 'beaker', children)];
}

function freeRows(free: readonly Free[], maker: Maker): Row[] {
  const key = 'free';
  const children = free.map(({ topic, papers, isRest }): Row => {
    const count = `${countOf(papers.length, 'paper')}${isRest ? ' not taken' : ''}`;
    const own = `${key}/topic:${topic.id}`;
    return {
      ...{ key: own, label: topic.title, description: count, icon: 'mortar-board' },
      ...{ spoken: `${topic.title}, topic, ${count}`, about: topic.id },
      context: itemWords.freeTopic,
      children: papers.flatMap((id) => paperRow(id, undefined, own, maker)),
    };
  });
  return children.length === 0 ? [] : [shelf(key, 'Taken by nobody yet', 'ellipsis', children)];
}

function paperRow(
  id: string,
  status: ReadingStatus | undefined,
  parent: string,
  maker: Maker,
): Row[] {
  const paper = maker.paper(id);
  if (paper === undefined) return [];
  const words = status === undefined ? '' : readingWords[status].title.toLowerCase();
  const key = `${parent}/paper:${id}`;
  const where = whereOf(paper);
  const done = status !== undefined && isRead(status);
  return [
    {
      ...{ key, label: paper.title, about: id, icon: done ? 'pass-filled' : 'book' },
      ...(done ? { colour: 'testing.iconPassed' } : {}),
      description: words === '' ? where : `${words} · ${where}`,
      spoken: [paper.title, 'paper', where, ...(words === '' ? [] : [words])].join(', '),
      tooltip: paperTooltip(paper, maker),
      command: rowCommand('openPaperPanel', { kind: 'paper', key, paper }),
    },
  ];
}

function paperTooltip({ id, title }: PaperEntry, maker: Maker): string {
  const readers = maker.group.people
    .filter((person) => isRead(maker.marksOf(person.id).reading?.[id] ?? 'to-read'))
    .map(({ name }) => plain(name));
  const says =
    readers.length === 0 ? 'Nobody who shares it has read it.' : `Read by: ${readers.join(', ')}`;
  return `**${plain(title)}**\n\n${says}`;
}

function shelf(key: string, label: string, icon: string, children: readonly Row[]): Row {
  const description = String(children.length);
  return { key, label, description, spoken: `${label}, ${description}`, icon, children };
}
