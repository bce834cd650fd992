import { Worker } from 'node:worker_threads';
import { createBackgroundWorkers } from '../../src/editor/background-workers';
import type { Host } from '../../src/editor/host';
import type { FromBackground } from '../../src/protocol/background';
import { exercise, kernel } from './kernels';

/** Every invocation turns a loop many times, and never waits. */
const slow = kernel('E01').replace(
  'c[i] = a[i] + b[i];',
  'var x = a[i]; for (var k = 0u; k < 50000u; k++) { x = x * 0.5 + b[i]; } c[i] = x;',
);

export interface Stopped {
  /** Milliseconds from the word to the answer that it was stopped. */
  readonly answered: number;
  /** To the first answer of the worker that comes next. */
  readonly next: number;
  /** To the end of the thread in which the kernel ran. */
  readonly ended: number;
}

/** Threads as the editor starts them. */
function threads(script: string) {
  const started: Worker[] = [];
  let isWarm = (): void => undefined;
  const warm = new Promise<void>((resolve) => (isWarm = resolve));
  const host: Host = {
    facts: [],
    startWorker(events) {
      const worker = new Worker(script);
      started.push(worker);
      worker.on('message', (letter: FromBackground) => {
        events.heard(letter);
        if (letter.kind === 'warm') isWarm();
      });
      worker.on('error', ({ message }) => events.crashed(message));
      return Promise.resolve({
        post: (letter) => worker.postMessage(letter),
        terminate: () => void worker.terminate(),
      });
    },
  };
  return { host, started, warm };
}

const after = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Lets the editor's workers check a kernel that takes long, or one that does nothing any more, stops it and asks the
 * next worker for something, while a spare one stands by.
 * @param script path of the worker's bundle
 */
export async function timesToStop(script: string, busy: boolean): Promise<Stopped> {
  const { host, started, warm } = threads(script);
  const subscriptions: { dispose(): unknown }[] = [];
  const workers = createBackgroundWorkers(host, { warn: () => undefined } as never, subscriptions);
  const submission = { exercise: exercise('E01'), source: busy ? slow : 'no kernel' };
  const running = workers.ask('E01', (id) => ({ kind: 'check', id, submission }), nothing);
  workers.prepare();
  // Until the kernel runs: starting, reading and compiling take less.
  await Promise.all([warm, busy ? after(700) : running]);
  const start = performance.now();
  const since = (): number => performance.now() - start;
  const ended = new Promise<number>((resolve) => started[0]?.once('exit', () => resolve(since())));
  workers.stop('E01');
  const answer = await running;
  const answered = since();
  if (busy === answer.ok) throw new Error(`not as expected: ${JSON.stringify(answer)}`);
  await workers.ask('E01', (id) => ({ kind: 'picture', id, order: noOrder }), nothing);
  const next = since();
  const times = { answered, next, ended: await ended };
  for (const one of subscriptions) one.dispose();
  return times;
}

const nothing = (): undefined => undefined;
const noOrder = { run: 0, caseIndex: 0, view: 'whole' } as never;

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
