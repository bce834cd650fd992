import { type Elements, firstWord } from '../core/grade/kept';
import type { Job } from '../core/grade/runner';
import type { LoadedJob, Meter } from '../core/measure/meter';
import { compileModule } from './compile';
import type { Acquired, Wait } from './device';
import { layoutEntries, sameKind, tracker, uploadData } from './kernel';
import { scoped } from './scope';
import { bindGroup, type MakeBuffer, readOf, type Resources } from './submit';

/** A pass with all that its dispatch needs, made once and dispatched a thousand times. */
interface Step {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly workgroups: readonly [number, number, number];
}

/** A job on a device. */
interface Bench {
  readonly device: GPUDevice;
  readonly wait: Wait;
  readonly now: () => number;
  readonly job: Job;
  readonly steps: readonly Step[];
  readonly buffers: ReadonlyMap<string, GPUBuffer>;
  /** Copies of what some buffers held at the start. */
  readonly pristine: ReadonlyMap<string, GPUBuffer>;
  readonly make: MakeBuffer;
}

/**
 * Times jobs on WebGPU: by timestamps around the passes where the device has them, else by a clock around the submit.
 * @param now milliseconds on a clock that only goes forward
 */
export function makeMeter(acquired: () => Promise<Acquired>, wait: Wait, now: () => number): Meter {
  return {
    async clock() {
      const result = await acquired();
      return result.ok && hasTimestamps(result.device) ? 'timestamps' : 'wall clock';
    },
    async load(source, job, restored) {
      const result = await acquired();
      if (!result.ok) return result.step;
      const { device } = result;
      const track = tracker(device);
      try {
        return await loadOn({ device, wait, now }, source, job, restored, track);
      } catch (error) {
        track.release();
        return error instanceof Error ? error.message : String(error);
      }
    },
  };
}

const hasTimestamps = (device: GPUDevice): boolean => device.features.has('timestamp-query');

async function loadOn(
  on: Pick<Bench, 'device' | 'wait' | 'now'>,
  source: string,
  job: Job,
  restored: readonly string[],
  track: ReturnType<typeof tracker>,
): Promise<LoadedJob | string> {
  const { device, wait } = on;
  const { module, ok, problems } = await compileModule(device, source, wait);
  if (!ok) return problems[0]?.message ?? 'it does not compile';
  const { value, error } = await scoped(device, wait, () => {
    const data = uploadData(device, job, track.buffer);
    return { data, pristine: copies(device, data.buffers, restored, track.buffer) };
  });
  if (error !== undefined) return error;
  const steps = await stepsOf(on, module, job, value.data);
  const { buffers } = value.data;
  const bench: Bench = {
    ...{ ...on, job, steps, buffers, pristine: value.pristine, make: track.buffer },
  };
  return {
    run: (times) => (job.rounds === undefined ? together(bench, times) : apart(bench, times)),
    outputs: () => outputsOf(bench),
    release: track.release,
  };
}

/** Copies of the buffers as they are at the start. */
function copies(
  device: GPUDevice,
  buffers: ReadonlyMap<string, GPUBuffer>,
  names: readonly string[],
  make: MakeBuffer,
): ReadonlyMap<string, GPUBuffer> {
  const encoder = device.createCommandEncoder();
  const made = new Map<string, GPUBuffer>();
  for (const name of names) {
    const from = buffers.get(name);
    if (from === undefined) continue;
    const to = make(from.size, GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST);
    encoder.copyBufferToBuffer(from, 0, to, 0, from.size);
    made.set(name, to);
  }
  device.queue.submit([encoder.finish()]);
  return made;
}

async function stepsOf(
  { device, wait }: Pick<Bench, 'device' | 'wait'>,
  module: GPUShaderModule,
  job: Job,
  data: Pick<Resources, 'buffers' | 'uniform'>,
): Promise<Step[]> {
  const steps: Step[] = [];
  for (const pass of job.passes) {
    const layout = device.createBindGroupLayout({ entries: layoutEntries(job, pass) });
    const pipeline = await wait(
      device.createComputePipelineAsync({
        layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
        compute: { module, entryPoint: pass.entry, constants: { ...pass.constants } },
      }),
    );
    const group = bindGroup(device, job, pass, layout, data);
    steps.push({ pipeline, group, workgroups: pass.workgroups });
  }
  return steps;
}

function restore(encoder: GPUCommandEncoder, { pristine, buffers }: Bench): void {
  for (const [name, from] of pristine) {
    const to = buffers.get(name);
    if (to !== undefined) encoder.copyBufferToBuffer(from, 0, to, 0, from.size);
  }
}

/** Runs that need nothing between them share a pass; others have one each, so that restoring is not timed. */
async function together(bench: Bench, times: number): Promise<number | string> {
  const { device, wait, now, steps, pristine } = bench;
  const passes = pristine.size > 0 ? times : 1;
  const clock = hasTimestamps(device) ? makeClock(device, 2 * passes) : undefined;
  const begin = now();
  const { error } = await scoped(device, wait, () => {
    const encoder = device.createCommandEncoder();
    for (let i = 0; i < passes; i++) {
      restore(encoder, bench);
      const pass = encoder.beginComputePass(clock?.stamps(i) ?? {});
      for (let k = 0; k < times / passes; k++) for (const step of steps) dispatch(pass, step);
      pass.end();
    }
    clock?.resolve(encoder);
    device.queue.submit([encoder.finish()]);
  });
  if (error !== undefined) return error;
  if (clock !== undefined) return await clock.read(wait);
  await wait(device.queue.onSubmittedWorkDone());
  return now() - begin;
}

function dispatch(pass: GPUComputePassEncoder, { pipeline, group, workgroups }: Step): void {
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  if (!workgroups.includes(0)) pass.dispatchWorkgroups(...workgroups);
}

interface Clock {
  stamps(pass: number): GPUComputePassDescriptor;
  resolve(encoder: GPUCommandEncoder): void;
  /** The milliseconds of all passes together. */
  read(wait: Wait): Promise<number>;
}

function makeClock(device: GPUDevice, count: number): Clock {
  const querySet = device.createQuerySet({ type: 'timestamp', count });
  const size = 8 * count;
  const track = tracker(device);
  const resolved = track.buffer(size, GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC);
  const staging = track.buffer(size, GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ);
  return {
    stamps: (pass) => ({
      timestampWrites: {
        ...{ querySet, beginningOfPassWriteIndex: 2 * pass, endOfPassWriteIndex: 2 * pass + 1 },
      },
    }),
    resolve(encoder) {
      encoder.resolveQuerySet(querySet, 0, count, resolved, 0);
      encoder.copyBufferToBuffer(resolved, 0, staging, 0, size);
    },
    async read(wait) {
      await wait(staging.mapAsync(GPUMapMode.READ));
      const ticks = new BigUint64Array(staging.getMappedRange());
      let nanoseconds = 0n;
      for (let i = 0; i + 1 < ticks.length; i += 2)
        nanoseconds += (ticks[i + 1] ?? 0n) - (ticks[i] ?? 0n);
      track.release();
      querySet.destroy();
      return Number(nanoseconds) / 1e6;
    },
  };
}

/** Runs with rounds that the host decides on: by a clock, the host's part included, since it is part of the method. */
async function apart(bench: Bench, times: number): Promise<number | string> {
  const { device, wait, now } = bench;
  let milliseconds = 0;
  for (let i = 0; i < times; i++) {
    const restoring = device.createCommandEncoder();
    restore(restoring, bench);
    device.queue.submit([restoring.finish()]);
    await wait(device.queue.onSubmittedWorkDone());
    const begin = now();
    const error = await inRounds(bench);
    if (error !== undefined) return error;
    await wait(device.queue.onSubmittedWorkDone());
    milliseconds += now() - begin;
  }
  return milliseconds;
}

/** @returns what the device said against it */
async function inRounds(bench: Bench): Promise<string | undefined> {
  const { steps, job } = bench;
  const { first, end, most, while: word } = job.rounds ?? { first: 0, end: 0, most: 0, while: '' };
  let error = await submitSteps(bench, steps.slice(0, first));
  for (let round = 0; round < most && error === undefined; round++) {
    if ((await readWord(bench, word)) === 0) break;
    error = await submitSteps(bench, steps.slice(first, end));
  }
  return error ?? (await submitSteps(bench, steps.slice(end)));
}

async function submitSteps(
  { device, wait }: Bench,
  steps: readonly Step[],
): Promise<string | undefined> {
  const { error } = await scoped(device, wait, () => {
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (const step of steps) dispatch(pass, step);
    pass.end();
    device.queue.submit([encoder.finish()]);
  });
  return error;
}

async function readWord(bench: Bench, name: string): Promise<number> {
  const bytes = await readBytes(bench, name, { from: 0, bytes: 4 });
  return bytes === undefined ? 0 : firstWord(new Uint32Array(bytes));
}

async function readBytes(
  { device, wait, buffers }: Bench,
  name: string,
  { from, bytes: size }: ReturnType<typeof readOf>,
): Promise<ArrayBuffer | undefined> {
  const buffer = buffers.get(name);
  if (buffer === undefined) return undefined;
  const track = tracker(device);
  const to = track.buffer(size, GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ);
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, from, to, 0, size);
  device.queue.submit([encoder.finish()]);
  await wait(to.mapAsync(GPUMapMode.READ));
  const bytes = to.getMappedRange().slice(0);
  track.release();
  return bytes;
}

async function outputsOf(bench: Bench): Promise<ReadonlyMap<string, Elements>> {
  const outputs = new Map<string, Elements>();
  for (const buffer of bench.job.buffers) {
    const { name, contents, readBack } = buffer;
    if (!readBack) continue;
    const bytes = await readBytes(bench, name, readOf(buffer));
    if (bytes !== undefined) outputs.set(name, sameKind(contents, bytes));
  }
  return outputs;
}
