import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { loadSyllabus, type LoadedSyllabus } from '../core/syllabus/load';
import { exerciseFolders, filesOf, ownSyllabus } from './content';

/** Loads a syllabus folder: its topics and all exercises below it. */
export async function readSyllabus(root: string): Promise<LoadedSyllabus> {
  const names = await readdir(join(root, 'topics')).catch(() => []);
  const topics = names.filter((name) => name.endsWith('.json')).map((name) => `topics/${name}`);
  return await loadSyllabus(filesOf(root), topics.sort(), await exerciseFolders(root));
}

/** `tilework list`: number, title and topic of every exercise. */
export async function list(json: boolean): Promise<number> {
  const { catalogue } = await readSyllabus(ownSyllabus());
  if (json) {
    process.stdout.write(
      `${JSON.stringify({ formatVersion: 1, exercises: catalogue.exercises }, null, 2)}\n`,
    );
    return 0;
  }
  const width = Math.max(...catalogue.exercises.map((entry) => entry.title.length));
  for (const { id, title, concept } of catalogue.exercises) {
    process.stdout.write(`${id.padEnd(5)} ${title.padEnd(width)}  ${concept}\n`);
  }
  return 0;
}
