import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { build, type BuildOptions } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FromBackground, ToBackground } from '../../../src/protocol/background';
import { exercise, kernel, root } from '../../support/kernels';
import { median, type Stopped, timesToStop } from '../../support/stopping';

let folder: string;
const bundled = (name: string): string => join(folder, name);

beforeAll(async () => {
  await mkdir(join(root, 'build'), { recursive: true });
  folder = await mkdtemp(join(root, 'build/test-background-'));
  const common: BuildOptions = { bundle: true, mainFields: ['module', 'main'], logLevel: 'error' };
  const entryPoints = [join(root, 'src/background/main.ts')];
  await build({
    ...{ ...common, entryPoints, outfile: bundled('main.mjs') },
    ...{ platform: 'node', format: 'esm', target: 'node20' },
  });
  await build({
    ...{ ...common, entryPoints: [join(root, 'src/background/work.ts')] },
    ...{ outfile: bundled('work.js'), format: 'iife', globalName: 'background' },
  });
});
const submission = { exercise: exercise('E01'), source: kernel('E01') };
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a run that is not wanted any more is answered at once, another worker stands by, and it ends like an idle one', async () => {
  const busy: Stopped[] = [];
  const idle: Stopped[] = [];
  for (let i = 0; i < 3; i++) {
    busy.push(await timesToStop(bundled('main.mjs'), true));
    idle.push(await timesToStop(bundled('main.mjs'), false));
  }
  for (const { answered } of busy) expect(answered).toBeLessThan(100);
  // How long a thread takes to end with nothing to do tells how busy this machine is with other work.
  const added = (of: (one: Stopped) => number): number =>
    median(busy.map(of)) - median(idle.map(of));
  expect(added(({ next }) => next)).toBeLessThan(100);
  expect(added(({ ended }) => ended)).toBeLessThan(100);
}, 120_000);

test('a worker that was started ahead says when it is warm, and leaves off when it is asked for something', async () => {
  const heard: FromBackground['kind'][] = [];
  const worker = new Worker(bundled('main.mjs'));
  const done = new Promise<void>((resolve) => {
    worker.on('message', ({ kind }: FromBackground) => {
      heard.push(kind);
      if (kind === 'warm') resolve();
    });
  });
  worker.postMessage({ kind: 'warmUp', id: 1 } satisfies ToBackground);
  worker.postMessage({ kind: 'check', id: 2, submission } satisfies ToBackground);
  await done;
  await worker.terminate();
  expect(heard.filter((kind) => kind !== 'watched')).toEqual(['checked', 'warm']);
}, 60_000);

/** What the worker answers where nothing may make code while it runs, as under a strict content security policy. */
async function underStrictPolicy(letter: ToBackground): Promise<FromBackground[]> {
  const letters: FromBackground[] = [];
  const inside = createContext(
    { tell: (one: FromBackground) => letters.push(one), letter, structuredClone, console },
    { codeGeneration: { strings: false, wasm: false } },
  );
  runInContext(await readFile(bundled('work.js'), 'utf8'), inside);
  const work = 'background.createWork({ tell, now: () => 0, turn: async () => {} })(letter)';
  await (runInContext(work, inside) as Promise<void>);
  return letters;
}

test('where a policy forbids generated code, a check says so and that the GPU alone has graded', async () => {
  const letters = await underStrictPolicy({ kind: 'check', id: 1, submission });
  expect(letters.at(-1)).toMatchObject({
    kind: 'checked',
    check: { kind: 'notChecked', findings: [] },
  });
  expect(JSON.stringify(letters)).toContain('security policy of this place forbids that');
});

test('where a policy forbids generated code, nothing is graded, and it says where it would be', async () => {
  const letters = await underStrictPolicy({ kind: 'grade', id: 1, run: 1, submission });
  const last = letters.at(-1);
  expect(last).toMatchObject({ kind: 'graded', grade: { verdict: 'inconclusive' } });
  const text = JSON.stringify(last);
  expect(text).toContain('security policy of this place forbids that');
  expect(text).toContain('desktop');
});

test('where a policy forbids generated code, getting warm does nothing and breaks nothing', async () => {
  expect(await underStrictPolicy({ kind: 'warmUp', id: 1 })).toEqual([{ kind: 'warm', id: 1 }]);
});
