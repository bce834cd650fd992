import * as z from 'zod';

/** The form of a topic file, `syllabus/topics/<id>.json`: the topic and its papers. */
export const topicFormatVersion = 1;

const id = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'an id is lower-case words joined by hyphens');
const https = z.string().regex(/^https:\/\/[^\s]+$/, 'a link starts with https://');

const paper = z.strictObject({
  id,
  title: z.string().min(1),
  authors: z.array(z.string().min(1)).min(1),
  year: z.int().min(1950).max(2100),
  venue: z.string(),
  arxiv: z
    .string()
    .regex(/^\d{4}\.\d{4,5}$/)
    .optional(),
  page: https.describe('The landing page: what a click opens.'),
  pdf: https.optional(),
  code: https.optional(),
  idea: z.string().describe('The idea in two to four sentences, in our own words (Markdown).'),
  fromMemory: z
    .array(z.string())
    .optional()
    .describe('Names of the fields that nobody has checked against the paper; shown as such.'),
});

export const topicSchema = z.strictObject({
  $schema: z.string().optional(),
  formatVersion: z.literal(topicFormatVersion),
  id,
  title: z.string().min(1),
  order: z.int().describe('Place among its siblings.'),
  parent: id.optional().describe('The topic that it stands under; at the top when left out.'),
  summary: z.string().describe('What the topic is about, in a sentence or two (Markdown).'),
  papers: z.array(paper),
});

export type Topic = z.infer<typeof topicSchema>;
export type Paper = z.infer<typeof paper>;
