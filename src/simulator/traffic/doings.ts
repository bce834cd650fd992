import type { TrafficPass } from '../../core/grade/traffic';
import type { Site } from '../emit/emitter';
import type { Place } from '../run/observer';
import { ahead } from './ahead';
import { steps } from './steps';

/** What single invocations do one after the other, apart from what lanes do together. */
export interface Doings {
  /** Operations on floats and on whole numbers, counted by the code itself. */
  readonly operations: Float64Array;
  touch(site: number, bytes: number, who: Place): void;
  /** A barrier that a workgroup has passed, or its end. */
  interval(workgroup: number): void;
  totals(): Pick<TrafficPass, 'barriers' | 'steps' | 'operations' | 'ahead'>;
}

/** @param lanes invocations that are taken together */
export function doings(sites: readonly Site[], lanes: number): Doings {
  const operations = new Float64Array(2);
  const loads = ahead(sites);
  const first = steps(sites, lanes);
  const now = { workgroup: 0, intervals: 0 };
  let barriers = 0;
  return {
    operations,
    touch(site, bytes, { workgroup, invocation }) {
      loads.touch(site, bytes, invocation);
      if (workgroup === 0) first.touch(site, invocation);
    },
    interval(workgroup) {
      loads.restart();
      if (workgroup === 0) first.next();
      if (workgroup !== now.workgroup) now.intervals = 0;
      now.workgroup = workgroup;
      // The last interval of a workgroup ends with it, and not at a barrier.
      barriers = Math.max(barriers, now.intervals);
      now.intervals++;
    },
    totals: () => ({
      ...{ barriers, steps: first.all(), ahead: loads.longest() },
      operations: { floats: operations[0] ?? 0, wholes: operations[1] ?? 0 },
    }),
  };
}
