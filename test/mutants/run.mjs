// @ts-check
// `npm run mutants -- [ID…] [--write]`: every barrier, guard and index of the solutions made wrong, and who notices.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
await mkdir(join(root, 'build'), { recursive: true });
const folder = await mkdtemp(join(root, 'build/mutants-'));
try {
  const outfile = join(folder, 'main.mjs');
  await build({
    ...{ entryPoints: [join(root, 'test/mutants/main.ts')], outfile, bundle: true },
    ...{ platform: 'node', format: 'esm', target: 'node20', mainFields: ['module', 'main'] },
    logLevel: 'error',
  });
  const { main } = await import(pathToFileURL(outfile).href);
  process.exitCode = await main(process.argv.slice(2), new Date().toISOString().slice(0, 10));
} finally {
  await rm(folder, { recursive: true, force: true });
}
