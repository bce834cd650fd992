import type { TrafficPass } from '../../core/grade/traffic';
import type { Site } from '../emit/emitter';

type Step = TrafficPass['steps'][number];

/** Steps that are kept: enough for a tree or a scan. */
const most = 64;

/** Who is at work from one barrier to the next, in the workgroup that is listened to. */
export interface Steps {
  touch(site: number, invocation: number): void;
  /** A barrier, or the end. */
  next(): void;
  all(): Step[];
}

/** @param lanes invocations that are taken together */
export function steps(sites: readonly Site[], lanes: number): Steps {
  const shared = sites.map(
    ({ place }) => place?.space === 'storage' || place?.space === 'workgroup',
  );
  const done: Step[] = [];
  const working = new Set<number>();
  let last = -1;
  return {
    touch(site, invocation) {
      if (invocation === last || shared[site] !== true) return;
      last = invocation;
      working.add(invocation);
    },
    next() {
      const groups = new Set([...working].map((one) => Math.floor(one / lanes)));
      if (done.length < most) done.push({ lanes: working.size, groups: groups.size });
      working.clear();
      last = -1;
    },
    all: () => done,
  };
}
