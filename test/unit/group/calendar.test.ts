import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateInWords, daysBetween, daysInWords, timeAfter } from '../../../src/core/group/calendar';

const iso = (days: number): string => new Date(days * 86_400_000).toISOString().slice(0, 10);

describe('the calendar', () => {
  it('counts days as they are, over months, leap years and centuries', () => {
    expect(daysBetween('2018-01-20', '2018-01-20')).toBe(0);
    expect(daysBetween('2016-02-28', '2016-03-01')).toBe(2);
    expect(daysBetween('1900-02-28', '1900-03-01')).toBe(1);
    fc.assert(
      fc.property(fc.integer({ min: -25_000, max: 60_000 }), fc.nat(2000), (from, days) => {
        expect(daysBetween(iso(from), iso(from + days))).toBe(days);
      }),
    );
  });

  it('names the weekday', () => {
    expect(dateInWords('2018-01-20')).toBe('Saturday, 20 January 2018');
    expect(dateInWords('1969-12-31')).toBe('Wednesday, 31 December 1969');
  });

  it('says how far away a day is', () => {
    expect([-3, -1, 0, 1, 3].map(daysInWords)).toEqual([
      ...['3 days ago', 'yesterday', 'today', 'tomorrow', 'in 3 days'],
    ]);
  });

  it('adds minutes to a time of day', () => {
    expect(timeAfter('14:00', 60)).toBe('15:00');
    expect(timeAfter('23:30', 60)).toBe('00:30');
  });
});
