import { makeShadow, type Shadow } from './shadow';
import type { Conflict } from './shadow-cells';
import { Ended, type Ending } from './ended';
import type { Heap } from './heap';
import type { Instance, Kernel } from './kernel';
import { ordered, orders, type Schedule, shuffled } from './schedule';
import type { Observer, Place } from './observer';
import { mailSlots, subgroupOperation } from './subgroups';

export interface Budget {
  /** How often a loop may turn in one call of its function, without and with a barrier in it. */
  readonly plain: number;
  readonly withBarrier: number;
  /** Rounds of all loops in all invocations together that the task may take. */
  readonly dispatch: number;
  /** Such rounds after which the run is given up as too long for a simulator. */
  readonly steps: number;
}

export interface DispatchOptions {
  readonly workgroups: readonly [number, number, number];
  readonly schedule: Schedule;
  readonly subgroupSize: number;
  /** Seed of the assignment of invocations to lanes; in order where left out. */
  readonly shuffledLanes?: number;
  readonly budget: Budget;
  /** Asked now and then; true ends the run. */
  readonly stopped: () => boolean;
  /** Lets `atomicCompareExchangeWeak` fail though the values are equal, as WGSL allows. */
  readonly spuriousFailures?: boolean;
}

/** Why a dispatch ended before its time, and which invocation was running then. */
export interface EarlyEnd {
  readonly ending: Ending;
  readonly who: Place;
}

interface Running {
  readonly kernel: Kernel;
  readonly instance: Instance;
  readonly heap: Heap;
  readonly shadow: Shadow;
  readonly options: DispatchOptions;
  readonly observer: Observer;
  readonly size: readonly [number, number, number];
  readonly invocations: number;
  /** In which order they run from one barrier to the next. */
  readonly order: (round: number) => Int32Array;
  readonly mail: Float64Array;
  /** Lane of each invocation: subgroup * size + place in it. */
  readonly lanes: Int32Array;
  readonly notes: number[][];
  readonly now: { workgroup: number; invocation: number; round: number };
  /** Where the running workgroup stands in the dispatch. */
  readonly group: { x: number; y: number; z: number };
  /** Whether invocations wait for others of their subgroup. */
  readonly subgroups: boolean;
}

/**
 * Runs a dispatch, workgroup after workgroup, each of them from barrier to barrier. A generator that pauses
 * after every workgroup, so that whoever runs it can let others have a turn; what it returns says why it ended early.
 */
export function* dispatch(
  kernel: Kernel,
  heap: Heap,
  options: DispatchOptions,
  observer: Observer,
): Generator<undefined, EarlyEnd | 'diverged' | undefined> {
  const run = running(kernel, heap, options, observer);
  const [nx, ny, nz] = options.workgroups;
  try {
    for (const number of ordered(options.schedule, nx * ny * nz, 0)) {
      run.now.workgroup = number;
      run.group.x = number % nx;
      run.group.y = Math.floor(number / nx) % ny;
      run.group.z = Math.floor(number / (nx * ny));
      heap.U.fill(0, 0, Math.ceil(kernel.code.workgroupBytes / 4));
      run.shadow.nextWorkgroup();
      const together = kernel.code.waits ? lockstep(run) : oneByOne(run);
      observer.interval?.(number);
      if (!together) return 'diverged';
      yield;
    }
    return undefined;
  } catch (error) {
    if (error instanceof Ended) return { ending: error.ending, who: { ...run.now } };
    throw error;
  }
}

function running(
  kernel: Kernel,
  heap: Heap,
  options: DispatchOptions,
  observer: Observer,
): Running {
  const size = kernel.code.program.workgroupSize;
  const invocations = size[0] * size[1] * size[2];
  const now = { workgroup: 0, invocation: 0, round: 0 };
  const starts: { readonly stamp: number; readonly workgroup: number }[] = [];
  const shift = kernel.code.halves ? 1 : 2;
  const report = (conflict: Conflict): void => {
    const workgroup =
      conflict.space === 'workgroup'
        ? now.workgroup
        : (starts.findLast(({ stamp }) => stamp <= conflict.earlierStamp)?.workgroup ?? 0);
    observer.race(conflict, now, { workgroup, invocation: conflict.earlierStamp % invocations });
  };
  const plain = makeShadow(heap.watched, kernel.code.workgroupBytes, shift, invocations, report);
  const shadow: Shadow = {
    ...plain,
    nextWorkgroup() {
      plain.nextWorkgroup();
      starts.push({ stamp: plain.workgroupStart(), workgroup: now.workgroup });
    },
  };
  const mail = new Float64Array(invocations * mailSlots);
  const notes = Array.from({ length: invocations }, (): number[] => []);
  const order = orders(options.schedule, invocations);
  const common = { kernel, heap, shadow, options, observer, size, invocations, order };
  const instance = kernel.bind({
    ...{ F: heap.F, I: heap.I, U: heap.U, H: heap.H, bases: heap.bases, lengths: heap.lengths },
    ...{ nowhere: heap.nowhere, pool: heap.pool, mail, library: kernel.code.library },
    ...{ budgetPlain: options.budget.plain, budgetBarrier: options.budget.withBarrier },
    X: new Int32Array(kernel.code.traced ? invocations : 0),
    Q: observer.operations ?? new Float64Array(2),
    ...shadow.checks,
    ...callbacks({ heap, options, observer, notes, now }),
  });
  const subgroups = kernel.code.stops.some(({ kind }) => kind === 'subgroup');
  const more = { group: { x: 0, y: 0, z: 0 }, lanes: lanesOf(invocations, options) };
  return { ...common, ...more, mail, notes, now, instance, subgroups };
}

/** Loop rounds between two looks at whether the run shall go on. */
const tank = 65_536;

type Heard = Pick<Running, 'heap' | 'options' | 'observer' | 'notes' | 'now'>;

function callbacks({
  heap,
  options,
  observer,
  notes,
  now,
}: Heard): Pick<
  Parameters<Kernel['bind']>[0],
  'oob' | 'lengthAt' | 'endless' | 'refuel' | 'trace' | 'fork' | 'branch' | 'way' | 'spurious'
> {
  let rounds = 0;
  let exchanges = 0;
  const way = (branch: number, value: number): void => {
    notes[now.invocation]?.push(branch, value);
  };
  return {
    oob(site, index, length, access) {
      observer.outside(site, index, length, access, now);
      return Math.max(0, length - 1);
    },
    lengthAt(address, stride) {
      const segment = heap.segments.findLast(({ start }) => start <= address);
      const end = segment === undefined ? address : segment.start + segment.bytes;
      return Math.max(0, Math.floor((end - address) / stride));
    },
    endless(loop) {
      throw new Ended({ kind: 'endless', spent: 'loop', loop, rounds });
    },
    refuel(loop) {
      rounds += tank;
      if (rounds > options.budget.dispatch)
        throw new Ended({ kind: 'endless', spent: 'dispatch', loop, rounds });
      if (rounds > options.budget.steps) throw new Ended({ kind: 'tooLong' });
      if (options.stopped()) throw new Ended({ kind: 'cancelled' });
      return tank;
    },
    trace: (start, bytes, site, context) => observer.trace?.(start, bytes, site, context, now),
    fork(branch, value, context) {
      observer.fork?.(branch, Number(value), context, now);
      return value;
    },
    branch(branch, taken) {
      way(branch, taken ? 1 : 0);
      return taken;
    },
    way,
    // Every third one, beginning with the first, so that a program without a retry shows it.
    spurious: () => options.spuriousFailures === true && exchanges++ % 3 === 0,
  };
}

function lanesOf(invocations: number, options: DispatchOptions): Int32Array {
  const order = Int32Array.from({ length: invocations }, (_, i) => i);
  return options.shuffledLanes === undefined ? order : shuffled(order, options.shuffledLanes);
}

function enter(run: Running, invocation: number): void {
  run.now.invocation = invocation;
  run.shadow.enter(invocation);
  const { frames } = run.heap;
  const own = run.kernel.code.waits ? invocation * run.kernel.code.frameBytes : 0;
  run.instance.enter(frames + own, invocation);
}

/**
 * Begins an invocation. It is called for every one of them, mostly before the engine has compiled it, so that lists,
 * spreads and iterators would show.
 */
function start(run: Running, i: number): Generator<number, unknown> | undefined {
  const { size, group, now, options } = run;
  const nx = options.workgroups[0];
  const ny = options.workgroups[1];
  const nz = options.workgroups[2];
  const { x: wx, y: wy, z: wz } = group;
  const sx = size[0];
  const sy = size[1];
  const lx = i % sx;
  const ly = Math.floor(i / sx) % sy;
  const lz = Math.floor(i / (sx * sy));
  const gx = wx * sx + lx;
  const gy = wy * sy + ly;
  const gz = wz * size[2] + lz;
  const flat = gx + (gy + gz * ny * sy) * nx * sx;
  const lanes = options.subgroupSize;
  const lane = run.lanes[i] ?? i;
  const subgroup = Math.floor(lane / lanes);
  const subgroups = Math.ceil(run.invocations / lanes);
  // prettier-ignore
  return run.instance.start(
    gx, gy, gz, lx, ly, lz, i, wx, wy, wz, nx, ny, nz,
    lane % lanes, lanes, subgroup, subgroups, now.workgroup, flat,
  );
}

/** An entry point without barriers: each invocation runs to its end. */
function oneByOne(run: Running): boolean {
  for (const i of run.order(run.now.workgroup)) {
    enter(run, i);
    start(run, i);
    const notes = run.notes[i];
    if (notes !== undefined && notes.length > 0) notes.length = 0;
  }
  return true;
}

/** All invocations of a workgroup from barrier to barrier; false when they do not come to the same one. */
function lockstep(run: Running): boolean {
  const stops = new Int32Array(run.invocations).fill(-2);
  const threads: (Generator<number, unknown> | undefined)[] = [];
  for (let i = 0; i < run.invocations; i++) {
    enter(run, i);
    threads.push(start(run, i));
  }
  for (;;) {
    advance(run, threads, stops);
    if (run.subgroups && meet(run, stops)) continue;
    const [waiting, together] = gathered(stops);
    if (waiting < 0) return true;
    if (!together) {
      const { workgroup } = run.now;
      run.observer.diverged({ workgroup, stops, notes: run.notes });
      return false;
    }
    pass(run, waiting);
    stops.fill(-2);
  }
}

/** Lets everybody who does not wait run on to where they wait next; -2 in `stops` is who does not, -1 who has ended. */
function advance(
  run: Running,
  threads: readonly (Generator<number, unknown> | undefined)[],
  stops: Int32Array,
): void {
  for (const i of run.order(run.now.round++)) {
    if (stops[i] !== -2) continue;
    enter(run, i);
    const step = threads[i]?.next();
    stops[i] = step === undefined || step.done === true ? -1 : step.value;
  }
}

/** The highest number of a barrier at which somebody waits (-1: all have ended), and whether all stand there. */
function gathered(stops: Int32Array): readonly [waiting: number, together: boolean] {
  const [first = -1] = stops;
  let highest = first;
  let together = true;
  for (const stop of stops) {
    if (stop !== first) together = false;
    if (stop > highest) highest = stop;
  }
  return [highest, together];
}

/** All have come to a barrier: what it orders is ordered, and everybody may go on. */
function pass(run: Running, stop: number): void {
  const kind = run.kernel.code.stops[stop]?.kind;
  if (kind === 'storageBarrier') run.shadow.storageBarrier();
  else if (kind !== 'textureBarrier') run.shadow.workgroupBarrier();
  run.observer.interval?.(run.now.workgroup);
  if (run.kernel.code.branches.length === 0) return;
  for (const notes of run.notes) if (notes.length > 0) notes.length = 0;
}

/**
 * Lets the lanes of each subgroup that wait at the earliest operation do it. Those at a later one wait for them: in
 * the text, what comes after a branch or a loop comes later, so lanes that went apart meet again.
 */
function meet(run: Running, stops: Int32Array): boolean {
  const { stops: all } = run.kernel.code;
  const size = run.options.subgroupSize;
  const earliest = new Map<number, number>();
  stops.forEach((stop, i) => {
    const site = all[stop];
    if (stop < 0 || site?.kind !== 'subgroup') return;
    const group = Math.floor((run.lanes[i] ?? i) / size);
    const known = all[earliest.get(group) ?? -1];
    if (known === undefined || site.span.start < known.span.start) earliest.set(group, stop);
  });
  for (const [group, stop] of earliest) {
    const members = [...stops.keys()]
      .filter((i) => stops[i] === stop && Math.floor((run.lanes[i] ?? i) / size) === group)
      .sort((a, b) => (run.lanes[a] ?? a) - (run.lanes[b] ?? b));
    const site = all[stop];
    if (site === undefined) continue;
    const lanes = members.map((i) => (run.lanes[i] ?? i) % size);
    const missing = subgroupOperation(site, { lanes, invocations: members, mail: run.mail });
    if (missing) run.observer.inactive(stop, { ...run.now, invocation: members[0] ?? 0 });
    for (const i of members) stops[i] = -2;
  }
  return earliest.size > 0;
}
