import * as z from 'zod';
import { readingStatuses } from '../progress/reading';
import { meetingSchema, personSchema } from '../syllabus/meetings';
import { exerciseIdSchema, idSchema } from '../syllabus/schema';

/** The form of `.tilework/group.json`: who is in the group, who has taken what, and when it meets. */
export const groupFormatVersion = 1;

const taken = z.strictObject({
  person: idSchema.describe('The id of one of the people.'),
  topic: idSchema.describe('The id of a topic; what stands under it is taken with it.'),
  papers: z
    .array(idSchema)
    .min(1)
    .optional()
    .describe('Only these of its papers, where a topic is shared out. Left out: all of them.'),
});

export const groupSchema = z.strictObject({
  $schema: z.string().optional(),
  formatVersion: z.literal(groupFormatVersion),
  people: z.array(personSchema).describe('The people of the group; an id is the name of a file.'),
  taken: z.array(taken).describe('Who has taken which topic.'),
  meetings: z
    .array(meetingSchema)
    .describe('The meetings of the group, in order. They stand instead of those of the syllabus.'),
});

export type Group = z.infer<typeof groupSchema>;
export type Taken = z.infer<typeof taken>;

/**
 * The form of `.tilework/people/<person>.json`: what a person shares, in a file that nobody else writes, so that git
 * never has to merge it. What is not shared is left out.
 */
export const personFileFormatVersion = 1;

export const personFileSchema = z.strictObject({
  $schema: z.string().optional(),
  formatVersion: z.literal(personFileFormatVersion),
  reading: z
    .record(idSchema, z.enum(readingStatuses))
    .optional()
    .describe('How far the person is with each paper, by its id.'),
  passed: z
    .array(exerciseIdSchema)
    .optional()
    .describe('Ids of the exercises that the person has passed.'),
});

export type PersonFile = z.infer<typeof personFileSchema>;
