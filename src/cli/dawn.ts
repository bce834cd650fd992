import { setImmediate } from 'node:timers/promises';
import { create, globals } from 'webgpu';
import type { Wait } from '../gpu/device';
import { webgpuRunner, type WebgpuRunner } from '../gpu/runner';

// Dawn's object must stay reachable: when it is collected, the process dies in native code.
let instance: GPU | undefined;

/** Dawn, WebGPU as a native module. End the process with `process.exit`: Dawn keeps it alive. */
export function dawn(): GPU {
  Object.assign(globalThis, globals);
  return (instance ??= create([]));
}

export function dawnRunner(): WebgpuRunner {
  return webgpuRunner(dawn(), () => performance.now(), sleepingWait);
}

const cell = new Int32Array(new SharedArrayBuffer(4));

/**
 * Dawn polls in a busy loop while a promise is pending, which takes a core from an adapter that runs on the
 * processor. Sleeping between the polls, at first very shortly, gives it back.
 */
export const sleepingWait: Wait = async (promise) => {
  const state = { settled: false };
  const done = (): void => {
    state.settled = true;
  };
  promise.then(done, done);
  for (let pause = 0.05; !state.settled; pause = Math.min(1, pause * 1.5)) {
    Atomics.wait(cell, 0, 0, pause);
    await setImmediate();
  }
  return promise;
};
