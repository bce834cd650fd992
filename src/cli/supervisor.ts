import { type ChildProcess, fork } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Grade, gradeFormatVersion } from '../core/grade/report';
import * as words from '../core/grade/words';
import type { MeasureOrder } from '../core/measure/measure';
import type { Measurement, NotMeasured } from '../core/measure/measurement';
import { unavailable } from '../core/measure/words';
import type { ChildAnswer, GradeOrder, TimingOrder } from './child-messages';
import { swiftShaderDriver } from './swiftshader';

/** Grades in a process of its own that is killed when a kernel takes longer than the limit. */
export interface Supervisor {
  grade(order: GradeOrder, limitMs: number): Promise<Grade>;
  measure(
    order: MeasureOrder,
    limitMs: number,
    progress: (doing: string, done: number, of: number) => void,
  ): Promise<Measurement | NotMeasured>;
  stop(): void;
}

export type RunnerName = 'gpu' | 'simulator';

export const isRunner = (word: string): word is RunnerName =>
  word === 'gpu' || word === 'simulator';

export interface SupervisorOptions {
  readonly runner: RunnerName;
  /** Use SwiftShader even where there is a GPU: the same adapter on every machine. */
  readonly software: boolean;
}

/** Starts a supervisor; the child comes with the first order and stays for the next. */
export function supervisor(options: SupervisorOptions): Supervisor {
  let child: ChildProcess | undefined;
  let software = options.software;

  async function ready(): Promise<{ child: ChildProcess } | { missing: string }> {
    if (child !== undefined) return { child };
    const started = await start(software, options.runner);
    if (!('missing' in started)) return keep(started.child);
    // No GPU: the processor plays one, if its driver is on this machine.
    if (software || swiftShaderDriver() === undefined) return started;
    software = true;
    const second = await start(true, options.runner);
    return 'missing' in second ? second : keep(second.child);
  }

  function keep(started: ChildProcess): { child: ChildProcess } {
    child = started;
    started.once('exit', () => {
      if (child === started) child = undefined;
    });
    return { child: started };
  }

  async function answered<T>(question: Question<T>): Promise<T> {
    const worker = await ready();
    if ('missing' in worker) return question.without(worker.missing);
    const answer = await ask(worker.child, question);
    // A process that was just killed may not have said goodbye yet: the next order needs another.
    if (worker.child.killed && child === worker.child) child = undefined;
    return answer;
  }

  return {
    grade: (order, limitMs) =>
      answered({
        ...{ order, limitMs },
        take: (letter) => (letter.kind === 'graded' ? letter.grade : undefined),
        without: (reason) => inconclusive(order, reason),
      }),
    measure: (order, limitMs, progress) =>
      answered({
        ...{ order: { measure: order }, limitMs },
        take(letter) {
          if (letter.kind === 'measuring') progress(letter.doing, letter.done, letter.of);
          return letter.kind === 'measured' ? letter.result : undefined;
        },
        without: unavailable,
      }),
    stop() {
      child?.kill('SIGKILL');
      child = undefined;
    },
  };
}

async function start(
  software: boolean,
  runner: RunnerName,
): Promise<{ child: ChildProcess } | { missing: string }> {
  const driver = software ? swiftShaderDriver() : undefined;
  const env = driver === undefined ? process.env : { ...process.env, ...driverEnvironment(driver) };
  const child = fork(fileURLToPath(new URL('./child.mjs', import.meta.url)), [runner], {
    env,
    // Structured clone keeps NaN and the typed arrays that JSON would lose.
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  // Dawn warns of every driver that it does not find; only what stands there when the process ends is told.
  const last = { words: '' };
  child.stderr?.on(
    'data',
    (text: Buffer) => (last.words = (last.words + text.toString()).slice(-2000)),
  );
  return await new Promise((resolve) => {
    child.once('message', (answer: ChildAnswer) => {
      const missing = answer.kind === 'ready' ? answer.missing : undefined;
      if (missing === undefined) resolve({ child });
      else {
        child.kill('SIGKILL');
        resolve({ missing });
      }
    });
    child.once('exit', (code) => {
      resolve({
        missing: `the process that runs kernels ended at its start (exit code ${code ?? 'none'}): ${last.words.trim()}`,
      });
    });
    child.once('error', (error) => {
      resolve({ missing: `the process that runs kernels could not be started (${error.message})` });
    });
  });
}

/** Where to find the driver, and the Vulkan loader that lies beside it on a machine without one of its own. */
export function driverEnvironment(driver: string): Record<string, string> {
  const loaders = [dirname(driver), process.env['LD_LIBRARY_PATH']].filter(
    (part) => part !== undefined,
  );
  return {
    VK_DRIVER_FILES: driver,
    VK_ICD_FILENAMES: driver,
    LD_LIBRARY_PATH: loaders.join(delimiter),
  };
}

/** What a process is asked, what its answer is, and what to say when there is none. */
interface Question<T> {
  readonly order: GradeOrder | TimingOrder;
  readonly limitMs: number;
  /** The answer in a letter of the process; nothing where the letter is another. */
  readonly take: (letter: ChildAnswer) => T | undefined;
  readonly without: (reason: string) => T;
}

async function ask<T>(child: ChildProcess, question: Question<T>): Promise<T> {
  const { order, limitMs, take, without } = question;
  return await new Promise((resolve) => {
    const finish = (answer: T): void => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      resolve(answer);
    };
    const onMessage = (letter: ChildAnswer): void => {
      const answer = take(letter);
      if (answer !== undefined) finish(answer);
    };
    const onExit = (): void => {
      finish(without('the process in which the kernel ran went down; the next run gets a new one'));
    };
    const timer = setTimeout(() => {
      // SIGKILL, since a hung driver answers to nothing else, and never `device.destroy()`, which hangs with it.
      child.off('exit', onExit);
      child.kill('SIGKILL');
      finish(without(`the kernel was still running after ${limitMs / 1000} s and was stopped`));
    }, limitMs);
    child.on('message', onMessage);
    child.on('exit', onExit);
    child.send(order);
  });
}

function inconclusive(order: GradeOrder, reason: string): Grade {
  return {
    formatVersion: gradeFormatVersion,
    exercise: order.exercise.id,
    verdict: 'inconclusive',
    ...words.unavailable(reason),
    ...{ diagnoses: [], problems: [], cases: [], caseCount: order.exercise.cases.length },
    timings: {},
  };
}
