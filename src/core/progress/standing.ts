import type { ExerciseProgress } from './state';

/** Where the learner stands with an exercise, in the form that a list shows. */
export interface Standing {
  readonly kind: 'new' | 'tried' | 'passed' | 'edited';
  /** A few words for behind the title; empty when there is nothing to say. */
  readonly says: string;
}

/**
 * @param currentHash of the learner's file as it is now; undefined when there is none here, as on another machine
 */
export function standingOf(progress: ExerciseProgress, currentHash: string | undefined): Standing {
  const { passedHash, lastVerdict, casesPassed, caseCount } = progress;
  if (passedHash !== undefined) {
    const edited = currentHash !== undefined && currentHash !== passedHash;
    const passed = progress.starred === true ? 'passed ★' : 'passed';
    return edited
      ? { kind: 'edited', says: `${passed}, edited since` }
      : { kind: 'passed', says: passed };
  }
  if (lastVerdict === 'rejected') return { kind: 'tried', says: 'does not run yet' };
  if (lastVerdict === undefined || caseCount === undefined) return { kind: 'new', says: '' };
  return { kind: 'tried', says: `${casesPassed ?? 0} of ${caseCount} cases` };
}
