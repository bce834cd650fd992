// @ts-check
// `npm run fuzz -- [COUNT] [FROM]`: generated kernels on the simulator and on Dawn with SwiftShader, which must agree.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [count = '20000', from = '0'] = process.argv.slice(2);
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
  process.exitCode = await main(join(folder, 'probe.mjs'), Number(count), Number(from));
} finally {
  await rm(folder, { recursive: true, force: true });
}
