import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ExerciseFolder, Files } from '../../src/core/exercise/load';
import { type Exercise, exerciseSchema } from '../../src/core/exercise/schema';

/** The repository, from wherever a test was started. */
export const root = join(import.meta.dirname, '../..');

/** Every exercise and lab of the syllabus, as it is in the working copy. */
export const folders: readonly ExerciseFolder[] = ['exercises', 'labs'].flatMap((kind) =>
  readdirSync(join(root, 'syllabus', kind)).map((name) => {
    const folder = `${kind}/${name}`;
    const text = readFileSync(join(root, 'syllabus', folder, 'exercise.json'), 'utf8');
    return { folder, exercise: exerciseSchema.parse(JSON.parse(text)), statement: '' };
  }),
);

function folderOf(id: string): ExerciseFolder {
  const found = folders.find(({ exercise }) => exercise.id === id);
  if (found === undefined) throw new Error(`the syllabus has no exercise ${id}`);
  return found;
}

/** An exercise of the syllabus, with some of its parts changed. */
export function exercise(id: string, change: Partial<Exercise> = {}): Exercise {
  return { ...folderOf(id).exercise, ...change };
}

/** A kernel that stands beside an exercise. */
export function kernel(id: string, file = 'solution.wgsl'): string {
  return readFileSync(join(root, 'syllabus', folderOf(id).folder, file), 'utf8');
}

/** A text with one part replaced; a part that is not there would leave a test without its point. */
export function changed(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`there is no “${from}” to replace`);
  return text.replace(from, () => to);
}

/** Files that exist in memory only. */
export function inMemory(texts: Readonly<Record<string, string>>): Files {
  return { read: (path) => Promise.resolve(Object.hasOwn(texts, path) ? texts[path] : undefined) };
}
