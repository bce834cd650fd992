// The figures of `npm run bench -- simulator`: how fast the CPU model runs, and how long a check after a run takes, in
// processor time. It is bundled as the product is: what a bundle can inline makes half of the speed.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { warmUp } from '../../src/background/warm-up';
import { checkKernel } from '../../src/core/grade/check-kernel';
import type { CompiledKernel, Job } from '../../src/core/grade/runner';
import {
  type FromBackground,
  type ToBackground,
  workerMemory,
} from '../../src/protocol/background';
import { simulatorRunner } from '../../src/simulator/runner';
import { folders, kernel } from '../support/kernels';
import { median, type Stopped, timesToStop } from '../support/stopping';

const say = (what: string, value: string, aim = ''): void => {
  process.stdout.write(`${what.padEnd(64)} ${value.padStart(16)}  ${aim}\n`);
};
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

/** How many times a file is checked; the first is the first of its process. */
const checksEach = 5;

/**
 * Checks of one solution, in a process of its own because the engine remembers what it has compiled: warmed as a worker
 * is that was started ahead, then as the learner writes on.
 */
async function checksOf(id: string): Promise<void> {
  await warmUp(
    simulatorRunner(),
    () => true,
    () => new Promise((resolve) => setTimeout(resolve, 0)),
  );
  const { exercise } = folders.find((one) => one.exercise.id === id) ?? {};
  if (exercise === undefined) throw new Error(`there is no exercise ${id}`);
  const times: number[] = [];
  for (let i = 0; i < checksEach; i++) {
    const source = `${kernel(id)}\n// ${i}\n`;
    const start = ownTime();
    await checkKernel({ exercise, source }, simulatorRunner(), () => undefined);
    times.push(ownTime() - start);
  }
  process.stdout.write(JSON.stringify(times));
}

/** Megabytes of a process with a worker that has checked every solution, and a spare one that is warm. */
async function memoryOf(script: string): Promise<void> {
  const options = { resourceLimits: workerMemory };
  const [worker, spare] = [new Worker(script, options), new Worker(script, options)];
  const answer = async (of: Worker, letter: ToBackground): Promise<void> => {
    const done = new Promise<void>((resolve) => {
      const heard = ({ kind }: FromBackground): void => {
        if (kind !== 'warm' && kind !== 'checked') return;
        of.off('message', heard);
        resolve();
      };
      of.on('message', heard);
    });
    of.postMessage(letter);
    await done;
  };
  await answer(worker, { kind: 'warmUp', id: 1 });
  await answer(spare, { kind: 'warmUp', id: 1 });
  for (const { exercise } of folders) {
    const submission = { exercise, source: kernel(exercise.id) };
    await answer(worker, { kind: 'check', id: 2, submission });
  }
  process.stdout.write(JSON.stringify([process.memoryUsage().rss / 1e6]));
  await Promise.all([worker.terminate(), spare.terminate()]);
}

/** Numbers that this script gives when it runs in a process of its own, with the memory that a worker has. */
function apart(...words: readonly string[]): number[] {
  // A third of the young generation is one half of what V8 copies between.
  const each = Math.floor(workerMemory.maxYoungGenerationSizeMb / 3);
  const all = [`--max-semi-space-size=${each}`, process.argv[1] ?? '', ...words];
  return JSON.parse(execFileSync(process.execPath, all).toString()) as number[];
}

/**
 * Milliseconds of processor time of this thread, which is how long a learner waits where other cores are free: V8
 * compiles and collects garbage on other threads. On systems without this count it is that of all threads.
 */
function ownTime(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
  } catch {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  }
}

/** The check after a run on a GPU: the first of a worker that was started ahead, and later ones. */
function checks(script: string): void {
  const firsts: number[] = [];
  const laters: number[] = [];
  for (const { exercise } of folders) {
    const [first = NaN, ...others] = apart('checks', exercise.id);
    firsts.push(first);
    laters.push(median(others));
    const value = `${ms(first)} ${ms(median(others))}`;
    say(`${exercise.id}: the check after a run: first, and later`, value);
  }
  for (const [name, times] of [
    ['first', firsts],
    ['later', laters],
  ] as const) {
    const quick = times.filter((one) => one < 150).length;
    say(`checks (${name}) that take less than 150 ms`, `${quick} of ${times.length}`, '9 in 10');
  }
  const [memory = NaN] = apart('memory', script);
  say('memory of a process with a worker and a spare one', `${memory.toFixed(0)} MB`, '200 MB');
}

/** From the word on, while a kernel runs that would take minutes, by the clock. */
async function cancelling(script: string): Promise<void> {
  const all: Stopped[] = [];
  for (let i = 0; i < 9; i++) all.push(await timesToStop(script, true));
  const rows: readonly (readonly [what: string, of: (one: Stopped) => number])[] = [
    ['the answer', ({ answered }) => answered],
    ['the next worker has answered', ({ next }) => next],
    ['its thread has ended', ({ ended }) => ended],
  ];
  for (const [what, of] of rows) {
    const times = all.map(of);
    const value = `${ms(median(times))} ${ms(Math.max(...times))}`;
    say(`stopping a run of minutes: ${what}; median and worst of 9`, value, '100 ms');
  }
}

const [, , word = '', of = ''] = process.argv;
if (word === 'checks') await checksOf(of);
else if (word === 'memory') await memoryOf(of);
else {
  await speed();
  await growth();
  checks(word);
  await cancelling(word);
}
