// The figures of `npm run bench -- course`: how long the CPU model takes to grade each solution on its small cases.
// With `--write` they go to docs/course-times.json, from which `npm run docs` makes a column of docs/course.md.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { gradeExercise } from '../../src/core/grade/grade-exercise';
import { smallCases } from '../../src/core/grade/trials';
import { simulatorRunner } from '../../src/simulator/runner';
import { folders, kernel, root } from '../support/kernels';

/** Seconds of processor time: on a busy machine the clock on the wall tells of others. */
async function secondsOf(id: string): Promise<number> {
  const { exercise } = folders.find((one) => one.exercise.id === id) ?? {};
  if (exercise === undefined) throw new Error(`there is no ${id}`);
  const small = { ...exercise, cases: smallCases(exercise) };
  const begin = process.cpuUsage();
  const { grade } = await gradeExercise(
    { exercise: small, source: kernel(id) },
    simulatorRunner(),
    {
      ...{ compiled: () => undefined, caseGraded: () => undefined },
      ...{ cancelled: () => false, now: () => performance.now() },
    },
  );
  const { user, system } = process.cpuUsage(begin);
  if (grade.verdict !== 'passed') throw new Error(`${id}: ${grade.title}. ${grade.says}`);
  return (user + system) / 1e6;
}

const seconds: Record<string, number> = {};
for (const { exercise } of folders) {
  const time = await secondsOf(exercise.id);
  seconds[exercise.id] = Number(time.toFixed(2));
  process.stdout.write(`${exercise.id.padEnd(5)} ${time.toFixed(2).padStart(7)} s\n`);
}
if (process.argv.includes('--write')) {
  const machine = `one core of ${cpus()[0]?.model ?? 'a processor'}, Node ${process.versions.node}`;
  const date = new Date().toISOString().slice(0, 10);
  const text = JSON.stringify({ machine, date, seconds }, null, 2);
  writeFileSync(join(root, 'docs/course-times.json'), `${text}\n`);
}
