import { meetingsFormatVersion, type MeetingPlan } from './meetings';
import { paperFormatVersion, type Paper } from './paper';
import { topicFormatVersion, type Topic } from './schema';

/**
 * A small syllabus to begin with: one topic, one paper, one meeting, as texts by their path in the syllabus folder.
 * @param title of the topic
 * @param isTaken whether an id is in use already
 */
export function scaffold(
  title: string,
  isTaken: (id: string) => boolean,
): Readonly<Record<string, string>> {
  const free = (wish: string): string => freeId(wish, isTaken);
  const id = free(idFrom(title, 'my-topic'));
  const paperId = free(`${id}-paper`);
  const topic: Topic = {
    formatVersion: topicFormatVersion,
    ...{ id, title, order: 1 },
    summary: 'What the topic is about, in a sentence or two.',
    papers: [paperId],
  };
  const paper: Paper = {
    formatVersion: paperFormatVersion,
    id: paperId,
    ...{ name: 'A paper', title: 'The title of a paper', authors: ['The Author'] },
    ...{ year: 2017, venue: 'arXiv', page: 'https://arxiv.org/' },
    idea: 'The idea in two to four sentences, in your own words.',
    fromMemory: ['title', 'authors', 'year', 'venue', 'page', 'idea'],
  };
  const part = free(`${id}-part`);
  const meetings: MeetingPlan = {
    formatVersion: meetingsFormatVersion,
    ...{ people: [], every: 'week', sharing: 'Who takes what, and how it is shared out.' },
    parts: [{ id: part, title: 'Papers', minutes: 60, says: 'What belongs into this part.' }],
    meetings: [
      {
        ...{ id: free(`${id}-meeting`), title: `First meeting on ${title}` },
        items: [{ part, title, about: [id, paperId] }],
      },
    ],
  };
  return {
    [`topics/${id}.json`]: text(topic),
    [`papers/${paperId}.json`]: text(paper),
    'meetings.json': text(meetings),
  };
}

function text(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Lower-case words joined by hyphens, as ids are; a title without a Latin letter gives what is told. */
export function idFrom(title: string, without: string): string {
  const plain = title
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  const words = plain.match(/[a-z0-9]+/g) ?? [without];
  return words.slice(0, 6).join('-');
}

/** The id that is wished for, or the first with a number behind it that is free. */
export function freeId(wish: string, isTaken: (id: string) => boolean): string {
  if (!isTaken(wish)) return wish;
  let number = 2;
  while (isTaken(`${wish}-${number}`)) number += 1;
  return `${wish}-${number}`;
}
