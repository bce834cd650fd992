// @ts-check
// `npm run bench`: the figures that the project holds itself to, in real VS Code on this machine. Prints a table with
// medians and spreads; takes about two minutes. Nothing is a test here: a slow machine is not a fault.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import esbuild from 'esbuild';
import { Advice, say, step } from '../../scripts/lib/progress.mjs';
import { runToEnd } from '../../scripts/lib/processes.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const outfile = join(root, 'dist', 'bench', 'bench.mjs');

async function main() {
  await step(say, 'Building and packaging Tilework', () =>
    runToEnd('npm', ['run', 'package'], { cwd: root, next: 'mend the error above.' }),
  );
  await esbuild.build({
    entryPoints: [join(root, 'test', 'bench', 'bench.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    // The hosts find the repository from where they lie.
    external: ['../../scripts/*'],
    define: {
      'import.meta.url': JSON.stringify(
        pathToFileURL(join(root, 'test', 'e2e', 'support', 'x.ts')).href,
      ),
    },
    logLevel: 'warning',
  });
  await import(pathToFileURL(outfile).href);
  rmSync(outfile, { force: true });
}

main().catch((error) => {
  console.error(error instanceof Advice ? error.message : error);
  process.exit(1);
});
