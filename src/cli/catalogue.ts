import { readSyllabus } from './list';

/** The catalogue of a syllabus folder as JSON text; the build writes it into `dist/`. */
export async function catalogueOf(root: string): Promise<string> {
  const { catalogue, problems } = await readSyllabus(root);
  const [first] = problems;
  if (first !== undefined) {
    throw new Error(`${first.file}:${first.line + 1}:${first.character + 1}: ${first.message}`);
  }
  return JSON.stringify(catalogue);
}
