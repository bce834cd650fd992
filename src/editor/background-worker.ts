import type { FromBackground, Progress, Result, ToBackground } from '../protocol/background';
import type { Answer } from '../protocol/channel';
import type { Host } from './host';
import { reason } from './log';

export interface Waiting {
  progress(letter: Progress): void;
  settle(answer: Answer<Result>): void;
}

/** One worker, which may still be starting. */
export interface BackgroundWorker {
  /** The exercise that it works for; undefined while it is the spare one. */
  id: string | undefined;
  /** To be ended when it has done what it was asked. */
  closing: boolean;
  readonly waiting: Map<number, Waiting>;
  post(letter: ToBackground): void;
  /** Ends it at once, and answers what it was asked with the problem. */
  end(problem: string): void;
}

interface Events {
  /** It has said something, which those who wait have heard. */
  heard(worker: BackgroundWorker): void;
  crashed(worker: BackgroundWorker, why: string): void;
}

export function startBackgroundWorker(host: Host, events: Events): BackgroundWorker {
  const waiting = new Map<number, Waiting>();
  const started = host.startWorker({
    heard(letter) {
      receive(waiting, letter as FromBackground);
      events.heard(worker);
    },
    crashed: (why) => events.crashed(worker, why),
  });
  const worker: BackgroundWorker = {
    ...{ id: undefined, closing: false, waiting },
    post: (letter) => void started.then((one) => one.post(letter), ignored),
    end(problem) {
      void started.then((one) => one.terminate(), ignored);
      for (const one of waiting.values()) one.settle({ ok: false, problem });
      waiting.clear();
    },
  };
  started.catch((error: unknown) => events.crashed(worker, reason(error)));
  return worker;
}

// A worker that did not start has said so already.
const ignored = (): undefined => undefined;

function receive(waiting: Map<number, Waiting>, letter: FromBackground): void {
  const one = waiting.get(letter.id);
  if (letter.kind === 'caseGraded' || letter.kind === 'watched') {
    one?.progress(letter);
    return;
  }
  waiting.delete(letter.id);
  if (letter.kind === 'broke') one?.settle({ ok: false, problem: letter.problem });
  else one?.settle({ ok: true, value: letter });
}
