import * as z from 'zod';

/**
 * The form of a topic file, `syllabus/topics/<id>.json`. A topic names its papers by id (each has a file of its own,
 * so that one paper can belong to two topics) and holds its lectures, lab sheets and readings.
 */
export const topicFormatVersion = 1;

export const idSchema = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'an id is lower-case words joined by hyphens');

export const exerciseIdSchema = z
  .string()
  .regex(/^[A-Z][A-Za-z]*\d+$/, 'the id of an exercise is a word and a number, for example E07');

/** An address that may be opened: https, a host with a dot, no spaces. */
export const httpsSchema = z
  .string()
  .regex(
    /^https:\/\/[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:\d+)?([/?#][^\s<>"]*)?$/,
    'a link starts with https://, then comes a host such as arxiv.org, and it has no spaces',
  );

export const yearSchema = z.int().min(1950).max(2100);

const link = z.strictObject({
  text: z.string().min(1).describe('What the link is called, for example “Slides”.'),
  url: httpsSchema,
  inferred: z
    .literal(true)
    .optional()
    .describe('The address follows a pattern and nobody has seen it; shown as such.'),
  thirdParty: z
    .literal(true)
    .optional()
    .describe('A copy that somebody else keeps, not the authors; shown as such.'),
});

export const materialKinds = ['lecture', 'lab', 'reading', 'blog', 'video', 'site'] as const;

const material = z.strictObject({
  id: idSchema,
  kind: z.enum(materialKinds),
  title: z.string().min(1),
  number: z
    .string()
    .min(1)
    .optional()
    .describe('Number within its course, for example “7” or “4 (2015)”.'),
  authors: z.string().min(1).optional().describe('As the list prints them.'),
  year: yearSchema.optional(),
  says: z.string().min(1).optional().describe('What is in it, in our own words (Markdown).'),
  links: z
    .array(link)
    .min(1)
    .describe('The first is what a click opens, and is never an inferred one.'),
  exercises: z
    .array(exerciseIdSchema)
    .optional()
    .describe('The exercises and labs that follow it.'),
  paper: idSchema.optional().describe('The paper of this syllabus that it is.'),
  note: z.string().min(1).optional().describe('Where it comes from, and what is not certain.'),
  fromMemory: z
    .array(z.enum(['title', 'authors', 'year', 'says']))
    .min(1)
    .optional()
    .describe('Names of the fields that nobody has checked against the source; shown as such.'),
});

const planned = z.strictObject({ id: exerciseIdSchema, title: z.string().min(1) });

export const topicSchema = z.strictObject({
  $schema: z.string().optional(),
  formatVersion: z.literal(topicFormatVersion),
  id: idSchema,
  title: z.string().min(1),
  order: z.int().describe('Place among its siblings.'),
  parent: idSchema.optional().describe('The topic that it stands under; at the top when left out.'),
  summary: z.string().describe('What the topic is about, in a sentence or two (Markdown).'),
  papers: z
    .array(idSchema)
    .describe('Ids of papers in reading order; a paper may be in several topics.'),
  material: z
    .array(material)
    .optional()
    .describe('Lectures, lab sheets and readings, in reading order.'),
  planned: z
    .array(planned)
    .optional()
    .describe(
      'The exercises and labs of the plan. One that has no folder yet is shown as “to come”.',
    ),
});

export type Topic = z.infer<typeof topicSchema>;
export type Material = z.infer<typeof material>;
export type PlannedExercise = z.infer<typeof planned>;
export type Link = z.infer<typeof link>;
