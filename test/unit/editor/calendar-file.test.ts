import { afterEach, describe, expect, it } from 'vitest';
import type { Meeting } from '../../../src/core/syllabus/meetings';
import { calendarFile } from '../../../src/editor/meetings/calendar-file';
import { meetings } from '../../support/syllabus';

const plan = meetings([], {
  parts: [1, 2, 3].map((i) => ({ id: `p${i}`, title: 'T', minutes: 60, says: 'S' })),
});
const meeting = {
  ...{ id: 'meeting-2', title: 'Second; meeting', date: '2018-03-25', start: '02:30' },
  ...{ place: 'Room 5, first floor' },
  items: [{ part: 'p1', title: 'ResNeXt 🚀', about: [], presenters: ['ada'] }],
} satisfies Meeting;

const linesOf = (text: string): string[] => text.replace(/\r\n[ \t]/g, '').split('\r\n');

describe('a meeting as a calendar file', () => {
  const before = process.env['TZ'];
  afterEach(() => {
    process.env['TZ'] = before;
  });

  // 02:30 of that day does not exist in Berlin: clocks go from 02:00 to 03:00.
  it.each(['UTC', 'Europe/Berlin', 'Asia/Tokyo', 'America/Los_Angeles', 'Pacific/Kiritimati'])(
    'begins when the plan says, on a machine in %s too',
    async (zone) => {
      process.env['TZ'] = zone;
      expect(Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(zone);
      const lines = linesOf(await calendarFile(meeting, plan));
      expect(lines).toContain('DTSTART:20180325T023000');
      expect(lines).toContain('DURATION:PT3H');
      expect(lines.filter((line) => line.startsWith('DTEND'))).toEqual([]);
    },
  );

  it('has a title, who presents what, the place, and an id that stays', async () => {
    const lines = linesOf(await calendarFile(meeting, plan));
    expect(lines).toContain('SUMMARY:Second\\; meeting: ResNeXt 🚀');
    expect(lines).toContain('DESCRIPTION:ResNeXt 🚀 (Ada)');
    expect(lines).toContain('LOCATION:Room 5\\, first floor');
    expect(lines).toContain('UID:meeting-2@tilework');
    const [first, last] = [lines[0], lines.at(-2)];
    expect([first, last]).toEqual(['BEGIN:VCALENDAR', 'END:VCALENDAR']);
  });

  it('is a whole day without a time', async () => {
    const { id, title, date, items } = meeting;
    const lines = linesOf(await calendarFile({ id, title, date, items }, plan));
    expect(lines).toContain('DTSTART;VALUE=DATE:20180325');
    expect(lines.filter((line) => /^(DTEND|DURATION)/.test(line))).toEqual([]);
  });
});
