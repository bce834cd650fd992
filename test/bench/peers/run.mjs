// @ts-check
// `npm run bench:peers`: bundles the benchmark into dist/bench/ and runs it there. `peers.mjs` is whole but for Dawn: with
// node_modules/webgpu beside it, it runs on a machine where nothing else is installed.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** @type {import('esbuild').BuildOptions} */
const shared = {
  ...{ absWorkingDir: root, outdir: 'dist/bench', bundle: true, format: 'esm' },
  ...{ mainFields: ['module', 'main'], legalComments: 'none', logLevel: 'error' },
  // As in esbuild.js: libraries must not bring their ways to the network along.
  alias: { 'sync-fetch': './src/cite/no-fetch.ts', 'node-fetch': './src/cite/no-fetch.ts' },
};

await build({
  ...shared,
  entryPoints: { peers: 'test/bench/peers/main.ts' },
  outExtension: { '.js': '.mjs' },
  ...{ platform: 'node', target: 'node20', external: ['webgpu', 'playwright-core'] },
  // TensorFlow.js asks Node for a module in the old way.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
});
await build({
  ...shared,
  entryPoints: { page: 'test/bench/peers/page.ts' },
  ...{ platform: 'browser', target: 'es2022' },
});
const command = ['dist/bench/peers.mjs', ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;
