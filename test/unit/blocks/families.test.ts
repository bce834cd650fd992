import { describe, expect, test } from 'vitest';
import {
  type Family,
  fill,
  fillBatchNorm,
  integerMagnitude,
} from '../../../src/core/tensor/families';
import { make, readEntries, storedAt } from './stored';

describe('inputs are the same in TypeScript and in Python', () => {
  const entries = readEntries('generator');
  const at = storedAt('generator');

  test.each(entries.map((e) => [`${e.family} ${e.seed}`, e] as const))('%s', (_, sample) => {
    const patterns = new Uint32Array(make(sample).buffer);
    expect(patterns).toHaveLength(sample.length);
    expect([...patterns.subarray(0, sample.patterns.length)]).toEqual([...at(sample.patterns)]);
    expect(patterns.reduce((sum, pattern) => (sum + pattern) >>> 0, 0)).toBe(sample.patternSum);
  });
});

describe('families', () => {
  const all: Family[] = ['integers', 'counts', 'uniform', 'wide', 'constant', 'impulse', 'index'];
  const length = 4096;

  test.each(all)('%s depends on the seed and may be empty', (family) => {
    expect(fill(family, 3, 0, 9)).toHaveLength(0);
    const [one, again, other] = [3, 3, 8].map((seed) => fill(family, seed, length, 63));
    expect(again).toEqual(one);
    if (family !== 'index') expect(other).not.toEqual(one);
  });

  test('whole numbers keep to the magnitude and reach it', () => {
    const integers = fill('integers', 1, length, 7);
    expect([Math.min(...integers), Math.max(...integers)]).toEqual([-7, 7]);
    const counts = fill('counts', 1, length, 7);
    expect([Math.min(...counts), Math.max(...counts)]).toEqual([0, 7]);
    expect([...integers, ...counts].every(Number.isInteger)).toBe(true);
    expect(new Set(fill('constant', 1, length, 7)).size).toBe(1);
    expect(fill('constant', 1, 1, 7)[0]).toBeGreaterThanOrEqual(1);
  });

  test('counts sum past what half precision holds, and below what f32 holds', () => {
    for (const terms of [65, 997, 65_537]) {
      const sum = fill('counts', terms, terms, integerMagnitude(terms, 1)).reduce((a, b) => a + b);
      expect(sum).toBeLessThan(2 ** 24);
      if (terms > 100) expect(sum).toBeGreaterThan(2 ** 11);
    }
  });

  test('uniform numbers fill [-1, 1) in steps of 2^-23', () => {
    const values = fill('uniform', 5, length, 1);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(values.every((value) => Number.isInteger(value * 2 ** 23))).toBe(true);
    expect(Math.abs(values.reduce((a, b) => a + b) / length)).toBeLessThan(0.05);
  });

  test('wide numbers have both signs and all exponents from -20 to 19', () => {
    const values = fill('wide', 5, length, 1);
    const exponents = new Set([...values].map((value) => Math.floor(Math.log2(Math.abs(value)))));
    expect([Math.min(...exponents), Math.max(...exponents), exponents.size]).toEqual([-20, 19, 40]);
    expect(values.filter((value) => value < 0).length).toBeGreaterThan(length / 3);
  });

  test('an impulse is one 1, an index counts', () => {
    expect(fill('impulse', 9, length, 1).reduce((a, b) => a + b)).toBe(1);
    expect([...fill('index', 9, 4, 1)]).toEqual([0, 1, 2, 3]);
  });
});

test('the magnitude keeps sums of products below 2^23', () => {
  expect(integerMagnitude(1, 1)).toBe(63);
  expect(integerMagnitude(65_537, 1)).toBe(63);
  expect(integerMagnitude(1_000_003, 1)).toBe(8);
  expect(integerMagnitude(577, 2)).toBe(63);
  expect(integerMagnitude(4609, 2)).toBe(42);
  expect(integerMagnitude(2 ** 30, 2)).toBe(1);
});

describe('batch-norm statistics', () => {
  const channels = 64;
  const packed = fillBatchNorm(11, channels);
  const part = (k: number): number[] => [...packed.subarray(k * channels, (k + 1) * channels)];
  const [gamma = [], beta = [], mean = [], variance = []] = [0, 1, 2, 3].map(part);

  test('a quarter of the variances is near eps', () => {
    const tiny = variance.filter((v) => v < 2e-5);
    expect(tiny).toHaveLength(channels / 4);
    expect(Math.min(...variance)).toBeGreaterThan(5e-6);
    expect(Math.max(...variance)).toBeLessThan(2);
  });

  test('gammas and betas have both signs, means are away from 0', () => {
    for (const values of [gamma, beta, mean]) {
      expect(values.some((v) => v < 0) && values.some((v) => v > 0)).toBe(true);
    }
    expect(Math.min(...mean.map(Math.abs))).toBeGreaterThanOrEqual(0.25);
  });

  test('slopes are of a size from channel to channel', () => {
    const slopes = gamma.map((g, c) => Math.abs(g) / Math.sqrt((variance[c] ?? 0) + 1e-5));
    expect(Math.max(...slopes)).toBeLessThan(7);
    expect(Math.min(...slopes)).toBeGreaterThan(0.3);
  });

  test('who reads four numbers side by side finds no negative variance', () => {
    for (const c of [1, 3, 5, 6, 64]) {
      const misread = fillBatchNorm(c, c).filter((_, at) => at % 4 === 3);
      expect(Math.min(...misread)).toBeGreaterThanOrEqual(0);
    }
  });
});
