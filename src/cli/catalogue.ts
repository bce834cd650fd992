import { loadGlossary } from '../core/glossary/load';
import { catalogueText } from '../core/syllabus/catalogue';
import { filesOf } from './content';
import { readSyllabus } from './list';

/** What the build makes of a syllabus folder: the files of `dist/` by name. */
export async function catalogueFiles(root: string): Promise<Readonly<Record<string, string>>> {
  const { catalogue, papers, problems } = await readSyllabus(root);
  const glossary = await loadGlossary(
    filesOf(root),
    catalogue.exercises.map(({ id }) => id),
  );
  const [first] = [...problems, ...(glossary.ok ? [] : glossary.problems)];
  if (first !== undefined) {
    throw new Error(`${first.file}:${first.line + 1}:${first.character + 1}: ${first.message}`);
  }
  return {
    'catalogue.json': catalogueText(catalogue),
    'papers.json': JSON.stringify(papers),
    'glossary.json': JSON.stringify(glossary.ok ? glossary.value : undefined),
  };
}
