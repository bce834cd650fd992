import { readingStatuses, type ReadingStatus } from '../progress/reading';
import { compareIds } from '../syllabus/catalogue';
import { type PersonFile, personFileFormatVersion } from './schema';

/** What a learner has done, as far as it can be shared. A paper that is not named is to be read. */
export interface Marks {
  readonly reading: Readonly<Record<string, ReadingStatus>>;
  readonly passed: readonly string[];
}

/** What a person chose to share. */
export interface Shared {
  readonly reading: boolean;
  readonly passed: boolean;
}

export const nothingShared: Shared = { reading: false, passed: false };

/**
 * What a person's file says next: what changed here since it was written last goes on top of what it says now, so
 * that marks from another window or another machine stay. Where nothing is known of the last time, the further one
 * of two marks counts. A pass is never taken back.
 * @param before the marks as they were here when the file was written last
 */
export function mergeMarks(
  before: Marks | undefined,
  mine: Marks,
  file: PersonFile | undefined,
): Marks {
  const theirs = file?.reading;
  const last = theirs === undefined ? undefined : before?.reading;
  const ids = new Set([...Object.keys(mine.reading), ...Object.keys(theirs ?? {})]);
  const reading = [...ids].map((id) => {
    const [here, there] = [statusIn(mine.reading, id), statusIn(theirs ?? {}, id)];
    if (last === undefined) return [id, further(here, there)] as const;
    return [id, here === statusIn(last, id) ? there : here] as const;
  });
  return {
    reading: Object.fromEntries(reading.filter(([, status]) => status !== 'to-read')),
    passed: [...new Set([...mine.passed, ...(file?.passed ?? [])])],
  };
}

/** The text of a person's file: only what is shared, a line for each mark, in a fixed order. */
export function personFileText({ reading, passed }: Marks, shared: Shared): string {
  const sorted = Object.entries(reading).sort(([a], [b]) => compareIds(a, b));
  const file: PersonFile = {
    formatVersion: personFileFormatVersion,
    ...(shared.reading ? { reading: Object.fromEntries(sorted) } : {}),
    ...(shared.passed ? { passed: [...passed].sort(compareIds) } : {}),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

function statusIn(reading: Marks['reading'], id: string): ReadingStatus {
  return Object.hasOwn(reading, id) ? (reading[id] ?? 'to-read') : 'to-read';
}

function further(one: ReadingStatus, other: ReadingStatus): ReadingStatus {
  return readingStatuses.indexOf(one) >= readingStatuses.indexOf(other) ? one : other;
}
