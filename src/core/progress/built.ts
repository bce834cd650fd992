import { progressOf } from './record';
import type { Progress } from './state';

/**
 * The labs of a paper that the learner has passed, if these are all that there are; else none, and the paper is not
 * built yet. A lab that is to come stands in nobody's way.
 */
export function builtLabs(
  labs: readonly string[],
  isThere: (exercise: string) => boolean,
  progress: Progress,
): readonly string[] {
  const there = labs.filter(isThere);
  const passed = (id: string): boolean => progressOf(progress, id).passedHash !== undefined;
  return there.every(passed) ? there : [];
}
