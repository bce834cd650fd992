import type { CatalogueEntry } from '../syllabus/catalogue';
import { progressOf } from './record';
import type { Progress } from './state';

/**
 * The exercise to go on with after `id`: the first behind it in the order of the syllabus that is not passed, and
 * behind the last one the first that was left out. Exercises and labs (the letters of their ids) are two paths: the
 * other one comes where the own has come to its end.
 */
export function nextExercise(
  exercises: readonly CatalogueEntry[],
  id: string,
  progress: Progress,
): CatalogueEntry | undefined {
  const at = exercises.findIndex((one) => one.id === id);
  const inTurn = [...exercises.slice(at + 1), ...exercises.slice(0, Math.max(0, at))];
  const open = inTurn.filter((one) => progressOf(progress, one.id).passedHash === undefined);
  const kind = lettersOf(id);
  return open.find((one) => lettersOf(one.id) === kind) ?? open[0];
}

const lettersOf = (id: string): string => id.replace(/\d+$/, '');
