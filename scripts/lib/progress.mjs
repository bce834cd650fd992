// @ts-check
// Progress lines for scripts that a person waits for: what is being done, and how long it took.

/** @typedef {(line: string) => void} Log */

const started = performance.now();

/**
 * Writes one line with the seconds since the script began, so that a slow step is seen as slow and not as stuck.
 * @type {Log}
 */
export const say = (line) => {
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`[${seconds.padStart(5)} s] ${line}`);
};

/**
 * Announces a step, runs it and says how long it took.
 * @template T
 * @param {Log} log
 * @param {string} title
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(log, title, work) {
  const begin = performance.now();
  log(`${title} …`);
  const result = await work();
  log(`${title}: done in ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  return result;
}

/** An error whose message is written for a person: what went wrong, where, and what to do next. No stack is shown. */
export class Advice extends Error {
  /**
   * @param {string} what
   * @param {string} next
   * @param {unknown} [cause]
   */
  constructor(what, next, cause) {
    super(`${what}\n  What to do: ${next}`, { cause });
    this.name = 'Advice';
  }
}
