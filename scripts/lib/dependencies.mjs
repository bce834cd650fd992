// @ts-check
// The packages that package-lock.json asks for, installed when they are not there.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { dependenciesAreStale } from './freshness.mjs';
import { runToEnd } from './processes.mjs';
import { say, step } from './progress.mjs';

/** @param {string} root */
export async function ensureDependencies(root) {
  if (!dependenciesAreStale(root)) return;
  const command = existsSync(join(root, 'package-lock.json')) ? 'ci' : 'install';
  await step(say, `Installing the dependencies (npm ${command})`, () =>
    runToEnd('npm', [command, '--no-audit', '--no-fund'], {
      cwd: root,
      next: 'check that the npm registry can be reached (`npm ping`), then run the same command again.',
    }),
  );
}
