import { cpuModel } from '../core/grade/cpu-model';
import { type Elements, firstWord, sameBits } from '../core/grade/kept';
import type { Diagnosis, Problem } from '../core/grade/report';
import type {
  Alternative,
  Compilation,
  CompiledKernel,
  Job,
  JobPass,
  KernelRunner,
  Outcome,
} from '../core/grade/runner';
import type { TrafficPass } from '../core/grade/traffic';
import { rangeOf } from '../core/outline/place';
import { diagnosisOf } from './findings/words';
import type { Finding } from './findings/findings';
import type { Fault } from './front/fault';
import { entryNames, openOverrides, readProgram } from './front/program';
import type { Bound } from './run/heap';
import { plainLanes } from './traffic/recorder';
import { type Kernel, makeKernel } from './run/kernel';
import {
  type Launch,
  plainSettings,
  type Settings,
  simulate,
  type Simulated,
} from './run/simulate';
import { otherWays, type Way } from './run/ways';

export interface SimulatorOptions {
  readonly settings?: Settings;
  /** Asked now and then while a kernel runs; true ends the run. */
  readonly stopped?: () => boolean;
  /** Awaited between workgroups now and then, so that whoever runs the simulator hears other messages. */
  readonly pause?: () => Promise<void>;
  /** Takes the other orders even where they cannot matter: for proofs that they do not. */
  readonly everyOrder?: boolean;
  /** Loop rounds after which a case is given up as too large for a simulator. */
  readonly steps?: number;
}

/** Enough for every small case of the syllabus, and some seconds at most. */
const defaultSteps = 2 ** 28;

/**
 * Runs kernels without a GPU, and says what no GPU can: races, indices out of bounds, barriers that not all
 * invocations reach. The guarded texts are not needed, since loops have their budget here anyway.
 */
export function simulatorRunner(options: SimulatorOptions = {}): KernelRunner {
  return {
    adapter: () => Promise.resolve(cpuModel),
    compile: (source) => Promise.resolve(compile(source, options)),
  };
}

function compile(source: string, options: SimulatorOptions): Compilation {
  const entries = entryNames(source);
  if (!entries.ok) return refused(source, entries.fault);
  // The values come with a job; whether the file can be read does not hang on them.
  const values = Object.fromEntries(openOverrides(source).map((name) => [name, 1]));
  for (const entry of entries.value) {
    const program = readProgram(source, entry, values);
    if (!program.ok) return refused(source, program.fault);
  }
  return { kind: 'accepted', problems: [], load: () => Promise.resolve(kernelOf(source, options)) };
}

function refused(source: string, fault: Fault): Exclude<Compilation, { kind: 'accepted' }> {
  const problem = problemOf(source, fault);
  if (fault.kind === 'invalid') return { kind: 'rejected', problems: [problem] };
  const line = problem.range === undefined ? '' : ` (line ${problem.range.start.line + 1})`;
  return {
    kind: 'unavailable',
    reason: `not simulated: ${fault.message}${line}`,
    problems: [problem],
  };
}

function problemOf(source: string, fault: Fault): Problem {
  const placed = fault.span.end > fault.span.start;
  return {
    severity: fault.kind === 'invalid' ? 'error' : 'info',
    source: 'compiler',
    message: fault.message,
    ...(placed ? { range: rangeOf(source, fault.span) } : {}),
  };
}

function kernelOf(source: string, options: SimulatorOptions): CompiledKernel {
  const kernels = new Map<string, Kernel>();
  const kernelFor = (pass: JobPass, trace: boolean): Kernel | Outcome => {
    const key = JSON.stringify([pass.entry, pass.constants, trace]);
    const known = kernels.get(key);
    if (known !== undefined) return known;
    const made = makeKernel(source, pass.entry, pass.constants, { trace });
    if (!made.ok) return unmade(source, made.fault);
    kernels.set(key, made.kernel);
    return made.kernel;
  };
  return { run: (job) => runJob(source, job, kernelFor, options), deterministic: true };
}

function unmade(source: string, fault: Fault): Outcome {
  const problem = problemOf(source, fault);
  if (fault.kind === 'invalid') return { kind: 'rejected', problems: [problem] };
  return { kind: 'unavailable', reason: `not simulated: ${fault.message}` };
}

type KernelFor = (pass: JobPass, trace: boolean) => Kernel | Outcome;

/** Runs a job, and once more in each other way where the job asks for that. */
async function runJob(
  source: string,
  job: Job,
  kernelFor: KernelFor,
  options: SimulatorOptions,
): Promise<Outcome> {
  const settings = options.settings ?? plainSettings;
  const first = await runOnce(source, job, kernelFor, { ...options, settings });
  if (first.kind !== 'ran' || job.everySchedule !== true) return first;
  const mayDiffer =
    first.findings !== undefined || options.everyOrder === true || orderMatters(job, kernelFor);
  const ways = otherWays(source, settings).filter(
    ({ respect }) => mayDiffer || respect !== 'order',
  );
  return await inOtherWays(source, job, kernelFor, options, first, ways);
}

/** Runs a job in other ways, and adds to what came of the first what comes of them. */
async function inOtherWays(
  source: string,
  job: Job,
  kernelFor: KernelFor,
  options: SimulatorOptions,
  first: Ran,
  ways: readonly Way[],
): Promise<Outcome> {
  const seen = new Set((first.findings ?? []).map(placeOf));
  const alternatives: Alternative[] = [];
  for (const { settings: played, ...way } of ways) {
    const other = { ...options, settings: played };
    const outcome = await runOnce(source, { ...job, traffic: undefined }, kernelFor, other);
    // What another way cannot end for lack of time says nothing; what never ends there is a mistake.
    if (outcome.kind === 'tooLarge') continue;
    if (outcome.kind !== 'ran') return outcome;
    const { buffers } = outcome;
    const findings = (outcome.findings ?? []).filter((one) => !seen.has(placeOf(one)));
    for (const one of findings) seen.add(placeOf(one));
    const same = [...first.buffers].every(([name, a]) => sameBits(a, buffers.get(name)));
    if (!same || findings.length > 0) alternatives.push({ ...way, buffers, findings });
  }
  return { ...first, alternatives };
}

const placeOf = ({ id, range, related }: Diagnosis): string => JSON.stringify([id, range, related]);

/** Without a race and without atomics every legal order gives the same result, since nothing else hangs on it. */
function orderMatters(job: Job, kernelFor: KernelFor): boolean {
  return job.passes.some((pass) => {
    const kernel = kernelFor(pass, job.traffic !== undefined);
    return 'kind' in kernel || kernel.code.orderMatters;
  });
}

type Ran = Extract<Outcome, { kind: 'ran' }>;

async function runOnce(
  source: string,
  job: Job,
  kernelFor: KernelFor,
  options: SimulatorOptions,
): Promise<Outcome> {
  const buffers = new Map(job.buffers.map(({ name, contents }) => [name, contents.slice()]));
  const findings: Finding[] = [];
  const traffic: TrafficPass[] = [];
  const host = submitted(job, buffers);
  for (let step = host.next(); ; step = host.next()) {
    if (step.done === true) return ranOf(source, job, buffers, { findings, traffic }, step.value);
    const kernel = kernelFor(step.value, job.traffic !== undefined);
    if ('kind' in kernel) return kernel;
    const ended = await driven(launchOf(kernel, job, step.value, buffers, options), options);
    if ('findings' in ended) findings.push(...ended.findings);
    // Nothing after it is known; but what was seen until then may be why a loop never ends.
    if (ended.kind === 'diverged' || (ended.kind === 'endless' && findings.some(isMistake)))
      return ranOf(source, job, buffers, { findings, traffic });
    if (ended.kind !== 'ran') return stopOf(ended);
    if (ended.traffic !== undefined) traffic.push(ended.traffic);
  }
}

type Memory = ReadonlyMap<string, Elements>;

/** The passes of a job in the order in which a host submits them; what it returns is the word of an unfinished job. */
function* submitted(
  { passes, rounds }: Job,
  buffers: Memory,
): Generator<JobPass, number | undefined> {
  if (rounds === undefined) {
    yield* passes;
    return undefined;
  }
  const word = (): number => firstWord(buffers.get(rounds.while));
  yield* passes.slice(0, rounds.first);
  for (let round = 0; round < rounds.most && word() !== 0; round++)
    yield* passes.slice(rounds.first, rounds.end);
  const left = word();
  yield* passes.slice(rounds.end);
  return left === 0 ? undefined : left;
}

/** A lane may be asked that is not there, as long as nobody uses what comes back: a sum by `subgroupShuffleDown` does. */
const isMistake = ({ kind }: Finding): boolean => kind !== 'inactiveLane';

function ranOf(
  source: string,
  job: Job,
  buffers: Memory,
  { findings, traffic }: { readonly findings: readonly Finding[]; readonly traffic: TrafficPass[] },
  left?: number,
): Outcome {
  const told = (of: readonly Finding[]): Diagnosis[] =>
    of.map((finding) => diagnosisOf(source, finding));
  const [mistakes, hints] = [findings.filter(isMistake), findings.filter((one) => !isMistake(one))];
  return {
    ...{ kind: 'ran', buffers: readBack(job, buffers) },
    ...(left === undefined ? {} : { left }),
    ...(mistakes.length === 0 ? {} : { findings: told(mistakes) }),
    ...(hints.length === 0 ? {} : { hints: told(hints) }),
    ...(job.traffic === undefined
      ? {}
      : { traffic: { lanes: job.traffic.lanes ?? plainLanes, passes: traffic } }),
  };
}

function readBack(job: Job, buffers: Memory): Map<string, Elements> {
  const wanted = job.buffers.filter((buffer) => buffer.readBack);
  return new Map(
    wanted.flatMap(({ name, readFrom = 0 }): [string, Elements][] => {
      const found = buffers.get(name);
      return found === undefined ? [] : [[name, found.subarray(readFrom)]];
    }),
  );
}

function launchOf(
  kernel: Kernel,
  job: Job,
  pass: JobPass,
  buffers: Memory,
  options: SimulatorOptions,
): Launch {
  const bound = pass.bindings.flatMap(({ binding, buffer }): Bound[] => {
    const found = buffers.get(buffer);
    return found === undefined ? [] : [{ group: 0, binding, bytes: bytesOf(found) }];
  });
  const uniform = {
    group: 0,
    binding: job.uniform.binding,
    bytes: new Uint8Array(job.uniform.bytes),
  };
  return {
    ...{ kernel, workgroups: pass.workgroups, bound: [uniform, ...bound] },
    settings: options.settings ?? plainSettings,
    budget: {
      ...job.budget,
      ...{ withBarrier: pass.barrierRounds, steps: options.steps ?? defaultSteps },
    },
    stopped: options.stopped ?? ((): boolean => false),
    ...(job.traffic === undefined ? {} : { traffic: job.traffic }),
    bufferOf: (binding) => pass.bindings.find((one) => one.binding === binding)?.buffer,
  };
}

const bytesOf = (elements: Elements): Uint8Array =>
  new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);

/** Workgroups between two pauses; a large one is a pause by itself. */
const workgroupsAtOnce = 64;

async function driven(launch: Launch, options: SimulatorOptions): Promise<Simulated> {
  const run = simulate(launch);
  for (let done = 1; ; done++) {
    const step = run.next();
    if (step.done === true) return step.value;
    if (launch.stopped()) return { kind: 'cancelled' };
    if (options.pause !== undefined && done % workgroupsAtOnce === 0) await options.pause();
  }
}

function stopOf(ended: Exclude<Simulated, { kind: 'ran' | 'diverged' }>): Outcome {
  switch (ended.kind) {
    case 'endless':
      return {
        ...{ kind: 'endless', spent: ended.spent, loop: ended.loop },
        ...{ invocation: ended.invocation, rounds: ended.rounds },
      };
    case 'cancelled':
      return { kind: 'unavailable', reason: 'cancelled' };
    case 'tooLarge':
      return { kind: 'tooLarge', reason: ended.problem };
    case 'unbound':
      return { kind: 'unavailable', reason: ended.problem };
  }
}
