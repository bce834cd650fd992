import { folders, kernel } from '../support/kernels';
import { campaign, told } from './campaign';

/** Of the mutants that fail on some schedule, so many in a hundred must be found. */
const aim = 95;

/** Runs the campaign over these exercises, or all; gives the exit code: 0 when enough is found. */
export async function main(ids: readonly string[]): Promise<number> {
  const all = folders.map(({ exercise }) => exercise);
  const sum = { found: 0, missed: 0, same: 0 };
  for (const exercise of all.filter(({ id }) => ids.length === 0 || ids.includes(id))) {
    const judged = await campaign(exercise, kernel(exercise.id));
    for (const { kind } of judged) sum[kind]++;
    process.stdout.write(`${told(exercise.id, judged).join('\n')}\n`);
  }
  const percent = (100 * sum.found) / Math.max(1, sum.found + sum.missed);
  process.stdout.write(
    `${sum.found} found, ${sum.missed} missed (${percent.toFixed(1)} in 100 of those that change something), ${sum.same} change nothing\n`,
  );
  return percent >= aim ? 0 : 1;
}
