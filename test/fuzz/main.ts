import { fork } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { driverEnvironment } from '../../src/cli/supervisor';
import { swiftShaderDriver } from '../../src/cli/swiftshader';
import type { Compared } from './differential';
import { coverage } from './features';
import { type FuzzOptions, fuzzOptions } from './options';
import { solutionsWatched } from './solutions';

/** Kernels that one process compares; then another one starts, since compiled kernels stay in memory. */
const portion = 400;
/** So few are not divided any more when their process has died. */
const fewest = 8;

interface Range {
  readonly from: number;
  readonly count: number;
}

type Say = (line: string) => void;

/**
 * Compares generated kernels on Dawn and on the simulator, or watches them on the simulator alone.
 * @param probe path of the process that runs them
 * @returns the exit code: 0 when all agree and nothing is found
 */
export async function main(probe: string, words: string[]): Promise<number> {
  const options = fuzzOptions(words);
  const { log } = options;
  const say = (line: string): void => {
    process.stdout.write(`${line}\n`);
    if (log !== undefined) appendFileSync(log, `${line}\n`);
  };
  const { from, to, raceFree } = options;
  say(`seeds ${from} to ${to - 1}, ${raceFree ? 'the simulator alone' : 'Dawn and the simulator'}`);
  for (const [feature, kernels] of coverage(from, to))
    say(`  ${feature.padEnd(38)} ${String(kernels).padStart(7)} kernels`);
  if (options.coverage) return 0;
  const driver = swiftShaderDriver();
  if (driver === undefined && !raceFree) {
    say('There is no SwiftShader on this machine: install Chromium.');
    return 3;
  }
  const env = { ...process.env, ...(driver === undefined ? {} : driverEnvironment(driver)) };
  const wrong = await everyPortion(options, say, ({ from: start, count }) =>
    compare(probe, env, { kind: raceFree ? 'raceFree' : 'fuzz', from: start, count }),
  );
  return wrong + (raceFree ? await solutionsWatched(say) : 0) === 0 ? 0 : 1;
}

/** What a process came to, or why it has none. */
type Answer = Compared | { readonly died: string };

/** Gives all portions to so many processes as were asked for; gives how many disagreements there are. */
async function everyPortion(
  { from, to, jobs }: FuzzOptions,
  say: Say,
  work: (range: Range) => Promise<Answer>,
): Promise<number> {
  const queue: Range[] = [];
  for (let start = from; start < to; start += portion)
    queue.push({ from: start, count: Math.min(portion, to - start) });
  const sum = { ran: 0, refused: 0, disagree: 0, died: 0 };
  const worker = async (): Promise<void> => {
    for (let range = queue.shift(); range !== undefined; range = queue.shift()) {
      const seeds = `seeds ${range.from} to ${range.from + range.count - 1}`;
      const answer = await work(range);
      if (!('died' in answer)) {
        const { ran, refused, disagreements } = answer;
        sum.ran += ran;
        sum.refused += refused;
        sum.disagree += disagreements.length;
        say(`${seeds}: ${ran} compared, ${refused} refused, ${disagreements.length} disagree`);
        for (const { seed, what } of disagreements) say(`  seed ${seed}: ${what}`);
      } else if (range.count > fewest) {
        say(`${seeds}: ${answer.died}; they are tried again in two halves`);
        const half = Math.floor(range.count / 2);
        queue.push({ from: range.from, count: half });
        queue.push({ from: range.from + half, count: range.count - half });
      } else {
        sum.died += range.count;
        say(`${seeds}: ${answer.died}`);
      }
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  say(
    `${sum.ran} kernels compared, ${sum.refused} refused by Tint, ${sum.disagree} disagree, ${sum.died} not answered for`,
  );
  return sum.ran === 0 ? 1 : sum.disagree + sum.died;
}

async function compare(
  probe: string,
  env: NodeJS.ProcessEnv,
  task: Range & { readonly kind: 'fuzz' | 'raceFree' },
): Promise<Answer> {
  const child = fork(probe, {
    env,
    serialization: 'advanced',
    stdio: ['ignore', 1, 'ignore', 'ipc'],
  });
  try {
    return await new Promise((resolve) => {
      child.once('message', ({ result, error }: { result?: Compared; error?: string }) =>
        resolve(result ?? { died: `the process failed: ${error ?? ''}` }),
      );
      child.once('exit', (code, signal) =>
        resolve({ died: `the process ended with ${code ?? signal ?? 'nothing'}` }),
      );
      child.send(task);
    });
  } finally {
    child.kill('SIGKILL');
  }
}
