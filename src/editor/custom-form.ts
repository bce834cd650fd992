import type { ContentProblem } from '../core/exercise/load';
import { problemAt } from '../core/exercise/load';

const tellingKeys = ['formatVersion', 'reference', 'bindings', 'plan', 'tolerance', 'uniform'];

/**
 * Whether an `exercise.json` is meant for Tilework. Other programs use that name too, and theirs must be left
 * alone; a broken one of ours must not be, so this looks for keys in the text and does not parse it.
 */
export function looksLikeOurs(text: string): boolean {
  if (/"\$schema"\s*:\s*"[^"]*\/exercise\.schema\.json"/.test(text)) return true;
  return tellingKeys.filter((key) => text.includes(`"${key}"`)).length >= 3;
}

/** The problem of an id that is in use already: progress and files go by it, so it must be the learner's own. */
export function takenId(file: string, text: string, id: string, by: string): ContentProblem {
  return problemAt(
    file,
    text,
    ['id'],
    `the id “${id}” is taken by ${by}: choose another, for example “Mine1”`,
  );
}
