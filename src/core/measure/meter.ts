import type { Job } from '../grade/runner';
import type { Elements } from '../grade/kept';

/** Times kernels: WebGPU can, the simulator cannot. */
export interface Meter {
  /** How `run` takes the time. */
  clock(): Promise<'timestamps' | 'wall clock'>;
  /**
   * Puts a job on the device, ready to be run again and again. The kernel runs as it is, without the guard on its
   * loops: only what has ended under the guard may come here.
   * @returns words where it cannot
   */
  load(source: string, job: Job, restored: readonly string[]): Promise<LoadedJob | string>;
}

/** A job that stays on the device. */
export interface LoadedJob {
  /**
   * Runs all passes so many times, one after the other, and gives the milliseconds of all of them together; words when
   * the device refused. Buffers that a run changes and the next one reads are restored before each, outside of the time.
   */
  run(times: number): Promise<number | string>;
  /** What is in the buffers that are read back. */
  outputs(): Promise<ReadonlyMap<string, Elements>>;
  release(): void;
}
