import * as z from 'zod';
import type { Catalogue, PaperEntry, PaperFacts } from './catalogue';
import { exerciseIdSchema, httpsSchema, idSchema, type Topic } from './schema';

/** The form of `tilework papers --json`; published, so that scripts can rely on it. */
const paperListFormatVersion = 1;

const listed = z.strictObject({
  id: idSchema,
  name: z.string(),
  title: z.string(),
  authors: z.array(z.string()),
  year: z.int(),
  venue: z.string(),
  arxiv: z.string().optional(),
  doi: z.string().optional(),
  url: httpsSchema.describe('The landing page.'),
  pdf: httpsSchema.optional(),
  code: httpsSchema.optional(),
  topics: z.array(z.strictObject({ id: idSchema, title: z.string() })),
  buildsOn: z.array(idSchema).describe('Ids of papers to read before.'),
  labs: z.array(exerciseIdSchema).describe('Exercises and labs that belong to it.'),
  facts: z
    .strictObject({
      rows: z.int().describe('Rows of results.'),
      rowsFromMemory: z.int().describe('Rows with at least one value that nobody has checked.'),
      fieldsFromMemory: z.array(z.string()).describe('Names of fields that nobody has checked.'),
    })
    .describe('How far its facts have been checked against the paper.'),
});

export const paperListSchema = z.strictObject({
  formatVersion: z.literal(paperListFormatVersion),
  papers: z.array(listed),
});

/** The papers as data, in the order given. */
export function paperList(
  { topics }: Catalogue,
  papers: readonly PaperEntry[],
): z.infer<typeof paperListSchema> {
  return {
    formatVersion: paperListFormatVersion,
    papers: papers.map((paper) => {
      const { id, name, title, authors, year, venue, arxiv, doi, page, pdf, code } = paper;
      return {
        ...{ id, name, title, authors, year, venue },
        ...(arxiv === undefined ? {} : { arxiv }),
        ...(doi === undefined ? {} : { doi }),
        url: page,
        ...(pdf === undefined ? {} : { pdf }),
        ...(code === undefined ? {} : { code }),
        topics: topics
          .filter((topic) => paper.topics.includes(topic.id))
          .map((topic) => ({ id: topic.id, title: topic.title })),
        buildsOn: paper.buildsOn ?? [],
        labs: paper.labs ?? [],
        facts: { ...paper.facts, fieldsFromMemory: [...paper.facts.fieldsFromMemory] },
      };
    }),
  };
}

/** The papers of a topic and of everything under it, each once; undefined when there is no such topic. */
export function papersOf({ topics, papers }: Catalogue, topic: string): PaperEntry[] | undefined {
  const wanted = topics.find(({ id }) => id === topic.toLowerCase());
  if (wanted === undefined) return undefined;
  const below = new Set([wanted.id]);
  // The topics are in the order of the tree, so that a parent comes before what stands under it.
  for (const { id, parent } of topics) if (parent !== undefined && below.has(parent)) below.add(id);
  return papers.filter((paper) => paper.topics.some((id) => below.has(id)));
}

/** How far the facts of a paper have been checked, in words. */
export function factsText({ rows, rowsFromMemory, fieldsFromMemory }: PaperFacts): string {
  const results =
    rows === 0
      ? 'no results'
      : `${rows} row${rows === 1 ? '' : 's'} of results${rowsFromMemory === 0 ? '' : `, ${rowsFromMemory} with values from memory`}`;
  return fieldsFromMemory.length === 0
    ? results
    : `${results}; also from memory: ${fieldsFromMemory.join(', ')}`;
}

/** Topics as lines, each under its parent: what to choose from. */
export function topicLines(topics: readonly Topic[]): string[] {
  const width = Math.max(0, ...topics.map(({ id }) => id.length));
  const below = (parent: string | undefined, depth: number): string[] =>
    topics
      .filter((topic) => topic.parent === parent)
      .flatMap(({ id, title }) => [
        `${id.padEnd(width)}  ${'  '.repeat(depth)}${title}`,
        ...below(id, depth + 1),
      ]);
  return below(undefined, 0);
}
