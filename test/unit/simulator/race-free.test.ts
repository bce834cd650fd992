import { describe, expect, test } from 'vitest';
import { excused } from '../../fuzz/differential';
import { coverage } from '../../fuzz/features';
import { fuzzOptions } from '../../fuzz/options';
import { raceFree } from '../../fuzz/race-free';
import { complaint, machines, rightKernels } from '../../fuzz/solutions';

// `npm run fuzz -- --race-free` takes 5,000 kernels, and all right kernels on every machine.
describe('nothing is found in what is right', () => {
  test('96 generated kernels, with subgroups of 4 to 64 and in every order', async () => {
    expect((await raceFree(100_000, 96)).disagreements).toEqual([]);
  }, 120_000);

  // Each on a machine of its own, so that all of the machines have their turn.
  const right = rightKernels().map((one, i) => ({
    ...one,
    settings: machines[(i * 7) % machines.length] ?? {
      schedule: { kind: 'lowest' } as const,
      subgroupSize: 32,
    },
  }));
  test.each(right)(
    '$name, with $settings',
    async ({ settings, ...one }) => {
      expect(await complaint(one, settings)).toBeUndefined();
    },
    60_000,
  );
});

test('generated kernels make use of every feature', () => {
  expect(coverage(0, 500).filter(([, kernels]) => kernels < 5)).toEqual([]);
});

describe('what is compared with Dawn', () => {
  test('the sign of a zero in a float that is stored is left open, and nothing else there', () => {
    const minusZero = 0x80000000;
    expect(excused(0, 'parts', 4, 0, minusZero)).toBe(true);
    expect(excused(0, 'grid', 32, 0, minusZero)).toBe(true);
    expect(excused(0, 'parts', 4, 1, minusZero)).toBe(false);
    expect(excused(0, 'parts', 0, 0, minusZero)).toBe(false);
    expect(excused(0, 'out', 0, 0, minusZero)).toBe(false);
  });

  test('what the command is asked for', () => {
    const words = ['--from', '400', '--to', '800', '--jobs', '3', '--log', 'a.log'];
    expect(fuzzOptions(words)).toEqual({
      ...{ from: 400, to: 800, jobs: 3, log: 'a.log', raceFree: false, coverage: false },
    });
    expect(fuzzOptions(['--race-free'])).toMatchObject({ from: 0, to: 5000, raceFree: true });
    expect(() => fuzzOptions(['--to', 'many'])).toThrow('a whole number');
  });
});
