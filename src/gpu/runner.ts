import type { AdapterFacts } from '../core/grade/report';
import type { Compilation, KernelRunner } from '../core/grade/runner';
import type { Meter } from '../core/measure/meter';
import { acquire, type Acquired, type Wait } from './device';
import { compileModule } from './compile';
import { makeKernel } from './kernel';
import { makeMeter } from './meter';

export interface WebgpuRunner extends KernelRunner, Meter {
  /** Why there is no adapter, after `adapter()` gave none. */
  missing(): Promise<string | undefined>;
  dispose(): void;
}

const plainWait: Wait = (promise) => promise;

/**
 * Runs kernels on WebGPU, the same in a panel and in Node. One device is kept between runs; a device that was
 * lost is replaced at the next compile.
 * @param now milliseconds on a clock that only goes forward
 */
export function webgpuRunner(
  gpu: GPU | undefined,
  now: () => number,
  wait: Wait = plainWait,
): WebgpuRunner {
  let current: Promise<Acquired> | undefined;

  function acquired(): Promise<Acquired> {
    current ??= acquire(gpu, wait).then((result) => {
      if (!result.ok) current = undefined;
      else void result.device.lost.then(() => (current = undefined));
      return result;
    });
    return current;
  }

  async function adapter(): Promise<AdapterFacts | undefined> {
    const result = await acquired();
    return result.ok ? result.facts : undefined;
  }

  async function compile(source: string): Promise<Compilation> {
    const result = await acquired();
    if (!result.ok) return { kind: 'unavailable', reason: result.step };
    const { device } = result;
    const { ok, problems } = await compileModule(device, source, wait);
    if (!ok) return { kind: 'rejected', problems };
    return {
      kind: 'accepted',
      problems,
      async load(guarded) {
        for (const candidate of guarded) {
          const module = await compileModule(device, candidate, wait);
          if (module.ok) return makeKernel(device, module.module, wait);
        }
        return undefined;
      },
    };
  }

  return {
    ...makeMeter(acquired, wait, now),
    adapter,
    compile,
    async missing() {
      const result = await acquired();
      return result.ok ? undefined : result.step;
    },
    dispose() {
      void current?.then((result) => {
        if (result.ok) result.device.destroy();
      });
      current = undefined;
    },
  };
}
