import type { CatalogueEntry } from '../syllabus/catalogue';
import { progressOf } from './record';
import type { Progress } from './state';

/**
 * The exercise to go on with after `id`: the first behind it in the order of the syllabus that is not passed, and
 * among exercises and labs of its own kind (the letters of its id) before any other.
 */
export function nextExercise(
  exercises: readonly CatalogueEntry[],
  id: string,
  progress: Progress,
): CatalogueEntry | undefined {
  const at = exercises.findIndex((one) => one.id === id);
  const open = exercises
    .slice(at + 1)
    .filter((one) => one.id !== id && progressOf(progress, one.id).passedHash === undefined);
  const kind = lettersOf(id);
  return open.find((one) => lettersOf(one.id) === kind) ?? open[0];
}

const lettersOf = (id: string): string => id.replace(/\d+$/, '');
