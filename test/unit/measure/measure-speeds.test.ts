import { expect, test } from 'vitest';
import type { Meter } from '../../../src/core/measure/meter';
import { measureSpeeds } from '../../../src/core/measure/measure-speeds';

const tick = 65_536 / 1e6;

/** A device whose clock ticks as coarsely as Dawn's, and whose runs take so many milliseconds. */
function meter(each: (busyMs: number) => number): Meter {
  let busy = 0;
  return {
    clock: () => Promise.resolve('timestamps'),
    load: () =>
      Promise.resolve({
        run(times) {
          const before = busy;
          for (let i = 0; i < times; i++) busy += each(busy);
          const ticks = (at: number): number => Math.floor(at / tick);
          return Promise.resolve((ticks(busy) - ticks(before)) * tick);
        },
        outputs: () => Promise.resolve(new Map()),
        release: () => undefined,
      }),
  };
}

const bytes = 8 * 2 ** 24;

test('a coarse clock does not make a device look faster than it is', async () => {
  const speeds = await measureSpeeds(
    meter(() => 0.05),
    false,
  );
  const real = (bytes * 1000) / 0.05;
  if (typeof speeds === 'string') throw new Error(speeds);
  expect(speeds.copy / real).toBeGreaterThan(0.98);
  expect(speeds.copy / real).toBeLessThan(1.02);
});

test('a device that comes up to speed slowly is measured at its speed', async () => {
  const speeds = await measureSpeeds(
    meter((busy) => (busy < 150 ? 0.2 : 0.05)),
    false,
  );
  const real = (bytes * 1000) / 0.05;
  expect(typeof speeds === 'string' ? 0 : speeds.copy / real).toBeGreaterThan(0.98);
});

test('a clock that stands still is no speed', async () => {
  expect(
    await measureSpeeds(
      meter(() => 0),
      false,
    ),
  ).toBe('the clock stood still');
});
