import type {
  CompiledKernel,
  Job,
  JobBinding,
  KernelRunner,
  Outcome,
} from '../../src/core/grade/runner';
import { bits } from '../../src/core/tensor/random';
import { plainSettings, type Settings } from '../../src/simulator/run/simulate';
import { simulatorRunner } from '../../src/simulator/runner';
import { generated, module } from './kernels';
import {
  counterWords,
  floatWords,
  gridWords,
  partWords,
  uniformWords,
  width,
  wordsEach,
} from './prelude';

/** Where the simulator and Dawn, or two ways to run the simulator, do not agree. */
export interface Disagreement {
  readonly seed: number;
  readonly what: string;
}

export interface Compared {
  readonly ran: number;
  /** Seeds whose kernels Tint refuses: a constant expression overflows in them. */
  readonly refused: number;
  readonly disagreements: readonly Disagreement[];
}

/** Kernels that go to the GPU together. */
const batch = 8;

/** Runs generated kernels on both, and the simulator's under every schedule; in Dawn's own process. */
export async function compared(dawn: KernelRunner, from: number, count: number): Promise<Compared> {
  const disagreements: Disagreement[] = [];
  let [ran, refused] = [0, 0];
  for (let start = from; start < from + count; start += batch) {
    const seeds: number[] = [];
    for (let seed = start; seed < Math.min(start + batch, from + count); seed++) {
      const compiled = await dawn.compile(module([seed]));
      if (compiled.kind === 'accepted') seeds.push(seed);
      else refused++;
    }
    if (seeds.length === 0) continue;
    ran += seeds.length;
    disagreements.push(...(await compareBatch(dawn, seeds)));
  }
  return { ran, refused, disagreements };
}

/** As SwiftShader has them. */
const settings: Settings = { ...plainSettings, subgroupSize: 4 };

async function compareBatch(dawn: KernelRunner, seeds: readonly number[]): Promise<Disagreement[]> {
  const source = module(seeds);
  // Also in other orders of the invocations, which must give the same bits.
  const job: Job = { ...jobOf(seeds.length), everySchedule: true };
  const simulator = simulatorRunner({ settings, everyOrder: true });
  const [theirs, ours] = [await run(dawn, source, job), await run(simulator, source, job)];
  if (theirs.kind !== 'ran' || ours.kind !== 'ran') {
    // One kernel that one of the two does not run must not hide the others.
    if (seeds.length === 1)
      return [{ seed: seeds[0] ?? 0, what: `Dawn: ${say(theirs)}; simulator: ${say(ours)}` }];
    const single: Disagreement[] = [];
    for (const seed of seeds) single.push(...(await compareBatch(dawn, [seed])));
    return single;
  }
  const [seed = 0] = seeds;
  return [
    ...(ours.findings ?? []).map(({ title, says }) => ({
      seed,
      what: `false alarm in the batch from here: ${title}. ${says}`,
    })),
    ...(ours.alternatives ?? [])
      // What a kernel asks its subgroup has another answer where subgroups have another size.
      .filter(({ respect }) => respect === 'order')
      .map(({ other }) => ({
        seed,
        what: `other results in the batch from here with ${other}`,
      })),
    ...seeds.flatMap((one, at) => difference(one, at, theirs, ours)),
  ];
}

const say = (outcome: Outcome): string => JSON.stringify(outcome).slice(0, 300);

type Ran = Extract<Outcome, { kind: 'ran' }>;

/** Words of each buffer that belong to one kernel. */
const shares = {
  out: width * wordsEach,
  scratch: width,
  parts: width * partWords,
  counts: counterWords,
  grid: width * gridWords,
} as const;

/** The first word of a kernel in which the two differ by more than they may. */
function difference(seed: number, at: number, theirs: Ran, ours: Ran): Disagreement[] {
  for (const [name, share] of Object.entries(shares)) {
    const [a, b] = [theirs.buffers.get(name), ours.buffers.get(name)];
    for (let i = at * share; i < (at + 1) * share; i++) {
      const [one = NaN, two = NaN] = [a?.[i], b?.[i]];
      if (one === two || excused(seed, name, i, one, two)) continue;
      const floats = `as floats ${floatOf(one)} and ${floatOf(two)}`;
      const what = `${name}, word ${i - at * share}: Dawn ${one}, simulator ${two}, ${floats}`;
      return [{ seed, what }];
    }
  }
  return [];
}

/** Whether two words need not be the same to the bit: they hold floats that WGSL lets differ. */
export function excused(seed: number, name: string, i: number, one: number, two: number): boolean {
  if (name === 'out') return i % wordsEach === wordsEach - 1 && close(seed, one, two);
  const each = name === 'grid' ? gridWords : partWords;
  return floatWords[name]?.includes(i % each) === true && zeros(one, two);
}

/** WGSL lets implementations ignore the sign of a zero (“Floating point evaluation”; seed 2113). */
const zeros = (one: number, two: number): boolean => ((one | two) & 0x7fffffff) === 0;

const word = new DataView(new ArrayBuffer(4));

function floatOf(bitsOfIt: number): number {
  word.setUint32(0, bitsOfIt);
  return word.getFloat32(0);
}

function close(seed: number, one: number, two: number): boolean {
  const { relative, absolute } = generated(seed).inexact;
  const [a, b] = [floatOf(one), floatOf(two)];
  return Math.abs(a - b) <= absolute + relative * Math.max(Math.abs(a), Math.abs(b));
}

export async function run(runner: KernelRunner, source: string, job: Job): Promise<Outcome> {
  const compiled = await runner.compile(source);
  if (compiled.kind !== 'accepted') return { kind: 'gpuError', message: JSON.stringify(compiled) };
  const kernel: CompiledKernel | undefined = await compiled.load([source]);
  return kernel === undefined ? { kind: 'gpuError', message: 'not loaded' } : await kernel.run(job);
}

/** A job for a module of so many generated kernels. */
export function jobOf(workgroups: number): Job {
  const invocations = workgroups * width;
  const words = (count: number): Uint32Array<ArrayBuffer> => new Uint32Array(count);
  const data = words(3 * invocations).map((_, i) => bits(1, i) % 100);
  const binding = (number: number, buffer: string, access: JobBinding['access']) =>
    ({ binding: number, buffer, access }) as const;
  return {
    uniform: { binding: 0, bytes: new Uint32Array([workgroups, 5, 6, 7]).buffer },
    buffers: [
      { name: 'data', contents: data, readBack: false },
      { name: 'out', contents: words(invocations * wordsEach), readBack: true },
      { name: 'scratch', contents: words(invocations), readBack: true },
      { name: 'counts', contents: words(workgroups * counterWords), readBack: true },
      { name: 'parts', contents: words(invocations * partWords), readBack: true },
      { name: 'u', contents: uniformWords(), readBack: false },
      { name: 'grid', contents: words(invocations * gridWords), readBack: true },
    ],
    passes: [
      {
        entry: 'main',
        workgroups: [workgroups, 1, 1],
        constants: {},
        barrierRounds: 1_000_000,
        bindings: [
          binding(1, 'data', 'read'),
          binding(2, 'out', 'read_write'),
          binding(3, 'scratch', 'read_write'),
          binding(4, 'counts', 'read_write'),
          binding(5, 'parts', 'read_write'),
          binding(6, 'u', 'uniform'),
          binding(7, 'grid', 'read_write'),
        ],
      },
    ],
    budget: { plain: 1_000_000, dispatch: 2 ** 36 },
  };
}
