import type { Progress } from '../progress/state';
import { progressOf } from '../progress/record';
import { type ReadingStatus, isRead } from '../progress/reading';
import {
  type Catalogue,
  type CatalogueEntry,
  indexOf,
  type PaperEntry,
} from '../syllabus/catalogue';
import type { Meeting } from '../syllabus/meetings';
import { daysBetween } from './calendar';
import { papersUnder } from './holdings';

/**
 * The meeting that comes next: of those with a date the first that is not past, else the first without one. One that
 * is marked as held is over, whatever its date.
 * @param today where the learner is, as 2018-01-20
 */
export function nextMeeting(meetings: readonly Meeting[], today: string): Meeting | undefined {
  const open = meetings.filter(({ held }) => held !== true);
  const dated = open
    .filter(({ date }) => date !== undefined && daysBetween(today, date) >= 0)
    .sort((a, b) => whenOf(a).localeCompare(whenOf(b)));
  return dated[0] ?? open.find(({ date }) => date === undefined);
}

function whenOf({ date = '', start = '' }: Meeting): string {
  return `${date} ${start}`;
}

/** What a meeting is about, in order, each thing once. */
export interface MeetingContent {
  readonly papers: readonly PaperEntry[];
  readonly exercises: readonly CatalogueEntry[];
}

/** The papers and exercises that are named by a meeting, and the papers of the topics that it names. */
export function contentOf(meeting: Meeting, catalogue: Catalogue): MeetingContent {
  const found = indexOf(catalogue);
  const papers = new Map<string, PaperEntry>();
  const exercises = new Map<string, CatalogueEntry>();
  for (const id of meeting.items.flatMap(({ about }) => about)) {
    const one = found.get(id);
    if (one?.kind === 'exercise') exercises.set(id, one.entry);
    if (one?.kind === 'paper') papers.set(id, one.paper);
    if (one?.kind !== 'topic') continue;
    for (const of of papersUnder(catalogue.topics, id)) {
      const paper = found.get(of);
      if (paper?.kind === 'paper') papers.set(of, paper.paper);
    }
  }
  return { papers: [...papers.values()], exercises: [...exercises.values()] };
}

export interface Learner {
  readonly progress: Progress;
  readonly readingOf: (paper: string) => ReadingStatus;
  /** Ids of the papers that they have taken; undefined when nobody has taken any, or it is not known who they are. */
  readonly taken: readonly string[] | undefined;
}

/** What of a meeting a learner still has to read and to build. Who has taken papers reads those. */
export function dueFor(
  content: MeetingContent,
  { progress, readingOf, taken }: Learner,
): MeetingContent {
  const mine = taken && new Set(taken);
  return {
    papers: content.papers.filter(
      ({ id }) => (mine === undefined || mine.has(id)) && !isRead(readingOf(id)),
    ),
    exercises: content.exercises.filter(
      ({ id }) => progressOf(progress, id).passedHash === undefined,
    ),
  };
}
