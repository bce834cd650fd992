import type { Catalogue } from '../core/syllabus/catalogue';
import { loadSyllabus, type LoadedSyllabus } from '../core/syllabus/load';
import { filesOf, ownSyllabus, syllabusFiles } from './content';

/** Loads a syllabus folder: its topics, papers and meetings, and all exercises below it. */
export async function readSyllabus(root: string, beside?: Catalogue): Promise<LoadedSyllabus> {
  return await loadSyllabus(filesOf(root), await syllabusFiles(root), beside);
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
