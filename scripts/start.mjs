// @ts-check
// `npm start`: Tilework in a VS Code, from a bare checkout. It needs nothing but Node and npm.
//   npm start                     with the VS Code of this machine, or with the one from npm where there is none
//   npm start -- FOLDER           on a folder of your own
//   npm start -- --npm-vscode     with the VS Code from npm, in any case
//   npm start -- --port 8471      at this port         (npm VS Code)
//   npm start -- --no-open        opens no browser     (npm VS Code)
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './lib/dependencies.mjs';
import { findOnPath } from './lib/find-on-path.mjs';
import { isOlderThanSources } from './lib/freshness.mjs';
import { freePort, runToEnd } from './lib/processes.mjs';
import { Advice, say, step } from './lib/progress.mjs';
import { writeSettings } from './lib/quiet-settings.mjs';
import { ensureSample } from './lib/sample.mjs';
import {
  cacheFolder,
  ensureVSCodeServer,
  foldersUnder,
  installExtension,
  startProduct,
} from './lib/vscode-server.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const vsix = join(root, 'build', 'tilework.vsix');

/** The browser keeps the extension's state by address, so the port stays the same from start to start. */
const usualPort = 8471;

/** @typedef {{ folder: string | undefined, npm: boolean, port: number | undefined, open: boolean }} Options */

/** @returns {Options} */
function readOptions() {
  const next = 'see the first lines of scripts/start.mjs for what it takes.';
  /** @type {{ values: Record<string, string | boolean | undefined>, positionals: string[] }} */
  let given;
  try {
    given = parseArgs({
      allowPositionals: true,
      options: {
        'npm-vscode': { type: 'boolean' },
        'no-open': { type: 'boolean' },
        port: { type: 'string' },
      },
    });
  } catch (error) {
    throw new Advice(error instanceof Error ? error.message : String(error), next, error);
  }
  const { values, positionals } = given;
  const port = values['port'] === undefined ? undefined : Number(values['port']);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
    throw new Advice(`--port takes a number from 1 to 65535, not "${values['port']}".`, next);
  }
  // npm runs this in the project's folder; INIT_CWD is where the learner typed the command.
  const folder =
    positionals[0] === undefined
      ? undefined
      : resolve(process.env['INIT_CWD'] ?? '.', positionals[0]);
  if (folder !== undefined && !(existsSync(folder) && statSync(folder).isDirectory())) {
    throw new Advice(`There is no folder ${folder}.`, 'create it, or leave it out.');
  }
  return { folder, port, npm: values['npm-vscode'] === true, open: values['no-open'] !== true };
}

/** @param {string} folder */
async function startDesktop(folder) {
  await step(say, 'Building Tilework', () =>
    runToEnd(process.execPath, ['esbuild.js'], {
      cwd: root,
      next: 'mend the error above, then run `npm start` again.',
    }),
  );
  runToEnd('code', [`--extensionDevelopmentPath=${root}`, folder], {
    next: 'run `npm start -- --npm-vscode`, which brings a VS Code of its own.',
  });
  say('VS Code is opening. Click the Tilework icon in the activity bar, at the far left.');
}

/**
 * @param {string} workspace
 * @param {Options} options
 */
async function startFromNpm(workspace, options) {
  const port = await choosePort(options.port);
  if (isOlderThanSources(root, vsix)) {
    await step(say, 'Building and packaging Tilework', () =>
      runToEnd('npm', ['run', 'package'], {
        cwd: root,
        next: 'mend the error above, then run `npm start` again.',
      }),
    );
  }
  const server = await ensureVSCodeServer();
  const folders = foldersUnder(join(cacheFolder, 'start'));
  writeSettings(folders.userData);
  await installExtension(server, folders, vsix, { log: say });
  const product = await step(say, 'Starting VS Code', () =>
    startProduct(server, folders, { workspace, port }),
  );
  say('Tilework is ready. Open this address in Chrome or Edge, and keep it to yourself:');
  console.log(`\n${product.url}\n`);
  if (options.open) openBrowser(product.url);
  say('Ctrl-C ends it.');
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (!stopping) say('Stopping …');
      stopping = true;
    });
  }
  await product.ended;
  if (stopping) return;
  throw new Advice(`VS Code ended by itself:\n${product.output()}`, 'run `npm start` again.');
}

/**
 * @param {number | undefined} wanted
 * @returns {Promise<number>}
 */
async function choosePort(wanted) {
  const port = await freePort(wanted ?? usualPort);
  if (port === (wanted ?? usualPort)) return port;
  if (wanted === undefined) {
    say(`Port ${usualPort} is taken, perhaps by another Tilework: using ${port}.`);
    return port;
  }
  throw new Advice(`Port ${wanted} is taken.`, 'name another one, or leave --port out.');
}

/**
 * Where there is no browser to open, the printed address is enough.
 * @param {string} url
 */
function openBrowser(url) {
  /** @type {[string, ...string[]]} */
  const opener =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', url]
        : ['xdg-open', url];
  const [command, ...args] = opener;
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

async function main() {
  const options = readOptions();
  await ensureDependencies(root);
  const folder = options.folder ?? ensureSample(cacheFolder);
  if (!options.npm && findOnPath('code') !== undefined) await startDesktop(folder);
  else await startFromNpm(folder, options);
}

main().catch((error) => {
  console.error(error instanceof Advice ? `\n${error.message}` : error);
  process.exitCode = 1;
});
