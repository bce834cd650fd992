import { blocks } from '../blocks/index';
import { contractProblems } from '../exercise/contract';
import { planProblems } from '../exercise/plan';
import { guard, type Guarded } from '../outline/guard';
import { outline } from '../outline/outline';
import { rangeOf } from '../outline/place';
import { explainProblem } from './explain';
import { lacking } from './features';
import { gradeCase, type Stop, type Work } from './grade-case';
import type { KeptCase } from './kept';
import { marksOf } from './marks';
import {
  type CaseGrade,
  type Diagnosis,
  type Grade,
  gradeFormatVersion,
  type Problem,
} from './report';
import type { CompiledKernel, KernelRunner } from './runner';
import type { Graded, Listener, Submission } from './session';
import type { Traffic } from './traffic';
import * as words from './words';

/** A longer file is not a kernel: it would only keep the compiler busy. In UTF-16 units. */
export const maxSourceLength = 250_000;

/** A grading under way: what was given, and what has been found so far. */
interface Run {
  readonly submission: Submission;
  readonly runner: KernelRunner;
  readonly listener: Listener;
  readonly start: number;
  readonly cases: CaseGrade[];
  readonly kept: Map<number, KeptCase>;
  readonly traffic: Map<number, Traffic>;
  /** Milliseconds in which the runner had the work. */
  waiting: number;
  firstWord: { readonly after: number; readonly waiting: number } | undefined;
}

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
  const run: Run = {
    ...{ submission, runner, listener, start, cases: [], kept: new Map() },
    traffic: new Map(),
    ...{ waiting: 0, firstWord: undefined },
  };
  const { exercise } = submission;
  // Editors hide the byte order mark and WGSL does not know it; a space in its place moves no column.
  const source = submission.source.replace(/^\uFEFF/, ' ');
  const plan = submission.plan ?? exercise.plan;
  const block = blocks.get(exercise.reference);
  if (block === undefined) {
    return await graded(
      run,
      'inconclusive',
      words.unavailable(words.unknownBlock(exercise.reference)),
    );
  }
  const early = earlyProblem(source);
  if (early !== undefined) return await rejected(run, [early]);
  const unplanned = submission.plan === undefined ? [] : planProblems(exercise, plan);
  if (unplanned.length > 0) return await rejected(run, unplanned);

  const file = outline(source);
  const lacks = lacking(file, await runner.adapter());
  if (lacks.length > 0) {
    const grade = await graded(run, 'inconclusive', words.lacking(lacks));
    return { ...grade, grade: { ...grade.grade, lacks } };
  }
  const compilation = await waited(run, () => runner.compile(source));
  if (compilation.kind === 'unavailable') {
    const { reason, problems = [] } = compilation;
    return await graded(run, 'inconclusive', words.unavailable(reason), problems);
  }
  const told = compilation.problems.map((problem) => explainProblem(problem, source));
  // A file that does not compile is judged by the compiler alone.
  if (compilation.kind === 'rejected') return await rejected(run, told);
  const problems = [...told, ...contractProblems(file, exercise, plan)];
  if (problems.some((problem) => problem.severity === 'error'))
    return await rejected(run, problems);
  listener.compiled(problems);
  const guarded = guard(file);
  const loaded = await waited(run, () => compilation.load(guarded.candidates));
  if (loaded === undefined) return await graded(run, 'inconclusive', words.unguarded, problems);
  const kernel: CompiledKernel = { ...loaded, run: (job) => waited(run, () => loaded.run(job)) };
  const cancelled = (): boolean => listener.cancelled();
  const { traffic, everySchedule } = submission;
  const work: Work = {
    ...{ exercise, plan, block, file, kernel, cancelled, traffic, everySchedule },
  };
  return await gradeCases(run, work, guarded, problems);
}

/** Hands work to the runner and notes how long it had it. */
async function waited<T>(run: Run, work: () => Promise<T>): Promise<T> {
  const begin = run.listener.now();
  try {
    return await work();
  } finally {
    run.waiting += run.listener.now() - begin;
  }
}

function earlyProblem(source: string): Problem | undefined {
  if (source.includes('\0')) return words.noText;
  if (source.length > maxSourceLength) return words.tooLong(source.length, maxSourceLength);
  return source.trim() === '' ? words.emptyFile : undefined;
}

async function gradeCases(
  run: Run,
  work: Work,
  guarded: Guarded,
  problems: readonly Problem[],
): Promise<Graded> {
  for (const index of work.exercise.cases.keys()) {
    const result = await gradeCase(work, index);
    const { stop } = result;
    if (stop !== undefined && stop.kind !== 'tooLarge')
      return await stopped(run, work, stop, guarded, problems);
    run.cases.push(result.grade);
    if (result.kept !== undefined) run.kept.set(index, result.kept);
    if (result.traffic !== undefined) run.traffic.set(index, result.traffic);
    run.firstWord ??= { after: run.listener.now() - run.start, waiting: run.waiting };
    run.listener.caseGraded(result.grade);
    if (run.submission.stopAtFirstFailure === true && result.grade.verdict === 'failed') break;
  }
  const telling = run.cases.find((one) => one.verdict === 'failed');
  const [first] = run.cases;
  if (first !== undefined && run.cases.every((one) => one.notRun !== undefined)) {
    return await graded(run, 'inconclusive', words.nothingRun(first), problems);
  }
  if (telling === undefined) return await passed(run, work, problems);
  return await graded(run, 'failed', words.failed(run.cases, telling), problems, telling.diagnoses);
}

async function passed(
  run: Run,
  { exercise, file }: Work,
  problems: readonly Problem[],
): Promise<Graded> {
  const made = await graded(run, 'passed', words.passed(exercise, run.cases), problems);
  const marks = marksOf(exercise, file, run.cases, run.traffic);
  return marks === undefined ? made : { ...made, grade: { ...made.grade, marks } };
}

async function rejected(run: Run, problems: readonly Problem[]): Promise<Graded> {
  run.listener.compiled(problems);
  const diagnoses = words.rejectedDiagnoses(problems);
  return await graded(run, 'rejected', words.rejected(problems), problems, diagnoses);
}

async function stopped(
  run: Run,
  work: Work,
  stop: Exclude<Stop, { kind: 'tooLarge' }>,
  guarded: Guarded,
  problems: readonly Problem[],
): Promise<Graded> {
  switch (stop.kind) {
    case 'endless': {
      const loop = guarded.loops[stop.loop];
      const range = loop === undefined ? undefined : rangeOf(work.file.source, loop);
      const diagnosis =
        stop.spent === 'loop'
          ? words.endlessLoop(range, stop.invocation)
          : words.tooMuchWork(range, stop.rounds);
      return await graded(run, 'failed', diagnosis, problems, [diagnosis]);
    }
    case 'rejected':
      return await rejected(run, [...problems, ...stop.problems]);
    case 'gpuError':
      return await graded(run, 'inconclusive', words.gpuError(stop.message), problems);
    case 'unavailable':
      return await graded(run, 'inconclusive', words.unavailable(stop.reason), problems);
  }
}

/** Puts what was found into the one form of a grade. */
async function graded(
  run: Run,
  verdict: Grade['verdict'],
  { title, says }: { readonly title: string; readonly says: string },
  problems: readonly Problem[] = [],
  diagnoses: readonly Diagnosis[] = [],
): Promise<Graded> {
  const { exercise } = run.submission;
  const adapter = await run.runner.adapter();
  const total = run.listener.now() - run.start;
  const grade: Grade = {
    ...{ formatVersion: gradeFormatVersion, exercise: exercise.id, verdict, title, says },
    ...{ problems: [...problems], diagnoses: [...diagnoses] },
    ...{ cases: run.cases, caseCount: exercise.cases.length },
    ...(adapter === undefined ? {} : { adapter }),
    timings: {
      firstWord: run.firstWord?.after ?? total,
      firstWordWaiting: run.firstWord?.waiting ?? run.waiting,
      ...{ total, totalWaiting: run.waiting },
    },
  };
  return { grade, kept: run.kept, traffic: run.traffic };
}
