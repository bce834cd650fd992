// @ts-check
// Child processes that never outlive us: whole process groups, ended on stop and on every way out.
import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { Advice } from './progress.mjs';

const isWindows = process.platform === 'win32';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */
/** @typedef {{ child: ChildProcess, ended: Promise<void>, output: () => string, stop: () => Promise<void> }} Running */

/** @type {Set<ChildProcess>} */
const alive = new Set();

/**
 * Runs a command to its end and returns what it printed; a failure carries the last lines of it.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, next: string }} options `next` says what to do when it fails.
 * @returns {string}
 */
export function runToEnd(command, args, { cwd, env, next }) {
  const result = spawnSync(command, args, {
    cwd,
    env: env ?? process.env,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    // npm is a .cmd file on Windows, and those start only through a shell.
    shell: isWindows && !command.includes('\\'),
  });
  if (result.status === 0) return result.stdout;
  const said = `${result.stdout ?? ''}${result.stderr ?? ''}`
    .trim()
    .split('\n')
    .slice(-15)
    .join('\n    ');
  const reason = result.error?.message ?? `it ended with ${result.status ?? result.signal}`;
  const where = cwd === undefined ? '' : `\n  Where: ${cwd}`;
  throw new Advice(`\`${command} ${args.join(' ')}\` failed: ${reason}${where}\n    ${said}`, next);
}

/**
 * Starts a command as the leader of its own process group. What it prints is kept, its tail is shown when it fails.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Running}
 */
export function startGroup(command, args, options = {}) {
  const child = spawn(command, args, {
    ...options,
    detached: !isWindows,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  /** @param {Buffer} chunk */
  const keep = (chunk) => {
    output = (output + chunk.toString()).slice(-20_000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  child.on('error', (error) => {
    output += error.message;
    alive.delete(child);
  });
  alive.add(child);
  endAllOnExit();
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => child.once('close', () => resolve()));
  return { child, ended, output: () => output, stop: () => stopGroup(child) };
}

/**
 * Asks the group to end, and ends it by force when it does not listen. Resolves when the leader is gone.
 * @param {ChildProcess} child
 * @returns {Promise<void>}
 */
async function stopGroup(child) {
  if (!alive.delete(child)) return;
  const leaderIsUp = child.exitCode === null && child.signalCode === null;
  const gone = leaderIsUp
    ? new Promise((resolve) => child.once('exit', resolve))
    : Promise.resolve();
  signalGroup(child, 'SIGTERM');
  const patience = setTimeout(() => signalGroup(child, 'SIGKILL'), 3000);
  await gone;
  clearTimeout(patience);
  // The leader may be gone while an extension host that it started still lingers.
  signalGroup(child, 'SIGKILL');
}

/**
 * @param {ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (isWindows) spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F']);
    else process.kill(-child.pid, signal);
  } catch {
    // The group is already gone, which is what was wanted.
  }
}

let watching = false;

/** Makes sure that nothing is left running when this process ends, however it ends. */
function endAllOnExit() {
  if (watching) return;
  watching = true;
  process.once('exit', () => {
    for (const child of alive) signalGroup(child, 'SIGKILL');
  });
  // Without a handler a signal would end this process without the exit event.
  process.on('SIGINT', () => endGently(130));
  process.on('SIGTERM', () => endGently(143));
  process.on('SIGHUP', () => endGently(129));
}

let ending = false;

/**
 * The first signal lets the children write what they have; whoever sends a second one does not want to wait.
 * @param {number} code
 */
function endGently(code) {
  if (ending) process.exit(code);
  ending = true;
  void Promise.all([...alive].map(stopGroup)).then(() => process.exit(code));
}

/**
 * A port of this machine that nobody listens on right now.
 * @param {number} [wanted] this one, if it is free
 * @returns {Promise<number>}
 */
export async function freePort(wanted = 0) {
  return (await tryPort(wanted)) ?? (await tryPort(0)) ?? 0;
}

/**
 * @param {number} wanted 0 for any
 * @returns {Promise<number | undefined>} undefined when it is taken
 */
function tryPort(wanted) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : undefined;
      probe.close(() => resolve(port));
    });
  });
}

/**
 * Waits until the server answers over HTTP (any status will do), or explains why it never will.
 * @param {Running} running
 * @param {string} url
 * @param {number} [timeoutMs]
 * @returns {Promise<void>}
 */
export async function untilItAnswers(running, url, timeoutMs = 60_000) {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    if (
      running.child.pid === undefined ||
      running.child.exitCode !== null ||
      running.child.signalCode !== null
    )
      break;
    const answered = await fetch(url, { redirect: 'manual' }).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await running.stop();
  const said = running.output().trim().split('\n').slice(-15).join('\n    ');
  throw new Advice(
    `The VS Code server did not come up at ${new URL(url).origin}. It said:\n    ${said || '(nothing)'}`,
    'run the command again; if it fails again, delete the folder .vscode-test/npm-vscode and let it be set up anew.',
  );
}
