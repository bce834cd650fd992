import { figuresOf } from './figures';
import type { Measurement } from './measurement';

/** Times, rates and shares as both the panel and the command line write them. */

/** Three digits that count, and a unit: `1.24 ms`, `83 µs`. */
export function timeText(milliseconds: number): string {
  if (milliseconds >= 1000) return `${digits(milliseconds / 1000)} s`;
  return milliseconds >= 0.1 ? `${digits(milliseconds)} ms` : `${digits(milliseconds * 1000)} µs`;
}

const scales: readonly (readonly [number, string])[] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** A number with the letter of its thousands: `83.1 GB/s` of 8.31e10 and `B/s`. */
export function amountText(value: number, unit: string): string {
  const [scale = 1, letter = ''] = scales.find(([least]) => value >= least) ?? [];
  return `${digits(value / scale)} ${letter}${unit}`;
}

/** `84 %`, and `0.3 %` where a whole number would say nothing. */
export const shareText = (share: number): string =>
  `${share >= 0.1 ? Math.round(100 * share) : digits(100 * share, 2)} %`;

/** `1.8×`, `12×`. */
export const ratioText = (ratio: number): string => `${digits(ratio, ratio < 10 ? 2 : 3)}×`;

function digits(value: number, count = 3): string {
  if (value >= 10 ** count) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(count)));
}

/** What the times say, in sentences: what sets the pace, how near the kernel comes to it, and what to look at. */
export function lessonText(measurement: Measurement): string[] {
  const { bytes, flops, speeds, adapter, mark } = measurement;
  const yours = measurement.kernels.find(({ who }) => who === 'yours');
  if (yours === undefined) return [];
  const figures = figuresOf(measurement, yours);
  const balance = speeds.arithmetic / speeds.copy;
  const intensity = flops / bytes;
  const pace =
    flops === 0
      ? `It moves ${amountText(bytes, 'B')} and calculates nothing, so memory sets the pace.`
      : `${amountText(flops, 'FLOP')} on ${amountText(bytes, 'B')}: ${digits(intensity)} FLOP for each byte. This device can do ${digits(balance)} while it copies one, so ${intensity < balance ? 'memory' : 'arithmetic'} sets the pace.`;
  if (adapter.software) return [pace, softwareText];
  const reached = `Yours reaches ${shareText(figures.shareOfRoof)} of ${figures.shareOfRoof === figures.shareOfCopy ? 'the speed at which it copies' : 'its peak'}.`;
  return [pace, reached, ...(mark === undefined ? [] : [markText(mark)])];
}

/** What the kernels have counted for their own sake, a sentence a word: `“retries” after one run: yours 5,120; tuned 0.` */
export function talliesText({ kernels, items }: Measurement): string[] {
  const names = [...new Set(kernels.flatMap(({ tallies = {} }) => Object.keys(tallies)))];
  return names.map((name) => {
    const each = kernels.flatMap(({ who, tallies }) => {
      const count = tallies?.[name];
      if (count === undefined) return [];
      const share =
        items === undefined || count === 0
          ? ''
          : ` (${digits(count / items.count, 2)} for each of ${items.count.toLocaleString('en')} ${items.unit})`;
      return [`${who} ${count.toLocaleString('en')}${share}`];
    });
    return `“${name}” after one run: ${each.join('; ')}.`;
  });
}

/** The adapter is no GPU: what the times are worth. */
export const softwareText =
  'This adapter is a processor that plays a GPU. Its times compare kernels on this machine and say nothing of a GPU; no pass mark is held against them.';

function markText({ share, of, within, earned }: NonNullable<Measurement['mark']>): string {
  const what = of === 'copy' ? 'the speed at which the device copies' : 'the tuned kernel’s speed';
  const goal = `${shareText(share)} of ${what} (${timeText(within)})`;
  return earned ? `Pass mark earned: ${goal}.` : `The pass mark is ${goal}.`;
}
