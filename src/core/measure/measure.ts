import type { Block } from '../blocks/block';
import { blocks } from '../blocks/index';
import { contractProblems } from '../exercise/contract';
import { evaluate, evaluateSize, type Names } from '../exercise/expression';
import { measuredAt, shapeNames } from '../exercise/measured';
import type { Measured } from '../exercise/measured-schema';
import type { Plan } from '../exercise/plan-schema';
import type { Exercise } from '../exercise/schema';
import { caseNames, shapeOf, shapeLabel } from '../exercise/sizes';
import { lacking } from '../grade/features';
import { makeInputs } from '../grade/inputs';
import { makeJob } from '../grade/job';
import type { Elements } from '../grade/kept';
import type { AdapterFacts } from '../grade/report';
import type { CompiledKernel, Job, KernelRunner } from '../grade/runner';
import { guard } from '../outline/guard';
import { outline, type Outline } from '../outline/outline';
import { count, type Shape } from '../tensor/shape';
import { figuresOf, markOf } from './figures';
import { measureSpeeds } from './measure-speeds';
import {
  isMeasurement,
  type Measurement,
  measurementFormatVersion,
  type NotMeasured,
  type TimedKernel,
} from './measurement';
import type { LoadedJob, Meter } from './meter';
import { firstWrong, type SampledReference, sampledReference } from './sampled';
import { adapterKey, type KnownSpeeds } from './speeds';
import { type Times, timeInRounds } from './timing';
import * as words from './words';

/** A kernel that is to be timed. */
export interface Candidate {
  readonly who: TimedKernel['who'];
  readonly says: string;
  readonly source: string;
  /** Its passes; the exercise's when left out. */
  readonly plan?: Plan | undefined;
}

export interface MeasureOrder {
  readonly exercise: Exercise;
  /** The learner's first. */
  readonly candidates: readonly Candidate[];
  /** Speeds of devices that were measured before. */
  readonly known: KnownSpeeds;
  /** Which of the exercise's shapes: 0, where left out, is the first. */
  readonly shape?: number;
}

export interface MeasureListener {
  /** What is being done, and how far it is; false stops it. */
  progress(doing: string, done: number, of: number): boolean;
}

/** What the rounds may take together: 21 of them on a GPU, some on a processor that plays one. */
const roundsMs = 4000;

/** The shape that is timed, and all that belongs to it. */
export interface Setting {
  readonly exercise: Exercise;
  readonly measured: Measured;
  readonly block: Block;
  readonly parameters: Measured['sizes'];
  readonly names: Names;
  readonly shapes: Readonly<Record<string, Shape>>;
  readonly inputs: Readonly<Record<string, Elements>>;
}

/** A kernel with its job at that shape. */
interface Prepared {
  readonly candidate: Candidate;
  readonly file: Outline;
  readonly plan: Plan;
  readonly job: Job;
}

/** Of the pattern that outputs hold before a run. */
export const poisonSeed = 0x51ed;

/**
 * Times a learner's kernel beside the naive and the tuned one, all in one run and on one device, after its outputs at the
 * shape that is timed have been compared with the reference. It runs under the guard first, so that what is timed without
 * it is known to end.
 */
export async function measureExercise(
  order: MeasureOrder,
  runner: KernelRunner & Meter,
  listener: MeasureListener,
): Promise<Measurement | NotMeasured> {
  const adapter = await runner.adapter();
  if (adapter === undefined) return words.noAdapter;
  const [yours] = order.candidates;
  if (yours === undefined) return words.nothingToTime;
  const guarded = await guardedKernel(order.exercise, yours, adapter, runner);
  if ('title' in guarded) return guarded;
  if (!listener.progress('making the inputs', 0, 1)) return words.stopped;
  const setting = settingOf(order.exercise, adapter.software, order.shape);
  if ('title' in setting) return setting;
  const prepared = prepareAll(setting, order.candidates, adapter);
  if ('title' in prepared) return prepared;
  const { exercise, block, names, shapes, inputs } = setting;
  const wanted = sampledReference(exercise, block, names, shapes, inputs);
  if (!listener.progress('comparing with the reference', 0, 1)) return words.stopped;
  const [first] = prepared;
  const wrong = first && (await compared(guarded, first.job, wanted));
  if (wrong !== undefined) return wrong;
  return await timed(order, setting, { adapter, prepared, wanted }, runner, listener);
}

/** The shape that an adapter of this kind is timed at, with inputs; a processor that plays a GPU may have a smaller one. */
export function settingOf(exercise: Exercise, software: boolean, shape = 0): Setting | NotMeasured {
  const block = blocks.get(exercise.reference);
  if (exercise.measured === undefined || block === undefined) return words.notTimed(exercise.id);
  const measured = measuredAt(exercise.measured, shape);
  if (measured === undefined) return words.noSuchShape(shapeNames(exercise.measured));
  const parameters = software ? (measured.softwareSizes ?? measured.sizes) : measured.sizes;
  const names = caseNames(exercise, parameters);
  if (!names.ok) return words.brokenContent(names.problem);
  const shapes: Record<string, Shape> = {};
  for (const binding of exercise.bindings) {
    const shape = shapeOf(binding, names.value);
    if (!shape.ok) return words.brokenContent(shape.problem);
    shapes[binding.name] = shape.value;
  }
  const family = measured.family ?? 'uniform';
  const inputs = makeInputs(exercise, block, names.value, shapes, family, poisonSeed);
  return { exercise, measured, block, parameters, names: names.value, shapes, inputs };
}

function prepareAll(
  setting: Setting,
  candidates: readonly Candidate[],
  adapter: AdapterFacts,
): readonly Prepared[] | NotMeasured {
  const prepared: Prepared[] = [];
  for (const candidate of candidates) {
    // A tuned kernel may need what this adapter lacks; the learner's may not.
    if (candidate.who !== 'yours' && lacking(outline(candidate.source), adapter).length > 0)
      continue;
    const made = prepare(setting, candidate, adapter);
    if ('title' in made)
      return candidate.who === 'yours' ? made : words.ownKernel(candidate.who, made.says);
    prepared.push(made);
  }
  return prepared;
}

/** The job of a kernel at the shape that is timed, or why there is none. */
export function prepare(
  { exercise, measured, block, names, shapes, inputs }: Setting,
  candidate: Candidate,
  adapter: AdapterFacts,
): Prepared | NotMeasured {
  const file = outline(candidate.source);
  const lacks = lacking(file, adapter);
  if (lacks.length > 0) return words.lacking(lacks);
  const plan = candidate.plan ?? exercise.plan;
  const made = makeJob(
    {
      ...{ exercise, plan, file, names, parameters: names, shapes, inputs, seed: poisonSeed },
      work: block.cost(names).multiplyAdds,
    },
    {
      ...{ family: measured.family ?? 'uniform', extra: [0, 0, 0], guarded: false, repeats: 1 },
      overrides: measured.overrides ?? exercise.overrides?.[0] ?? {},
      purpose: 'values',
    },
  );
  return made.ok
    ? { candidate, file, plan, job: roomier(made.value, shapes) }
    : words.noDispatch(made.problem);
}

/**
 * A kernel that is timed has passed, so it may also walk over all its data with one workgroup of 64: at the shapes of the
 * cases that is a few rounds, here it is more than is left to each where a thousand workgroups have loops with barriers.
 */
function roomier(job: Job, shapes: Setting['shapes']): Job {
  const largest = Math.max(0, ...Object.values(shapes).map(count));
  const walk = Math.ceil(largest / 64);
  const passes = job.passes.map((pass) => ({
    ...pass,
    barrierRounds: Math.max(pass.barrierRounds, walk),
  }));
  return { ...job, passes };
}

/** The learner's kernel with its loops counted, or why there is none. */
async function guardedKernel(
  exercise: Exercise,
  { source, plan = exercise.plan }: Candidate,
  adapter: AdapterFacts,
  runner: KernelRunner,
): Promise<CompiledKernel | NotMeasured> {
  const file = outline(source);
  const lacks = lacking(file, adapter);
  if (lacks.length > 0) return words.lacking(lacks);
  const compilation = await runner.compile(source);
  if (compilation.kind === 'unavailable') return words.unavailable(compilation.reason);
  if (compilation.kind === 'rejected') return words.doesNotCompile(compilation.problems[0]);
  const faults = contractProblems(file, exercise, plan);
  const fault = faults.find(({ severity }) => severity === 'error');
  if (fault !== undefined) return { title: fault.message, says: fault.says ?? '' };
  return (await compilation.load(guard(file).candidates)) ?? words.unguarded;
}

/** Runs it once at the shape that is timed; says why it is not timed, if it is not. */
async function compared(
  kernel: CompiledKernel,
  job: Job,
  wanted: SampledReference,
): Promise<NotMeasured | undefined> {
  const outcome = await kernel.run(job);
  if (outcome.kind !== 'ran') return words.didNotRun(outcome);
  const wrong = firstWrong(wanted, outcome.buffers, poisonSeed);
  return wrong === undefined ? undefined : words.wrong(wrong);
}

interface Ready {
  readonly adapter: AdapterFacts;
  readonly prepared: readonly Prepared[];
  readonly wanted: SampledReference;
}

async function timed(
  order: MeasureOrder,
  setting: Setting,
  { adapter, prepared, wanted }: Ready,
  meter: Meter,
  listener: MeasureListener,
): Promise<Measurement | NotMeasured> {
  if (!listener.progress('measuring the device', 0, 1)) return words.stopped;
  const speeds = order.known[adapterKey(adapter)] ?? (await measureSpeeds(meter, adapter.software));
  if (typeof speeds === 'string') return words.unavailable(speeds);
  const jobs: LoadedJob[] = [];
  try {
    for (const one of prepared) {
      const job = await loadRight(one, setting, wanted, meter);
      if ('title' in job) return job;
      jobs.push(job);
    }
    const times = await timeInRounds(jobs, roundsMs, (done, of) =>
      listener.progress('timing', done, of),
    );
    if (times === undefined) return words.stopped;
    if (typeof times === 'string') return words.unavailable(times);
    // Where the host decides between passes, no timestamp spans them.
    const clock = prepared.some(({ job }) => job.rounds) ? 'wall clock' : await meter.clock();
    const kernels = prepared.map((one, i) => timedKernel(one, setting.names, times[i]));
    const measurement = reportOf(setting, { adapter, wanted, kernels, speeds, clock });
    if (!isMeasurement(measurement)) return measurement;
    const fair = await withFairSpeeds(measurement, meter);
    return { ...fair, ...markOf(setting.measured, fair) };
  } finally {
    for (const job of jobs) job.release();
  }
}

/**
 * A kernel that moves or calculates more than the device at its best tells that the device was measured while something else
 * had it: it is measured once more, and the better counts.
 */
async function withFairSpeeds(measurement: Measurement, meter: Meter): Promise<Measurement> {
  const { adapter, kernels, speeds } = measurement;
  const beaten = kernels.some((one) => figuresOf(measurement, one).shareOfRoof > 1);
  const again = beaten ? await measureSpeeds(meter, adapter.software) : speeds;
  if (typeof again === 'string') return measurement;
  const copy = Math.max(speeds.copy, again.copy);
  return {
    ...measurement,
    speeds: { copy, arithmetic: Math.max(speeds.arithmetic, again.arithmetic) },
  };
}

/** A job on the device, whose outputs are right there. */
async function loadRight(
  { candidate, job }: Prepared,
  { exercise }: Setting,
  wanted: SampledReference,
  meter: Meter,
): Promise<LoadedJob | NotMeasured> {
  const restored = exercise.bindings.filter(({ role }) => role === 'inout').map(({ name }) => name);
  const ofWhom = (problem: NotMeasured): NotMeasured =>
    candidate.who === 'yours' ? problem : words.ownKernel(candidate.who, problem.says);
  const loaded = await meter.load(candidate.source, job, restored);
  if (typeof loaded === 'string') return ofWhom(words.unavailable(loaded));
  const ran = await loaded.run(1);
  if (typeof ran === 'number') {
    const wrong = firstWrong(wanted, await loaded.outputs(), poisonSeed);
    if (wrong === undefined) return loaded;
    loaded.release();
    return ofWhom(words.wrong(wrong));
  }
  loaded.release();
  return ofWhom(words.unavailable(ran));
}

function timedKernel(
  { candidate, plan, job }: Prepared,
  names: Names,
  times: Times | undefined,
): TimedKernel {
  const temporaryBytes = plan.temps.reduce((sum, { elements }) => {
    const size = evaluateSize(elements, names, 2 ** 30);
    return sum + (size.ok ? 4 * size.value : 0);
  }, 0);
  const { milliseconds = NaN, quartiles = [NaN, NaN], rounds = 0, together = 0 } = times ?? {};
  return {
    ...{ who: candidate.who, says: candidate.says, milliseconds, quartiles, rounds, together },
    ...{ dispatches: job.passes.length, temporaryBytes },
  };
}

function reportOf(
  { exercise, measured, parameters, names }: Setting,
  found: Pick<Measurement, 'adapter' | 'kernels' | 'speeds' | 'clock'> & {
    readonly wanted: SampledReference;
  },
): Measurement | NotMeasured {
  const { adapter, kernels, speeds, clock, wanted } = found;
  const bytes = evaluate(measured.bytes, names);
  const flops = evaluate(measured.flops ?? 0, names);
  const count = evaluate(measured.items?.count ?? 0, names);
  for (const value of [bytes, flops, count])
    if (!value.ok) return words.brokenContent(value.problem);
  const { unit } = measured.items ?? {};
  return {
    ...{ formatVersion: measurementFormatVersion, exercise: exercise.id, adapter },
    ...{ parameters, label: shapeLabel(exercise, parameters) },
    ...{ bytes: bytes.ok ? bytes.value : 0, flops: flops.ok ? flops.value : 0 },
    ...(unit === undefined ? {} : { items: { unit, count: count.ok ? count.value : 0 } }),
    ...{ speeds, clock, kernels },
    compared: { elements: wanted.elements, of: wanted.of },
  };
}
