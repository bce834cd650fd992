/** Days of the calendar, written as 2018-01-20. Nothing here knows a time zone: a day is where people meet. */

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

/**
 * Days since 1970-01-01, by the Gregorian calendar.
 *
 * Source: Fliegel and Van Flandern, Communications of the ACM 11 (1968), for the Julian day number.
 */
function dayNumber(date: string): number {
  const [year, month, day] = partsOf(date);
  const before = Math.trunc((month - 14) / 12);
  const julian =
    Math.trunc((1461 * (year + 4800 + before)) / 4) +
    Math.trunc((367 * (month - 2 - 12 * before)) / 12) -
    Math.trunc((3 * Math.trunc((year + 4900 + before) / 100)) / 4) +
    day -
    32075;
  return julian - 2440588;
}

/** How many days after `from` a day comes; negative when it comes before. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from);
}

/** “Saturday, 20 January 2018”. */
export function dateInWords(date: string): string {
  const [year, month, day] = partsOf(date);
  // 1970-01-01 was a Thursday.
  const weekday = weekdays[(((dayNumber(date) + 4) % 7) + 7) % 7] ?? '';
  return `${weekday}, ${day} ${months[month - 1] ?? ''} ${year}`;
}

/** “today”, “tomorrow”, “in 3 days”, “3 days ago”. */
export function daysInWords(days: number): string {
  if (days === 0) return 'today';
  if (days === 1) return 'tomorrow';
  if (days === -1) return 'yesterday';
  return days > 0 ? `in ${days} days` : `${-days} days ago`;
}

/** A time of day so many minutes after another, over midnight too: 23:30 and 60 give 00:30. */
export function timeAfter(time: string, minutes: number): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const all = (hour * 60 + minute + minutes) % (24 * 60);
  return `${two(Math.floor(all / 60))}:${two(all % 60)}`;
}

function partsOf(date: string): [number, number, number] {
  const [year = 1970, month = 1, day = 1] = date.split('-').map(Number);
  return [year, month, day];
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
