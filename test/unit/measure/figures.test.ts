import { describe, expect, test } from 'vitest';
import { figuresOf, markOf } from '../../../src/core/measure/figures';
import type { Measurement } from '../../../src/core/measure/measurement';
import {
  amountText,
  lessonText,
  ratioText,
  shareText,
  talliesText,
  timeText,
} from '../../../src/core/measure/text';

const kernel = (who: 'yours' | 'naive' | 'tuned', milliseconds: number) => ({
  ...{ who, says: who, milliseconds, rounds: 21, together: 1 },
  quartiles: [milliseconds, milliseconds] as [number, number],
  ...{ dispatches: 1, temporaryBytes: 0 },
});
/** 100 MB and 50 MFLOP in 2 ms, on a device that copies 100 GB/s and does 1 TFLOP/s. */
const measurement: Measurement = {
  ...{ formatVersion: 1, exercise: 'E01', parameters: { n: 1 }, label: 'n 1', clock: 'timestamps' },
  adapter: {
    ...{ vendor: 'v', architecture: 'a', device: '', description: 'd' },
    ...{ software: false, features: [] },
  },
  ...{ bytes: 1e8, flops: 5e7, speeds: { copy: 1e11, arithmetic: 1e12 } },
  kernels: [kernel('yours', 2), kernel('naive', 10), kernel('tuned', 1.25)],
  compared: { elements: 1, of: 1 },
};
const [yours] = measurement.kernels as [Measurement['kernels'][0]];
const software = { ...measurement, adapter: { ...measurement.adapter, software: true } };
const timed = (mark: { ofCopy?: number; ofTuned?: number }) =>
  ({ sizes: {}, bytes: 1, naive: { file: 'a.wgsl', says: 'a' }, mark }) as const;

describe('what a time means', () => {
  test('rates, shares and ratios', () => {
    expect(figuresOf(measurement, yours)).toEqual({
      ...{ bytesPerSecond: 5e10, shareOfCopy: 0.5, flopsPerSecond: 2.5e10, shareOfPeak: 0.025 },
      ...{ shareOfRoof: 0.5, overNaive: 5, overTuned: 0.625 },
    });
  });

  test('a kernel is not compared with itself, and what does not calculate has no FLOPs', () => {
    const naive = measurement.kernels[1] ?? yours;
    const figures = figuresOf({ ...measurement, flops: 0 }, naive);
    expect(figures).not.toHaveProperty('overNaive');
    expect(figures).not.toHaveProperty('flopsPerSecond');
    expect(figures.shareOfRoof).toBe(figures.shareOfCopy);
  });
});

describe('the pass mark', () => {
  test('is the easier of the two', () => {
    // 0.8 of the copy is 1.25 ms, 0.5 of the tuned kernel 2.5 ms.
    expect(markOf(timed({ ofCopy: 0.8, ofTuned: 0.5 }), measurement)).toEqual({
      mark: { within: 2.5, share: 0.5, of: 'tuned', earned: true },
    });
    expect(markOf(timed({ ofCopy: 0.8 }), measurement)).toMatchObject({ mark: { earned: false } });
  });

  test('is not held against a processor', () => {
    expect(markOf(timed({ ofCopy: 0.01 }), software)).toEqual({});
  });
});

describe('words', () => {
  test('numbers have three digits that count, and units', () => {
    expect([1234, 12.345, 0.1234, 0.0123].map(timeText)).toEqual([
      ...['1.23 s', '12.3 ms', '0.123 ms', '12.3 µs'],
    ]);
    expect([8.31e10, 999, 0, 1.5e12].map((value) => amountText(value, 'B/s'))).toEqual([
      ...['83.1 GB/s', '999 B/s', '0 B/s', '1.5 TB/s'],
    ]);
    expect([0.842, 0.0312, 0.00044].map(shareText)).toEqual(['84 %', '3.1 %', '0.044 %']);
    expect([1.84, 12.34, 123.4].map(ratioText)).toEqual(['1.8×', '12.3×', '123×']);
  });

  test('memory sets the pace below the ridge, arithmetic above it', () => {
    expect(lessonText(measurement).join(' ')).toMatch(
      /0\.5 FLOP for each byte.*can do 10 while it copies one, so memory sets the pace.*50 % of the speed at which it copies/,
    );
    expect(lessonText({ ...measurement, flops: 5e9 }).join(' ')).toMatch(
      /so arithmetic sets the pace.*of its peak/,
    );
    expect(lessonText({ ...measurement, flops: 0 }).join(' ')).toContain('calculates nothing');
  });

  test('a processor’s times are called so, and nothing is said of a share reached', () => {
    const words = lessonText(software).join(' ');
    expect(words).toContain('say nothing of a GPU');
    expect(words).not.toContain('Yours reaches');
  });
});

test('what kernels have counted for their own sake is told for each that counts', () => {
  const [one, two, three] = measurement.kernels as [
    Measurement['kernels'][0],
    Measurement['kernels'][0],
    Measurement['kernels'][0],
  ];
  const kernels = [{ ...one, tallies: { tries: 5120 } }, two, { ...three, tallies: { tries: 0 } }];
  expect(talliesText(measurement)).toEqual([]);
  expect(talliesText({ ...measurement, kernels })).toEqual([
    '“tries” after one run: yours 5,120; tuned 0.',
  ]);
  const items = { unit: 'keys', count: 65_536 };
  expect(talliesText({ ...measurement, kernels, items })).toEqual([
    '“tries” after one run: yours 5,120 (0.078 for each of 65,536 keys); tuned 0.',
  ]);
});
