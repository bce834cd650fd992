import type { Elements } from '../core/grade/kept';
import type { CompiledKernel, Job, JobBinding, JobPass, Outcome } from '../core/grade/runner';
import { roundUnit, tripWords } from '../core/outline/guard';
import type { Wait } from './device';
import { scoped } from './scope';
import {
  type MakeBuffer,
  type Pipeline,
  readOf,
  type Resources,
  submitPasses,
  timesOffset,
} from './submit';

interface Context {
  readonly device: GPUDevice;
  readonly module: GPUShaderModule;
  readonly wait: Wait;
  readonly pipelines: Map<string, Pipeline>;
  /** Resolves when the device is lost; then nothing else may ever resolve. */
  readonly lost: Promise<Outcome>;
}

/** A module that has compiled on a device, ready to run jobs. Pipelines are kept between its jobs. */
export function makeKernel(device: GPUDevice, module: GPUShaderModule, wait: Wait): CompiledKernel {
  const lost = device.lost.then((info): Outcome => ({
    kind: 'unavailable',
    reason: `the GPU device was lost (${info.message || info.reason})`,
  }));
  const context: Context = { device, module, wait, lost, pipelines: new Map() };
  return { run: (job) => wait(Promise.race([runJob(context, job), lost])) };
}

async function runJob(context: Context, job: Job): Promise<Outcome> {
  const pipelines: Pipeline[] = [];
  for (const pass of job.passes) {
    const made = await pipelineFor(context, job, pass);
    if ('kind' in made) return made;
    pipelines.push(made);
  }
  const track = tracker(context.device);
  try {
    return await dispatch(context, job, pipelines, track.buffer);
  } catch (error) {
    return { kind: 'gpuError', message: error instanceof Error ? error.message : String(error) };
  } finally {
    track.release();
  }
}

/** Every buffer of a job is made here, and so is destroyed with it. */
export function tracker(device: GPUDevice): {
  readonly buffer: MakeBuffer;
  readonly release: () => void;
} {
  const made: GPUBuffer[] = [];
  return {
    buffer(size, usage) {
      const buffer = device.createBuffer({ size, usage });
      made.push(buffer);
      return buffer;
    },
    release() {
      for (const buffer of made) buffer.destroy();
    },
  };
}

async function pipelineFor(context: Context, job: Job, pass: JobPass): Promise<Pipeline | Outcome> {
  const key = JSON.stringify([pass.entry, pass.constants, pass.bindings]);
  const known = context.pipelines.get(key);
  if (known !== undefined) return known;
  const { device, module, wait } = context;
  const layout = device.createBindGroupLayout({ entries: layoutEntries(job, pass) });
  const guardLayout = device.createBindGroupLayout({
    entries: [
      { binding: 0, visibility: GPUShaderStage.COMPUTE, buffer: { type: 'uniform' } },
      { binding: 1, visibility: GPUShaderStage.COMPUTE, buffer: { type: 'storage' } },
    ],
  });
  const descriptor: GPUComputePipelineDescriptor = {
    layout: device.createPipelineLayout({ bindGroupLayouts: [layout, guardLayout] }),
    compute: { module, entryPoint: pass.entry, constants: { ...pass.constants } },
  };
  try {
    const pipeline = await wait(device.createComputePipelineAsync(descriptor));
    const made = { pipeline, layout, guardLayout };
    context.pipelines.set(key, made);
    return made;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      kind: 'rejected',
      problems: [{ severity: 'error', source: 'compiler', message: firstParagraph(message) }],
    };
  }
}

/** The browser's prose repeats in which call it happened; the first paragraph says what. */
const firstParagraph = (message: string): string => (message.split('\n - While')[0] ?? '').trim();

const bufferTypes = {
  read: 'read-only-storage',
  read_write: 'storage',
  uniform: 'uniform',
} as const satisfies Record<JobBinding['access'], GPUBufferBindingType>;

export function layoutEntries(job: Job, pass: JobPass): GPUBindGroupLayoutEntry[] {
  const visibility = GPUShaderStage.COMPUTE;
  return [
    { binding: job.uniform.binding, visibility, buffer: { type: 'uniform' } },
    ...pass.bindings.map(({ binding, access }): GPUBindGroupLayoutEntry => {
      return { binding, visibility, buffer: { type: bufferTypes[access] } };
    }),
  ];
}

async function dispatch(
  context: Context,
  job: Job,
  pipelines: readonly Pipeline[],
  make: MakeBuffer,
): Promise<Outcome> {
  const { device, wait } = context;
  const staging = make(stagingBytes(job), GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ);
  const { value: resources, error } = await scoped(device, wait, () => upload(device, job, make));
  if (error !== undefined) return { kind: 'gpuError', message: error };
  const submitted = await submitPasses({ device, wait, job, pipelines, resources, staging, make });
  if ('error' in submitted) return { kind: 'gpuError', message: submitted.error };
  await wait(staging.mapAsync(GPUMapMode.READ));
  resources.times?.queries.destroy();
  const outcome = readBack(job, staging.getMappedRange(), resources.times !== undefined);
  return outcome.kind === 'ran' ? { ...outcome, ...submitted } : outcome;
}

const storage = (): number =>
  GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;

function upload(device: GPUDevice, job: Job, make: MakeBuffer): Resources {
  const { buffers, uniform } = uploadData(device, job, make);
  const uniformUsage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
  const budgets = job.passes.map(({ barrierRounds }) => {
    const buffer = make(16, uniformUsage);
    const { plain, dispatch } = job.budget;
    const words = [plain, barrierRounds, Math.ceil(dispatch / roundUnit), 0];
    device.queue.writeBuffer(buffer, 0, new Uint32Array(words));
    return buffer;
  });
  // New buffers hold zeros: nothing has tripped yet.
  const trip = make(4 * tripWords, storage());
  return { buffers, uniform, budgets, trip, times: timesOf(device, make) };
}

/** A job's buffers and its uniform, with what they hold before the first pass. */
export function uploadData(
  device: GPUDevice,
  job: Job,
  make: MakeBuffer,
): Pick<Resources, 'buffers' | 'uniform'> {
  const buffers = new Map<string, GPUBuffer>();
  for (const { name, contents } of job.buffers) {
    const buffer = make(contents.byteLength, storage() | GPUBufferUsage.UNIFORM);
    device.queue.writeBuffer(buffer, 0, contents as GPUAllowSharedBufferSource);
    buffers.set(name, buffer);
  }
  const { bytes } = job.uniform;
  const uniform = make(bytes.byteLength, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);
  device.queue.writeBuffer(uniform, 0, bytes);
  return { buffers, uniform };
}

function timesOf(device: GPUDevice, make: MakeBuffer): Resources['times'] {
  if (!device.features.has('timestamp-query')) return undefined;
  const resolved = make(16, GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC);
  return { queries: device.createQuerySet({ type: 'timestamp', count: 2 }), resolved };
}

/** One staging buffer takes everything that is read: the outputs in order, the trip words, two timestamps. */
function stagingBytes(job: Job): number {
  const data = job.buffers.reduce((sum, buffer) => sum + readOf(buffer).bytes, 0);
  return timesOffset(data) + 16;
}

function readBack(job: Job, mapped: ArrayBuffer, timed: boolean): Outcome {
  const buffers = new Map<string, Elements>();
  let at = 0;
  for (const buffer of job.buffers) {
    const { bytes } = readOf(buffer);
    if (!buffer.readBack) continue;
    buffers.set(buffer.name, sameKind(buffer.contents, mapped.slice(at, at + bytes)));
    at += bytes;
  }
  const stopped = tripOf(job, new Uint32Array(mapped, at, tripWords));
  if (stopped !== undefined) return stopped;
  if (!timed) return { kind: 'ran', buffers };
  const [begin = 0n, end = 0n] = new BigUint64Array(mapped, timesOffset(at), 2);
  return { kind: 'ran', buffers, milliseconds: Number(end - begin) / 1e6 };
}

/** What the guard's trip words tell, if a budget was used up. */
function tripOf(job: Job, words: Uint32Array): Outcome | undefined {
  const [trips = 0, loop = 0, x = 0, y = 0, z = 0, units = 0] = words;
  if (trips === 0) return undefined;
  const rounds = units * roundUnit;
  const spent = rounds < job.budget.dispatch ? 'loop' : 'dispatch';
  return { kind: 'endless', spent, loop, invocation: [x, y, z], rounds };
}

export function sameKind(like: Elements, bytes: ArrayBuffer): Elements {
  if (like instanceof Float32Array) return new Float32Array(bytes);
  return like instanceof Uint32Array ? new Uint32Array(bytes) : new Int32Array(bytes);
}
