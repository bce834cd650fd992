// The figures of `npm run bench -- product`, measured in the packaged extension in a real VS Code.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { kernel, openExercise, verdict } from '../e2e/support/learner';
import { openProduct, type Product } from '../e2e/support/product';
import { type Row, tableOf } from './table';
import { timesOfTree } from './tree';

/** Runs of each exercise; the first, with its cold pipelines and caches, is told apart. */
const rounds = 9;

const rows: Row[] = [];
const add = (what: string, values: readonly number[], unit: string, aim = ''): void => {
  rows.push({ what, values, unit, aim });
};

/** When things appear in the panel, on the clock of the machine: filled by an observer inside the page. */
interface Marks {
  /** The compiler's word and the control case are there. */
  word?: number;
  /** The verdict over all cases is there. */
  whole?: number;
}

/**
 * Watches the panel's text. The first word is there when the first case has its result, or the kernel is rejected;
 * the whole verdict when the headline is no longer that of a run.
 */
async function watch(panel: FrameLocator): Promise<() => Promise<Marks>> {
  const body = panel.locator('body');
  await body.evaluate((element) => {
    const marks: Marks = {};
    (element as unknown as { marks: Marks }).marks = marks;
    let running = false;
    const look = (): void => {
      const text = element.textContent.slice(0, 1500);
      const done = /Running: (\d+) of/.exec(text)?.[1];
      if (done !== undefined) running = true;
      const over = running && done === undefined;
      if (over || Number(done ?? 0) > 0) marks.word ??= Date.now();
      if (over) marks.whole ??= Date.now();
    };
    const observer = new MutationObserver(look);
    observer.observe(element, { subtree: true, childList: true, characterData: true });
  });
  return () => body.evaluate((element) => (element as unknown as { marks: Marks }).marks);
}

async function gradeOften(product: Product, id: string, folder: string): Promise<void> {
  const panel = await openExercise(product, id);
  const solution = kernel(folder, 'solution');
  const firsts: number[] = [];
  const wholes: number[] = [];
  const saves: number[] = [];
  const ours: number[] = [];
  const wholeOurs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const marksNow = await watch(panel);
    const saved = await writeTimed(product, `${solution}\n// round ${round}\n`);
    let marks = await marksNow();
    while (marks.whole === undefined) {
      await product.page.waitForTimeout(50);
      marks = await marksNow();
    }
    await verdict(panel, /Passed/);
    firsts.push((marks.word ?? marks.whole) - saved);
    wholes.push(marks.whole - saved);
    const title = (await panel.locator('.small[title]').first().getAttribute('title')) ?? '';
    const [, , waiting = NaN, , wholeWaiting = NaN] = [
      0,
      ...(title.match(/\d+/g) ?? []).map(Number),
    ];
    const told = written(product, id);
    saves.push(told - saved);
    ours.push((marks.word ?? marks.whole) - told - waiting);
    wholeOurs.push(marks.whole - told - wholeWaiting);
  }
  const [cold = NaN] = firsts;
  add(`${id}: from save to the first word`, firsts.slice(1), 'ms', '300');
  add(`${id}: of it VS Code's own save, until the file is written`, saves.slice(1), 'ms');
  add(`${id}: of it ours: the host, the grader and the drawing`, ours.slice(1), 'ms', '60');
  add(`${id}: the first word in the first run of the window`, [cold], 'ms');
  add(`${id}: from save to the whole verdict`, wholes.slice(1), 'ms', '2000');
  add(`${id}: of it ours: the host, the grader and the drawing`, wholeOurs.slice(1), 'ms');
}

/**
 * When the exercise's file was written, in milliseconds since 1970. What VS Code still does after that, until it tells
 * the extension, counts as ours: nobody outside can see it.
 */
function written({ workspace }: Product, id: string): number {
  return statSync(join(workspace, 'tilework', `${id}.wgsl`)).mtimeMs;
}

/** Puts the text in, waits until the editor has it, and gives the time of the key that saves. */
async function writeTimed(product: Product, text: string): Promise<number> {
  const { page } = product;
  await page.locator('.monaco-editor .view-lines').first().click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.evaluate((words) => navigator.clipboard.writeText(words), text);
  await page.keyboard.press('ControlOrMeta+V');
  await page.waitForTimeout(300);
  const at = Date.now();
  await page.keyboard.press('ControlOrMeta+S');
  return at;
}

async function firstPaint(panel: FrameLocator): Promise<number> {
  return await panel.locator('body').evaluate(() => {
    const paint = performance.getEntriesByType('paint');
    return paint.find((entry) => entry.name === 'first-contentful-paint')?.startTime ?? NaN;
  });
}

/** What VS Code itself says that activating the extension took, loading its bundle included. */
async function activation(product: Product): Promise<number> {
  await product.command('Developer: Show Running Extensions');
  const row = product.page.locator('.monaco-list-row', {
    hasText: /Tilework[\s\S]*Activation: \d+ms/,
  });
  const text = await row.first().innerText();
  return Number(/Activation: (\d+)ms/.exec(text)?.[1] ?? NaN);
}

/** Each exercise in a window of its own, so that the panel that is looked at is the only one. */
async function panels(): Promise<void> {
  const paints: number[] = [];
  const activations: number[] = [];
  const exercises = [
    ['E01', 'exercises/E01-add-two-vectors'],
    ['L09', 'labs/L09-depthwise-separable-block'],
  ] as const;
  for (const [id, folder] of exercises) {
    const product = await openProduct({ webgpu: true });
    try {
      const panel = await openExercise(product, id);
      await panel.locator('.katex').first().waitFor();
      paints.push(await firstPaint(panel));
      await gradeOften(product, id, folder);
      activations.push(await activation(product));
    } finally {
      await product.close();
    }
  }
  add('host: activation, as VS Code tells it', activations, 'ms', '50');
  add('panel: time to first paint', paints, 'ms');
}

const largeTree = timesOfTree(5000);
add('tree: 5,000 papers, from nothing to its rows', largeTree.opens, 'ms', '200');
add('tree: of these, the rows that fit a filter', largeTree.filters, 'ms', '50');
await panels();
add('package', [statSync('build/tilework.vsix').size / 1000], 'kB', '1600');
process.stdout.write(`\n${tableOf(rows)}\n`);
