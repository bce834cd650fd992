import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { driverEnvironment } from '../../src/cli/supervisor';
import { swiftShaderDriver } from '../../src/cli/swiftshader';
import type { Compared } from './differential';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Kernels that one process compares; then another one starts, since compiled kernels stay in memory. */
const portion = 400;

/**
 * Compares `count` generated kernels, whose seeds begin with `from`.
 * @param probe path of the process that runs Dawn
 * @returns the exit code: 0 when all agree
 */
export async function main(probe: string, count: number, from: number): Promise<number> {
  const driver = swiftShaderDriver();
  if (driver === undefined) {
    say('There is no SwiftShader on this machine: install Chromium.');
    return 3;
  }
  const env = { ...process.env, ...driverEnvironment(driver) };
  const starts = Array.from({ length: Math.ceil(count / portion) }, (_, i) => from + i * portion);
  const sum = { ran: 0, refused: 0, disagreements: 0 };
  const worker = async (): Promise<void> => {
    for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
      const size = Math.min(portion, from + count - start);
      const { ran, refused, disagreements } = await compare(probe, env, start, size);
      sum.ran += ran;
      sum.refused += refused;
      sum.disagreements += disagreements.length;
      say(
        `seeds ${start} to ${start + size - 1}: ${ran} compared, ${refused} refused by Tint, ${disagreements.length} disagree`,
      );
      for (const { seed, what } of disagreements) say(`  seed ${seed}: ${what}`);
    }
  };
  const workers = Math.max(1, Math.floor(availableParallelism() / 2));
  await Promise.all(Array.from({ length: workers }, worker));
  say(`${sum.ran} kernels compared, ${sum.refused} refused by Tint, ${sum.disagreements} disagree`);
  return sum.disagreements === 0 && sum.ran > 0 ? 0 : 1;
}

async function compare(
  probe: string,
  env: NodeJS.ProcessEnv,
  from: number,
  count: number,
): Promise<Compared> {
  const child = fork(probe, {
    env,
    serialization: 'advanced',
    stdio: ['ignore', 1, 'ignore', 'ipc'],
  });
  try {
    return await new Promise((resolve) => {
      const failed = (what: string): void =>
        resolve({ ran: 0, refused: 0, disagreements: [{ seed: from, what }] });
      child.once('message', ({ result, error }: { result?: Compared; error?: string }) => {
        if (result === undefined) failed(`the process failed: ${error ?? ''}`);
        else resolve(result);
      });
      child.once('exit', (code) => failed(`the process ended with ${code ?? 'a signal'}`));
      child.send({ kind: 'fuzz', from, count });
    });
  } finally {
    child.kill('SIGKILL');
  }
}
