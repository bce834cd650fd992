// @ts-check
// What a shell would find for a name, without starting a shell.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * @param {string} name a program, without an ending
 * @returns {string | undefined} the whole path of the first one on PATH
 */
export function findOnPath(name) {
  const endings =
    process.platform === 'win32' ? (process.env['PATHEXT'] ?? '.EXE;.CMD').split(';') : [''];
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders
    .flatMap((folder) => endings.map((ending) => join(folder, `${name}${ending}`)))
    .find((file) => existsSync(file));
}
