import { arithmeticProbe, copyProbe, type Probe } from './device-kernels';
import type { Meter } from './meter';
import type { Speeds } from './speeds';
import { unitOf } from './timing';

/** Runs of a probe, of which the best counts: a peak is what was reached once. */
const tries = 7;
/** So long a probe runs at least: a GPU that has done nothing for a while takes a moment to come up to speed. */
const leastBusyMs = 200;

/**
 * What the device reaches when it only copies, and when it only calculates.
 * @param software a processor plays the GPU: it gets less to do, and takes as long
 */
export async function measureSpeeds(meter: Meter, software: boolean): Promise<Speeds | string> {
  const [groups, rounds] = software ? [64, 128] : [2048, 256];
  const copy = await best(meter, [copyProbe(software ? 2 ** 20 : 2 ** 24)]);
  if (typeof copy === 'string') return copy;
  const arithmetic = await best(meter, [
    arithmeticProbe(8, false, groups, rounds),
    arithmeticProbe(4, true, groups, rounds),
    arithmeticProbe(8, true, groups, rounds),
  ]);
  return typeof arithmetic === 'string' ? arithmetic : { copy, arithmetic };
}

/** The best of the probes, in work a second. */
async function best(meter: Meter, probes: readonly Probe[]): Promise<number | string> {
  let most = 0;
  for (const { source, job, work } of probes) {
    const loaded = await meter.load(source, job, []);
    if (typeof loaded === 'string') return loaded;
    try {
      // A run of a tenth of a millisecond is about a tick of some clocks, and would look faster than the device can be.
      const unit = await unitOf(loaded);
      if (typeof unit === 'string') return unit;
      const { together } = unit;
      for (let i = 0, busy = unit.busyMs; i < tries || busy < leastBusyMs; i++) {
        const milliseconds = await loaded.run(together);
        if (typeof milliseconds === 'string') return milliseconds;
        if (milliseconds === 0) break;
        busy += milliseconds;
        most = Math.max(most, (work * together * 1000) / milliseconds);
      }
    } finally {
      loaded.release();
    }
  }
  return most > 0 ? most : 'the clock stood still';
}
