import { dawnRunner } from '../../src/cli/dawn';
import { gradeExercise } from '../../src/core/grade/grade-exercise';
import type { Exercise } from '../../src/core/exercise/schema';
import type { Problem } from '../../src/core/grade/report';
import { guard } from '../../src/core/outline/guard';
import { outline } from '../../src/core/outline/outline';
import { gpuReport } from '../../src/gpu/report';
import { webgpuRunner } from '../../src/gpu/runner';
import { wrongResults } from '../conformance/operation';
import { operations } from '../conformance/tables';
import { compared } from '../fuzz/differential';
import { raceFree } from '../fuzz/race-free';

/** What can be asked of WebGPU directly, past the command line. */
export type ProbeTask =
  /** For each source: the compiler's first error; empty when it takes the source as it is. */
  | { readonly kind: 'complaints'; readonly sources: readonly string[] }
  /** For each source: how many of its guarded forms the compiler refuses before it takes one; -1: all of them. */
  | { readonly kind: 'refused'; readonly sources: readonly string[] }
  /** The device is lost while job number `at` runs; then the same is graded again. */
  | {
      readonly kind: 'lose';
      readonly at: number;
      readonly exercise: Exercise;
      readonly source: string;
    }
  | { readonly kind: 'report' }
  /** Generated kernels with these seeds, on Dawn and on the simulator. */
  | { readonly kind: 'fuzz'; readonly from: number; readonly count: number }
  /** The same on the simulator alone, in which nothing may be found. */
  | { readonly kind: 'raceFree'; readonly from: number; readonly count: number }
  /** The tables of built-ins and operators on Dawn; what is wrong by its operation. */
  | { readonly kind: 'conformance' };

async function complaints(sources: readonly string[]): Promise<string[]> {
  const runner = dawnRunner();
  const answers: string[] = [];
  for (const source of sources) {
    const compilation = await runner.compile(source);
    if (compilation.kind === 'accepted') answers.push('');
    else if (compilation.kind === 'rejected') answers.push(firstOf(compilation.problems));
    else throw new Error(JSON.stringify(compilation));
  }
  return answers;
}

function firstOf(problems: readonly Problem[]): string {
  return problems.find(({ severity }) => severity === 'error')?.message ?? 'refused without a word';
}

async function refused(sources: readonly string[]): Promise<number[]> {
  const runner = dawnRunner();
  const answers: number[] = [];
  for (const source of sources) {
    const compilation = await runner.compile(source);
    if (compilation.kind !== 'accepted')
      throw new Error(`${JSON.stringify(compilation)} for ${source}`);
    const { candidates } = guard(outline(source));
    const taken = await Promise.all(candidates.map((text) => compilation.load([text])));
    answers.push(taken.findIndex((kernel) => kernel !== undefined));
  }
  return answers;
}

/** Wraps a GPU so that its device is destroyed as soon as its queue has been given `at` submissions. */
function losing(gpu: GPU, at: number): GPU {
  let submitted = 0;
  const watch = (device: GPUDevice): GPUDevice => {
    const submit = device.queue.submit.bind(device.queue);
    device.queue.submit = (commands): undefined => {
      submit(commands);
      if (submitted++ === at) device.destroy();
      return undefined;
    };
    return device;
  };
  return {
    requestAdapter: async (options?: GPURequestAdapterOptions) => {
      const adapter = await gpu.requestAdapter(options);
      if (adapter === null) return null;
      const request = adapter.requestDevice.bind(adapter);
      adapter.requestDevice = async (descriptor) => watch(await request(descriptor));
      return adapter;
    },
  } as GPU;
}

async function lose(task: Extract<ProbeTask, { kind: 'lose' }>): Promise<unknown[]> {
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  const runner = webgpuRunner(losing(create([]), task.at), () => performance.now());
  const grades: unknown[] = [];
  for (let i = 0; i < 2; i++) {
    const { grade } = await gradeExercise(
      { exercise: task.exercise, source: task.source },
      runner,
      {
        compiled: () => undefined,
        caseGraded: () => undefined,
        cancelled: () => false,
        now: () => performance.now(),
      },
    );
    grades.push(grade);
  }
  return grades;
}

async function report(): Promise<unknown[]> {
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  const nothing = { requestAdapter: () => Promise.resolve(null) } as unknown as GPU;
  const broken = {
    requestAdapter: () => Promise.reject(new Error('the driver is gone')),
  } as unknown as GPU;
  const facts = [['browser', 'X11; Linux Electron']] as const;
  return await Promise.all(
    [create([]), nothing, broken, undefined].map((gpu) => gpuReport(gpu, facts)),
  );
}

/** Without f16, which SwiftShader does not have. */
async function conformance(): Promise<Record<string, string[]>> {
  const runner = dawnRunner();
  const wrong: Record<string, string[]> = {};
  for (const operation of operations) {
    if ([...operation.takes, ...operation.gives].includes('f16')) continue;
    wrong[operation.name] = await wrongResults(runner, operation, 'value', false);
  }
  return wrong;
}

async function answer(task: ProbeTask): Promise<unknown> {
  switch (task.kind) {
    case 'complaints':
      return await complaints(task.sources);
    case 'refused':
      return await refused(task.sources);
    case 'lose':
      return await lose(task);
    case 'report':
      return await report();
    case 'fuzz':
      return await compared(dawnRunner(), task.from, task.count);
    case 'raceFree':
      return await raceFree(task.from, task.count);
    case 'conformance':
      return await conformance();
  }
}

process.on('message', (task: ProbeTask) => {
  answer(task).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
