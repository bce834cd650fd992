import { type Meeting, meetingSchema } from '../syllabus/meetings';

export type When = Pick<Meeting, 'date' | 'start'>;

/**
 * The date and the time of a meeting as somebody types them: “2018-01-20 14:00”, a date alone, or nothing.
 * What does not fit gives a sentence that says what to write.
 */
export function readWhen(text: string): When | string {
  const [date, start, ...rest] = text.trim().split(/\s+/);
  if (date === undefined || date === '') return {};
  const when = { date, ...(start === undefined ? {} : { start }) };
  const parsed = meetingSchema.pick({ date: true, start: true }).safeParse(when);
  if (parsed.success && rest.length === 0) return when;
  return 'Write year, month and day, and if you like the time: 2018-01-20 14:00. Nothing takes the date away.';
}

export function whenText({ date = '', start = '' }: When): string {
  return `${date} ${start}`.trim();
}

/** A meeting at another time, or at none. */
export function dated(meeting: Meeting, when: When): Meeting {
  const before: readonly string[] = ['date', 'start'];
  const rest = Object.entries(meeting).filter(([key]) => !before.includes(key));
  return { ...(Object.fromEntries(rest) as Omit<Meeting, keyof When>), ...when };
}
