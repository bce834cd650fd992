import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ContentProblem, ExerciseFolder, Files } from '../core/exercise/load';
import type { Plan } from '../core/exercise/plan-schema';
import type { Exercise, Expectation } from '../core/exercise/schema';
import { validateExercise } from '../core/exercise/validate';
import type { Grade } from '../core/grade/report';
import { isCpuModel } from '../core/grade/cpu-model';
import { checkedCases } from '../core/grade/trials';
import { filesOf } from './content';
import { readSyllabus } from './list';
import type { Flags } from './flags';
import { type RunnerName, type Supervisor, supervisor } from './supervisor';

/** What a kernel of an exercise must come to; of one that passes, which marks it must earn or miss. */
type Wanted =
  { readonly verdict: 'passed'; readonly marks?: Readonly<Record<string, boolean>> } | Expectation;

interface Kernel {
  readonly file: string;
  /** Where it runs when the GPU's values cannot tell. */
  readonly by?: RunnerName | undefined;
  /** Its passes, where they are not those of the exercise. */
  readonly plan?: Plan | undefined;
  readonly wanted: Wanted;
}

/**
 * `tilework validate FOLDER`: the schema, the links between files, and every kernel: the starter fails for its
 * stated reason, the solution and the kernels that are timed pass, and each mutant gets the verdict it was written for.
 */
export async function validate(subject: string | undefined, flags: Flags): Promise<number> {
  if (subject === undefined || !existsSync(subject)) {
    process.stderr.write(`tilework: there is no folder “${subject ?? ''}” to validate\n`);
    return 3;
  }
  const root = resolve(subject);
  const files = filesOf(root);
  const { exercises, problems } = await readSyllabus(root);
  const found = [...problems];
  for (const exercise of exercises) found.push(...(await validateExercise(files, exercise)));
  found.forEach(print);
  if (found.length > 0 || exercises.length === 0) {
    const what =
      exercises.length === 0
        ? 'no exercise could be loaded'
        : `${found.length} problem${found.length === 1 ? '' : 's'}`;
    process.stdout.write(`${what} in ${subject}; no kernel was run\n`);
    return 1;
  }
  return await validateKernels(files, exercises, flags);
}

function print({ file, line, character, message }: ContentProblem): void {
  process.stdout.write(`${file}:${line + 1}:${character + 1}: ${message}\n`);
}

async function validateKernels(
  files: Files,
  exercises: readonly ExerciseFolder[],
  flags: Flags,
): Promise<number> {
  const runs = supervisor({ runner: 'gpu', software: flags.software });
  const checks = supervisor({ runner: 'simulator', software: flags.software });
  let right = 0;
  let wrong = 0;
  try {
    for (const folder of exercises) {
      for (const kernel of kernelsOf(folder)) {
        const grade = await gradeKernel(files, folder, kernel, { runs, checks }, flags);
        if (grade.verdict === 'inconclusive') {
          process.stdout.write(`${folder.folder}/${kernel.file}: ${grade.says}\n`);
          return 3;
        }
        const ok = agrees(grade, kernel.wanted);
        if (ok) right++;
        else wrong++;
        process.stdout.write(line(folder, kernel, grade, ok));
      }
    }
  } finally {
    runs.stop();
    checks.stop();
  }
  process.stdout.write(`content: ${right} passed, ${wrong} failed\n`);
  return wrong === 0 ? 0 : 1;
}

function kernelsOf({ exercise }: ExerciseFolder): Kernel[] {
  const { naive, tuned } = exercise.measured ?? {};
  const kernels: Kernel[] = [
    { file: 'starter.wgsl', wanted: exercise.starter },
    { file: 'solution.wgsl', wanted: { verdict: 'passed' } },
  ];
  for (const timed of [naive, tuned]) {
    if (timed === undefined || kernels.some(({ file }) => file === timed.file)) continue;
    const { file, plan } = timed;
    kernels.push({ file, plan, wanted: { verdict: 'passed' } });
  }
  for (const { earnedBy, missedBy } of exercise.marks?.goals ?? []) {
    for (const proof of [earnedBy, missedBy]) {
      if (proof === undefined || kernels.some(({ file }) => file === proof.file)) continue;
      kernels.push({ ...proof, wanted: { verdict: 'passed' } });
    }
  }
  for (const { file, verdict, diagnosis, by } of exercise.mutants)
    kernels.push({ file, by, wanted: { verdict, diagnosis } });
  return kernels.map((kernel) =>
    kernel.wanted.verdict === 'passed'
      ? { ...kernel, wanted: { verdict: 'passed', marks: marksWanted(exercise, kernel.file) } }
      : kernel,
  );
}

/** Each mark is to be earned by one kernel of the folder and missed by another, so that it says something. */
function marksWanted({ marks }: Exercise, file: string): Readonly<Record<string, boolean>> {
  const concerned = (marks?.goals ?? []).map(({ id, earnedBy, missedBy }) => {
    const earns = file === (earnedBy?.file ?? 'solution.wgsl');
    return { id, earns, told: earns || file === missedBy.file };
  });
  return Object.fromEntries(
    concerned.filter(({ told }) => told).map(({ id, earns }) => [id, earns]),
  );
}

/** What is right on the GPU is checked on the simulator too, as after a learner's run. */
async function gradeKernel(
  files: Files,
  { folder, exercise }: ExerciseFolder,
  { file, wanted, by, plan }: Kernel,
  { runs, checks }: { readonly runs: Supervisor; readonly checks: Supervisor },
  flags: Flags,
): Promise<Grade> {
  const limitMs = Number(flags.limit) * 1000;
  const source = (await files.read(`${folder}/${file}`)) ?? '';
  const stopAtFirstFailure = wanted.verdict !== 'passed';
  const own = plan === undefined ? {} : { plan };
  const grade =
    by === 'simulator'
      ? undefined
      : await runs.grade({ exercise, source, stopAtFirstFailure, ...own }, limitMs);
  if (grade !== undefined && grade.verdict !== 'passed') return grade;
  const control = { ...exercise, cases: checkedCases(exercise) };
  const checked = await checks.grade(
    { exercise: control, source, stopAtFirstFailure, everySchedule: true, ...own },
    limitMs,
  );
  return checked.verdict === 'passed' && grade !== undefined
    ? { ...grade, ...(checked.marks && { marks: checked.marks }) }
    : checked;
}

function agrees(grade: Grade, wanted: Wanted): boolean {
  if (grade.verdict !== wanted.verdict) return false;
  if (wanted.verdict !== 'passed') {
    const got = grade.diagnoses[0]?.id;
    // A GPU may get the values of a kernel that lacks a barrier by luck; then the check has seen what that leads to.
    const byLuck = isCpuModel(grade.adapter) && wanted.diagnosis === 'missing-barrier';
    return got === wanted.diagnosis || (byLuck && got === 'race');
  }
  const got = new Map((grade.marks ?? []).map(({ id, earned }) => [id, earned]));
  return Object.entries(wanted.marks ?? {}).every(([id, earned]) => got.get(id) === earned);
}

function line(
  { folder }: ExerciseFolder,
  { file, wanted }: Kernel,
  grade: Grade,
  ok: boolean,
): string {
  const got = [grade.verdict, ...grade.diagnoses.map(({ id }) => id), ...markWords(grade)].join(
    ' ',
  );
  const want =
    wanted.verdict === 'passed'
      ? `passed ${JSON.stringify(wanted.marks ?? {})}`
      : `${wanted.verdict} ${wanted.diagnosis}`;
  const seconds = ((grade.timings.total ?? 0) / 1000).toFixed(2);
  const where = `${folder.split('/').at(-1) ?? folder}/${file}`;
  const detail = ok ? '' : `  WANTED ${want}; ${grade.title}: ${grade.says}`;
  return `${ok ? 'ok   ' : 'WRONG'} ${where.padEnd(66)} ${got.padEnd(40)} ${seconds} s${detail}\n`;
}

const markWords = ({ marks = [] }: Grade): string[] =>
  marks.map(({ id, earned }) => `${earned === true ? '★' : earned === false ? '☆' : '?'}${id}`);
