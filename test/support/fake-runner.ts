import { expect } from 'vitest';
import { type Block, exact, type Rounding } from '../../src/core/blocks/block';
import { blocks } from '../../src/core/blocks/index';
import type { Names } from '../../src/core/exercise/expression';
import type { Plan } from '../../src/core/exercise/plan-schema';
import type { Exercise } from '../../src/core/exercise/schema';
import { caseNames } from '../../src/core/exercise/sizes';
import { gradeExercise } from '../../src/core/grade/grade-exercise';
import type { Elements } from '../../src/core/grade/kept';
import {
  type AdapterFacts,
  type CaseGrade,
  gradeSchema,
  type Problem,
} from '../../src/core/grade/report';
import type { Compilation, Job, KernelRunner, Outcome } from '../../src/core/grade/runner';
import type { Graded, Submission } from '../../src/core/grade/session';
import { count, type Shape } from '../../src/core/tensor/shape';
import { kernel as kernelText } from './kernels';

/** One run of a kernel that is written in JavaScript. */
export interface FakeRun {
  readonly job: Job;
  /** How often this very job has run before. */
  readonly repeat: number;
  /** How many jobs have run before, repeats counted. */
  readonly number: number;
  /** Every element that is bound, guard band included; what is written here is what comes back. */
  buffer(name: string): Elements;
}

/** Does to the buffers what a kernel would; an outcome ends the run in another way. */
export type FakeKernel = (run: FakeRun) => Exclude<Outcome, { kind: 'ran' }> | undefined;

export const fakeAdapter: AdapterFacts = {
  ...{ vendor: 'acme', architecture: 'paper', device: '', description: 'JavaScript' },
  ...{ software: true, features: [] },
};

/** A runner on which every source compiles, or comes to `compilation`, and every run is `kernel`. */
export function fakeRunner(kernel: FakeKernel, compilation?: Compilation): KernelRunner {
  const runs = new Map<Job, number>();
  let number = 0;
  const run = (job: Job): Outcome => {
    const repeat = runs.get(job) ?? 0;
    runs.set(job, repeat + 1);
    const buffers = new Map(job.buffers.map(({ name, contents }) => [name, contents.slice()]));
    const buffer = (name: string): Elements => {
      const found = buffers.get(name);
      if (found === undefined) throw new Error(`the job has no buffer “${name}”`);
      return found;
    };
    const ended = kernel({ job, repeat, number: number++, buffer });
    if (ended !== undefined) return ended;
    const back = job.buffers.filter(({ readBack }) => readBack).map(({ name }) => name);
    return { kind: 'ran', buffers: new Map(back.map((name) => [name, buffer(name)])) };
  };
  const accepted: Compilation = {
    ...{ kind: 'accepted', problems: [] },
    load: () => Promise.resolve({ run: (job) => Promise.resolve(run(job)) }),
  };
  return {
    adapter: () => Promise.resolve(fakeAdapter),
    compile: () => Promise.resolve(compilation ?? accepted),
  };
}

/** Output `name` as it should be and as the kernel is about to store it: change `values` to make a mistake. */
export interface FakeOutput {
  readonly name: string;
  readonly shape: Shape;
  /** Exactly as many as the output has elements; they are stored from the start of the buffer on. */
  readonly values: Float64Array;
  /** The whole buffer, with its poison and its guard band, before the values are stored. */
  readonly bound: Elements;
  readonly names: Names;
  readonly run: FakeRun;
  /** What each invocation may read: the inputs with their guard bands. */
  readonly inputs: Readonly<Record<string, Elements>>;
}

/** What a mistake does with an output; where it gives `false`, nothing is stored afterwards. */
export type Mistake = (output: FakeOutput) => unknown;

/** A kernel that gets its result from the reference block, rounded as it says, and then makes a mistake. */
export function fromReference(
  exercise: Exercise,
  mistake: Mistake,
  round: Rounding = exact,
  forward?: Block['forward'],
): FakeKernel {
  const block = blocks.get(exercise.reference);
  if (block === undefined) throw new Error(`no block ${exercise.reference}`);
  return (run) => {
    const names = namesOf(exercise, run.job);
    const shapes = block.shapes(names);
    const bound = Object.fromEntries(block.inputs.map((name) => [name, run.buffer(name)]));
    const inputs = Object.fromEntries(
      block.inputs.map((name) => [
        name,
        Float64Array.from(run.buffer(name)).subarray(0, count(shapes[name] ?? [])),
      ]),
    );
    const outputs = (forward ?? block.forward)(names, inputs, round);
    for (const [name, values] of Object.entries(outputs)) {
      const buffer = run.buffer(name);
      // Where the reference has NaN a right kernel stores nothing.
      const stays = Array.from(values, Number.isNaN);
      const stored = mistake({
        name,
        shape: shapes[name] ?? [],
        values,
        bound: buffer,
        names,
        run,
        inputs: bound,
      });
      if (stored === false) continue;
      values.forEach((value, i) => {
        if (stays[i] !== true || !Number.isNaN(value)) buffer[i] = value;
      });
    }
    return undefined;
  };
}

/** Sizes of the case, read from the uniform as a kernel would. */
function namesOf(exercise: Exercise, job: Job): Names {
  const view = new DataView(job.uniform.bytes);
  const fields = exercise.uniform.fields.map(({ name, type }, i): [string, number] => {
    const read = {
      u32: view.getUint32(4 * i, true),
      i32: view.getInt32(4 * i, true),
      f32: view.getFloat32(4 * i, true),
    };
    return [name, read[type]];
  });
  const names = caseNames(exercise, Object.fromEntries(fields));
  if (!names.ok) throw new Error(names.problem);
  return names.value;
}

/** What was told while a grading ran. */
export interface Told {
  readonly compiled: (readonly Problem[])[];
  readonly cases: CaseGrade[];
}

/** Grades the exercise's own solution, run as `runner` runs it; `cancelAfter` trials the run is cancelled. */
export async function gradeFake(
  exercise: Exercise,
  runner: KernelRunner,
  options: {
    readonly source?: string;
    readonly plan?: Plan;
    readonly cancelAfter?: number;
    readonly stopAtFirstFailure?: boolean;
  } = {},
): Promise<Graded & { readonly told: Told }> {
  const told: Told = { compiled: [], cases: [] };
  let clock = 0;
  let asked = 0;
  const submission: Submission = {
    exercise,
    source: options.source ?? kernelText(exercise.id),
    ...(options.plan === undefined ? {} : { plan: options.plan }),
    ...(options.stopAtFirstFailure === undefined
      ? {}
      : { stopAtFirstFailure: options.stopAtFirstFailure }),
  };
  const graded = await gradeExercise(submission, runner, {
    compiled: (problems) => told.compiled.push(problems),
    caseGraded: (grade) => told.cases.push(grade),
    cancelled: () => asked++ >= (options.cancelAfter ?? Infinity),
    now: () => (clock += 10),
  });
  return { ...graded, told };
}

/** The first case that failed of a kernel that does as it is told; its report has been held to its published form. */
export async function failure(of: Exercise, fake: FakeKernel, source?: string): Promise<CaseGrade> {
  const { grade } = await gradeFake(of, fakeRunner(fake), {
    stopAtFirstFailure: true,
    ...(source === undefined ? {} : { source }),
  });
  expect(gradeSchema.parse(JSON.parse(JSON.stringify(grade)))).toEqual(grade);
  const failed = grade.cases.find((one) => one.verdict === 'failed');
  if (failed === undefined) throw new Error(`nothing failed: ${grade.verdict}, ${grade.title}`);
  expect(grade).toMatchObject({ verdict: 'failed', title: failed.diagnoses[0]?.title });
  expect(grade.diagnoses).toEqual(failed.diagnoses);
  return failed;
}
