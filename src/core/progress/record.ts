import type { Grade } from '../grade/report';
import { isStarred } from '../grade/starred';
import type { ReadingStatus } from './reading';
import { type ExerciseProgress, type Progress, untouched } from './state';

/** What is known of the learner's work on an exercise; nothing, for one that was never opened. */
export function progressOf(state: Progress, id: string): ExerciseProgress {
  return Object.hasOwn(state.exercises, id) ? (state.exercises[id] ?? untouched) : untouched;
}

/**
 * Takes a grade into account. A failure never takes a pass away, and an inconclusive run, which says nothing about
 * the kernel, leaves everything as it was.
 * @param hash of the source that was graded
 * @param at milliseconds since 1970
 */
export function recordGrade(
  state: Progress,
  id: string,
  grade: Grade,
  hash: string,
  at: number,
): Progress {
  if (grade.verdict === 'inconclusive') return state;
  const casesPassed = grade.cases.filter((one) => one.verdict === 'passed').length;
  return change(state, id, {
    lastVerdict: grade.verdict,
    lastHash: hash,
    casesPassed,
    caseCount: grade.caseCount,
    ...(grade.verdict === 'passed' ? { passedHash: hash, passedAt: at } : {}),
    ...(isStarred(grade.marks) ? { starred: true } : {}),
  });
}

/** One more hint has been shown, of `hintCount`. */
export function recordHint(state: Progress, id: string, hintCount: number): Progress {
  const { hintsShown } = progressOf(state, id);
  // A learner who has seen more hints than there are now (the exercise has changed) has still seen them.
  return change(state, id, {
    hintsShown: Math.max(hintsShown, Math.min(hintsShown + 1, hintCount)),
  });
}

/** What the learner foretells is asked once: a second answer would be given knowing more. */
export function recordPrediction(state: Progress, id: string, predicted: string): Progress {
  if (progressOf(state, id).predicted !== undefined) return state;
  return change(state, id, { predicted });
}

/** The learner has looked at the solution before a pass. */
export function recordGiveUp(state: Progress, id: string): Progress {
  return change(state, id, { gaveUp: true });
}

export function recordOpened(state: Progress, id: string): Progress {
  return state.lastOpened === id ? state : { ...state, lastOpened: id };
}

export function readingOf({ papers }: Progress, paper: string): ReadingStatus {
  return (Object.hasOwn(papers, paper) ? papers[paper]?.status : undefined) ?? 'to-read';
}

/** @param at milliseconds since 1970 */
export function recordReading(
  state: Progress,
  paper: string,
  status: ReadingStatus,
  at: number,
): Progress {
  if (readingOf(state, paper) === status) return state;
  // That a paper is to be read is a mark too: without it, an older one of another window would come back.
  return { ...state, papers: { ...state.papers, [paper]: { status, at } } };
}

function change(state: Progress, id: string, news: Partial<ExerciseProgress>): Progress {
  const exercises = { ...state.exercises, [id]: { ...progressOf(state, id), ...news } };
  return { ...state, exercises };
}
