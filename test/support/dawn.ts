import { execFile, fork } from 'node:child_process';
import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import {
  driverEnvironment,
  type Supervisor,
  type SupervisorOptions,
} from '../../src/cli/supervisor';
import { swiftShaderDriver } from '../../src/cli/swiftshader';
import type { Plan } from '../../src/core/exercise/plan-schema';
import type { Exercise } from '../../src/core/exercise/schema';
import type { Grade } from '../../src/core/grade/report';
import type { ProbeTask } from './dawn-probe';
import { exercise, kernel, root } from './kernels';

/** What a command came to. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command line, built from the sources as they are now: `dist/` may be older, and others may be building it. */
export interface BuiltCli {
  readonly folder: string;
  /** Runs `tilework` with these arguments. */
  run(
    args: readonly string[],
    options?: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> },
  ): Promise<Ended>;
  remove(): Promise<void>;
}

/** As in esbuild.js: the citations’ library must not bring its ways to the network along. */
const stand = join(root, 'src/cite/no-fetch.ts');
const noNetwork = { 'sync-fetch': stand, 'node-fetch': stand };

export async function buildCli(): Promise<BuiltCli> {
  // Inside the repository, so that Dawn is found in node_modules and the syllabus beside it.
  await mkdir(join(root, 'build'), { recursive: true });
  const folder = await mkdtemp(join(root, 'build/test-cli-'));
  const named = (path: string): string => join(root, path);
  await build({
    entryPoints: {
      tilework: named('src/cli/main.ts'),
      child: named('src/cli/child.ts'),
      supervisor: named('src/cli/supervisor.ts'),
      probe: named('test/support/dawn-probe.ts'),
    },
    ...{ bundle: true, splitting: true, outdir: folder, outExtension: { '.js': '.mjs' } },
    ...{ platform: 'node', format: 'esm', target: 'node20', mainFields: ['module', 'main'] },
    ...{ external: ['webgpu'], logLevel: 'error', alias: noNetwork },
  });
  return {
    folder,
    run: (args, options = {}) =>
      new Promise((resolve) => {
        const env = { ...process.env, ...options.env };
        const all = [join(folder, 'tilework.mjs'), ...args];
        execFile(
          process.execPath,
          all,
          { cwd: options.cwd ?? root, env, maxBuffer: 2 ** 26 },
          (error, out, err) => {
            resolve({
              code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
              out,
              err,
            });
          },
        );
      }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The grader on Dawn and SwiftShader, in a process that is killed when a kernel takes too long. */
export interface Dawn {
  grade(
    of: Exercise,
    source: string,
    options?: { readonly limitMs?: number; readonly plan?: Plan },
  ): Promise<Grade>;
  /** Asks WebGPU something directly, in a process of its own. */
  probe<T>(task: ProbeTask): Promise<T>;
  readonly cli: BuiltCli;
  stop(): Promise<void>;
}

/** A kernel of a test is done in milliseconds; one that is not has hung. */
const patience = 20_000;

const advice =
  'Install Chromium, whose SwiftShader runs WebGPU on the processor (Debian and Ubuntu: apt-get install chromium), or name the ICD file of a Vulkan driver in TILEWORK_SWIFTSHADER.';

/** Starts the grader. Where there is no adapter the tests fail, and say what to install: they are never left out. */
export async function startDawn(): Promise<Dawn> {
  const cli = await buildCli();
  const url = pathToFileURL(join(cli.folder, 'supervisor.mjs')).href;
  const { supervisor } = (await import(/* @vite-ignore */ url)) as {
    supervisor: (options: SupervisorOptions) => Supervisor;
  };
  const runs = supervisor({ runner: 'gpu', software: true });
  const dawn: Dawn = {
    cli,
    grade: (of, source, { limitMs = patience, plan } = {}) =>
      runs.grade(
        { exercise: of, source, stopAtFirstFailure: true, ...(plan === undefined ? {} : { plan }) },
        limitMs,
      ),
    probe: (task) => probe(join(cli.folder, 'probe.mjs'), task),
    async stop() {
      runs.stop();
      await cli.remove();
    },
  };
  const first = await dawn.grade(exercise('E01', { cases: [{ n: 3 }] }), kernel('E01'));
  if (first.verdict === 'passed') return dawn;
  await dawn.stop();
  throw new Error(`The GPU tests need a WebGPU adapter. ${first.title}. ${first.says} ${advice}`);
}

async function probe<T>(script: string, task: ProbeTask): Promise<T> {
  const driver = swiftShaderDriver();
  if (driver === undefined) throw new Error(`There is no SwiftShader on this machine. ${advice}`);
  // The driver is looked for when the process starts, so it must be named before.
  const child = fork(script, {
    env: { ...process.env, ...driverEnvironment(driver) },
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
  });
  try {
    return await new Promise<T>((resolve, reject) => {
      child.once('message', ({ result, error }: { result?: T; error?: string }) => {
        if (error === undefined) resolve(result as T);
        else reject(new Error(error));
      });
      child.once('exit', (code, signal) =>
        reject(new Error(`the probe ended with ${code ?? signal ?? 'nothing'}`)),
      );
      child.send(task);
    });
  } finally {
    child.kill('SIGKILL');
  }
}
