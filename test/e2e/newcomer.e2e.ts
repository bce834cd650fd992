import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openProduct, type Product } from './support/product';
import {
  kernel,
  openExercise,
  openTopicsOf,
  openTree,
  treeItem,
  verdict,
  write,
} from './support/learner';

// One learner's afternoon: the tests follow each other in one VS Code.
let product: Product;
beforeAll(async () => {
  product = await openProduct({ webgpu: true });
});
afterAll(async () => {
  await product.close();
});

// What was on the screen, and what the tree said, when a test failed.
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  await product.screenshot(`failed-${task.name.slice(0, 40).replaceAll(/\W+/g, '-')}`);
  const rows = product.page.getByRole('treeitem', { includeHidden: true });
  const labels = await rows.evaluateAll((all) => all.map((row) => row.getAttribute('aria-label')));
  process.stdout.write(`the tree: ${labels.join(' | ')}\n`);
});

const e01 = (name: string): string => kernel('exercises/E01-add-two-vectors', name);

test('the tree shows topics, papers and exercises, and a click opens the starter beside its panel', async () => {
  await openTree(product);
  await product.screenshot('newcomer-1-tree');
  await openTopicsOf(product, 'L09');
  await treeItem(product.page, 'MobileNets').waitFor();
  await product.screenshot('newcomer-1-topic');
  const panel = await openExercise(product, 'E01');
  expect(await panel.getByRole('heading', { level: 1 }).innerText()).toContain('Add two vectors');
  await panel.locator('.katex').first().waitFor();
  await product.page.getByRole('tab', { name: /^E01\.wgsl/ }).waitFor();
  const file = join(product.workspace, 'tilework', 'E01.wgsl');
  expect(readFileSync(file, 'utf8')).toBe(e01('starter'));
  await panel.getByText('how many invocations find no element').waitFor();
  await panel.getByRole('button', { name: '27', exact: true }).click();
  await panel.getByText('A run shows whether it is so').waitFor();
  await product.screenshot('newcomer-2-open');
});

test('a kernel without a guard is told what it does, with numbers and pictures', async () => {
  await write(product, e01('mutants/no-guard'));
  const panel = product.webview();
  await verdict(panel, /writes behind the end of “c”/);
  await panel.getByRole('option', { name: /997/ }).first().waitFor();
  await panel.getByRole('heading', { name: 'As you foretold' }).waitFor();
  await product.screenshot('newcomer-3-wrong');
});

test('a wrong value has its index, what was expected and got, and its bound', async () => {
  await write(
    product,
    e01('solution')
      .replace('a[i] + b[i]', 'a[i] - b[i]')
      .replace('a[gid.x] + b[gid.x]', 'a[gid.x] - b[gid.x]'),
  );
  const panel = product.webview();
  await verdict(panel, /elements are wrong/);
  await panel
    .getByText(/^c\[\d+\]$/)
    .first()
    .waitFor();
  await panel.getByText('T0: exact, bit for bit').first().waitFor();
  await product.screenshot('newcomer-4-values');
});

test('a compile error is a squiggle at the right column, counted in UTF-16, and gone when mended', async () => {
  const broken = e01('solution').replace('@compute', '/* 🚀é */ @compute @nonsense');
  await write(product, broken);
  const panel = product.webview();
  await verdict(panel, /does not compile/);
  const line = broken.split('\n').findIndex((text) => text.includes('@nonsense'));
  const column = (broken.split('\n')[line]?.indexOf('nonsense') ?? 0) + 1;
  await product.page.keyboard.press('ControlOrMeta+Shift+M');
  const place = product.page.getByText(`[Ln ${line + 1}, Col ${column}]`);
  await place.first().waitFor();
  await product.screenshot('newcomer-5-compile-error');
  await write(product, e01('solution'));
  await verdict(panel, /Passed/);
  await place.first().waitFor({ state: 'detached' });
  await product.page.keyboard.press('ControlOrMeta+J');
});

test('a pass ticks the tree and survives a reload and a restart', async () => {
  await treeItem(product.page, 'E01.*passed').waitFor();
  await product.screenshot('newcomer-6-passed');
  const notice = product.webview().getByRole('region', { name: 'What to notice' });
  await notice.getByText('the loop over').waitFor();
  await notice.scrollIntoViewIfNeeded();
  await product.screenshot('newcomer-6-notice');
  for (const begin of [() => product.reload(), () => product.restart()]) {
    await begin();
    await openTopicsOf(product, 'E01');
    await treeItem(product.page, 'E01.*passed').waitFor();
    await verdict(product.webview(), /Passed/);
    await product.webview().getByText('the verdict of your last run').waitFor();
  }
  await product.screenshot('newcomer-6-remembered');
});

test('how fast a right kernel is, is measured beside the naive one, and is still there after a reload', async () => {
  const panel = product.webview();
  await panel.getByRole('button', { name: 'Measure', exact: true }).click();
  await panel.getByRole('button', { name: 'Measure again' }).waitFor({ timeout: 90_000 });
  await panel.getByText('memory sets the pace').waitFor();
  const rows = panel.getByRole('region', { name: 'How fast it is' }).locator('tbody th');
  expect((await rows.allInnerTexts()).map((text) => text.split('\n')[0])).toContain('naive');
  await panel.getByRole('heading', { name: 'How fast it is' }).scrollIntoViewIfNeeded();
  await product.screenshot('newcomer-5-measured');
  await product.reload();
  await product.webview().getByRole('button', { name: 'Measure again' }).waitFor();
});

test('editing afterwards shows it, and a later failure does not take the pass away', async () => {
  const panel = await openExercise(product, 'E01');
  await write(product, e01('mutants/local-id'));
  await verdict(panel, /reach of one workgroup/);
  await treeItem(product.page, 'E01.*passed, edited since').waitFor();
  await product.screenshot('newcomer-7-edited-since');
});

test('a kernel that never ends is stopped and its loop named, and the next run works', async () => {
  const panel = product.webview();
  const endless = e01('solution').replace(
    /fn main\([^{]*\{/,
    (head) => `${head}\n  var k = 3u;\n  while (k >= 0u) { k -= 1u; if (a[0] > 3e38) { break; } }`,
  );
  await write(product, endless);
  await verdict(panel, /A loop did not come to its end/);
  await product.screenshot('newcomer-8-endless');
  await write(product, e01('solution'));
  await verdict(panel, /Passed/);
});

test('of two quick saves the newer one counts', async () => {
  const panel = product.webview();
  await write(product, e01('mutants/no-guard'));
  await write(product, `${e01('solution')}// the newer one\n`);
  // Another text than the one that passed before: only its own pass takes “edited since” away.
  await treeItem(product.page, 'E01.*, passed$').waitFor();
  await verdict(panel, /Passed/);
});

test('Reset keeps a copy, and a panel closed in the middle of a run hurts nothing', async () => {
  const panel = product.webview();
  await panel.getByRole('button', { name: 'Reset' }).click();
  await product.page
    .getByRole('button', { name: /Reset|starter/i })
    .first()
    .click();
  await product.page.waitForTimeout(1000);
  const files = readdirSync(join(product.workspace, 'tilework'));
  expect(files.filter((name) => name.endsWith('.bak.wgsl'))).toHaveLength(1);
  await write(product, e01('solution'));
  await product.page.keyboard.press('ControlOrMeta+S');
  await product.page
    .getByRole('tab', { name: /Add two vectors/ })
    .getByRole('button', { name: /Close/ })
    .click();
  const again = await openExercise(product, 'E01');
  await write(product, `${e01('solution')}\n`);
  await verdict(again, /Passed/);
});

test('the way goes on to the next exercise', async () => {
  const panel = await openExercise(product, 'E01');
  await panel.getByRole('button', { name: 'Next: E02 Polynomial by grid stride' }).click();
  await product.page.getByRole('tab', { name: /^E02\.wgsl/ }).waitFor();
  await product.webview().getByRole('heading', { level: 1, name: 'E02' }).waitFor();
});
