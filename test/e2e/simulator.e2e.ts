// The simulator in the product: after a run on a GPU, in every theme, and in the web worker host of vscode.dev.
import { afterEach, expect, test } from 'vitest';
import { kernel, openExercise, treeItem, verdict, write } from './support/learner';
import { openProduct, type Product, type ProductOptions } from './support/product';
import type { Theme } from './support/workbench';

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
const e10 = 'exercises/E10-tree-sum-in-one-workgroup';
const themes: readonly Theme[] = [
  'Default Dark Modern',
  'Default Light Modern',
  'Default High Contrast',
];
const nameOf = (theme: Theme): string =>
  theme.replace('Default ', '').replaceAll(' ', '-').toLowerCase();

test.each(themes)('a race is found after a run on a GPU, in %s', async (colorTheme) => {
  const opened = await open({ webgpu: true, colorTheme });
  const panel = await openExercise(opened, 'E10');
  await write(opened, kernel(e10, 'mutants/no-barrier-before-the-tree'));
  await verdict(panel, /Race on .*line \d+ stores what line \d+ reads/);
  await panel.getByText('seen on a CPU model that watches every access').waitFor();
  await opened.page.locator('.squiggly-warning').nth(1).waitFor();
  await opened.screenshot(`race-${nameOf(colorTheme)}`);
  await write(opened, kernel(e10, 'solution'));
  await verdict(panel, /Passed/);
  await panel.getByText('no race, no out-of-bounds access found').waitFor({ timeout: 60_000 });
  await treeItem(opened.page, 'E10.*passed').waitFor();
});

test.each(themes)('the accesses of a transpose without a GPU, in %s', async (colorTheme) => {
  const opened = await open({ webgpu: false, colorTheme });
  const panel = await openExercise(opened, 'E06');
  await write(opened, kernel(e06, 'solution'));
  await verdict(panel, /Passed/);
  await opened.screenshot(`cpu-model-${nameOf(colorTheme)}`);
  await panel.getByText('How it touches memory (a model)').click();
  const stage = panel.getByRole('application', { name: 'Lanes against memory' });
  await stage.locator('svg').waitFor({ timeout: 60_000 });
  await panel.getByText('This access, line by line').waitFor();
  const [cell, ground] = await stage
    .locator('.cell')
    .first()
    .evaluate((rect) => [
      getComputedStyle(rect).fill,
      getComputedStyle(rect.ownerDocument.body).backgroundColor,
    ]);
  expect(cell).not.toBe(ground);
  await stage.scrollIntoViewIfNeeded();
  await opened.screenshot(`access-${nameOf(colorTheme)}`);
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
