// @ts-check
// `npm run bench`: the figures that the project holds itself to, on this machine, as tables with medians and spreads.
// Nothing is a test here: a slow machine is not a fault. `npm run bench -- PART` measures one part:
//   product   the packaged extension in a real VS Code; about two minutes
//   blocks    the reference blocks at the shapes of the labs, on one core, without VS Code; about two minutes
//   simulator the CPU model alone; seconds
//   course    each solution on the CPU model; with --write into docs/course-times.json; a minute
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Advice, say, step } from '../../scripts/lib/progress.mjs';
import { runToEnd } from '../../scripts/lib/processes.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Each part with its script. */
const scripts = {
  product: 'bench.ts',
  blocks: 'blocks.ts',
  simulator: 'simulator.ts',
  course: 'course.ts',
};

/** Of these a bundle is measured, as the product is one: what it can inline makes half of the speed. */
const inBundles = ['simulator', 'course'];

const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const options = process.argv.slice(2).filter((word) => word.startsWith('--'));

/** @returns {(keyof typeof scripts)[]} */
function chosen() {
  const all = /** @type {(keyof typeof scripts)[]} */ (Object.keys(scripts));
  const unknown = words.find((word) => !all.some((part) => part === word));
  if (unknown !== undefined) {
    throw new Advice(`There is no part “${unknown}”.`, `the parts are ${all.join(', ')}.`);
  }
  return words.length === 0 ? all : all.filter((part) => words.includes(part));
}

/** @param {string[]} command */
const run = (command) =>
  spawnSync(process.execPath, [...command, ...options], { cwd: root, stdio: 'inherit' }).status;

/**
 * Runs a script as a bundle, with the path of the background worker's bundle as its argument.
 * @param {string} script
 */
async function bundled(script) {
  mkdirSync(join(root, 'build'), { recursive: true });
  const folder = mkdtempSync(join(root, 'build', 'bench-'));
  try {
    await build({
      entryPoints: { script, background: join(root, 'src', 'background', 'main.ts') },
      ...{ bundle: true, outdir: folder, outExtension: { '.js': '.mjs' }, logLevel: 'error' },
      ...{ platform: 'node', format: 'esm', target: 'node20', mainFields: ['module', 'main'] },
    });
    return run([join(folder, 'script.mjs'), join(folder, 'background.mjs')]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main() {
  for (const part of chosen()) {
    if (part === 'product') {
      await step(say, 'Building and packaging Tilework', () =>
        runToEnd('npm', ['run', 'package'], { cwd: root, next: 'mend the error above.' }),
      );
    }
    const runner = join(root, 'node_modules', 'vite-node', 'vite-node.mjs');
    const script = join(root, 'test', 'bench', scripts[part]);
    const status = inBundles.includes(part) ? await bundled(script) : run([runner, script]);
    if (status !== 0) process.exitCode = status ?? 1;
  }
}

main().catch((error) => {
  console.error(error instanceof Advice ? error.message : error);
  process.exitCode = 1;
});
