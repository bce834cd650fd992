import type { TrafficPass, TrafficRequest } from '../../core/grade/traffic';
import type { Observer, Place } from '../run/dispatch';
import type { Heap } from '../run/heap';
import type { Kernel } from '../run/kernel';
import { meter } from './costs';
import { film } from './film';
import { type Access, groups } from './groups';
import { ledger } from './ledger';
import { memories } from './memories';

/** The lanes of a group where nothing else is asked for: a subgroup of most GPUs. */
export const plainLanes = 32;

export type Recorder = Required<Pick<Observer, 'trace' | 'fork' | 'interval'>> & {
  /** Everything that was recorded in the dispatch. */
  traffic(): TrafficPass;
};

/**
 * Listens to a dispatch whose invocations run lowest first, and counts what its groups of lanes ask of memory.
 * @param bufferOf what the exercise calls the buffer at a binding
 */
export function recorder(
  kernel: Kernel,
  heap: Heap,
  workgroups: readonly [number, number, number],
  request: TrafficRequest,
  bufferOf: (binding: number) => string | undefined,
): Recorder {
  const { code } = kernel;
  const lanes = request.lanes ?? plainLanes;
  const together = groups();
  const moved = memories(code, heap, bufferOf);
  const gauge = meter(heap.pool);
  const frames = film(request, lanes);
  const sums = ledger(kernel);
  const now = { workgroup: 0, group: 0, interval: 0, barriers: 0 };

  const told = (one: Access): void => {
    const { access = 'read' } = code.sites[one.site] ?? {};
    const { memory, start, space } = moved.at(one.starts[0] ?? 0);
    sums.access(one, memory, gauge.cost(one, space, access === 'atomic'));
    one.starts.forEach((at, i) => moved.move(at, one.sizes[i] ?? 0, access));
    frames.take(one, now, start);
  };
  const flush = (): void => {
    const { accesses, partings } = together.flush();
    for (const access of accesses) told(access);
    for (const parting of partings) sums.parting(parting);
  };
  const turnTo = (who: Pick<Place, 'workgroup' | 'invocation'>): void => {
    const group = Math.floor(who.invocation / lanes);
    if (who.workgroup === now.workgroup && group === now.group) return;
    flush();
    if (who.workgroup !== now.workgroup) {
      moved.nextWorkgroup();
      now.interval = 0;
    }
    now.workgroup = who.workgroup;
    now.group = group;
  };
  return {
    trace(start, bytes, site, context, who) {
      turnTo(who);
      together.touch(site, context, who.invocation % lanes, start, bytes);
    },
    fork(branch, value, context, who) {
      turnTo(who);
      together.branch(branch, context, value);
    },
    // The last interval of a workgroup ends with it, and not at a barrier.
    interval(workgroup) {
      flush();
      turnTo({ workgroup, invocation: 0 });
      now.barriers = Math.max(now.barriers, now.interval);
      now.interval++;
    },
    traffic: () => ({
      ...{ entry: code.program.entry.name, workgroups: [...workgroups], frames: frames.taken },
      ...{ moreFrames: frames.missed(), complete: !together.overflowed() },
      ...{ ...sums.totals(), barriers: now.barriers, memories: moved.totals() },
    }),
  };
}
