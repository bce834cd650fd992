import type { ExerciseProgress, Progress, ReadingMark } from './state';

/**
 * What is stored, with all of `mine` that it has lost: two windows, or two machines, that write at one moment each
 * start from a state without the other. The later mark of a paper counts, and nothing that was earned is taken away.
 * It is `stored` itself when that has lost nothing.
 */
export function mergeProgress(stored: Progress, mine: Progress): Progress {
  const exercises = lost(stored.exercises, mine.exercises, together);
  const papers = lost(stored.papers, mine.papers, later);
  if (exercises.length + papers.length === 0) return stored;
  return {
    ...stored,
    exercises: { ...stored.exercises, ...Object.fromEntries(exercises) },
    papers: { ...stored.papers, ...Object.fromEntries(papers) },
  };
}

/** The entries that `stored` does not have as they should be. */
function lost<T>(
  stored: Readonly<Record<string, T>>,
  mine: Readonly<Record<string, T>>,
  join: (stored: T, mine: T) => T,
): (readonly [string, T])[] {
  return Object.entries(mine).flatMap(([id, value]) => {
    const there = Object.hasOwn(stored, id) ? stored[id] : undefined;
    const joined = there === undefined ? value : join(there, value);
    return joined === there ? [] : [[id, joined] as const];
  });
}

function later(stored: ReadingMark, mine: ReadingMark): ReadingMark {
  return mine.at > stored.at ? mine : stored;
}

function together(stored: ExerciseProgress, mine: ExerciseProgress): ExerciseProgress {
  const { passedHash, passedAt } = mine;
  const isNewer = passedHash !== undefined && (passedAt ?? 0) > (stored.passedAt ?? -1);
  const news: ExerciseProgress = {
    hintsShown: Math.max(stored.hintsShown, mine.hintsShown),
    gaveUp: stored.gaveUp || mine.gaveUp,
    ...defined('predicted', stored.predicted ?? mine.predicted),
    ...defined('starred', stored.starred ?? mine.starred),
    ...(isNewer ? { passedHash, passedAt } : {}),
  };
  const same = Object.entries(news).every(([key, value]) =>
    Object.is(stored[key as keyof typeof news], value),
  );
  return same ? stored : { ...stored, ...news };
}

const defined = <K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> =>
  value === undefined ? {} : ({ [key]: value } as Record<K, T>);
