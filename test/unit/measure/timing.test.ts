import { describe, expect, test } from 'vitest';
import type { LoadedJob } from '../../../src/core/measure/meter';
import { timeInRounds } from '../../../src/core/measure/timing';

/** A job that takes so many milliseconds a run, and notes in `log` when it runs how often. */
function job(name: string, each: (run: number) => number | string, log: string[] = []): LoadedJob {
  let run = 0;
  return {
    run(times) {
      log.push(`${name}${times}`);
      let sum = 0;
      for (let i = 0; i < times; i++) {
        const time = each(run++);
        if (typeof time === 'string') return Promise.resolve(time);
        sum += time;
      }
      return Promise.resolve(sum);
    },
    outputs: () => Promise.resolve(new Map()),
    release: () => undefined,
  };
}
const on = (): boolean => true;

describe('rounds', () => {
  test('kernels take turns', async () => {
    const log: string[] = [];
    await timeInRounds([job('a', () => 100, log), job('b', () => 200, log)], 900, on);
    // Each warms up and is timed once to see how long it takes; then three rounds fit into 900 ms.
    expect(log.join(' ')).toBe('a1 a1 b1 b1 a1 b1 a1 b1 a1 b1');
  });

  test('a device that has been busy for less than 200 ms is kept busy first, and slow runs then do not count', async () => {
    // Four times as slow until it has come up to speed, after 190 ms: 40, 40, 40, 40, 40.
    const times = await timeInRounds([job('a', (run) => (run < 5 ? 40 : 10))], 1e6, on);
    expect(times).toMatchObject([{ milliseconds: 10, quartiles: [10, 10], rounds: 21 }]);
    const log: string[] = [];
    await timeInRounds([job('a', () => 50, log)], 100, on);
    expect(log).toHaveLength(2 + 2 + 3);
  });

  test('short runs are timed together until they last 5 ms, and told for one', async () => {
    const times = await timeInRounds([job('a', () => 0.01)], 1000, on);
    expect(times).toMatchObject([{ rounds: 21 }]);
    const [{ milliseconds, together } = { milliseconds: 0, together: 0 }] = times as never[];
    expect(milliseconds).toBeCloseTo(0.01, 6);
    expect(together).toBeGreaterThanOrEqual(500);
    expect(together).toBeLessThanOrEqual(1000);
  });

  test('a clock that stands still does not hold it up for ever', async () => {
    const times = await timeInRounds([job('a', () => 0)], 1000, on);
    expect(times).toMatchObject([{ together: 1000 }]);
  });

  test('there are three even where they take longer than they may', async () => {
    expect(await timeInRounds([job('a', () => 5000)], 1000, on)).toMatchObject([{ rounds: 3 }]);
  });

  test('one disturbed round does not move the median', async () => {
    const times = await timeInRounds([job('a', (run) => (run === 7 ? 900 : 10))], 1e6, on);
    expect(times).toMatchObject([{ milliseconds: 10, quartiles: [10, 10] }]);
  });

  test('ends when it is told to stop, and when the device refuses', async () => {
    expect(await timeInRounds([job('a', () => 10)], 1000, (done) => done < 2)).toBeUndefined();
    const lost = job('a', (run) => (run < 5 ? 10 : 'the device is lost'));
    expect(await timeInRounds([lost], 1000, on)).toBe('the device is lost');
  });
});
