import { catalogueText } from '../core/syllabus/catalogue';
import { readSyllabus } from './list';

/** What the build makes of a syllabus folder: the files of `dist/` by name. */
export async function catalogueFiles(root: string): Promise<Readonly<Record<string, string>>> {
  const { catalogue, papers, problems } = await readSyllabus(root);
  const [first] = problems;
  if (first !== undefined) {
    throw new Error(`${first.file}:${first.line + 1}:${first.character + 1}: ${first.message}`);
  }
  return { 'catalogue.json': catalogueText(catalogue), 'papers.json': JSON.stringify(papers) };
}
