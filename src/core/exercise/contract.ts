import type { Problem } from '../grade/report';
import {
  type DeclaredBinding,
  type EntryPoint,
  fileNames,
  type Outline,
  type Span,
  wholeNumber,
  workgroupSize,
} from '../outline/outline';
import { rangeOf } from '../outline/place';
import { nearest } from './nearest';
import { waitingProblems } from './waiting';
import type { Plan } from './plan-schema';
import type { Exercise, Tally } from './schema';
import { evaluate, type Names } from './expression';

/** A buffer that a plan knows by name: a tensor of the contract or a temporary. */
export interface Slot {
  readonly binding: number;
  readonly name: string;
  readonly type: string;
  readonly writable: boolean;
  /** The WGSL type where it is not a plain array. */
  readonly declared?: string | undefined;
  readonly space?: 'uniform' | undefined;
}

/** A word in which a kernel may count, as what is bound for it. */
export const tallySlot = ({ binding, name }: Tally): Slot => ({
  ...{ binding, name, type: 'u32', writable: true, declared: 'array<atomic<u32>>' },
});

/**
 * Holds a file to the contract before anything runs, because the compiler and the pipeline say these things
 * late, in prose and without a place. A binding that a kernel does not use may be left out of its file.
 */
export function contractProblems(file: Outline, exercise: Exercise, plan: Plan): Problem[] {
  if (file.uncertain && file.entries.length === 0) return [];
  return [
    ...entryProblems(file, plan),
    ...bindingProblems(file, exercise, plan),
    ...overrideProblems(file, exercise),
    ...workgroupProblems(file, exercise, plan),
    ...waitingProblems(file),
  ];
}

function problem(file: Outline, span: Span | undefined, message: string, says: string): Problem {
  const place = span === undefined ? {} : { range: rangeOf(file.source, span) };
  return { severity: 'error', source: 'contract', message, says, ...place };
}

function entryProblems(file: Outline, plan: Plan): Problem[] {
  const wanted = [...new Set(plan.passes.map((pass) => pass.entry))];
  const present = file.entries.map((entry) => entry.name);
  return wanted
    .filter((name) => !present.includes(name))
    .map((name) => {
      const instead = nearest(name, present) ?? present[0];
      const found = file.entries.find((entry) => entry.name === instead);
      const plain = file.functions.find((fn) => fn.name.ident.originalName === name);
      if (plain !== undefined) {
        return problem(
          file,
          plain.name,
          `“${name}” is not an entry point`,
          `The grader starts the kernel at “${name}”. Put @compute @workgroup_size(…) before the function.`,
        );
      }
      const has = present.length === 0 ? 'The file has none' : `The file has ${present.join(', ')}`;
      return problem(
        file,
        found,
        `There is no entry point “${name}”`,
        `The grader starts the kernel at “${name}”. ${has}: add @compute @workgroup_size(…) fn ${name}(…).`,
      );
    });
}

function slotsOf(exercise: Exercise, plan: Plan): Slot[] {
  const tensors = exercise.bindings.map((b) => ({
    binding: b.binding,
    name: b.name,
    type: b.type,
    writable: b.role !== 'in',
    declared: b.declared,
    space: b.space,
  }));
  const temps = plan.temps.map((t) => ({ ...t, writable: true }));
  return [...tensors, ...temps, ...(exercise.tallies ?? []).map(tallySlot)];
}

function bindingProblems(file: Outline, exercise: Exercise, plan: Plan): Problem[] {
  const slots = slotsOf(exercise, plan);
  const rebound = new Set(
    plan.passes.flatMap((pass) => Object.keys(pass.bindings ?? {}).map(Number)),
  );
  return file.bindings.flatMap((declared) => {
    if (declared.group !== 0) {
      return [
        problem(
          file,
          declared,
          `“${declared.name}” is in group ${declared.group}`,
          'Every binding of the contract is in @group(0).',
        ),
      ];
    }
    if (declared.binding === exercise.uniform.binding)
      return uniformProblems(file, declared, exercise);
    const slot = slots.find((candidate) => candidate.binding === declared.binding);
    if (slot === undefined) {
      if (rebound.has(declared.binding)) return [];
      return [unknownBinding(file, declared, exercise, slots)];
    }
    return storageProblems(file, declared, slot);
  });
}

function unknownBinding(
  file: Outline,
  declared: DeclaredBinding,
  exercise: Exercise,
  slots: readonly Slot[],
): Problem {
  const same = slots.find((slot) => slot.name === declared.name);
  const list = [exercise.uniform.binding, ...slots.map((slot) => slot.binding)].join(', ');
  const says =
    same === undefined
      ? `The contract has bindings ${list}.`
      : `In the contract “${same.name}” is at @binding(${same.binding}).`;
  return problem(file, declared, `There is nothing at @binding(${declared.binding})`, says);
}

function storageProblems(file: Outline, declared: DeclaredBinding, slot: Slot): Problem[] {
  const report = (message: string, why: string): Problem[] => [
    problem(file, declared, message, `${why} The contract has: ${declaration(slot)}`),
  ];
  const fault = placeFault(declared, slot);
  if (fault !== undefined) return report(`“${declared.name}” is ${fault.is}`, fault.why);
  const scalar = scalarOf(declared.type, file);
  const wanted = slot.declared === undefined ? slot.type : scalarOf(slot.declared, file);
  if (scalar !== undefined && scalar !== wanted) {
    return report(`“${declared.name}” holds ${scalar}`, `Its elements are ${wanted ?? slot.type}.`);
  }
  return [];
}

/** What is wrong with the address space or the access of a declaration. */
function placeFault(
  { space, access }: DeclaredBinding,
  slot: Slot,
): { is: string; why: string } | undefined {
  if (slot.space === 'uniform') {
    const why = 'This tensor is bound as a uniform buffer.';
    return space === 'uniform' ? undefined : { is: 'not a uniform buffer', why };
  }
  if (space !== 'storage')
    return { is: 'not a storage buffer', why: 'Tensors are bound as storage buffers.' };
  if (slot.writable && access !== 'read_write')
    return { is: `declared ${access}`, why: 'This is where the result goes.' };
  if (!slot.writable && access !== 'read')
    return { is: `declared ${access}`, why: 'An input is only read.' };
  return undefined;
}

/** Scalar type that an array or a scalar is made of; undefined for what cannot be told (a struct). */
function scalarOf(type: string, file: Outline): string | undefined {
  const inner = /^array<(.*?)(?:,[^<>]*)?>$/.exec(type)?.[1] ?? type;
  const plain = /^vec[234]<(\w+)>$/.exec(inner)?.[1] ?? /^atomic<(\w+)>$/.exec(inner)?.[1] ?? inner;
  return file.structs.has(plain) || !/^[fiu]\d+$/.test(plain) ? undefined : plain;
}

function uniformProblems(file: Outline, declared: DeclaredBinding, exercise: Exercise): Problem[] {
  const fields = exercise.uniform.fields;
  const form = `struct P { ${fields.map((field) => `${field.name}: ${field.type}`).join(', ')} }`;
  const report = (message: string, why: string): Problem[] => [
    problem(file, declared, message, `${why} The contract has: ${form}`),
  ];
  if (declared.space !== 'uniform') {
    return report(
      `“${declared.name}” is not a uniform buffer`,
      'The sizes come in a uniform buffer.',
    );
  }
  const members = file.structs.get(declared.type);
  if (members === undefined) {
    const single = fields.length === 1 && declared.type === fields[0]?.type;
    return single
      ? []
      : report(`“${declared.name}” is not a struct`, 'The sizes come as one struct.');
  }
  const types = (list: readonly { type: string }[]): string =>
    list.map((item) => item.type).join(' ');
  if (types(members) !== types(fields)) {
    return report(
      `${declared.type} does not have the contract's fields`,
      'Order and types must agree.',
    );
  }
  const names = members.map((member) => member.name);
  const moved = names.some(
    (name, i) => name !== fields[i]?.name && fields.some((f) => f.name === name),
  );
  return moved
    ? report(
        `The fields of ${declared.type} are in another order`,
        'Only the order counts, not the names.',
      )
    : [];
}

function overrideProblems(file: Outline, exercise: Exercise): Problem[] {
  const wanted = Object.keys(exercise.overrides?.[0] ?? {});
  const present = file.overrides.map((override) => override.name);
  return wanted
    .filter((name) => !present.includes(name))
    .map((name) =>
      problem(
        file,
        file.entries[0],
        `There is no override “${name}”`,
        `The grader runs the kernel at several workgroup sizes by setting it: override ${name}: u32 = ${String(exercise.overrides?.[0]?.[name])};`,
      ),
    );
}

function workgroupProblems(file: Outline, exercise: Exercise, plan: Plan): Problem[] {
  const used = new Set(plan.passes.map((pass) => pass.entry));
  const entries = file.entries.filter((entry) => used.has(entry.name));
  return [
    ...entries.flatMap((entry) => sizeProblems(file, exercise, entry)),
    ...memoryProblems(file, exercise, fileNames(file, exercise.overrides?.[0] ?? {})),
  ];
}

function sizeProblems(file: Outline, exercise: Exercise, entry: EntryPoint): Problem[] {
  // A literal may happen to be right for one set of overrides; the contract holds for all.
  for (const set of exercise.overrides ?? [{}]) {
    const names = fileNames(file, set);
    const size = workgroupSize(entry, names);
    if (size === undefined) return [];
    const fault = unwantedSize(file, exercise, entry, names, size) ?? tooLarge(file, entry, size);
    if (fault !== undefined) return [fault];
  }
  return [];
}

function unwantedSize(
  file: Outline,
  exercise: Exercise,
  entry: EntryPoint,
  names: Names,
  size: readonly number[],
): Problem | undefined {
  const wanted = exercise.workgroup?.size;
  const expected = wanted?.map((text) => evaluate(text, names)).map((e) => (e.ok ? e.value : NaN));
  if (wanted === undefined || expected?.every((value, i) => value === size[i]) === true)
    return undefined;
  const named = wanted.filter((text) => typeof text === 'string').join(', ');
  const sets =
    named === '' ? '' : ` The grader sets ${named} to several values; the kernel must follow.`;
  return problem(
    file,
    entry,
    `The workgroup of “${entry.name}” is ${size.join(' × ')} where the contract asks for ${expected?.join(' × ') ?? ''}`,
    `Declare it as @workgroup_size(${wanted.join(', ')}).${sets}`,
  );
}

function tooLarge(file: Outline, entry: EntryPoint, size: readonly number[]): Problem | undefined {
  const [x = 1, y = 1, z = 1] = size;
  const total = x * y * z;
  if (total >= 1 && total <= 256 && x <= 256 && y <= 256 && z <= 64) return undefined;
  return problem(
    file,
    entry,
    `A workgroup of ${size.join(' × ')} = ${total} invocations is ${total < 1 ? 'empty' : 'too large'}`,
    'Every WebGPU device can do 256 invocations in a workgroup, at most 256 in x and y and 64 in z, and at least one.',
  );
}

const scalarBytes: Readonly<Record<string, number>> = { f32: 4, u32: 4, i32: 4, f16: 2, bool: 4 };

function memoryProblems(file: Outline, exercise: Exercise, names: Names): Problem[] {
  const limit = exercise.workgroup?.memory ?? 16_384;
  const sizes = file.workgroupVariables.map((variable) => bytesOf(variable.type, names));
  const total = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  const last = file.workgroupVariables.at(-1);
  if (total <= limit || last === undefined) return [];
  return [
    problem(
      file,
      last,
      `${total.toLocaleString('en')} bytes of workgroup memory`,
      `At most ${limit.toLocaleString('en')} bytes are allowed here. Count them: ${file.workgroupVariables
        .map((variable, i) => `${variable.name} ${sizes[i] ?? '?'}`)
        .join(', ')}.`,
    ),
  ];
}

/** Bytes of an array, vector or scalar type; undefined for what it cannot tell, which then counts as nothing. */
function bytesOf(type: string, names: Names): number | undefined {
  const array = /^array<(.*),([^<>,]*)>$/.exec(type);
  if (array !== null) {
    const [, element = '', length = ''] = array;
    const n = wholeNumber(length, names);
    const each = bytesOf(element, names);
    return n === undefined || each === undefined ? undefined : n * strideOf(element, each);
  }
  const vector = /^vec([234])<(\w+)>$/.exec(type);
  if (vector !== null) return Number(vector[1]) * (scalarBytes[vector[2] ?? ''] ?? 0);
  const atomic = /^atomic<(\w+)>$/.exec(type)?.[1];
  return scalarBytes[atomic ?? type];
}

/** A vec3 takes the room of a vec4 in an array. */
function strideOf(element: string, bytes: number): number {
  return element.startsWith('vec3') ? (bytes / 3) * 4 : bytes;
}

/** The contract of a tensor as it is written in WGSL. */
export function declaration(slot: Slot): string {
  const { binding, name, type, declared = `array<${type}>` } = slot;
  const space = slot.space ?? `storage, ${slot.writable ? 'read_write' : 'read'}`;
  return `@group(0) @binding(${binding}) var<${space}> ${name}: ${declared};`;
}
