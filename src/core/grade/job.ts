import type { Parameters } from '../blocks/block';
import { evaluateSize, type Names } from '../exercise/expression';
import type { Pass, Plan } from '../exercise/plan-schema';
import type { Exercise } from '../exercise/schema';
import type { Sized } from '../exercise/sizes';
import { fileNames, type Outline, usedBindings, workgroupSize } from '../outline/outline';
import { subseed } from '../tensor/random';
import { count, type Shape } from '../tensor/shape';
import { canary, guardElements } from './inputs';
import type { Elements } from './kept';
import { poison } from './poison';
import type { Job, JobBinding, JobBuffer, JobPass } from './runner';
import { growsIn, type Trial } from './trials';

/** Everything that a trial's job is made of. */
export interface TrialInputs {
  readonly exercise: Exercise;
  readonly plan: Plan;
  readonly file: Outline;
  /** Fields of the uniform and derived sizes. */
  readonly names: Names;
  readonly parameters: Parameters;
  readonly shapes: Readonly<Record<string, Shape>>;
  readonly inputs: Readonly<Record<string, Elements>>;
  readonly seed: number;
  /** Rough number of operations of the whole case, for the loops' budget. */
  readonly work: number;
}

/**
 * Elements of a temporary that is read back for its heat map, where the plan says what it is: a copy of a megabyte at
 * most in each trial, which nobody waits for.
 */
const mostKept = 2 ** 18;

/** WebGPU's limit on workgroups in a dimension. */
const maxWorkgroups = 65_535;

/** Turns a trial into numbers: buffers with canaries and poison, and passes with their dispatch sizes. */
export function makeJob(of: TrialInputs, trial: Trial): Sized<Job> {
  const buffers = makeBuffers(of, trial);
  if (!buffers.ok) return buffers;
  const elements = buffers.value.reduce((sum, buffer) => sum + buffer.contents.length, 0);
  const work = of.work + elements;
  const passes: JobPass[] = [];
  let lost = 0;
  for (const pass of of.plan.passes) {
    const made = makePass(of, trial, pass, work);
    if (!made.ok) return made;
    passes.push(made.value.pass);
    lost += lostExchanges(of.file, made.value.invocations);
  }
  return {
    ok: true,
    value: {
      uniform: { binding: of.exercise.uniform.binding, bytes: uniformBytes(of) },
      buffers: buffers.value,
      passes,
      ...roundsOf(of.plan),
      budget: {
        // A kernel that does all the work in one invocation is slow, not endless: it may finish.
        plain: Math.min(2 ** 26, 65_536 + 4 * work),
        dispatch: Math.min(2 ** 36, mostRounds(work) + lost),
      },
    },
  };
}

function roundsOf({ again }: Plan): Pick<Job, 'rounds'> {
  if (again === undefined) return {};
  const { first, last, while: word, most } = again;
  return { rounds: { first, end: last + 1, while: word, most } };
}

/**
 * Rounds of all loops in all invocations that a case of so many operations may take. Some rounds for each
 * operation are clumsy; so many are another algorithm. The least takes a CPU a few seconds.
 */
function mostRounds(work: number): number {
  return Math.max(2 ** 28, 64 * work);
}

/**
 * Rounds in which a compare-exchange may lose. Where all invocations go to one word, each can lose to each other one:
 * thousands run at the same time on a GPU, and did lose 280 million times over 65,537 numbers on an H100, where a CPU
 * in its place hardly ever loses. The most that is granted takes a GPU some seconds.
 */
function lostExchanges({ source }: Outline, invocations: number): number {
  return source.includes('atomicCompareExchangeWeak') ? Math.min(2 ** 32, invocations ** 2 / 2) : 0;
}

/**
 * Rounds of a loop with a barrier in each invocation. It cannot look at what the others do, so all of them share
 * what the case may take; where a CPU plays the GPU, a round with a barrier costs as much as 16 without.
 */
function barrierRounds(work: number, invocations: number): number {
  const share = Math.ceil(mostRounds(work) / (16 * Math.max(1, invocations)));
  return Math.min(4_096 + work, 2 ** 22, Math.max(64, share));
}

/** Names that the dispatch of an entry point may use, or undefined when its size cannot be told. */
export function passNames(
  file: Outline,
  entryName: string,
  names: Names,
  overrides: Readonly<Record<string, number>>,
): Names {
  const own = fileNames(file, overrides);
  const entry = file.entries.find((candidate) => candidate.name === entryName);
  const size = entry === undefined ? undefined : workgroupSize(entry, own);
  const [wx, wy, wz] = size ?? [1, 1, 1];
  // Sizes of the case come last: a learner's constant cannot change what the contract means by a name.
  return { ...own, wx, wy, wz, ...overrides, ...names };
}

function makePass(
  of: TrialInputs,
  trial: Trial,
  pass: Pass,
  work: number,
): Sized<{ readonly pass: JobPass; readonly invocations: number }> {
  const constants = { ...trial.overrides, ...pass.constants };
  const names = passNames(of.file, pass.entry, of.names, constants);
  const workgroups: number[] = [];
  for (const [d, expression] of pass.workgroups.entries()) {
    const size = evaluateSize(expression, names, maxWorkgroups - 1);
    if (!size.ok) return size;
    workgroups.push(size.value + (growsIn(pass, d) ? (trial.extra[d] ?? 0) : 0));
  }
  const [x = 1, y = 1, z = 1] = workgroups;
  const { wx = 1, wy = 1, wz = 1 } = names;
  const invocations = x * y * z * wx * wy * wz;
  const made: JobPass = {
    ...{ entry: pass.entry, workgroups: [x, y, z], constants, bindings: bindingsOf(of, pass) },
    barrierRounds: barrierRounds(work, invocations),
  };
  return { ok: true, value: { pass: made, invocations } };
}

/** What is bound for an entry point: of the plan's slots, those that the entry point uses in the file. */
function bindingsOf(of: TrialInputs, pass: Pass): JobBinding[] {
  const all = [...of.exercise.bindings, ...of.plan.temps, ...(of.exercise.tallies ?? [])];
  const slots = new Map(
    pass.bindings === undefined
      ? all.map((slot) => [slot.binding, slot.name])
      : Object.entries(pass.bindings).map(([number, name]) => [Number(number), name]),
  );
  return usedBindings(of.file, pass.entry).flatMap(({ binding, access, space }): JobBinding[] => {
    const buffer = slots.get(binding);
    if (buffer === undefined) return [];
    if (space === 'uniform') return [{ binding, buffer, access: space }];
    return [{ binding, buffer, access: access === 'read' ? 'read' : 'read_write' }];
  });
}

function makeBuffers(of: TrialInputs, trial: Trial): Sized<JobBuffer[]> {
  const guard = trial.guarded ? guardElements : 0;
  const buffers = of.exercise.bindings.map((binding): JobBuffer => {
    const length = count(of.shapes[binding.name] ?? []);
    const contents = room(binding.type, length, guard, canary(binding.binding));
    const given = of.inputs[binding.name];
    if (given !== undefined) contents.set(given);
    else spoil(contents, length, subseed(of.seed, binding.name));
    return { name: binding.name, contents, readBack: binding.role !== 'in' };
  });
  for (const { name, binding } of of.exercise.tallies ?? [])
    buffers.push({ name, contents: room('u32', 1, guard, canary(binding)), readBack: true });
  for (const temp of of.plan.temps) {
    const length = evaluateSize(temp.elements, of.names, 16 * 1024 * 1024);
    if (!length.ok) return length;
    const contents = room(temp.type, length.value, guard, canary(temp.binding));
    spoil(contents, length.value, subseed(of.seed, temp.name));
    const { name } = temp;
    const kept = temp.is !== undefined && length.value <= mostKept;
    if (kept) buffers.push({ name, contents, readBack: true });
    // Of the others only what lies behind them is looked at, where something does.
    else buffers.push({ name, contents, readBack: trial.guarded, readFrom: length.value });
  }
  return { ok: true, value: buffers };
}

/** Room for the data and the guard band behind it; a runtime-sized array holds at least one element. */
function room(
  type: 'f32' | 'u32' | 'i32',
  length: number,
  guard: number,
  behind: number,
): Elements {
  const total = Math.max(1, length + guard);
  if (type === 'f32') return new Float32Array(total).fill(behind, length);
  const pattern = new Uint32Array(new Float32Array([behind]).buffer)[0] ?? 0;
  const array = type === 'u32' ? new Uint32Array(total) : new Int32Array(total);
  return array.fill(pattern, length);
}

function spoil(contents: Elements, length: number, seed: number): void {
  const integers = !(contents instanceof Float32Array);
  for (let i = 0; i < length; i++) contents[i] = poison(seed, i, integers);
}

/** The uniform's fields, four bytes each, padded to a multiple of 16. */
function uniformBytes(of: TrialInputs): ArrayBuffer {
  const fields = of.exercise.uniform.fields;
  const view = new DataView(new ArrayBuffer(Math.ceil(fields.length / 4) * 16));
  fields.forEach((field, i) => {
    const value = of.names[field.name] ?? 0;
    if (field.type === 'u32') view.setUint32(4 * i, value, true);
    else if (field.type === 'i32') view.setInt32(4 * i, value, true);
    else view.setFloat32(4 * i, value, true);
  });
  return view.buffer;
}
