import { type Catalogue, emptyCatalogue, type PaperEntry } from '../../src/core/syllabus/catalogue';
import type { Meeting, MeetingPlan } from '../../src/core/syllabus/meetings';
import type { Paper } from '../../src/core/syllabus/paper';
import type { Material, Topic } from '../../src/core/syllabus/schema';

/** Small parts of a syllabus for tests, right as they are; a test changes what it is about. */
export function topic(id: string, change: Partial<Topic> = {}): Topic {
  return {
    formatVersion: 1,
    id,
    title: `Title of ${id}`,
    order: 1,
    summary: '',
    papers: [],
    ...change,
  };
}

export function paper(id: string, change: Partial<Paper> = {}): Paper {
  return {
    ...{
      formatVersion: 1,
      id,
      name: `Name of ${id}`,
      title: `Title of ${id}`,
      authors: ['A. Author'],
    },
    ...{ year: 2017, venue: 'CVPR 2017', page: `https://example.org/${id}`, idea: 'An idea.' },
    ...change,
  };
}

/** A paper as the catalogue has it. */
export function entry(id: string, change: Partial<PaperEntry> = {}): PaperEntry {
  const facts = { rows: 0, rowsFromMemory: 0, fieldsFromMemory: [] };
  return { ...paper(id), topics: [], facts, ...change };
}

export function material(id: string, change: Partial<Material> = {}): Material {
  const links = [{ text: 'The page', url: `https://example.org/${id}` }];
  return { id, kind: 'lecture', title: `Title of ${id}`, links, ...change };
}

export function meetings(
  list: readonly Partial<Meeting>[],
  change: Partial<MeetingPlan> = {},
): MeetingPlan {
  return {
    ...{ formatVersion: 1, every: 'week', sharing: 'Each takes one topic.' },
    people: [{ id: 'ada', name: 'Ada' }],
    parts: [{ id: 'basics', title: 'Basics', minutes: 60, says: 'Before 2017.' }],
    meetings: list.map((one, i) => ({ id: `meeting-${i}`, title: 'A meeting', items: [], ...one })),
    ...change,
  };
}

/** The files of a syllabus folder, as texts by path; exercises are those of `exercises`, by folder. */
export function syllabusTexts(parts: {
  readonly topics?: readonly Topic[];
  readonly papers?: readonly Paper[];
  readonly exercises?: Readonly<Record<string, object>>;
  readonly meetings?: MeetingPlan;
}): Record<string, string> {
  const text = (value: object): string => JSON.stringify(value, null, 2);
  return Object.fromEntries([
    ...(parts.topics ?? []).map((one) => [`topics/${one.id}.json`, text(one)]),
    ...(parts.papers ?? []).map((one) => [`papers/${one.id}.json`, text(one)]),
    ...Object.entries(parts.exercises ?? {}).flatMap(([folder, one]) => [
      [`${folder}/exercise.json`, text(one)],
      [`${folder}/statement.md`, ''],
    ]),
    ...(parts.meetings === undefined ? [] : [['meetings.json', text(parts.meetings)]]),
  ]) as Record<string, string>;
}

/** A catalogue of `count` papers, 25 to a topic and ten topics under each other, for what must stay quick. */
export function largeCatalogue(count: number): Catalogue {
  const papers = Array.from({ length: count }, (_, i) =>
    entry(`paper-${i}`, {
      ...{ authors: [`Author ${i % 97}`, 'Émile Borel'], year: 1990 + (i % 30) },
      topics: [`topic-${Math.floor(i / 25)}`],
    }),
  );
  const topics = Array.from({ length: Math.ceil(count / 25) }, (_, i) =>
    topic(`topic-${i}`, {
      ...(i % 10 === 0 ? {} : { parent: `topic-${i - (i % 10)}` }),
      papers: papers.slice(i * 25, i * 25 + 25).map(({ id }) => id),
      order: i,
    }),
  );
  return { ...emptyCatalogue, topics, papers };
}
