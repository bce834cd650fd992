// Builds everything into dist/: `node esbuild.js [--watch] [--production] [--only=cli]`.
//   extension.js                         the extension host, the same in Node and in a web worker
//   background.js                        the worker beside it, in which the simulator runs
//   webview/                             the panels, the grader's worker, their styles and fonts
//   cli/                                 `tilework` and the process in which its kernels run
//   catalogue.json, papers.json          the syllabus at a glance, so that activation reads one file, and its papers whole
//   glossary.json                        from CUDA to WGSL, read when somebody first asks for a word
const { mkdir, rm, writeFile } = require('node:fs/promises');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');
const esbuild = require('esbuild');

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const only = process.argv.find((word) => word.startsWith('--only='))?.slice('--only='.length);

/**
 * KaTeX's style sheet offers each font in three forms; every browser that VS Code runs in takes woff2. The faces that
 * our mathematics does not use (a test holds it to that) would be 97 kB of the package; where somebody else's does, the
 * browser has another serif.
 */
const unusedFaces =
  /\.(woff|ttf)$|KaTeX_(Fraktur|Script|SansSerif-(Bold|Italic)|(Main|Math)-BoldItalic|Caligraphic-Bold)/;

const onlyWoff2 = {
  name: 'only-woff2',
  setup(build) {
    build.onResolve({ filter: unusedFaces }, ({ path }) => ({
      path,
      external: true,
    }));
  },
};

/** Writes what was read from `syllabus/`. */
async function writeCatalogue() {
  const url = pathToFileURL(join(__dirname, 'dist/cli/catalogue.mjs'));
  const { catalogueFiles } = await import(`${url}?at=${Date.now()}`);
  const files = await catalogueFiles(join(__dirname, 'syllabus'));
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(__dirname, 'dist', name), text);
  }
}

/** The catalogue is made by what has just been built. */
const thenCatalogue = {
  name: 'then-catalogue',
  setup(build) {
    build.onEnd(({ errors }) => (errors.length === 0 ? writeCatalogue() : undefined));
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
  // The library that writes BibTeX can also look citations up on the network; here it cannot.
  // The one that writes calendar files makes ids that we do not use, with Node's own chance; here with plain chance.
  alias: {
    'sync-fetch': './src/cite/no-fetch.ts',
    'node-fetch': './src/cite/no-fetch.ts',
    nanoid: 'nanoid/non-secure',
  },
};

/** The workers that grade get only what has been checked, and need no library that checks. */
const alias = { ...shared.alias, zod: './src/core/no-schemas.ts' };

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  {
    ...shared,
    entryPoints: { extension: 'src/editor/main.ts' },
    outdir: 'dist',
    platform: 'browser',
    format: 'cjs',
    external: ['vscode', 'node:worker_threads'],
  },
  {
    ...shared,
    entryPoints: { background: 'src/background/main.ts' },
    alias,
    outdir: 'dist',
    platform: 'browser',
    format: 'iife',
    external: ['node:worker_threads'],
  },
  {
    ...shared,
    entryPoints: {
      panel: 'webview/panel/main.ts',
      paper: 'webview/paper/main.ts',
      gpu: 'webview/gpu/main.ts',
    },
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
    alias,
    outdir: 'dist/webview',
    platform: 'browser',
    format: 'iife',
  },
  {
    ...shared,
    entryPoints: {
      tilework: 'src/cli/main.ts',
      child: 'src/cli/child.ts',
      catalogue: 'src/cli/catalogue.ts',
      schema: 'src/cli/schema.ts',
    },
    outdir: 'dist/cli',
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    format: 'esm',
    target: 'node20',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    // Dawn is a native module; it stays where npm has put it.
    external: ['webgpu'],
    plugins: [thenCatalogue],
    banner: { js: '#!/usr/bin/env node' },
  },
];

async function main() {
  const chosen = bundles.filter(({ outdir }) => only === undefined || outdir === `dist/${only}`);
  if (chosen.length === 0) throw new Error(`nothing is built into dist/${only}`);
  if (watch) {
    console.log('building');
    const contexts = await Promise.all(chosen.map((options) => esbuild.context(options)));
    // Whoever waits for “watching” may start what has been built; an error has been printed, and is mended later.
    await Promise.allSettled(contexts.map((context) => context.rebuild()));
    for (const context of contexts) await context.watch();
    console.log('watching; Ctrl-C ends it');
    return;
  }
  for (const { outdir } of chosen) {
    if (outdir !== 'dist') await rm(outdir, { recursive: true, force: true });
  }
  await mkdir('dist', { recursive: true });
  await Promise.all(chosen.map((options) => esbuild.build(options)));
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
