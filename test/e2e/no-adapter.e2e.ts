import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openProduct, type Product } from './support/product';
import { kernel, openExercise, treeItem, verdict, write } from './support/learner';

const e01 = 'exercises/E01-add-two-vectors';
const e10 = 'exercises/E10-tree-sum-in-one-workgroup';

// One learner without a GPU: the tests follow each other in one VS Code.
let product: Product;
beforeAll(async () => {
  product = await openProduct({ webgpu: false });
});
afterAll(async () => {
  await product.close();
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await product.screenshot(`failed-${task.name.slice(0, 30)}`);
});

test('without an adapter the panel says what kernels run on, which step failed, and what to do', async () => {
  const panel = await openExercise(product, 'E01');
  await verdict(panel, /There is no GPU here: kernels run on a CPU model/);
  await panel
    .getByText(/no adapter/)
    .first()
    .waitFor();
  await panel
    .getByText(/--enable-unsafe-webgpu/)
    .first()
    .waitFor();
  await product.screenshot('no-adapter-before');
  expect(await treeItem(product.page, 'E01.*passed').count()).toBe(0);
});

test('E01 passes on the CPU model, which is said plainly, and the tree ticks', async () => {
  const panel = product.webview();
  await write(product, kernel(e01, 'solution'));
  await verdict(panel, /Passed/);
  await panel.getByText('Run on a CPU model, not timed').waitFor();
  await panel.locator('.chip', { hasText: 'CPU model, not timed' }).waitFor();
  await panel.locator('canvas').first().waitFor();
  await treeItem(product.page, 'E01.*passed').waitFor();
  await panel.getByText('There is no GPU here: what you can do').click();
  await panel
    .getByText(/--enable-unsafe-webgpu/)
    .first()
    .waitFor();
  await product.screenshot('no-adapter-passed');
});

test('a kernel without a guard is told that it writes behind the end', async () => {
  const panel = product.webview();
  await write(product, kernel(e01, 'mutants/no-guard'));
  await verdict(panel, /writes behind the end of “c”/);
});

test('a missing barrier of E10 is a race with both lines, here and in the editor', async () => {
  await product.page.keyboard.press('Escape');
  const panel = await openExercise(product, 'E10');
  const source = kernel(e10, 'mutants/no-barrier-before-the-tree');
  await write(product, source);
  await verdict(panel, /Race on .*line \d+ stores what line \d+ reads/);
  await product.page.locator('.squiggly-warning').nth(1).waitFor();
  await product.screenshot('no-adapter-race');
  await write(product, kernel(e10, 'solution'));
  await verdict(panel, /Passed/);
  await treeItem(product.page, 'E10.*passed').waitFor();
});

test('how it touches memory can be stepped through with the keyboard', async () => {
  const panel = product.webview();
  await panel.getByText('How it touches memory (a model)').click();
  const stage = panel.getByRole('application', { name: 'Lanes against memory' });
  await stage.locator('svg').waitFor({ timeout: 60_000 });
  await panel.getByText(/access 1 of \d+/).waitFor();
  await stage.press('ArrowRight');
  await panel.getByText(/access 2 of \d+/).waitFor();
  await stage.press('ArrowLeft');
  await panel.getByText(/access 1 of \d+/).waitFor();
  await product.screenshot('no-adapter-access');
});

test('Check My GPU shows the same at any time', async () => {
  await product.command('Tilework: Check My GPU');
  await product.page.getByRole('tab', { name: /Check My GPU/ }).waitFor();
  const page = product.webview();
  await page.getByText('so exercises run on a CPU model').waitFor();
  await page
    .getByText(/no adapter/)
    .first()
    .waitFor();
  await product.screenshot('no-adapter-check');
});
