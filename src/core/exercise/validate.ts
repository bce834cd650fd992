import { blocks } from '../blocks/index';
import type { Block } from '../blocks/block';
import { evaluate, evaluateSize, type Names } from './expression';
import { measuredAt } from './measured';
import type { Measured } from './measured-schema';
import {
  type ContentProblem,
  type ExerciseFolder,
  type Files,
  type Note,
  type Path,
  problemAt,
} from './load';
import { nearest } from './nearest';
import { layerFaults, type PlanFault, roundFaults } from './plan';
import type { Binding, Exercise } from './schema';
import { count, type Shape } from '../tensor/shape';
import { caseFields, caseNames, labelNames, shapeOf } from './sizes';
import { checkMarks, checkProofs } from './validate-marks';

/**
 * The checks that a schema cannot make: names that refer to something, expressions that have a value for every
 * case, shapes that are the reference block's, files that are there. What the kernels do is checked by running
 * them (`tilework validate`).
 */
export async function validateExercise(
  files: Files,
  { folder, exercise }: ExerciseFolder,
): Promise<ContentProblem[]> {
  const file = `${folder}/exercise.json`;
  const text = (await files.read(file)) ?? '';
  const problems: ContentProblem[] = [];
  const note: Note = (path, message) => {
    const found = problemAt(file, text, path, message);
    // Every set of overrides may show the same fault of a case.
    const told = problems.some((p) => p.line === found.line && p.message === message);
    if (!told) problems.push(found);
  };
  checkNames(exercise, note);
  checkOverrides(exercise, note);
  checkMarks(exercise, note);
  checkPrediction(exercise, note);
  const block = blocks.get(exercise.reference);
  if (block === undefined) {
    const instead = nearest(exercise.reference, [...blocks.keys()]);
    const known = `there are ${[...blocks.keys()].join(', ')}`;
    note(
      ['reference'],
      `there is no reference block “${exercise.reference}”; ${instead === undefined ? known : `did you mean “${instead}”?`}`,
    );
  } else {
    checkBlock(exercise, block, note);
  }
  exercise.cases.forEach((sizes, i) => checkSizes({ exercise, block, note }, sizes, ['cases', i]));
  checkMeasured(exercise, block, note);
  await checkFiles(files, folder, exercise, note);
  return problems;
}

function checkNames(exercise: Exercise, note: Note): void {
  const seen = new Set<string>();
  const claim = (name: string, path: Path): void => {
    if (seen.has(name)) note(path, `the name “${name}” is used twice`);
    seen.add(name);
  };
  exercise.uniform.fields.forEach((field, i) =>
    claim(field.name, ['uniform', 'fields', i, 'name']),
  );
  (exercise.settings ?? []).forEach((one, i) => claim(one.name, ['settings', i, 'name']));
  (exercise.derived ?? []).forEach((size, i) => claim(size.name, ['derived', i, 'name']));
  for (const name of Object.keys(exercise.overrides?.[0] ?? {}))
    claim(name, ['overrides', 0, name]);

  for (const name of labelNames(exercise.caseLabel ?? '')) {
    if (!seen.has(name))
      note(['caseLabel'], `“${name}” is no field of the uniform and no derived size`);
  }

  const slots = new Map<number, string>([[exercise.uniform.binding, 'the uniform']]);
  const place = (binding: number, name: string, path: Path): void => {
    const other = slots.get(binding);
    if (other !== undefined) note(path, `@binding(${binding}) is already ${other}`);
    slots.set(binding, `“${name}”`);
  };
  exercise.bindings.forEach((b, i) => place(b.binding, b.name, ['bindings', i, 'binding']));
  exercise.plan.temps.forEach((t, i) => place(t.binding, t.name, ['plan', 'temps', i, 'binding']));
  exercise.tallies?.forEach((t, i) => place(t.binding, t.name, ['tallies', i, 'binding']));
  const tensors: string[] = [];
  const enter = (name: string, path: Path): void => {
    if (tensors.includes(name)) note(path, `the tensor “${name}” is there twice`);
    tensors.push(name);
  };
  exercise.bindings.forEach((b, i) => enter(b.name, ['bindings', i, 'name']));
  exercise.plan.temps.forEach((t, i) => enter(t.name, ['plan', 'temps', i, 'name']));
  exercise.tallies?.forEach((t, i) => enter(t.name, ['tallies', i, 'name']));
  exercise.plan.passes.forEach((pass, i) => {
    for (const [number, name] of Object.entries(pass.bindings ?? {})) {
      if (!tensors.includes(name))
        note(['plan', 'passes', i, 'bindings', number], `there is no tensor “${name}”`);
    }
  });
  notePlan(roundFaults(exercise.plan, tensors), note);
}

function notePlan(faults: readonly PlanFault[], note: Note): void {
  for (const { path, fault } of faults) note(['plan', ...path], fault);
}

function checkOverrides(exercise: Exercise, note: Note): void {
  const first = Object.keys(exercise.overrides?.[0] ?? {}).join();
  exercise.overrides?.forEach((set, i) => {
    if (Object.keys(set).join() !== first)
      note(['overrides', i], 'every set gives a value to the same names');
  });
}

function checkPrediction({ predict }: Exercise, note: Note): void {
  if (predict === undefined) return;
  const { options, answer } = predict;
  if (answer >= options.length)
    note(['predict', 'answer'], `there are ${options.length} options, counted from 0`);
  options.forEach((option, i) => {
    // The option itself is kept with the progress, so two of the same words could not be told apart.
    if (options.indexOf(option) !== i)
      note(['predict', 'options', i], 'this option is there twice');
  });
}

function checkBlock(exercise: Exercise, block: Block, note: Note): void {
  notePlan(layerFaults(exercise, exercise.plan, block), note);
  const known = [...caseFields(exercise), ...(exercise.derived ?? []).map((one) => one.name)];
  for (const name of block.parameters) {
    if (!known.includes(name))
      note(['uniform', 'fields'], `the block “${block.id}” needs the parameter “${name}”`);
  }
  exercise.bindings.forEach((binding, i) => {
    const list = binding.role === 'in' ? block.inputs : block.outputs;
    if (binding.space === 'uniform' && binding.role !== 'in')
      note(['bindings', i, 'space'], 'only an input can be in the uniform address space');
    if (!list.includes(binding.name)) {
      note(
        ['bindings', i, 'name'],
        `the block “${block.id}” has ${list.join(', ')} here, not “${binding.name}”`,
      );
    }
  });
  for (const name of [...block.inputs, ...block.outputs]) {
    if (!exercise.bindings.some((binding) => binding.name === name)) {
      note(['bindings'], `“${name}” of the block “${block.id}” is missing`);
    }
  }
  exercise.misreadings?.forEach((words, i) => {
    const ids = block.misreadings.map((one) => one.id);
    if (!ids.includes(words.id)) {
      note(
        ['misreadings', i, 'id'],
        `the block “${block.id}” has no misreading “${words.id}”; it has ${ids.join(', ') || 'none'}`,
      );
    }
  });
}

/** What is timed: a shape as those of the cases, and figures that have a value there. */
function checkMeasured(exercise: Exercise, block: Block | undefined, note: Note): void {
  const { measured } = exercise;
  if (measured === undefined) return;
  const { overrides = exercise.overrides?.[0] ?? {}, others = [] } = measured;
  const timed = { exercise: { ...exercise, overrides: [overrides] }, block, note };
  [undefined, ...others].forEach((other, i) => {
    const at = measuredAt(measured, i) ?? measured;
    const path = other === undefined ? ['measured'] : ['measured', 'others', i - 1];
    const { sizes, softwareSizes } = at;
    const shapes = { sizes, ...(softwareSizes === undefined ? {} : { softwareSizes }) };
    for (const [shape, given] of Object.entries(shapes)) {
      if (!checkSizes(timed, given, [...path, shape])) continue;
      const names = caseNames(exercise, given);
      if (names.ok) checkFigures(at, names.value, note);
    }
  });
}

function checkFigures({ bytes, flops = 0, items }: Measured, names: Names, note: Note): void {
  for (const [key, is] of Object.entries({ bytes, flops, items: items?.count ?? 0 })) {
    const value = evaluate(is, names);
    if (!value.ok) note(['measured', key], value.problem);
  }
}

interface Shaped {
  readonly exercise: Exercise;
  readonly block: Block | undefined;
  readonly note: Note;
}

/** Notes what is wrong with a shape; tells whether it is one, for which there are tensors. */
function checkSizes({ exercise, block, note }: Shaped, sizes: Names, path: Path): boolean {
  const fields = caseFields(exercise);
  const absent = fields.filter((name) => !Object.hasOwn(sizes, name));
  const foreign = Object.keys(sizes).filter((name) => !fields.includes(name));
  if (absent.length > 0) {
    note(path, `a value is missing for ${absent.join(', ')}`);
    return false;
  }
  for (const name of foreign)
    note([...path, name], `“${name}” is not a field of the uniform (${fields.join(', ')})`);
  if (!checkValues(exercise, sizes, path, note)) return false;
  const names = caseNames(exercise, sizes);
  const fault = names.ok ? block?.illegal(names.value) : names.problem;
  if (fault !== undefined || !names.ok) {
    note(path, fault ?? '');
    return false;
  }
  checkShapes(exercise, block, names.value, path, note);
  checkDispatch(exercise, names.value, path, note);
  return true;
}

/** Notes the values of a case that do not fit their fields; tells whether all do. */
function checkValues(exercise: Exercise, sizes: Names, path: Path, note: Note): boolean {
  const faults = exercise.uniform.fields.flatMap(({ name, type }) => {
    const fault = valueFault(type, sizes[name] ?? 0);
    return fault === undefined ? [] : [{ name, fault }];
  });
  for (const { name, fault } of faults) note([...path, name], `“${name}” is ${fault}`);
  return faults.length === 0;
}

/** A field is four bytes: what cannot stand in them would reach the kernel as another number. */
function valueFault(type: 'u32' | 'i32' | 'f32', value: number): string | undefined {
  if (type === 'f32') {
    return Number.isFinite(Math.fround(value)) ? undefined : `an f32, which cannot be ${value}`;
  }
  const [least, most] = type === 'u32' ? [0, 2 ** 32 - 1] : [-(2 ** 31), 2 ** 31 - 1];
  return Number.isInteger(value) && value >= least && value <= most
    ? undefined
    : `${type === 'u32' ? 'a u32' : 'an i32'}: a whole number from ${least} to ${most}, and not ${value}`;
}

function checkShapes(
  exercise: Exercise,
  block: Block | undefined,
  names: Names,
  path: Path,
  note: Note,
): void {
  const wanted = block?.shapes(names) ?? {};
  for (const binding of exercise.bindings) {
    const shape = shapeOf(binding, names);
    const own = Object.hasOwn(wanted, binding.name) ? wanted[binding.name] : undefined;
    if (!shape.ok) note(path, shape.problem);
    else if (own !== undefined && !fits(binding, shape.value, own)) {
      note(
        path,
        `“${binding.name}” would be ${shape.value.join(' × ')}, and the block makes it ${own.join(' × ')}`,
      );
    }
  }
  for (const temp of exercise.plan.temps) {
    const size = evaluateSize(temp.elements, names, 16 * 1024 * 1024);
    if (!size.ok) note(path, size.problem);
  }
}

/**
 * Packed statistics, and a tensor that a case leaves without use, have as many elements as the block says: their form
 * differs from case to case.
 */
function fits(binding: Binding, given: Shape, own: Shape): boolean {
  if (given.join() === own.join()) return true;
  const elements = count(own);
  return count(given) === elements && (elements === 0 || binding.values === 'batch-norm');
}

/** The workgroup size is the learner's; 8 × 8 × 1 stands for it where the contract leaves it free. */
function checkDispatch(exercise: Exercise, names: Names, path: Path, note: Note): void {
  for (const set of exercise.overrides ?? [{}]) {
    const all: Names = { wx: 8, wy: 8, wz: 1, ...set, ...names };
    for (const pass of exercise.plan.passes) {
      for (const expression of pass.workgroups) {
        // A name that is not ours can be a constant of the learner's file: nothing to check here.
        const known = evaluate(expression, all);
        if (!known.ok && known.problem.includes('is not known')) continue;
        const size = evaluateSize(expression, all, 65_534);
        if (!size.ok) note(path, `the dispatch of “${pass.entry}”: ${size.problem}`);
      }
    }
  }
}

async function checkFiles(
  files: Files,
  folder: string,
  exercise: Exercise,
  note: Note,
): Promise<void> {
  for (const name of ['starter.wgsl', 'solution.wgsl']) {
    if ((await files.read(`${folder}/${name}`)) === undefined)
      note([], `${name} is missing beside this file`);
  }
  for (const key of ['naive', 'tuned'] as const) {
    const kernel = exercise.measured?.[key];
    if (kernel !== undefined && (await files.read(`${folder}/${kernel.file}`)) === undefined)
      note(['measured', key, 'file'], `${kernel.file} is missing`);
  }
  await checkProofs(files, folder, exercise, note);
  for (const [i, mutant] of exercise.mutants.entries()) {
    const path: Path = ['mutants', i, 'file'];
    if (!/^mutants\/[\w-]+\.wgsl$/.test(mutant.file)) {
      note(path, `“${mutant.file}” is not a file of this folder: a mutant is mutants/<name>.wgsl`);
    } else if ((await files.read(`${folder}/${mutant.file}`)) === undefined) {
      note(path, `${mutant.file} is missing`);
    }
  }
}
