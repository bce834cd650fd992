import { contractProblems } from '../exercise/contract';
import { evaluate, evaluateSize, type Names } from '../exercise/expression';
import type { Exercise } from '../exercise/schema';
import { shapeLabel } from '../exercise/sizes';
import { lacking } from '../grade/features';
import type { Elements } from '../grade/kept';
import type { AdapterFacts } from '../grade/report';
import type { CompiledKernel, Job, KernelRunner } from '../grade/runner';
import { guard } from '../outline/guard';
import { outline, type Outline } from '../outline/outline';
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
import {
  type Candidate,
  poisonSeed,
  prepareAll,
  type Prepared,
  type Setting,
  settingOf,
} from './prepare';
import * as words from './words';

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
  const jobs: Loaded[] = [];
  try {
    for (const one of prepared) {
      const job = await loadRight(one, setting, wanted, meter);
      if ('title' in job) return job;
      jobs.push(job);
    }
    const times = await timeInRounds(
      jobs.map(({ job }) => job),
      roundsMs,
      (done, of) => listener.progress('timing', done, of),
    );
    if (times === undefined) return words.stopped;
    if (typeof times === 'string') return words.unavailable(times);
    // Where the host decides between passes, no timestamp spans them.
    const clock = prepared.some(({ job }) => job.rounds) ? 'wall clock' : await meter.clock();
    const kernels = prepared.map((one, i) => ({
      ...timedKernel(one, setting.names, times[i]),
      ...jobs[i]?.counted,
    }));
    const measurement = reportOf(setting, { adapter, wanted, kernels, speeds, clock });
    if (!isMeasurement(measurement)) return measurement;
    const fair = await withFairSpeeds(measurement, meter);
    return { ...fair, ...markOf(setting.measured, fair) };
  } finally {
    for (const { job } of jobs) job.release();
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

/** A job on the device, and what its first run has counted. */
interface Loaded {
  readonly job: LoadedJob;
  readonly counted: Pick<TimedKernel, 'tallies'>;
}

/** A job on the device, whose outputs are right there. */
async function loadRight(
  { candidate, job, file }: Prepared,
  { exercise }: Setting,
  wanted: SampledReference,
  meter: Meter,
): Promise<Loaded | NotMeasured> {
  const restored = exercise.bindings.filter(({ role }) => role === 'inout').map(({ name }) => name);
  const ofWhom = (problem: NotMeasured): NotMeasured =>
    candidate.who === 'yours' ? problem : words.ownKernel(candidate.who, problem.says);
  const loaded = await meter.load(candidate.source, job, restored);
  if (typeof loaded === 'string') return ofWhom(words.unavailable(loaded));
  const ran = await loaded.run(1);
  if (typeof ran === 'number') {
    const outputs = await loaded.outputs();
    const wrong = firstWrong(wanted, outputs, poisonSeed);
    if (wrong === undefined) return { job: loaded, counted: countedIn(exercise, file, outputs) };
    loaded.release();
    return ofWhom(words.wrong(wrong));
  }
  loaded.release();
  return ofWhom(words.unavailable(ran));
}

/** The tallies of an exercise that the file has a binding for. */
function countedIn(
  { tallies = [] }: Exercise,
  file: Outline,
  outputs: ReadonlyMap<string, Elements>,
): Loaded['counted'] {
  const own = tallies.filter((one) => file.bindings.some(({ binding }) => binding === one.binding));
  if (own.length === 0) return {};
  return {
    tallies: Object.fromEntries(own.map(({ name }) => [name, outputs.get(name)?.[0] ?? 0])),
  };
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
