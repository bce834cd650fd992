import type { TrafficPass, TrafficRequest } from '../../core/grade/traffic';
import { type Collector, collector, whoOf } from '../findings/collect';
import type { Finding } from '../findings/findings';
import { dispatch, type Budget, type DispatchOptions, type EarlyEnd } from './dispatch';
import { type Bound, copyBack, type Heap, layHeap } from './heap';
import type { Kernel } from './kernel';
import type { Schedule } from './schedule';
import { type Recorder, recorder } from '../traffic/recorder';

/** How the simulator plays the GPU. */
export interface Settings {
  readonly schedule: Schedule;
  /** Lanes of a subgroup: 4 to 128. */
  readonly subgroupSize: number;
  /** Seed of a random assignment of invocations to lanes; lanes in order where left out. */
  readonly shuffledLanes?: number;
  readonly spuriousFailures?: boolean;
}

export const plainSettings: Settings = { schedule: { kind: 'lowest' }, subgroupSize: 32 };

export interface Launch {
  readonly kernel: Kernel;
  readonly workgroups: readonly [number, number, number];
  /** What is bound; the dispatch writes into it. */
  readonly bound: readonly Bound[];
  readonly settings: Settings;
  readonly budget: Budget;
  readonly stopped: () => boolean;
  /** Counts the traffic of a kernel that was made to tell of it; the lanes then run lowest first. */
  readonly traffic?: TrafficRequest;
  /** What the exercise calls the buffer at a binding. */
  readonly bufferOf?: (binding: number) => string | undefined;
}

/** What a dispatch came to. */
export type Simulated =
  | {
      readonly kind: 'ran';
      readonly findings: readonly Finding[];
      readonly traffic?: TrafficPass;
    }
  /** A barrier that not all reached; nothing after it is known. */
  | { readonly kind: 'diverged'; readonly findings: readonly Finding[] }
  | {
      readonly kind: 'endless';
      readonly spent: 'loop' | 'dispatch';
      readonly loop: number;
      readonly rounds: number;
      readonly invocation: readonly [number, number, number];
      readonly findings: readonly Finding[];
    }
  | { readonly kind: 'cancelled' }
  /** Too large or too long for a simulator. */
  | { readonly kind: 'tooLarge'; readonly problem: string }
  | { readonly kind: 'unbound'; readonly problem: string };

/** Runs a dispatch; pauses after each workgroup so that others may have their turn. */
export function* simulate(launch: Launch): Generator<undefined, Simulated> {
  const { kernel, bound, workgroups } = launch;
  const [x, y, z] = kernel.code.program.workgroupSize;
  const laid = layHeap(kernel.code, bound, kernel.code.waits ? x * y * z : 1);
  if (!laid.ok) return { kind: laid.tooLarge ? 'tooLarge' : 'unbound', problem: laid.problem };
  const { heap } = laid;
  const observer = collector(kernel, heap, workgroups);
  const recording = recorderOf(launch, heap);
  const options: DispatchOptions = {
    ...launch.settings,
    ...(recording === undefined ? {} : { schedule: { kind: 'lowest' } }),
    ...{ workgroups, budget: launch.budget, stopped: launch.stopped },
  };
  const ended = yield* dispatch(kernel, heap, options, { ...observer, ...recording });
  copyBack(heap, bound);
  const told = outcome(ended, observer, (early) => whoOf(early.who, [x, y, z], workgroups).global);
  return told.kind === 'ran' && recording !== undefined
    ? { ...told, traffic: recording.traffic() }
    : told;
}

function recorderOf(launch: Launch, heap: Heap): Recorder | undefined {
  const { kernel, workgroups, traffic, bufferOf = (): undefined => undefined } = launch;
  return traffic === undefined ? undefined : recorder(kernel, heap, workgroups, traffic, bufferOf);
}

function outcome(
  ended: EarlyEnd | 'diverged' | undefined,
  observer: Collector,
  invocation: (early: EarlyEnd) => readonly [number, number, number],
): Simulated {
  const findings = observer.findings();
  if (ended === undefined) return { kind: 'ran', findings };
  if (ended === 'diverged') return { kind: 'diverged', findings };
  switch (ended.ending.kind) {
    case 'endless':
      return { ...ended.ending, invocation: invocation(ended), findings };
    case 'cancelled':
      return { kind: 'cancelled' };
    case 'tooLong':
      return { kind: 'tooLarge', problem: 'its loops turn too often for a simulator' };
  }
}
