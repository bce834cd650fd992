// The figures of `npm run bench -- simulator`: how fast the CPU model runs, and how long a check after a run takes, in
// processor time. It is bundled as the product is: what a bundle can inline makes half of the speed.
import { checkKernel } from '../../src/core/grade/check-kernel';
import type { CompiledKernel, Job } from '../../src/core/grade/runner';
import { simulatorRunner } from '../../src/simulator/runner';
import { folders, kernel } from '../support/kernels';
import { timeToStop } from '../support/stopping';

const say = (what: string, value: string, aim = ''): void => {
  process.stdout.write(`${what.padEnd(64)} ${value.padStart(16)}  ${aim}\n`);
};
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
const ms = (value: number): string => `${value.toFixed(1)} ms`;

const side = 64;
const tile = 16;
const matmul = `
@group(0) @binding(0) var<uniform> p: vec4u;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> c: array<f32>;
var<workgroup> ta: array<array<f32, ${tile}>, ${tile}>;
var<workgroup> tb: array<array<f32, ${tile}>, ${tile}>;
@compute @workgroup_size(${tile}, ${tile})
fn main(@builtin(global_invocation_id) g: vec3u, @builtin(local_invocation_id) l: vec3u) {
  var sum = 0.0;
  for (var t = 0u; t < p.x / ${tile}u; t++) {
    ta[l.y][l.x] = a[g.y * p.x + t * ${tile}u + l.x];
    tb[l.y][l.x] = b[(t * ${tile}u + l.y) * p.x + g.x];
    workgroupBarrier();
    for (var k = 0u; k < ${tile}u; k++) { sum += ta[l.y][k] * tb[k][l.x]; }
    workgroupBarrier();
  }
  c[g.y * p.x + g.x] = sum;
}`;
/** Accesses that are checked for races: to the tiles, and the stores to `c`. */
const accesses = side * side * ((side / tile) * 2 + 2 * side + 1);

function matmulJob(): Job {
  const floats = (): Float32Array<ArrayBuffer> =>
    Float32Array.from({ length: side * side }, (_, i) => (i % 7) - 3);
  const bound = (binding: number, buffer: string) =>
    ({ binding, buffer, access: buffer === 'c' ? 'read_write' : 'read' }) as const;
  return {
    uniform: { binding: 0, bytes: new Uint32Array([side, 0, 0, 0]).buffer },
    buffers: ['a', 'b', 'c'].map((name) => ({ name, contents: floats(), readBack: name === 'c' })),
    passes: [
      {
        ...{ entry: 'main', workgroups: [side / tile, side / tile, 1], constants: {} },
        ...{ barrierRounds: 1e6, bindings: [bound(1, 'a'), bound(2, 'b'), bound(3, 'c')] },
      },
    ],
    budget: { plain: 1e6, dispatch: 1e9 },
  };
}

async function loaded(source: string): Promise<CompiledKernel> {
  const compiled = await simulatorRunner().compile(source);
  const found = compiled.kind === 'accepted' ? await compiled.load([source]) : undefined;
  if (found === undefined) throw new Error(JSON.stringify(compiled));
  return found;
}

/** Milliseconds of processor time, all threads: on a busy machine the clock on the wall tells of others. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
}

async function speed(): Promise<void> {
  let made: CompiledKernel | undefined;
  const cold = await timed(async () => {
    made = await loaded(matmul);
    await made.run(matmulJob());
  });
  const again: number[] = [];
  for (let i = 0; i < 40; i++) again.push(await timed(async () => made?.run(matmulJob())));
  const warm = median(again.slice(10));
  say('64 × 64 tiled matmul, first run of the process with compiling', ms(cold), '250 ms');
  say('64 × 64 tiled matmul, warm', ms(warm), '30 ms');
  say('checked accesses a second', `${(accesses / warm / 1000).toFixed(1)} million`, '30 million');
}

/** The same number of invocations in workgroups of different sizes: what a barrier costs shows. */
async function growth(): Promise<void> {
  for (const size of [32, 64, 128, 256]) {
    const source = `
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(3) var<storage, read_write> c: array<f32>;
@group(0) @binding(0) var<uniform> p: vec4u;
var<workgroup> m: array<f32, ${size}>;
@compute @workgroup_size(${size}) fn main(@builtin(local_invocation_index) l: u32, @builtin(global_invocation_id) g: vec3u) {
  m[l] = a[g.x] + f32(p.y);
  for (var k = 0u; k < 32u; k++) { workgroupBarrier(); let v = m[(l + 1u) % ${size}u]; workgroupBarrier(); m[l] = v; }
  c[g.x] = m[l];
}`;
    const made = await loaded(source);
    const job = matmulJob();
    const [pass] = job.passes;
    if (pass === undefined) throw new Error('no pass');
    const sized: Job = { ...job, passes: [{ ...pass, workgroups: [4096 / size, 1, 1] }] };
    const times: number[] = [];
    for (let i = 0; i < 9; i++) times.push(await timed(() => made.run(sized)));
    say(`4,096 invocations, 64 barriers each, workgroups of ${size}`, ms(median(times.slice(3))));
  }
}

/** The check after a run on a GPU, as the product makes it, with compiling: the first one of all, and later ones. */
async function checks(): Promise<void> {
  const firsts: number[] = [];
  const laters: number[] = [];
  for (const { exercise } of folders) {
    const times: number[] = [];
    for (let i = 0; i < 5; i++) {
      const source = `${kernel(exercise.id)}\n// ${i}\n`;
      times.push(
        await timed(() => checkKernel({ exercise, source }, simulatorRunner(), () => undefined)),
      );
    }
    const [first = NaN] = times;
    const later = median(times.slice(1));
    firsts.push(first);
    laters.push(later);
    say(`${exercise.id}: the check after a run: first, and later`, `${ms(first)} ${ms(later)}`);
  }
  for (const [name, times] of [
    ['first', firsts],
    ['later', laters],
  ] as const) {
    const quick = times.filter((one) => one < 150).length;
    say(`checks (${name}) that take less than 150 ms`, `${quick} of ${times.length}`, '9 in 10');
  }
}

/** From the word to the end of the worker, while a kernel runs in it that would take minutes. */
async function cancelling(): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) times.push(await timeToStop(process.argv[2] ?? ''));
  say('ending a run that would take minutes, median of 5', ms(median(times)), '100 ms');
}

await speed();
await growth();
await checks();
say('memory of the process', `${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`, '200 MB');
await cancelling();
