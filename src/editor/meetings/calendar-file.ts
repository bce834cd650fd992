import type { DateTime } from 'ics';
import { meetingMinutes, meetingTitle } from '../../core/group/agenda';
import type { Meeting, MeetingPlan } from '../../core/syllabus/meetings';

/**
 * A meeting as a calendar file. Its times are “floating”, without a time zone: 14:00 is 14:00 where the group meets,
 * whatever the clock of the machine that writes the file, which may be a server elsewhere. Without a time it is a
 * whole day. The id stays, so that a second import moves the event instead of doubling it.
 *
 * Source: RFC 5545, section 3.3.5, form #1 (date with local time).
 */
export async function calendarFile(
  meeting: Meeting & { readonly date: string },
  plan: MeetingPlan,
): Promise<string> {
  // Loaded when somebody exports: it brings a checker of its own that is larger than all the rest.
  const { createEvent } = await import('ics');
  const { id, date, start, place, items } = meeting;
  const names = new Map(plan.people.map((person) => [person.id, person.name]));
  const lines = items.map(({ title, presenters = [] }) => {
    const who = presenters.map((one) => names.get(one) ?? one).join(', ');
    return who === '' ? title : `${title} (${who})`;
  });
  const { error, value } = createEvent({
    ...times(date, start, meetingMinutes(plan)),
    title: meetingTitle(meeting),
    description: lines.join('\n'),
    uid: `${id}@tilework`,
    productId: 'tilework',
    ...(place === undefined ? {} : { location: place }),
  });
  if (typeof value !== 'string')
    throw new Error(`the calendar file could not be made: ${error?.message ?? ''}`);
  return value;
}

function times(date: string, start: string | undefined, minutes: number) {
  const [year = 1970, month = 1, day = 1] = date.split('-').map(Number);
  const whole: DateTime = [year, month, day];
  if (start === undefined) return { start: whole, end: whole };
  const duration = { hours: Math.floor(minutes / 60), minutes: minutes % 60 };
  return { start: local(date, start), duration };
}

/** As text, not as numbers: from those the library would make an hour of this machine’s own zone. */
function local(date: string, time: string): string {
  return `${date}T${time}00`.replace(/[-:]/g, '');
}
