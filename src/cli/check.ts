import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExerciseFolder } from '../core/exercise/load';
import type { Plan } from '../core/exercise/plan-schema';
import { type Grade, gradeFormatVersion } from '../core/grade/report';
import { smallCases } from '../core/grade/trials';
import { findEntry } from '../core/syllabus/catalogue';
import type { LoadedSyllabus } from '../core/syllabus/load';
import { ownSyllabus, stripBom } from './content';
import { complain, planIn, textIn } from './input';
import { readSyllabus } from './list';
import type { Flags } from './flags';
import { foundIn, gradeText, raceText } from './print';
import { type RunnerName, type Supervisor, supervisor } from './supervisor';

const exitCodes: Readonly<Record<Grade['verdict'], number>> = {
  passed: 0,
  failed: 1,
  rejected: 2,
  inconclusive: 3,
};

/** `tilework check`: grades a learner's file, or with `--all` every exercise's own solution. */
export async function check(subject: string | undefined, flags: Flags): Promise<number> {
  const syllabus = await readSyllabus(ownSyllabus());
  const runs = supervisor({ runner: runnerOf(flags), software: flags.software });
  try {
    if (flags.all && flags.race) return complain('--race looks at one exercise; leave --all out');
    if (subject === undefined && !flags.all) return complain('name an exercise, or say --all');
    const chosen = chosenFrom(syllabus, flags.all ? undefined : subject);
    if (typeof chosen === 'string') return complain(chosen);
    const [first] = chosen;
    if (flags.all || first === undefined) return await checkAll(chosen, runs, flags);
    return await checkOne(first, runs, flags);
  } finally {
    runs.stop();
  }
}

/** The exercise that is asked for, all without a subject, or why not: what cannot be read is never left out in silence. */
export function chosenFrom(
  { catalogue, exercises, problems }: LoadedSyllabus,
  subject?: string,
): readonly ExerciseFolder[] | string {
  const entry = subject === undefined ? undefined : findEntry(catalogue.exercises, subject);
  const found = exercises.filter(({ folder }) => subject === undefined || folder === entry?.folder);
  const [fault] = problems;
  if (fault !== undefined && (subject === undefined || found.length === 0)) {
    const { file, line, character, message } = fault;
    return `syllabus/${file}:${line + 1}:${character + 1}: ${message}; \`tilework validate syllabus\` shows all that is wrong`;
  }
  if (found.length > 0) return found;
  return `there is no exercise “${subject ?? ''}”; \`tilework list\` shows them all`;
}

const runnerOf = ({ race, runner }: Flags): RunnerName =>
  race || runner === 'simulator' ? 'simulator' : 'gpu';

async function checkOne(folder: ExerciseFolder, runs: Supervisor, flags: Flags): Promise<number> {
  const file = flags.kernel ?? join('tilework', `${folder.exercise.id}.wgsl`);
  const read = await textIn(file);
  if ('problem' in read) return complain(`${read.problem}; name the kernel with --kernel FILE`);
  const plan = flags.plan === undefined ? undefined : await planIn(flags.plan);
  if (typeof plan === 'string') return complain(plan);
  const whole = folder.exercise;
  const exercise = flags.race ? { ...whole, cases: smallCases(whole) } : whole;
  const grade = await gradeWith(runs, { ...folder, exercise }, stripBom(read.text), flags, plan);
  const text = flags.race ? raceText : gradeText;
  process.stdout.write(flags.json ? `${JSON.stringify(grade, null, 2)}\n` : text(grade, file));
  return flags.race && foundIn(grade).length > 0 ? exitCodes.failed : exitCodes[grade.verdict];
}

async function gradeWith(
  runs: Supervisor,
  folder: ExerciseFolder,
  source: string,
  flags: Flags,
  plan?: Plan,
): Promise<Grade> {
  const { exercise } = folder;
  const order = { exercise, source, stopAtFirstFailure: false, everySchedule: flags.race };
  return await runs.grade(
    { ...order, ...(plan === undefined ? {} : { plan }) },
    Number(flags.limit) * 1000,
  );
}

async function checkAll(
  folders: readonly ExerciseFolder[],
  runs: Supervisor,
  flags: Flags,
): Promise<number> {
  const grades: Grade[] = [];
  for (const folder of folders) {
    const file = join(ownSyllabus(), folder.folder, 'solution.wgsl');
    const grade = await gradeWith(runs, folder, await readFile(file, 'utf8'), flags);
    grades.push(grade);
    if (flags.json) continue;
    const seconds = ((grade.timings.total ?? 0) / 1000).toFixed(2);
    const failed = grade.verdict === 'passed' ? '' : `  ${grade.title}`;
    process.stdout.write(
      `${grade.exercise.padEnd(5)} ${grade.verdict.padEnd(12)} ${seconds} s${failed}\n`,
    );
  }
  if (flags.json) {
    process.stdout.write(
      `${JSON.stringify({ formatVersion: gradeFormatVersion, grades }, null, 2)}\n`,
    );
  }
  return Math.max(0, ...grades.map((grade) => exitCodes[grade.verdict]));
}
