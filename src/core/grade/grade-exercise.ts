import { blocks } from '../blocks/index';
import { contractProblems } from '../exercise/contract';
import { guard, type Guarded } from '../outline/guard';
import { outline } from '../outline/outline';
import { rangeOf } from '../outline/place';
import { explainProblem } from './explain';
import { gradeCase, type Stop, type Work } from './grade-case';
import type { Kept } from './kept';
import { type CaseGrade, type Diagnosis, type Grade, gradeFormatVersion, type Problem } from './report';
import type { KernelRunner } from './runner';
import type { Graded, Listener, Submission } from './session';
import * as words from './words';

/** A longer file is not a kernel: it would only keep the compiler busy. In UTF-16 units. */
export const maxSourceLength = 1_000_000;

/**
 * Grades a source against an exercise: the contract, the compiler, then case by case, the control case first.
 * Everything that the learner is told comes from here, whoever asks: panel, command line or test.
 */
export async function gradeExercise(
  submission: Submission,
  runner: KernelRunner,
  listener: Listener,
): Promise<Graded> {
  const start = listener.now();
  const report = reporter(submission, runner, listener, start);
  const { exercise, source } = submission;
  const plan = submission.plan ?? exercise.plan;
  const block = blocks.get(exercise.reference);
  if (block === undefined) return report.inconclusive(words.unknownBlock(exercise.reference));
  const early = earlyProblem(source);
  if (early !== undefined) return report.rejected([early]);

  const file = outline(source);
  const guarded = guard(file);
  const compilation = await runner.compile(source, guarded.candidates);
  if (compilation.kind === 'unavailable') return report.inconclusive(compilation.reason);
  const told = compilation.problems.map((problem) => explainProblem(problem, file));
  // A file that does not compile is judged by the compiler alone: what we read from it may be wrong.
  const broken = compilation.kind === 'rejected';
  const problems = broken ? told : [...told, ...contractProblems(file, exercise, plan)];
  listener.compiled(problems);
  if (compilation.kind === 'rejected' || problems.some((problem) => problem.severity === 'error')) {
    return report.rejected(problems);
  }
  const work: Work = {
    ...{ exercise, plan, block, file, kernel: compilation.kernel },
    cancelled: () => listener.cancelled(),
  };
  return report.cases(work, guarded, problems);
}

function earlyProblem(source: string): Problem | undefined {
  if (source.length > maxSourceLength) return words.tooLong(source.length, maxSourceLength);
  return source.trim() === '' ? words.emptyFile : undefined;
}

/** Collects what is found and puts it into the one form of a grade. */
function reporter(
  { exercise, source, stopAtFirstFailure = false }: Submission,
  runner: KernelRunner,
  listener: Listener,
  start: number,
): {
  rejected(problems: readonly Problem[]): Promise<Graded>;
  inconclusive(reason: string): Promise<Graded>;
  cases(work: Work, guarded: Guarded, problems: readonly Problem[]): Promise<Graded>;
} {
  const cases: CaseGrade[] = [];
  const kept = new Map<number, readonly Kept[]>();
  let firstWord: number | undefined;

  async function graded(
    verdict: Grade['verdict'],
    text: { title: string; says: string },
    problems: readonly Problem[],
    diagnoses: readonly Diagnosis[],
  ): Promise<Graded> {
    const adapter = await runner.adapter();
    const total = listener.now() - start;
    const timings = { firstWord: firstWord ?? total, total };
    const grade: Grade = {
      ...{ formatVersion: gradeFormatVersion, exercise: exercise.id, verdict, ...text },
      ...{ problems: [...problems], diagnoses: [...diagnoses], cases, caseCount: exercise.cases.length },
      ...(adapter === undefined ? {} : { adapter }),
      timings,
    };
    return { grade, kept };
  }

  function stopped(stop: Stop, guarded: Guarded, problems: readonly Problem[]): Promise<Graded> {
    switch (stop.kind) {
      case 'endless': {
        const loop = guarded.loops[stop.loop];
        const range = loop === undefined ? undefined : rangeOf(source, loop);
        const diagnosis = words.endlessLoop(range, stop.invocation);
        return graded('failed', diagnosis, problems, [diagnosis]);
      }
      case 'rejected': {
        const all = [...problems, ...stop.problems];
        listener.compiled(all);
        return graded('rejected', words.rejected(all), all, words.rejectedDiagnoses(all));
      }
      case 'gpuError':
        return graded('inconclusive', words.gpuError(stop.message), problems, []);
      case 'unavailable':
        return graded('inconclusive', words.unavailable(stop.reason), problems, []);
    }
  }

  return {
    rejected: (problems) => {
      listener.compiled(problems);
      return graded('rejected', words.rejected(problems), problems, words.rejectedDiagnoses(problems));
    },
    inconclusive: (reason) => graded('inconclusive', words.unavailable(reason), [], []),
    async cases(work, guarded, problems) {
      for (const index of exercise.cases.keys()) {
        const result = await gradeCase(work, index);
        if (result.stop !== undefined) return stopped(result.stop, guarded, problems);
        cases.push(result.grade);
        kept.set(index, result.kept);
        firstWord ??= listener.now() - start;
        listener.caseGraded(result.grade);
        if (stopAtFirstFailure && result.grade.verdict === 'failed') break;
      }
      const failed = cases.filter((one) => one.verdict === 'failed');
      const telling = failed[0];
      if (telling === undefined) return graded('passed', words.passed(exercise, cases), problems, []);
      return graded('failed', words.failed(cases, telling), problems, telling.diagnoses);
    },
  };
}
