import { Worker } from 'node:worker_threads';
import type { FromBackground, ToBackground } from '../../src/protocol/background';
import { exercise, kernel } from './kernels';

/** Every invocation turns a loop many times, and never waits. */
const slow = kernel('E01').replace(
  'c[i] = a[i] + b[i];',
  'var x = a[i]; for (var k = 0u; k < 50000u; k++) { x = x * 0.5 + b[i]; } c[i] = x;',
);

/**
 * Lets the background worker grade a kernel that takes long, ends it as the editor does, and waits until it has ended.
 * @param script path of the worker's bundle
 * @returns milliseconds from the word to the end
 */
export async function timeToStop(script: string): Promise<number> {
  const worker = new Worker(script);
  const answered: FromBackground[] = [];
  worker.on('message', (letter: FromBackground) => answered.push(letter));
  const letter: ToBackground = {
    ...{ kind: 'check', id: 1 },
    submission: { exercise: exercise('E01'), source: slow },
  };
  worker.postMessage(letter);
  // Until the kernel runs: starting, reading and compiling take less.
  await new Promise((resolve) => setTimeout(resolve, 700));
  const start = performance.now();
  await worker.terminate();
  const waited = performance.now() - start;
  if (answered.some(({ kind }) => kind !== 'watched'))
    throw new Error(`It was over already: ${JSON.stringify(answered)}`);
  return waited;
}
