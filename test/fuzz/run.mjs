// @ts-check
// `npm run fuzz`: generated kernels on the simulator and on Dawn with SwiftShader, which must agree.
//   npm run fuzz -- --from 0 --to 20000 --jobs 8 --log fuzz.log
//   npm run fuzz -- --race-free     on the simulator alone, with all right kernels: it must find nothing
//   npm run fuzz -- --coverage      only which features the kernels use
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
// Inside the repository, so that Dawn is found in node_modules.
await mkdir(join(root, 'build'), { recursive: true });
const folder = await mkdtemp(join(root, 'build/fuzz-'));
try {
  await build({
    entryPoints: {
      main: join(root, 'test/fuzz/main.ts'),
      probe: join(root, 'test/support/dawn-probe.ts'),
    },
    ...{ bundle: true, splitting: true, outdir: folder, outExtension: { '.js': '.mjs' } },
    ...{ platform: 'node', format: 'esm', target: 'node20', mainFields: ['module', 'main'] },
    ...{ external: ['webgpu'], logLevel: 'error' },
  });
  const { main } = await import(pathToFileURL(join(folder, 'main.mjs')).href);
  process.exitCode = await main(join(folder, 'probe.mjs'), process.argv.slice(2));
} finally {
  await rm(folder, { recursive: true, force: true });
}
