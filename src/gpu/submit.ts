import { firstWord } from '../core/grade/kept';
import type { Job, JobBuffer, JobPass, Rounds } from '../core/grade/runner';
import { guardGroup, tripWords } from '../core/outline/guard';
import type { Wait } from './device';
import { scoped } from './scope';

export interface Pipeline {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
  readonly guardLayout: GPUBindGroupLayout;
}

export type MakeBuffer = (size: number, usage: number) => GPUBuffer;

/** What a job has on the GPU while it runs. */
export interface Resources {
  readonly buffers: ReadonlyMap<string, GPUBuffer>;
  readonly uniform: GPUBuffer;
  /** What the loops of each pass may use, and where it is noted when that was too little. */
  readonly budgets: readonly GPUBuffer[];
  readonly trip: GPUBuffer;
  readonly times: { readonly queries: GPUQuerySet; readonly resolved: GPUBuffer } | undefined;
}

/** A job that is on the GPU, ready to be submitted. */
export interface Submitted {
  readonly device: GPUDevice;
  readonly wait: Wait;
  readonly job: Job;
  readonly pipelines: readonly Pipeline[];
  readonly resources: Resources;
  /** Takes what is read back after the last pass. */
  readonly staging: GPUBuffer;
  readonly make: MakeBuffer;
}

type End = { readonly error: string } | { readonly left?: number };

/** Passes from `first` to before `end`. */
type Stretch = Pick<Rounds, 'first' | 'end'>;

/**
 * Submits all passes of a job: in one go, or in rounds between which a word is read back, as a host does that decides
 * by it.
 * @returns the word, where there is still work after the most rounds that may run
 */
export async function submitPasses(of: Submitted): Promise<End> {
  const { rounds, passes } = of.job;
  if (rounds === undefined) return await submit(of, { first: 0, end: passes.length });
  let failed = await submit(of, { first: 0, end: rounds.first });
  let word = await readWord(of, rounds.while);
  for (let round = 0; round < rounds.most && word !== 0 && !('error' in failed); round++) {
    failed = await submit(of, rounds);
    word = await readWord(of, rounds.while);
  }
  if ('error' in failed) return failed;
  const last = await submit(of, { first: rounds.end, end: passes.length });
  return 'error' in last || word === 0 ? last : { left: word };
}

async function submit(of: Submitted, stretch: Stretch): Promise<End> {
  const { device, wait, job, resources, staging } = of;
  const { error } = await scoped(device, wait, () => {
    const encoder = device.createCommandEncoder();
    encode(encoder, of, stretch);
    if (stretch.end === job.passes.length) copyOut(encoder, job, resources, staging);
    device.queue.submit([encoder.finish()]);
  });
  return error === undefined ? {} : { error };
}

async function readWord(
  { device, wait, resources, make }: Submitted,
  name: string,
): Promise<number> {
  const from = resources.buffers.get(name);
  if (from === undefined) return 0;
  const to = make(4, GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ);
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(from, 0, to, 0, 4);
  device.queue.submit([encoder.finish()]);
  await wait(to.mapAsync(GPUMapMode.READ));
  return firstWord(new Uint32Array(to.getMappedRange()));
}

function encode(encoder: GPUCommandEncoder, of: Submitted, { first, end }: Stretch): void {
  const { device, job, pipelines, resources } = of;
  const { times } = resources;
  // Where the passes come in several stretches, the time is that from the first to the last, reading back included.
  const stamps = {
    ...(first === 0 ? { beginningOfPassWriteIndex: 0 } : {}),
    ...(end === job.passes.length ? { endOfPassWriteIndex: 1 } : {}),
  };
  const timed = times !== undefined && Object.keys(stamps).length > 0;
  const pass = encoder.beginComputePass(
    timed ? { timestampWrites: { querySet: times.queries, ...stamps } } : {},
  );
  for (let i = first; i < end; i++) {
    const [made, step] = [pipelines[i], job.passes[i]];
    if (made === undefined || step === undefined) continue;
    pass.setPipeline(made.pipeline);
    pass.setBindGroup(0, bindGroup(device, job, step, made.layout, resources));
    pass.setBindGroup(guardGroup, guardBindGroup(device, made.guardLayout, resources, i));
    // Nothing to do is legal, and Dawn warns of it on the console.
    if (!step.workgroups.includes(0)) pass.dispatchWorkgroups(...step.workgroups);
  }
  pass.end();
}

/** The buffers of a pass, as its pipeline's first group. */
export function bindGroup(
  device: GPUDevice,
  job: Job,
  pass: JobPass,
  layout: GPUBindGroupLayout,
  resources: Pick<Resources, 'buffers' | 'uniform'>,
): GPUBindGroup {
  const entries = pass.bindings.map(({ binding, buffer }): GPUBindGroupEntry => {
    const found = resources.buffers.get(buffer);
    if (found === undefined)
      throw new Error(`the plan binds “${buffer}”, which is no tensor and no temporary`);
    return { binding, resource: { buffer: found } };
  });
  const uniform = { binding: job.uniform.binding, resource: { buffer: resources.uniform } };
  return device.createBindGroup({ layout, entries: [uniform, ...entries] });
}

function guardBindGroup(
  device: GPUDevice,
  layout: GPUBindGroupLayout,
  of: Resources,
  pass: number,
): GPUBindGroup {
  const budget = of.budgets[pass];
  if (budget === undefined) throw new Error(`pass ${pass} has no budget`);
  return device.createBindGroup({
    layout,
    entries: [
      { binding: 0, resource: { buffer: budget } },
      { binding: 1, resource: { buffer: of.trip } },
    ],
  });
}

function copyOut(
  encoder: GPUCommandEncoder,
  job: Job,
  resources: Resources,
  staging: GPUBuffer,
): void {
  let at = 0;
  for (const made of job.buffers) {
    const buffer = resources.buffers.get(made.name);
    const { from, bytes } = readOf(made);
    if (bytes === 0 || buffer === undefined) continue;
    encoder.copyBufferToBuffer(buffer, from, staging, at, bytes);
    at += bytes;
  }
  encoder.copyBufferToBuffer(resources.trip, 0, staging, at, 4 * tripWords);
  if (resources.times === undefined) return;
  encoder.resolveQuerySet(resources.times.queries, 0, 2, resources.times.resolved, 0);
  encoder.copyBufferToBuffer(resources.times.resolved, 0, staging, timesOffset(at), 16);
}

/** The bytes of a buffer that are read back, and where they begin. */
export function readOf({ contents, readBack, readFrom = 0 }: JobBuffer): {
  readonly from: number;
  readonly bytes: number;
} {
  const from = readFrom * contents.BYTES_PER_ELEMENT;
  return { from, bytes: readBack ? contents.byteLength - from : 0 };
}

/** Timestamps are 64 bits wide and lie on a multiple of 8. */
export function timesOffset(dataBytes: number): number {
  return Math.ceil((dataBytes + 4 * tripWords) / 8) * 8;
}
