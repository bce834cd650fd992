import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExerciseFolder } from '../core/exercise/load';
import type { Candidate } from '../core/measure/prepare';
import { isMeasurement, type Measurement, type NotMeasured } from '../core/measure/measurement';
import { chosenFrom } from './check';
import { ownSyllabus, stripBom } from './content';
import type { Flags } from './flags';
import { complain, planIn, textIn } from './input';
import { readSyllabus } from './list';
import { measurementText, speedsText } from './measure-text';
import { type Supervisor, supervisor } from './supervisor';

/**
 * `tilework measure`: times a learner's file beside the naive and the tuned kernel, interleaved in one run. With `--all`
 * every exercise's own solution stands where the learner's would.
 */
export async function measure(subject: string | undefined, flags: Flags): Promise<number> {
  if (subject === undefined && !flags.all) return complain('name an exercise, or say --all');
  const chosen = chosenFrom(await readSyllabus(ownSyllabus()), flags.all ? undefined : subject);
  if (typeof chosen === 'string') return complain(chosen);
  const runs = supervisor({ runner: 'gpu', software: flags.software });
  try {
    if (flags.all) return await measureAll(chosen, runs, flags);
    const [folder] = chosen;
    return folder === undefined ? 3 : await measureOne(folder, runs, flags);
  } finally {
    runs.stop();
  }
}

async function measureOne(folder: ExerciseFolder, runs: Supervisor, flags: Flags): Promise<number> {
  const file = flags.kernel ?? join('tilework', `${folder.exercise.id}.wgsl`);
  const read = await textIn(file);
  if ('problem' in read) return complain(`${read.problem}; name the kernel with --kernel FILE`);
  const plan = flags.plan === undefined ? undefined : await planIn(flags.plan);
  if (typeof plan === 'string') return complain(plan);
  const yours: Candidate = { who: 'yours', says: file, source: stripBom(read.text), plan };
  const result = await measured(folder, yours, runs, flags);
  if (flags.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  else process.stdout.write(textOf(folder, result));
  return isMeasurement(result) ? 0 : 3;
}

async function measureAll(
  folders: readonly ExerciseFolder[],
  runs: Supervisor,
  flags: Flags,
): Promise<number> {
  const results: (Measurement | NotMeasured)[] = [];
  for (const folder of folders.filter(({ exercise }) => exercise.measured !== undefined)) {
    const file = join(ownSyllabus(), folder.folder, 'solution.wgsl');
    const source = await readFile(file, 'utf8');
    const yours: Candidate = { who: 'yours', says: 'the solution', source };
    const result = await measured(folder, yours, runs, flags);
    results.push(result);
    if (!flags.json) process.stdout.write(`${textOf(folder, result)}\n`);
  }
  if (flags.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  return results.every(isMeasurement) ? 0 : 3;
}

const textOf = ({ exercise }: ExerciseFolder, result: Measurement | NotMeasured): string =>
  isMeasurement(result)
    ? `${measurementText(result)}${speedsText(result)}`
    : `${exercise.id}: ${result.title}\n  ${result.says}\n`;

/** Asks for the times, with the exercise's own kernels beside the learner's. */
async function measured(
  { folder, exercise }: ExerciseFolder,
  yours: Candidate,
  runs: Supervisor,
  flags: Flags,
): Promise<Measurement | NotMeasured> {
  const candidates = [yours];
  for (const who of ['naive', 'tuned'] as const) {
    const kernel = exercise.measured?.[who];
    if (kernel === undefined) continue;
    const { file, says, plan } = kernel;
    const source = await readFile(join(ownSyllabus(), folder, file), 'utf8');
    candidates.push({ who, says, source, plan });
  }
  const progress = process.stderr.isTTY ? tellProgress : () => undefined;
  const order = { exercise, candidates, known: {}, shape: Number(flags.shape) };
  const result = await runs.measure(order, Number(flags.limit) * 1000, progress);
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  return result;
}

function tellProgress(doing: string, done: number, of: number): void {
  process.stderr.write(`\r\x1b[K${doing}${of > 1 ? ` ${done} of ${of}` : ''}…`);
}
