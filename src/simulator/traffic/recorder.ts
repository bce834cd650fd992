import type { TrafficPass, TrafficRequest } from '../../core/grade/traffic';
import type { Observer, Place } from '../run/observer';
import type { Heap } from '../run/heap';
import type { Kernel } from '../run/kernel';
import { meter } from './costs';
import { doings } from './doings';
import { film } from './film';
import { type Access, groups } from './groups';
import { ledger } from './ledger';
import { memories } from './memories';

/** The lanes of a group where nothing else is asked for: a subgroup of most GPUs. */
export const plainLanes = 32;

export type Recorder = Required<Pick<Observer, 'trace' | 'fork' | 'interval' | 'operations'>> & {
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
  const lanes = request.lanes ?? plainLanes;
  const alone = doings(kernel.code.sites, lanes);
  const together = gathering(kernel, heap, { ...request, lanes }, bufferOf);
  return {
    operations: alone.operations,
    trace(start, bytes, site, context, who) {
      alone.touch(site, bytes, who);
      together.trace(start, bytes, site, context, who);
    },
    fork: together.fork,
    interval(workgroup) {
      alone.interval(workgroup);
      together.interval(workgroup);
    },
    traffic: () => ({
      ...{ entry: kernel.code.program.entry.name, workgroups: [...workgroups] },
      ...{ ...together.totals(), ...alone.totals() },
    }),
  };
}

type Totals = Pick<
  TrafficPass,
  'sites' | 'branches' | 'memories' | 'frames' | 'moreFrames' | 'complete'
>;

/** Puts together what the lanes of a group do at one place. */
function gathering(
  kernel: Kernel,
  heap: Heap,
  request: TrafficRequest & { readonly lanes: number },
  bufferOf: (binding: number) => string | undefined,
): Required<Pick<Observer, 'trace' | 'fork' | 'interval'>> & { totals(): Totals } {
  const { code } = kernel;
  const { lanes } = request;
  const together = groups();
  const moved = memories(code, heap, bufferOf);
  const gauge = meter(heap.pool);
  const frames = film(request, lanes);
  const sums = ledger(kernel);
  const now = { workgroup: 0, group: 0, interval: 0 };

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
    interval(workgroup) {
      flush();
      turnTo({ workgroup, invocation: 0 });
      now.interval++;
    },
    totals: () => ({
      ...{ ...sums.totals(), memories: moved.totals() },
      ...{ frames: frames.taken, moreFrames: frames.missed(), complete: !together.overflowed() },
    }),
  };
}
