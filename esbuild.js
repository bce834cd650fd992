// Builds everything into dist/: `node esbuild.js [--watch] [--production]`.
//   extension.js, browser/extension.js   the extension host, in Node and in a web worker
//   webview/                             the panels, the grader's worker, their styles and fonts
//   cli/                                 `tilework` and the process in which its kernels run
//   catalogue.json                       the syllabus at a glance, so that activation reads one file
const { mkdir, rm, writeFile } = require('node:fs/promises');
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');
const esbuild = require('esbuild');

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** KaTeX's style sheet offers each font in three forms; every browser that VS Code runs in takes woff2. */
const onlyWoff2 = {
  name: 'only-woff2',
  setup(build) {
    build.onResolve({ filter: /\.(woff|ttf)$/ }, ({ path }) => ({ path, external: true }));
  },
};

/** @type {import('esbuild').BuildOptions} */
const shared = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  sourcesContent: false,
  target: 'es2022',
  logLevel: 'warning',
  legalComments: 'none',
  // Some libraries' `main` is a form that cannot be bundled into a module.
  mainFields: ['module', 'main'],
};

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  {
    ...shared,
    entryPoints: { extension: 'src/editor/main.node.ts' },
    outdir: 'dist',
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
  },
  {
    ...shared,
    entryPoints: { extension: 'src/editor/main.browser.ts' },
    outdir: 'dist/browser',
    platform: 'browser',
    format: 'cjs',
    external: ['vscode'],
  },
  {
    ...shared,
    entryPoints: { panel: 'webview/panel/main.ts', gpu: 'webview/gpu/main.ts' },
    outdir: 'dist/webview',
    platform: 'browser',
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    assetNames: 'fonts/[name]',
    loader: { '.woff2': 'file' },
    plugins: [onlyWoff2],
  },
  {
    ...shared,
    entryPoints: { grader: 'webview/worker/main.ts' },
    outdir: 'dist/webview',
    platform: 'browser',
    format: 'iife',
  },
  {
    ...shared,
    entryPoints: { tilework: 'src/cli/main.ts', child: 'src/cli/child.ts', catalogue: 'src/cli/catalogue.ts', schema: 'src/cli/schema.ts' },
    outdir: 'dist/cli',
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    format: 'esm',
    target: 'node20',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    // Dawn is a native module; it stays where npm has put it.
    external: ['webgpu'],
    banner: { js: '#!/usr/bin/env node' },
  },
];

/** Writes what was read from `syllabus/` in one file. */
async function writeCatalogue() {
  const url = pathToFileURL(join(__dirname, 'dist/cli/catalogue.mjs'));
  const { catalogueOf } = await import(`${url}?at=${Date.now()}`);
  await writeFile(join(__dirname, 'dist/catalogue.json'), await catalogueOf(join(__dirname, 'syllabus')));
}

async function main() {
  const entries = bundles.filter((options) => Object.values(options.entryPoints).every((file) => existsSync(file)));
  if (!watch) await rm('dist', { recursive: true, force: true });
  await mkdir('dist', { recursive: true });
  if (!watch) {
    await Promise.all(entries.map((options) => esbuild.build(options)));
    await writeCatalogue();
    return;
  }
  for (const options of entries) await (await esbuild.context(options)).watch();
  await writeCatalogue();
  console.log('watching; Ctrl-C ends it');
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
