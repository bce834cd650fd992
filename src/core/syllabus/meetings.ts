import * as z from 'zod';
import { exerciseIdSchema, idSchema } from './schema';

/** The form of `syllabus/meetings.json`: who is in the group, how it meets, and what is planned. */
export const meetingsFormatVersion = 1;

export const personSchema = z.strictObject({ id: idSchema, name: z.string().min(1) });

const part = z.strictObject({
  id: idSchema,
  title: z.string().min(1),
  minutes: z.int().positive(),
  says: z.string().min(1).describe('What belongs there (Markdown).'),
  roomFor: z
    .array(z.string().min(1))
    .optional()
    .describe('Headings for which an agenda leaves room, whatever is planned.'),
});

const item = z.strictObject({
  part: idSchema.describe('The id of the part of the meeting in which it comes.'),
  title: z.string().min(1),
  about: z
    .array(z.union([idSchema, exerciseIdSchema]))
    .describe('Ids of topics, papers, lectures, readings and exercises, in order.'),
  presenters: z.array(idSchema).optional().describe('Ids of people.'),
});

export const meetingSchema = z.strictObject({
  id: idSchema,
  title: z.string().min(1),
  date: z.iso.date('a date is year, month and day: 2018-01-20').optional(),
  start: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time is hours and minutes: 14:00')
    .optional()
    .describe('Local time of the first part.'),
  place: z.string().min(1).optional(),
  held: z.literal(true).optional().describe('It has taken place; one with a past date has, too.'),
  items: z.array(item),
});

export const meetingsSchema = z.strictObject({
  $schema: z.string().optional(),
  formatVersion: z.literal(meetingsFormatVersion),
  people: z.array(personSchema),
  every: z.enum(['week', 'two weeks', 'month']),
  sharing: z.string().min(1).describe('How topics and papers are shared out (Markdown).'),
  parts: z.array(part).min(1).describe('The parts of every meeting, in order.'),
  meetings: z.array(meetingSchema),
});

export type MeetingPlan = z.infer<typeof meetingsSchema>;
export type Meeting = z.infer<typeof meetingSchema>;
export type MeetingItem = Meeting['items'][number];
export type Person = z.infer<typeof personSchema>;

/** Ids of the people who present a topic at a meeting. */
export function presentersOf(plan: MeetingPlan | undefined, topic: string): readonly string[] {
  const items = (plan?.meetings ?? []).flatMap((meeting) => meeting.items);
  const presenters = items.filter(({ about }) => about.includes(topic));
  return [...new Set(presenters.flatMap((item) => item.presenters ?? []))];
}
