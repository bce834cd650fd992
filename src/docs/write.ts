// `npm run docs`: writes the pages that follow from the code and the syllabus. A test fails when they are stale.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ExerciseFolder } from '../core/exercise/load';
import { exerciseSchema } from '../core/exercise/schema';
import { blocksPage } from './blocks-page';
import { coursePage, type SolutionTimes } from './course-page';

rmSync('docs/blocks', { recursive: true, force: true });
for (const [name, text] of Object.entries(blocksPage())) {
  mkdirSync(dirname(`docs/${name}`), { recursive: true });
  writeFileSync(`docs/${name}`, text);
}

const folders = ['exercises', 'labs'].flatMap((kind) =>
  readdirSync(`syllabus/${kind}`).map((name): ExerciseFolder => {
    const folder = `${kind}/${name}`;
    const exercise = exerciseSchema.parse(read(`syllabus/${folder}/exercise.json`));
    return { folder, exercise, statement: '' };
  }),
);
writeFileSync(
  'docs/course.md',
  coursePage(folders, read('docs/course-times.json') as SolutionTimes),
);

function read(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
