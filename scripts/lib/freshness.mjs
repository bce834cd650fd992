// @ts-check
// What must be done again since the last start, told from the files themselves.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether node_modules lacks something that package-lock.json asks for. npm keeps a list of what it installed; times
 * of files would not do, because a checkout changes them.
 * @param {string} root
 * @returns {boolean}
 */
export function dependenciesAreStale(root) {
  const wanted = packagesIn(join(root, 'package-lock.json'));
  const installed = packagesIn(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined) return installed === undefined;
  if (installed === undefined) return true;
  return Object.entries(wanted).some(([place, { version, optional, peer }]) => {
    // Optional packages are those of other platforms, and '' is the project itself.
    if (place === '' || optional === true || peer === true) return false;
    return installed[place]?.version !== version;
  });
}

/** @typedef {Record<string, { version?: string, optional?: boolean, peer?: boolean }>} Packages */

/**
 * @param {string} file
 * @returns {Packages | undefined}
 */
function packagesIn(file) {
  if (!existsSync(file)) return undefined;
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/** Folders that hold nothing which goes into the package, or only what is made from the rest. */
const notSources = new Set([
  ...['node_modules', '.git', '.vscode-test', 'build', 'dist', 'artifacts', 'test'],
]);

/**
 * Whether a file that was made from the sources is missing or older than one of them.
 * @param {string} root
 * @param {string} made
 * @returns {boolean}
 */
export function isOlderThanSources(root, made) {
  if (!existsSync(made)) return true;
  return newestIn(root) > statSync(made).mtimeMs;
}

/**
 * @param {string} folder
 * @returns {number} the time of the newest change in it, in milliseconds
 */
function newestIn(folder) {
  const times = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !notSources.has(entry.name) && (entry.isFile() || entry.isDirectory()))
    .map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? newestIn(path) : statSync(path).mtimeMs;
    });
  return Math.max(0, ...times);
}
