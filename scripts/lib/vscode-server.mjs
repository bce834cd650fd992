// @ts-check
// Starts the VS Code from npm on this machine only: for tests in the extension host, and as a learner has it.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, runToEnd, startGroup, untilItAnswers } from './processes.mjs';
import { say, step } from './progress.mjs';
import { openGate } from './token-gate.mjs';

export { cacheFolder, ensureVSCodeServer } from './vscode-install.mjs';

/** @typedef {import('./vscode-install.mjs').VSCodeServer} VSCodeServer */

/**
 * Where one VS Code keeps what it writes.
 * @typedef {object} Folders
 * @property {string} userData settings and the extensions' storage
 * @property {string} extensions
 * @property {string} server logs and caches
 */

/**
 * @typedef {object} Started
 * @property {string} url what to open in a browser, with the token
 * @property {number} port
 * @property {string} token
 * @property {() => Promise<void>} stop ends the server and everything that it started
 * @property {Promise<void>} ended resolves when the server is gone, for whatever reason
 * @property {() => string} output the last lines that it printed
 */

/** Nothing but this machine can reach the loopback address. */
const host = '127.0.0.1';

/**
 * Three folders side by side.
 * @param {string} parent
 * @returns {Folders}
 */
export function foldersUnder(parent) {
  return {
    userData: join(parent, 'user-data'),
    extensions: join(parent, 'extensions'),
    server: join(parent, 'server'),
  };
}

/**
 * For suites that run inside the extension host: the page may name a suite to run, which only the smoke-test driver
 * allows.
 * @param {VSCodeServer} server
 * @param {Folders} folders
 * @param {{ port?: number }} [options]
 * @returns {Promise<Started>}
 */
export function startTestServer(server, folders, options = {}) {
  return startServer(server, folders, ['--enable-smoke-test-driver', ...trustsAll], options);
}

/**
 * The finished product as a learner has it, opened on a folder, or on none.
 * @param {VSCodeServer} server
 * @param {Folders} folders
 * @param {{ workspace?: string | undefined, asksForTrust?: boolean, port?: number, token?: string }} options
 * @returns {Promise<Started>}
 */
export async function startProduct(server, folders, { workspace, asksForTrust, ...options }) {
  const args = asksForTrust === true ? [] : trustsAll;
  const started = await startServer(server, folders, args, options);
  const url = new URL(started.url);
  if (workspace === undefined) url.searchParams.set('ew', 'true');
  else url.searchParams.set('folder', folderParameter(workspace));
  return { ...started, url: url.href };
}

/** The learner has chosen the folder on the command line; to be asked about it once more would teach nothing. */
const trustsAll = ['--disable-workspace-trust'];

/**
 * Installs an extension from a file, unless this very file is what was installed last.
 * @param {VSCodeServer} server
 * @param {Folders} folders
 * @param {string} vsix
 * @param {{ log?: import('./progress.mjs').Log }} [options]
 */
export async function installExtension(server, folders, vsix, { log = say } = {}) {
  const stampFile = `${folders.extensions}.stamp`;
  const stamp = createHash('sha256').update(readFileSync(vsix)).digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  rmSync(stampFile, { force: true });
  rmSync(folders.extensions, { recursive: true, force: true });
  await step(log, 'Installing Tilework in it', () =>
    runToEnd(server.node, [main(server), '--install-extension', vsix, ...where(folders)], {
      env: environment(),
      next: 'build the package again with `npm run package`, then run the same command again.',
    }),
  );
  writeFileSync(stampFile, stamp);
}

/**
 * The server listens on a socket file of this user alone; the gate before it answers nobody on the network who does
 * not show the token. Whoever has the address with the token can do all that you can do: treat it as a password.
 * @param {VSCodeServer} server
 * @param {Folders} folders
 * @param {string[]} args
 * @param {{ port?: number, token?: string }} options
 * @returns {Promise<Started>}
 */
async function startServer(server, folders, args, options) {
  const port = options.port ?? (await freePort());
  const token = options.token ?? randomBytes(24).toString('base64url');
  const socket = socketPath();
  const all = [
    ...[main(server), '--socket-path', socket],
    ...['--connection-token-file', writeToken(folders.server, token)],
    ...['--accept-server-license-terms', '--disable-telemetry'],
    ...[...where(folders), ...args],
  ];
  const running = startGroup(server.node, all, { env: environment() });
  const closeGate = await openGate({ host, port, token, socket });
  await untilItAnswers(running, `http://${host}:${port}/version?tkn=${token}`);
  const url = `http://${host}:${port}/?tkn=${token}`;
  const stop = async () => {
    closeGate();
    await running.stop();
  };
  return { url, port, token, stop, ended: running.ended, output: running.output };
}

/** A place that only this user can open; socket files have short names, so it cannot lie below the repository. */
function socketPath() {
  if (process.platform === 'win32')
    return `\\\\.\\pipe\\tilework-${randomBytes(12).toString('hex')}`;
  return join(mkdtempSync(join(tmpdir(), 'tilework-')), 'vscode');
}

/**
 * The token goes to the server in a file that only its owner can read, because other users of this machine see the
 * arguments of every process.
 * @param {string} folder
 * @param {string} token
 * @returns {string} the file
 */
function writeToken(folder, token) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'connection-token');
  // An older file would keep its permissions when written over.
  rmSync(file, { force: true });
  writeFileSync(file, token, { mode: 0o600 });
  return file;
}

/** @param {VSCodeServer} server */
const main = (server) => join(server.vscodeRoot, 'out', 'server-main.js');

/**
 * @param {Folders} folders
 * @returns {string[]}
 */
function where({ userData, extensions, server }) {
  return ['--user-data-dir', userData, '--extensions-dir', extensions, '--server-data-dir', server];
}

/**
 * A terminal inside VS Code sets variables that would make this server believe it belongs to that one.
 * @returns {NodeJS.ProcessEnv}
 */
function environment() {
  const foreign = /^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

/**
 * The workbench takes a folder as a path of the server with forward slashes, on Windows too.
 * @param {string} folder
 */
const folderParameter = (folder) =>
  process.platform === 'win32' ? `/${folder.replaceAll('\\', '/')}` : folder;
