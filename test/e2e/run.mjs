// @ts-check
// `npm run test:e2e`: the finished package in a real VS Code, driven like a learner would, one test after the other.
// Words are handed on to vitest: `npm run test:e2e -- reload` runs the files with that word in their name.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureChromium } from '../../scripts/lib/chromium.mjs';
import { isOlderThanSources } from '../../scripts/lib/freshness.mjs';
import { runToEnd } from '../../scripts/lib/processes.mjs';
import { Advice, say, step } from '../../scripts/lib/progress.mjs';
import { ensureVSCodeServer } from '../../scripts/lib/vscode-server.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function main() {
  // Whoever names a package tests that one as it is.
  if (process.env['TILEWORK_VSIX'] === undefined) await packageIfStale();
  await ensureChromium();
  await ensureVSCodeServer();
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const config = join('test', 'e2e', 'vitest.config.ts');
  const { status } = spawnSync(
    process.execPath,
    [vitest, 'run', '--config', config, ...process.argv.slice(2)],
    { cwd: root, stdio: 'inherit' },
  );
  process.exitCode = status ?? 1;
}

async function packageIfStale() {
  if (!isOlderThanSources(root, join(root, 'build', 'tilework.vsix'))) return;
  await step(say, 'Building and packaging Tilework', () =>
    runToEnd('npm', ['run', 'package'], {
      cwd: root,
      next: 'mend the error above, then run the tests again.',
    }),
  );
}

main().catch((error) => {
  console.error(error instanceof Advice ? error.message : error);
  process.exitCode = 1;
});
