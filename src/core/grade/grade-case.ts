import type { Block, Tensors } from '../blocks/block';
import type { Names } from '../exercise/expression';
import { planCosts } from '../exercise/plan-cost';
import type { Plan } from '../exercise/plan-schema';
import type { Binding, Exercise } from '../exercise/schema';
import { caseLabel, caseNames, shapesOf } from '../exercise/sizes';
import { fileNames, type Outline, workgroupSize } from '../outline/outline';
import { bits, subseed } from '../tensor/random';
import { count, type Shape } from '../tensor/shape';
import { combine, compare, type Comparison } from './compare';
import { diagnose } from './diagnose/diagnose';
import type { Evidence, GuardHit, TrialResult } from './diagnose/evidence';
import { guardHit, hitsBehind } from './guard-band';
import { asTensors, inputSeed, makeInputs } from './inputs';
import { makeJob, type TrialInputs } from './job';
import {
  type Elements,
  type Kept,
  type KeptCase,
  type KeptTemporary,
  sameBits,
  temporariesIn,
} from './kept';
import type { CaseGrade, Diagnosis } from './report';
import type { CompiledKernel, Job, Outcome } from './runner';
import { findingsOf } from './seen';
import { boundNameOf, type Reference, reference, roughness, roughnessLimit } from './tolerance';
import type { Traffic, TrafficRequest } from './traffic';
import { trafficWanted } from './marks';
import { growingDimensions, type Trial, trialFacts, trialsOf, withUsualSize } from './trials';
import { noDispatch } from './words';

/** What grading needs to know of the submission, fixed over all cases. */
export interface Work {
  readonly exercise: Exercise;
  readonly plan: Plan;
  readonly block: Block;
  readonly file: Outline;
  readonly kernel: CompiledKernel;
  cancelled(): boolean;
  /** What is to be recorded of the traffic, where the runner counts. */
  readonly traffic?: TrafficRequest | undefined;
  /** Whether the control case runs under every kind of schedule. */
  readonly everySchedule?: boolean | undefined;
}

/** An outcome that ends the whole grading, because it is not about this case's values. */
export type Stop = Exclude<Outcome, { kind: 'ran' }>;

type Ran = Extract<Outcome, { kind: 'ran' }>;

export interface CaseResult {
  readonly grade: CaseGrade;
  /** Nothing is kept of a case that was not run to its end. */
  readonly kept?: KeptCase;
  readonly stop?: Stop;
  readonly traffic?: Traffic | undefined;
}

/** One trial that ran, held against its reference. */
interface Judged {
  readonly trial: Trial;
  readonly inputs: Tensors;
  readonly outputs: readonly Kept[];
  readonly temporaries: readonly KeptTemporary[];
  readonly comparison: Comparison;
  readonly guardHits: readonly GuardHit[];
  readonly differingRepeat: number | undefined;
  readonly roughness: number | undefined;
  readonly passed: boolean;
  readonly milliseconds: number | undefined;
  /** What the runner saw, whatever the values. */
  readonly findings: readonly Diagnosis[];
  readonly traffic: Traffic | undefined;
}

interface CaseContext {
  readonly work: Work;
  readonly caseIndex: number;
  readonly names: Names;
  readonly shapes: Readonly<Record<string, Shape>>;
  /** References by input family: trials that differ in nothing else share them. */
  readonly cache: Map<
    string,
    { inputs: Readonly<Record<string, Elements>>; tensors: Tensors; reference: Reference }
  >;
}

/** Runs all trials of a case and reports the first that failed, or the first if none did. */
export async function gradeCase(work: Work, caseIndex: number): Promise<CaseResult> {
  const context = contextOf(work, caseIndex);
  if (typeof context === 'string')
    return stopped(work, caseIndex, { kind: 'gpuError', message: context });
  const elements = Object.values(context.shapes).reduce((sum, shape) => sum + count(shape), 0);
  const growing = growingDimensions(work.plan);
  const results: TrialResult[] = [];
  let reported: Judged | undefined;
  let milliseconds = 0;
  let traffic: Traffic | undefined;
  const queue = trialsOf(work.exercise, caseIndex, elements, growing);
  for (const trial of queue) {
    if (work.cancelled())
      return stopped(work, caseIndex, { kind: 'unavailable', reason: 'cancelled' });
    const judged = await runTrial(context, trial, traffic === undefined);
    if ('stop' in judged) return stopped(work, caseIndex, judged.stop);
    results.push({ trial, passed: judged.passed });
    milliseconds += judged.milliseconds ?? 0;
    traffic ??= judged.traffic;
    reported = moreTelling(reported, judged);
    if (judged.passed) continue;
    // A large case that is wrong has said what it can; small ones go on, since diagnoses compare their trials.
    if (elements > 2 ** 18) queue.length = results.length;
    if (reported === judged) queue.push(...withUsualSize(work.exercise, trial));
  }
  return { ...finished(context, results, reported, milliseconds), traffic };
}

/** The first that failed, else the first. */
function moreTelling(before: Judged | undefined, judged: Judged): Judged {
  return before === undefined || (before.passed && !judged.passed) ? judged : before;
}

function contextOf(work: Work, caseIndex: number): CaseContext | string {
  const names = caseNames(work.exercise, work.exercise.cases[caseIndex] ?? {});
  if (!names.ok) return names.problem;
  const shapes = shapesOf(work.exercise, names.value);
  if (!shapes.ok) return shapes.problem;
  return { work, caseIndex, names: names.value, shapes: shapes.value, cache: new Map() };
}

/** @param counting whether the traffic of the case has not been counted yet */
async function runTrial(
  context: CaseContext,
  trial: Trial,
  counting: boolean,
): Promise<Judged | { stop: Stop }> {
  const { exercise, block, plan, file, kernel } = context.work;
  const prepared = prepare(context, trial);
  const seed = bits(subseed(context.caseIndex + 1, trial.purpose), 1);
  const of: TrialInputs = {
    ...{ exercise, plan, file, names: context.names, parameters: context.names },
    ...{ shapes: context.shapes, inputs: prepared.inputs, seed },
    work: block.cost(context.names).multiplyAdds,
  };
  const made = makeJob(of, trial);
  if (!made.ok) return { stop: { kind: 'rejected', problems: [noDispatch(made.problem)] } };
  const job = { ...made.value, ...extras(context, trial, counting) };
  const first = await kernel.run(job);
  if (first.kind !== 'ran') return { stop: first };
  const differing = await repeat(context.work, job, first.buffers, trial.repeats);
  if (typeof differing === 'object') return { stop: differing };
  return judge(context, trial, prepared, { job, ran: first }, seed, differing);
}

/** What a job is asked for besides its values. */
function extras({ work, caseIndex }: CaseContext, trial: Trial, counting: boolean): Partial<Job> {
  const traffic = counting
    ? trafficWanted(work.exercise, caseIndex, trial, work.traffic)
    : undefined;
  return {
    ...(traffic === undefined ? {} : { traffic }),
    everySchedule: caseIndex === 0 && work.everySchedule === true,
  };
}

function prepare(
  context: CaseContext,
  trial: Trial,
): { inputs: Readonly<Record<string, Elements>>; tensors: Tensors; reference: Reference } {
  const cached = context.cache.get(trial.family);
  if (cached !== undefined) return cached;
  const { exercise, block } = context.work;
  const seed = inputSeed(context.caseIndex, trial.family);
  const inputs = makeInputs(exercise, block, context.names, context.shapes, trial.family, seed);
  const tensors = asTensors(inputs);
  const made = { inputs, tensors, reference: reference(exercise, block, context.names, tensors) };
  context.cache.set(trial.family, made);
  return made;
}

/** Runs a job again and again; gives the number of the first run whose bits differ, or what stopped it. */
async function repeat(
  work: Work,
  job: Job,
  first: ReadonlyMap<string, Elements>,
  times: number,
): Promise<number | undefined | Stop> {
  // What is between the passes may lie in another order each time, as long as the outputs do not.
  const { tallies = [] } = work.exercise;
  const between = new Set([...work.plan.temps, ...tallies].map(({ name }) => name));
  for (let i = 1; i < times && work.kernel.deterministic !== true; i++) {
    if (work.cancelled()) return { kind: 'unavailable', reason: 'cancelled' };
    const again = await work.kernel.run(job);
    if (again.kind !== 'ran') return again;
    for (const [name, elements] of first) {
      if (!between.has(name) && !sameBits(elements, again.buffers.get(name))) return i;
    }
  }
  return undefined;
}

function judge(
  context: CaseContext,
  trial: Trial,
  prepared: { tensors: Tensors; reference: Reference },
  { job, ran }: { readonly job: Job; readonly ran: Ran },
  seed: number,
  differingRepeat: number | undefined,
): Judged {
  const { plan, exercise } = context.work;
  const judged = exercise.bindings
    .filter((binding) => binding.role !== 'in')
    .flatMap((binding) => {
      const all = ran.buffers.get(binding.name);
      return all === undefined
        ? []
        : [judgeOutput(context, prepared.reference, binding, all, seed)];
    });
  const outputs = judged.map((one) => one.output);
  const guardHits = [
    ...judged.flatMap((one) => one.hit ?? []),
    ...(trial.guarded
      ? hitsBehind([...plan.temps, ...(exercise.tallies ?? [])], job, ran.buffers)
      : []),
  ];
  const rough =
    trial.family === 'uniform' ? judged.find((one) => one.tooRough)?.roughness : undefined;
  const comparison = combine(
    outputs.map((kept) => compare(kept, boundNameOf(prepared.reference, kept.tensor))),
  );
  const clean = guardHits.length === 0 && differingRepeat === undefined && rough === undefined;
  const findings = findingsOf(context, ran, outputs, comparison.wrong > 0);
  return {
    ...{ trial, inputs: prepared.tensors, outputs, comparison, guardHits, differingRepeat },
    temporaries: temporariesIn(job, ran.buffers, plan, seed),
    ...{ roughness: rough, findings, traffic: ran.traffic },
    passed: comparison.wrong === 0 && clean && findings.length === 0,
    milliseconds: ran.milliseconds,
  };
}

function judgeOutput(
  context: CaseContext,
  { expected, bound, magnitude }: Reference,
  { name: tensor, binding }: Binding,
  all: Elements,
  seed: number,
): {
  output: Kept;
  hit: GuardHit | undefined;
  roughness: number | undefined;
  tooRough: boolean;
} {
  const want = expected[tensor] ?? new Float64Array();
  const got = all.subarray(0, want.length);
  const shape = context.shapes[tensor] ?? [];
  const poisonSeed = subseed(seed, tensor);
  const output = { tensor, shape, expected: want, got, bound: bound[tensor] ?? want, poisonSeed };
  const measured = roughness(want, magnitude?.[tensor], got);
  return {
    output,
    hit: guardHit(tensor, binding, all.subarray(want.length), want.length),
    roughness: measured,
    tooRough: measured !== undefined && !(measured <= roughnessLimit),
  };
}

function finished(
  context: CaseContext,
  results: readonly TrialResult[],
  reported: Judged | undefined,
  milliseconds: number,
): CaseResult {
  if (reported === undefined) {
    return stopped(context.work, context.caseIndex, {
      kind: 'unavailable',
      reason: 'no trial ran',
    });
  }
  const { exercise, block, file, plan } = context.work;
  const { names } = context;
  const evidence = {
    ...{ exercise, block, file, results, parameters: names },
    ...reported,
    workgroup: firstWorkgroup(file, plan, reported.trial),
  };
  const { first, worst, wrong, of } = reported.comparison;
  const { outputs, temporaries } = reported;
  return {
    kept: { outputs, temporaries, family: reported.trial.family },
    grade: {
      ...caseFacts(context.work, context.caseIndex),
      verdict: reported.passed ? 'passed' : 'failed',
      trials: results.reduce((sum, { trial }) => sum + trial.repeats, 0),
      trial: trialFacts(reported.trial, reported.differingRepeat ?? 0),
      ...{ wrong, of },
      ...(first === undefined ? {} : { first }),
      ...(worst === undefined ? {} : { worst }),
      diagnoses: reported.passed ? [] : diagnosesOf(reported, evidence),
      ...(milliseconds > 0 ? { milliseconds } : {}),
      ...planCosts(plan, exercise.plan, names),
    },
  };
}

/** What was seen while the kernel ran explains its values, and needs no explanation from them. */
function diagnosesOf(reported: Judged, evidence: Evidence): Diagnosis[] {
  const { wrong } = reported.comparison;
  const byValues = reported.findings.length > 0 && wrong === 0 ? [] : diagnose(evidence);
  return [...reported.findings, ...byValues];
}

function firstWorkgroup(file: Outline, plan: Plan, trial: Trial): [number, number, number] {
  const entry = file.entries.find((candidate) => candidate.name === plan.passes[0]?.entry);
  const size =
    entry === undefined ? undefined : workgroupSize(entry, fileNames(file, trial.overrides));
  return size ?? [1, 1, 1];
}

function caseFacts(work: Work, index: number): Pick<CaseGrade, 'index' | 'label' | 'parameters'> {
  const parameters = { ...work.exercise.cases[index] };
  return { index, label: caseLabel(work.exercise, index), parameters };
}

function stopped(work: Work, index: number, stop: Stop): CaseResult {
  const grade = { verdict: 'inconclusive', trials: 0, wrong: 0, of: 0, diagnoses: [] } as const;
  const notRun = stop.kind === 'tooLarge' ? { notRun: stop.reason } : {};
  return {
    grade: { ...caseFacts(work, index), ...grade, diagnoses: [], ...notRun },
    stop,
  };
}
