import type { Topic } from '../syllabus/schema';
import { type Free, freeOf, papersOf } from './holdings';
import type { Group, Taken } from './schema';

export interface ShareInput {
  readonly group: Pick<Group, 'people' | 'taken'>;
  readonly topics: readonly Topic[];
  /** Whether a person has read a paper, as far as that is shared. */
  hasRead(person: string, paper: string): boolean;
}

/** Who should take what, and why. */
export interface Proposal {
  /** What people have taken themselves, as it is, and what is proposed after it. */
  readonly taken: readonly Taken[];
  readonly assignments: readonly Assignment[];
  readonly loads: readonly Load[];
  /** So many papers are left for each person when all read the same number, rounded up. */
  readonly fairShare: number;
}

export interface Assignment extends Taken {
  /** A sentence or two. */
  readonly why: string;
}

/** Papers that a person has left to read: with what they have taken themselves, and with the proposal. */
export interface Load {
  readonly person: string;
  readonly before: number;
  readonly after: number;
}

/**
 * Shares out what nobody has taken. A topic with more papers than a fair share is cut into pieces; the largest piece
 * goes first, each to whoever has the fewest papers left to read. So the loads differ by the size of the largest
 * piece at most, or by what they differed before. The same input gives the same proposal.
 *
 * Source: list scheduling, largest first (R. L. Graham, Bounds on multiprocessing timing anomalies, 1969).
 */
export function shareTheLoad(input: ShareInput): Proposal {
  const { group, topics } = input;
  const readers = group.people.map((person) => readerOf(person, input));
  const free = freeOf(topics, group.taken);
  const before = readers.map(({ left }) => left.size);
  const total = sum(before) + new Set(free.flatMap(({ papers }) => papers)).size;
  const fairShare = Math.ceil(total / Math.max(1, readers.length));
  const pieces = free.flatMap((one) => piecesOf(one, fairShare));
  // The sort is stable: of two pieces of one size, the one that the syllabus has first goes first.
  pieces.sort((a, b) => b.papers.length - a.papers.length);
  const assignments = pieces.flatMap((piece) => {
    const reader = leastLoaded(readers, piece);
    return reader === undefined ? [] : [assign(piece, reader, input)];
  });
  const proposed = assignments.map(({ person, topic, papers }) => takenFrom(person, topic, papers));
  return {
    ...{ taken: [...group.taken, ...proposed], assignments, fairShare },
    loads: readers.map(({ id, left }, i) => ({
      ...{ person: id, before: before[i] ?? 0, after: left.size },
    })),
  };
}

interface Reader {
  readonly id: string;
  readonly name: string;
  /** Ids of the papers that they have taken and not read. */
  readonly left: Set<string>;
  hasRead(paper: string): boolean;
}

/** A topic or a part of one, to be taken by one person. */
interface Piece extends Free {
  readonly part: { readonly number: number; readonly of: number };
  readonly fairShare: number;
}

function readerOf({ id, name }: Group['people'][number], input: ShareInput): Reader {
  const hasRead = (paper: string): boolean => input.hasRead(id, paper);
  const mine = papersOf(input.topics, input.group.taken, id);
  return { id, name, hasRead, left: new Set(mine.filter((paper) => !hasRead(paper))) };
}

/** Consecutive pieces of nearly equal size, none larger than a fair share. */
function piecesOf(free: Free, fairShare: number): Piece[] {
  const count = Math.ceil(free.papers.length / Math.max(1, fairShare));
  return Array.from({ length: count }, (_, i) => {
    const cut = (piece: number): number => Math.round((piece * free.papers.length) / count);
    const papers = free.papers.slice(cut(i), cut(i + 1));
    return { ...free, papers, fairShare, part: { number: i + 1, of: count } };
  });
}

/** Whoever has the fewest papers left; of several, who has read most of the piece; then who comes first. */
function leastLoaded(readers: readonly Reader[], { papers }: Piece): Reader | undefined {
  const news = (one: Reader): number => papers.filter((id) => !one.hasRead(id)).length;
  return [...readers].sort((a, b) => a.left.size - b.left.size || news(a) - news(b))[0];
}

function assign(piece: Piece, reader: Reader, { group }: ShareInput): Assignment {
  const { topic, papers, part, isRest } = piece;
  const had = reader.left.size;
  for (const id of papers) if (!reader.hasRead(id)) reader.left.add(id);
  const why = [whyPiece(piece), whyReader(reader, had, group.people.length)];
  const some = part.of > 1 || isRest ? papers : undefined;
  return {
    ...takenFrom(reader.id, topic.id, some),
    why: why.filter((words) => words !== '').join(' '),
  };
}

function whyPiece({ topic, papers, part, fairShare, isRest }: Piece): string {
  if (part.of > 1) {
    const whole = isRest ? 'What is left of it' : 'It';
    return `${whole} has more papers than a fair share (${fairShare}): this is part ${part.number} of ${part.of}.`;
  }
  if (!isRest) return '';
  const rest = papers.length === 1 ? 'one paper is' : `${papers.length} papers are`;
  return `Of its ${topic.papers.length} papers, ${rest} not taken.`;
}

function whyReader({ name, left }: Reader, had: number, people: number): string {
  const now = left.size === had ? 'and it stays so' : `with this it is ${left.size}`;
  if (people === 1) return `${name} is alone, and has ${papersLeft(had)} left to read, ${now}.`;
  return `Nobody had fewer papers left to read than ${name} (${had}); ${now}.`;
}

function papersLeft(count: number): string {
  return count === 1 ? 'one paper' : `${count} papers`;
}

function takenFrom(person: string, topic: string, papers: readonly string[] | undefined): Taken {
  return { person, topic, ...(papers === undefined ? {} : { papers: [...papers] }) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
