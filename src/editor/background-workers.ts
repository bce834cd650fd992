import type { FromBackground, Progress, Result, ToBackground } from '../protocol/background';
import type { Answer } from '../protocol/channel';
import type { Disposables } from './disposables';
import type { Host, HostWorker } from './host';
import { type Log, reason } from './log';

/** Workers that do what letters ask for, one for each exercise that needs one. */
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
}

export const stopped = 'it was stopped';

interface Live {
  readonly worker: Promise<HostWorker>;
  readonly waiting: Map<number, Waiting>;
  closing: boolean;
}

interface Waiting {
  progress(letter: Progress): void;
  settle(answer: Answer<Result>): void;
}

export function createBackgroundWorkers(
  host: Host,
  log: Log,
  subscriptions: Disposables,
): BackgroundWorkers {
  const lives = new Map<string, Live>();
  let lastNumber = 0;
  subscriptions.push({ dispose: () => [...lives.keys()].forEach((id) => drop(id, stopped)) });

  function drop(id: string, problem: string): void {
    const gone = lives.get(id);
    lives.delete(id);
    gone?.worker.then(
      (worker) => worker.terminate(),
      () => undefined,
    );
    for (const waiting of gone?.waiting.values() ?? []) waiting.settle({ ok: false, problem });
  }

  function start(id: string): Live {
    const crashed = (why: string): void => {
      if (lives.get(id) !== live) return;
      log.warn(`${id}: the simulator's worker is gone: ${why}`);
      drop(id, `the simulator broke (${why})`);
    };
    const heard = (letter: unknown): void => {
      receive(live, letter as FromBackground);
      if (live.closing) close(id);
    };
    const worker = host.startWorker({ heard, crashed });
    const live: Live = { worker, waiting: new Map(), closing: false };
    worker.catch((error: unknown) => crashed(reason(error)));
    lives.set(id, live);
    return live;
  }

  function close(id: string): void {
    const live = lives.get(id);
    if (live === undefined) return;
    live.closing = true;
    if (live.waiting.size === 0) drop(id, stopped);
  }

  return {
    ask(id, letter, progress) {
      const live = lives.get(id) ?? start(id);
      live.closing = false;
      const number = ++lastNumber;
      return new Promise((settle) => {
        live.waiting.set(number, { progress, settle });
        live.worker.then(
          (worker) => worker.post(letter(number)),
          () => undefined,
        );
      });
    },
    has: (id) => lives.has(id),
    stop: (id) => drop(id, stopped),
    close,
  };
}

function receive({ waiting }: Live, letter: FromBackground): void {
  const one = waiting.get(letter.id);
  if (letter.kind === 'caseGraded' || letter.kind === 'watched') {
    one?.progress(letter);
    return;
  }
  waiting.delete(letter.id);
  if (letter.kind === 'broke') one?.settle({ ok: false, problem: letter.problem });
  else one?.settle({ ok: true, value: letter });
}
