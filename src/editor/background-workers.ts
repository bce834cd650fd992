import type { Progress, Result, ToBackground } from '../protocol/background';
import type { Answer } from '../protocol/channel';
import { type BackgroundWorker, startBackgroundWorker } from './background-worker';
import type { Disposables } from './disposables';
import type { Host } from './host';
import type { Log } from './log';

/** Workers that do what letters ask for, one for each exercise that needs one, and a spare one. */
export interface BackgroundWorkers {
  /** Sends a letter. Whatever becomes of the worker, there is an answer. */
  ask(
    id: string,
    letter: (number: number) => ToBackground,
    progress: (letter: Progress) => void,
  ): Promise<Answer<Result>>;
  has(id: string): boolean;
  /** Ends the exercise's worker at once; what it was asked is answered with `stopped`. */
  readonly stop: (id: string) => void;
  /** Ends the exercise's worker when it has done what it was asked. */
  readonly close: (id: string) => void;
  /** Starts a worker ahead, which whoever needs one next gets warm. */
  readonly prepare: () => void;
}

export const stopped = 'it was stopped';

/** A worker that is started ahead and made quick, for whoever needs the next one. */
interface Spare {
  prepare(): void;
  /** The spare worker, which is then no spare any more; a new one where there is none. */
  take(): BackgroundWorker;
  /** Forgets the spare worker if it is this one, which has broken. */
  lost(worker: BackgroundWorker): boolean;
  drop(): void;
}

function createSpare(start: () => BackgroundWorker): Spare {
  let spare: BackgroundWorker | undefined;
  const release = (): BackgroundWorker | undefined => {
    const released = spare;
    spare = undefined;
    return released;
  };
  return {
    prepare() {
      if (spare !== undefined) return;
      spare = start();
      // Nobody waits for the answer, so it needs no number of its own.
      spare.post({ kind: 'warmUp', id: 0 });
    },
    take: () => release() ?? start(),
    lost: (worker) => worker === spare && release() !== undefined,
    drop: () => release()?.end(stopped),
  };
}

export function createBackgroundWorkers(
  host: Host,
  log: Log,
  subscriptions: Disposables,
): BackgroundWorkers {
  const workers = new Map<string, BackgroundWorker>();
  const spare = createSpare(() => startBackgroundWorker(host, { heard, crashed }));
  let lastNumber = 0;
  subscriptions.push({
    dispose() {
      for (const id of workers.keys()) drop(id, stopped);
      spare.drop();
    },
  });

  function drop(id: string, problem: string): void {
    const gone = workers.get(id);
    workers.delete(id);
    gone?.end(problem);
  }

  function crashed(worker: BackgroundWorker, why: string): void {
    const { id } = worker;
    const live = id === undefined ? spare.lost(worker) : workers.get(id) === worker;
    if (!live) return;
    log.warn(`${id ?? 'started ahead'}: the simulator's worker is gone: ${why}`);
    if (id !== undefined) drop(id, `the simulator broke (${why})`);
  }

  /** Once a worker has nothing to do, the next one can be started without taking time from it. */
  function heard({ id, closing, waiting }: BackgroundWorker): void {
    if (id === undefined || waiting.size > 0) return;
    if (closing) close(id);
    else spare.prepare();
  }

  function take(id: string): BackgroundWorker {
    const worker = spare.take();
    worker.id = id;
    workers.set(id, worker);
    return worker;
  }

  function close(id: string): void {
    const worker = workers.get(id);
    if (worker === undefined) return;
    worker.closing = true;
    if (worker.waiting.size > 0) return;
    drop(id, stopped);
    if (workers.size === 0) spare.drop();
  }

  return {
    ask(id, letter, progress) {
      const worker = workers.get(id) ?? take(id);
      worker.closing = false;
      const number = ++lastNumber;
      return new Promise((settle) => {
        worker.waiting.set(number, { progress, settle });
        worker.post(letter(number));
      });
    },
    has: (id) => workers.has(id),
    stop: (id) => drop(id, stopped),
    ...{ close, prepare: () => spare.prepare() },
  };
}
