import * as z from 'zod';
import { topicSchema } from './schema';

/**
 * The syllabus at a glance: all topics with their papers, and one line for each exercise. The build writes it
 * into one file (`dist/catalogue.json`), so that activation reads one file and not a hundred.
 */
const entry = z.strictObject({
  id: z.string(),
  title: z.string(),
  topic: z.string(),
  concept: z.string(),
  /** Folder of the exercise, relative to the syllabus, with `/`. */
  folder: z.string(),
  caseCount: z.int(),
});

export const catalogueSchema = z.strictObject({
  topics: z.array(topicSchema),
  exercises: z.array(entry),
});

export type CatalogueEntry = z.infer<typeof entry>;
export type Catalogue = z.infer<typeof catalogueSchema>;

/** E2 before E10, and exercises before labs: letters first, then numbers as numbers. */
export function compareIds(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** The entry for an id (`E07`), a lower-case or unpadded form of it (`e7`), or a folder's name. */
export function findEntry(
  entries: readonly CatalogueEntry[],
  wanted: string,
): CatalogueEntry | undefined {
  const plain = (id: string): string => id.toLowerCase().replace(/^([a-z]+)0+(?=\d)/, '$1');
  return entries.find(
    (entry) => plain(entry.id) === plain(wanted) || entry.folder.split('/').at(-1) === wanted,
  );
}
