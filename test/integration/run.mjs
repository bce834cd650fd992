// @ts-check
// `npm run test:integration`: the suites of this folder inside a real VS Code. TILEWORK_VSCODE=desktop downloads the
// desktop VS Code, TILEWORK_VSCODE=npm takes the one from npm; without it, npm where a Linux has no display.
// Words choose tests by their titles: `npm run test:integration -- the host`. Those in `virtual/` run in a second VS Code,
// whose workspace has no disk and takes no file; words that begin with “a virtual workspace” are asked of it alone.
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import esbuild from 'esbuild';
import { ensureChromium } from '../../scripts/lib/chromium.mjs';
import { isOlderThanSources } from '../../scripts/lib/freshness.mjs';
import { runToEnd } from '../../scripts/lib/processes.mjs';
import { Advice, say, step } from '../../scripts/lib/progress.mjs';
import { writeSettings } from '../../scripts/lib/quiet-settings.mjs';
import { ensureVSCodeServer } from '../../scripts/lib/vscode-server.mjs';
import { suiteLines } from '../support/suite-lines.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const here = join(root, 'test', 'integration');
const fileSystem = join(here, 'virtual', 'read-only-files');
const logFile = join(root, 'artifacts', 'integration', 'vscode.log');
const outdir = join(root, 'dist', 'test', 'integration');

/** @returns {'desktop' | 'npm'} */
function kindOfHost() {
  const wish = process.env['TILEWORK_VSCODE'];
  if (wish === 'desktop' || wish === 'npm') return wish;
  if (wish !== undefined) {
    throw new Advice(`TILEWORK_VSCODE is "${wish}".`, 'set it to desktop or npm, or unset it.');
  }
  const display = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'];
  return process.platform === 'linux' && display === undefined ? 'npm' : 'desktop';
}

/** One bundle for each suite; mocha stays outside, because suites and runner must share one mocha. */
async function bundle() {
  rmSync(outdir, { recursive: true, force: true });
  const suites = [here, join(here, 'virtual')].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => join(folder, name)),
  );
  await esbuild.build({
    entryPoints: [join(here, 'index.ts'), ...suites],
    outdir,
    outbase: here,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}

async function main() {
  const kind = kindOfHost();
  if (isOlderThanSources(root, join(root, 'dist', 'extension.js'))) {
    await step(say, 'Building Tilework', () =>
      runToEnd(process.execPath, ['esbuild.js'], {
        cwd: root,
        next: 'mend the error above, then run the tests again.',
      }),
    );
  }
  await step(say, 'Building the suites', bundle);
  if (kind === 'npm') {
    await ensureChromium();
    await ensureVSCodeServer();
  }
  for (const place of placesFor(process.argv.slice(2).join(' '))) {
    const folder = mkdtempSync(join(tmpdir(), 'tilework-integration-'));
    try {
      await step(say, `Running them in VS Code (${kind}), ${place.title}`, () =>
        runIn(folder, kind, place),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  }
}

/** @typedef {{ title: string, suites: string, isVirtual: boolean }} Place */

/**
 * @param {string} words
 * @returns {Place[]}
 */
function placesFor(words) {
  const folder = { title: 'a folder', suites: '', isVirtual: false };
  const virtual = { title: 'a virtual workspace', suites: 'virtual', isVirtual: true };
  if (words === '') return [folder, virtual];
  return [words.startsWith(virtual.title) ? virtual : folder];
}

/**
 * @param {string} folder
 * @param {'desktop' | 'npm'} kind
 * @param {Place} place
 */
async function runIn(folder, kind, { suites, isVirtual }) {
  const userData = join(folder, 'user-data');
  writeSettings(userData);
  const extensions = join(folder, 'extensions');
  const workspace = isVirtual
    ? '--folder-uri=tilework-test:/group'
    : mkdtempSync(join(folder, 'workspace-'));
  // The extension that plays the file system is there as an installed one is.
  if (isVirtual)
    cpSync(fileSystem, join(extensions, 'tilework-tests.read-only-files-0.0.0'), {
      recursive: true,
    });
  const npmHost = { vscodeExecutablePath: join(root, 'test', 'support', 'vscode-host.mjs') };
  const output = suiteLines(logFile);
  await runTests({
    ...(kind === 'npm' ? npmHost : {}),
    extensionDevelopmentPath: root,
    extensionTestsPath: join(outdir, 'index.js'),
    launchArgs: [...[workspace, `--user-data-dir=${userData}`], `--extensions-dir=${extensions}`],
    extensionTestsEnv: {
      TILEWORK_GREP: process.argv.slice(2).join(' '),
      TILEWORK_SUITES: suites,
    },
    stdout: output,
    stderr: output,
  });
}

main().catch((error) => {
  const known = error instanceof Advice || error instanceof TestRunFailedError;
  console.error(known ? error.message : error);
  if (error instanceof TestRunFailedError) console.error(`What VS Code said: ${logFile}`);
  process.exit(1);
});
