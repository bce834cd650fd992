// @ts-check
// `npm run bench`: the figures that the project holds itself to, in real VS Code on this machine. Prints a table with
// medians and spreads; takes about two minutes. `npm run bench -- simulator` takes the CPU model alone, in seconds. Nothing is a test here: a slow machine is not a fault.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Advice, say, step } from '../../scripts/lib/progress.mjs';
import { runToEnd } from '../../scripts/lib/processes.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function main() {
  if (process.argv[2] === 'simulator') return run('simulator.ts');
  await step(say, 'Building and packaging Tilework', () =>
    runToEnd('npm', ['run', 'package'], { cwd: root, next: 'mend the error above.' }),
  );
  run('bench.ts');
}

/** @param {string} script */
function run(script) {
  const runner = join(root, 'node_modules', 'vite-node', 'vite-node.mjs');
  const file = join(root, 'test', 'bench', script);
  const { status } = spawnSync(process.execPath, [runner, file], { cwd: root, stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

main().catch((error) => {
  console.error(error instanceof Advice ? error.message : error);
  process.exitCode = 1;
});
