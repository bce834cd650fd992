import { accessPicture } from '../core/grade/access-picture';
import { checkKernel } from '../core/grade/check-kernel';
import { gradeExercise } from '../core/grade/grade-exercise';
import { type Keeping, pictureOf } from '../core/grade/keeping';
import type { Submission } from '../core/grade/session';
import type { FromBackground, Result, ToBackground } from '../protocol/background';
import { simulatorRunner } from '../simulator/runner';
import { warmUp } from './warm-up';

type AccessLetter = Extract<ToBackground, { kind: 'access' }>;

/** How the work gets out of the worker, its clock, and a pause in which letters are heard. */
export interface Outside {
  tell(letter: FromBackground): void;
  now(): number;
  turn(): Promise<void>;
}

/**
 * Does what the letters ask for, one after the other, on the simulator. Nothing here can be stopped: who does not
 * want it any more ends the worker, which is sooner than any flag that is looked at now and then.
 */
export function createWork(outside: Outside): (letter: ToBackground) => Promise<void> {
  const runner = simulatorRunner();
  let keeping: Keeping | undefined;
  /** Somebody has asked for something. */
  let asked = false;

  async function grade(id: number, run: number, submission: Submission): Promise<Result> {
    const { grade, kept } = await gradeExercise({ ...submission, everySchedule: true }, runner, {
      compiled: () => undefined,
      caseGraded: (one) => outside.tell({ kind: 'caseGraded', id, grade: one }),
      cancelled: () => false,
      now: () => outside.now(),
    });
    keeping = { run, exercise: submission.exercise, cases: kept };
    return { kind: 'graded', id, grade };
  }

  async function check(id: number, submission: Submission): Promise<Result> {
    const start = outside.now();
    const found = await checkKernel(submission, runner, (seen) =>
      outside.tell({ kind: 'watched', id, ...seen }),
    );
    return { kind: 'checked', id, check: { ...found, milliseconds: outside.now() - start } };
  }

  async function access({ id, submission, chosen }: AccessLetter): Promise<Result> {
    return { kind: 'access', id, reply: await accessPicture(submission, runner, chosen) };
  }

  async function warm(id: number): Promise<Result> {
    await warmUp(
      runner,
      () => !asked,
      () => outside.turn(),
    );
    return { kind: 'warm', id };
  }

  function done(letter: ToBackground): Promise<Result> | Result {
    const { id } = letter;
    if (letter.kind === 'warmUp') return warm(id);
    asked = true;
    switch (letter.kind) {
      case 'grade':
        return grade(id, letter.run, letter.submission);
      case 'check':
        return check(id, letter.submission);
      case 'picture':
        return { kind: 'picture', id, reply: keeping && pictureOf(keeping, letter.order) };
      case 'access':
        return access(letter);
    }
  }

  return async (letter) => {
    try {
      outside.tell(await done(letter));
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      outside.tell({ kind: 'broke', id: letter.id, problem });
    }
  };
}
