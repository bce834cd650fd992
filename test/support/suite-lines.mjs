// @ts-check
// A VS Code says much while a suite runs in it. What the suite says is marked, so that it can be told from the rest.
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Writable } from 'node:stream';

const mark = 'suite| ';

/**
 * @param {string} text one or more lines
 * @returns {string}
 */
export const markLines = (text) =>
  text
    .split('\n')
    .map((line) => `${mark}${line}`)
    .join('\n');

/**
 * @param {string} text
 * @returns {boolean}
 */
export const isMarked = (text) => text.startsWith(mark);

/**
 * A stream which prints the marked lines without their mark and keeps all others in a file.
 * @param {string} file
 * @returns {Writable}
 */
export function suiteLines(file) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
  let rest = '';
  return new Writable({
    write(chunk, _encoding, done) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.startsWith(mark)) console.log(line.slice(mark.length));
        else appendFileSync(file, `${line}\n`);
      }
      done();
    },
  });
}
