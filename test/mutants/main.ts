import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folders, kernel, root } from '../support/kernels';
import { campaign } from './campaign';
import { type Campaign, page, share } from './report';

/** Of the mutants that fail on some schedule or in some case, so many in a hundred must be found. */
const aim = 95;

/**
 * Runs the campaign over the exercises that are named, or all. `--write` keeps the page in `docs/mutants.md`.
 * @returns the exit code: 0 when enough is found
 */
export async function main(words: readonly string[], day: string): Promise<number> {
  const ids = words.filter((word) => word !== '--write');
  const campaigns: Campaign[] = [];
  for (const { exercise } of folders) {
    const { id } = exercise;
    if (ids.length > 0 && !ids.includes(id)) continue;
    const judged = await campaign(exercise, kernel(id));
    campaigns.push({ id, judged });
    process.stdout.write(`${id}: ${judged.length} mutants\n`);
  }
  const text = page(campaigns, day);
  process.stdout.write(text);
  if (words.includes('--write')) writeFileSync(join(root, 'docs/mutants.md'), text);
  return share(campaigns.flatMap(({ judged }) => judged)) >= aim ? 0 : 1;
}
