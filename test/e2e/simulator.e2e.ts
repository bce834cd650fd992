// The simulator in the product: after a run on a GPU, without one, and in the web worker host of vscode.dev.
import { afterEach, expect, test } from 'vitest';
import { kernel, openExercise, treeItem, verdict, write } from './support/learner';
import { openProduct, type Product, type ProductOptions } from './support/product';
import { inEachTheme } from './support/themes';

let product: Product | undefined;
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await product?.screenshot(`failed-${task.name.slice(0, 30)}`);
  await product?.close();
  product = undefined;
});

async function open(options: ProductOptions): Promise<Product> {
  product = await openProduct({ settings: { 'tilework.checkSeconds': 60 }, ...options });
  return product;
}

const e06 = 'exercises/E06-transpose-straightforward';
const e07 = 'exercises/E07-transpose-through-workgroup-memory';
const e10 = 'exercises/E10-tree-sum-in-one-workgroup';
test('a race is found after a run on a GPU', async () => {
  const opened = await open({ webgpu: true });
  const panel = await openExercise(opened, 'E10');
  await write(opened, kernel(e10, 'mutants/no-barrier-before-the-tree'));
  await verdict(panel, /Race on .*line \d+ stores what line \d+ reads/);
  await panel.getByText('seen on a CPU model that watches every access').waitFor();
  await opened.page.locator('.squiggly-warning').nth(1).waitFor();
  await inEachTheme(opened, async (name) => {
    await opened.screenshot(`race-${name}`);
  });
  await write(opened, kernel(e10, 'solution'));
  await verdict(panel, /Passed/);
  await panel.getByText('no race, no out-of-bounds access found').waitFor({ timeout: 60_000 });
  await treeItem(opened.page, 'E10.*passed').waitFor();
});

test('a right kernel that misses a mark passes, and the star comes with the last of them', async () => {
  const opened = await open({ webgpu: true });
  const panel = await openExercise(opened, 'E07');
  await write(opened, kernel(e07, 'misses/tile-32-wide'));
  await verdict(panel, /Passed/);
  await panel.getByText('2 of 3 marks earned').waitFor({ timeout: 60_000 });
  await panel.getByText('asks one bank 32 times').waitFor();
  await treeItem(opened.page, 'E07.*passed$').waitFor();
  await panel.getByText('2 of 3 marks earned').scrollIntoViewIfNeeded();
  await inEachTheme(opened, async (name) => {
    await opened.screenshot(`marks-${name}`);
  });
  await write(opened, kernel(e07, 'solution'));
  await panel.getByText('All its marks are earned').waitFor({ timeout: 60_000 });
  await treeItem(opened.page, 'E07.*passed with all its marks').waitFor();
  await opened.screenshot('all-marks');
});

test('a kernel is timed at the shape that is chosen', async () => {
  const opened = await open({ webgpu: true });
  const panel = await openExercise(opened, 'E13');
  await write(opened, kernel('exercises/E13-histogram', 'solution'));
  await verdict(panel, /Passed/);
  const shapes = panel.getByRole('combobox', { name: 'at' });
  await shapes.selectOption('all values the same');
  await panel.getByRole('button', { name: 'Measure', exact: true }).click();
  await panel.getByText(/At n [\d,]+ · 256 bins · 100 % in one/).waitFor({ timeout: 90_000 });
  await shapes.scrollIntoViewIfNeeded();
  await inEachTheme(opened, async (name) => {
    await opened.screenshot(`shapes-${name}`);
  });
});

test('what a kernel counts for its own sake stands beside its time', async () => {
  const opened = await open({ webgpu: true });
  const panel = await openExercise(opened, 'E12');
  await write(opened, kernel('exercises/E12-float-atomics', 'solution'));
  await verdict(panel, /Passed/);
  await panel.getByRole('button', { name: 'Measure', exact: true }).click();
  const counted = panel.getByText(/^“retries” after one run: yours [\d,]+/);
  await counted.waitFor({ timeout: 90_000 });
  await counted.evaluate((says) => {
    says.scrollIntoView({ block: 'center' });
  });
  await opened.screenshot('tallies');
  const row = panel.getByRole('table', { name: 'Bindings of group 0' }).getByText('yours to count');
  await row.scrollIntoViewIfNeeded();
  await opened.screenshot('tallies-contract');
});

test('the accesses of a transpose without a GPU', async () => {
  const opened = await open({ webgpu: false });
  const panel = await openExercise(opened, 'E06');
  await write(opened, kernel(e06, 'solution'));
  await verdict(panel, /Passed/);
  await opened.screenshot('cpu-model');
  await panel.getByText('How it touches memory (a model)').click();
  const stage = panel.getByRole('application', { name: 'Lanes against memory' });
  await stage.locator('svg').waitFor({ timeout: 60_000 });
  await panel.getByText('This access, line by line').waitFor();
  await stage.scrollIntoViewIfNeeded();
  const cell = stage.locator('.cell').first();
  await inEachTheme(opened, async (name) => {
    const [fill, ground] = await cell.evaluate((rect) => [
      getComputedStyle(rect).fill,
      getComputedStyle(rect.ownerDocument.body).backgroundColor,
    ]);
    expect(fill).not.toBe(ground);
    await opened.screenshot(`access-${name}`);
  });
});

test('who is at work between the barriers of a tree, and what the kernel does in all', async () => {
  const opened = await open({ webgpu: false });
  const panel = await openExercise(opened, 'E10');
  await write(opened, kernel(e10, 'misses/every-other'));
  await verdict(panel, /Passed/);
  await panel.getByText('How it touches memory (a model)').click();
  const steps = panel.getByRole('table', { name: 'Who touches memory, from barrier to barrier' });
  await steps.waitFor({ timeout: 60_000 });
  // Half of the invocations add in the first step of this tree, and all groups of 32 run for them.
  const row = steps.getByRole('row', { name: /^after 1 / });
  expect(await row.innerText()).toMatch(/after 1\s+128\s+8/);
  const whole = panel.getByRole('table', { name: 'main, over the whole dispatch' });
  expect(await whole.innerText()).toMatch(/operations on floats\s+[\d,]{4,}/);
  await panel.getByText(/^Filled: invocations/).evaluate((says) => {
    says.scrollIntoView({ block: 'center' });
  });
  await inEachTheme(opened, async (name) => {
    await opened.screenshot(`steps-${name}`);
  });
});

test('in the web worker host of vscode.dev it runs as well', async () => {
  const opened = await open({
    webgpu: false,
    settings: { 'remote.extensionKind': { 'tilework.tilework': ['web'] } },
  });
  const panel = await openExercise(opened, 'E10');
  await write(opened, kernel(e10, 'mutants/no-barrier-before-the-tree'));
  await verdict(panel, /Race on .*line \d+ stores what line \d+ reads/);
  await opened.command('Tilework: Check My GPU');
  // The exercise’s own panel was there before.
  const page = opened.webview(1);
  await page.getByText('web worker', { exact: true }).waitFor();
  await opened.screenshot('web-worker-host');
});
