import type { AccessReply, ChosenSite } from '../core/grade/access';
import { type Check, notChecked, nothingSeen, unfinished } from '../core/grade/check';
import type { PictureOrder, PictureReply } from '../core/grade/keeping';
import type { CaseGrade, Grade } from '../core/grade/report';
import type { Submission } from '../core/grade/session';
import type { Progress, Result } from '../protocol/background';
import type { Answer } from '../protocol/channel';
import { type BackgroundWorkers, createBackgroundWorkers, stopped } from './background-workers';
import type { Disposables } from './disposables';
import type { Host } from './host';
import type { Log } from './log';

/** What the simulator does beside the extension host. */
export interface Background extends Pick<BackgroundWorkers, 'stop' | 'close' | 'prepare'> {
  /** Grades on the simulator; a problem when it was stopped or broke. */
  grade(id: string, order: GradeOrder, told: (one: CaseGrade) => void): Promise<Answer<Grade>>;
  /** Looks for races and the like within a time; undefined when it was stopped. */
  check(id: string, submission: Submission, withinMs: number): Promise<Check | undefined>;
  /** A picture of the exercise's last grade from here. */
  picture(id: string, order: PictureOrder): Promise<PictureReply | undefined>;
  /** How the kernel touches memory; undefined when it was stopped or cannot be told. */
  access(
    id: string,
    submission: Submission,
    chosen: ChosenSite | undefined,
  ): Promise<AccessReply | undefined>;
}

export interface GradeOrder {
  readonly run: number;
  readonly submission: Submission;
}

const anotherAnswer = 'the simulator answered another question';

export function createBackground(host: Host, log: Log, subscriptions: Disposables): Background {
  const workers = createBackgroundWorkers(host, log, subscriptions);
  return {
    ...{ stop: workers.stop, close: workers.close, prepare: workers.prepare },
    async grade(id, order, told) {
      const answer = await workers.ask(
        id,
        (number) => ({ kind: 'grade', id: number, ...order }),
        (letter) => {
          if (letter.kind === 'caseGraded') told(letter.grade);
        },
      );
      if (!answer.ok) return answer;
      const { value } = answer;
      return value.kind === 'graded'
        ? { ok: true, value: value.grade }
        : { ok: false, problem: anotherAnswer };
    },
    check: (id, submission, withinMs) => check(workers, id, submission, withinMs),
    async picture(id, order) {
      // Without a worker there are no tensors either.
      if (!workers.has(id)) return undefined;
      const answer = await workers.ask(
        id,
        (number) => ({ kind: 'picture', id: number, order }),
        () => undefined,
      );
      return answer.ok && answer.value.kind === 'picture' ? answer.value.reply : undefined;
    },
    async access(id, submission, chosen) {
      const answer = await workers.ask(
        id,
        (number) => ({ kind: 'access', id: number, submission, chosen }),
        () => undefined,
      );
      return answer.ok && answer.value.kind === 'access' ? answer.value.reply : undefined;
    },
  };
}

/** What was seen until the time was over counts; a check that saw nothing by then has proved nothing. */
async function check(
  workers: BackgroundWorkers,
  id: string,
  submission: Submission,
  withinMs: number,
): Promise<Check | undefined> {
  let seen = nothingSeen;
  const inTime = workers.ask(
    id,
    (number) => ({ kind: 'check', id: number, submission }),
    (letter: Progress) => {
      if (letter.kind === 'watched') seen = letter;
    },
  );
  const answer = await firstOf(inTime, withinMs);
  if (answer === 'late') {
    workers.stop(id);
    return unfinished(seen, `it takes longer than ${withinMs / 1000} s on a CPU model`);
  }
  if (!answer.ok) return answer.problem === stopped ? undefined : notChecked(answer.problem);
  return answer.value.kind === 'checked' ? answer.value.check : notChecked(anotherAnswer);
}

function firstOf(
  answer: Promise<Answer<Result>>,
  withinMs: number,
): Promise<Answer<Result> | 'late'> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('late'), withinMs);
    void answer.then((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
