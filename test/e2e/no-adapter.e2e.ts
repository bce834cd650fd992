import { afterAll, beforeAll, expect, test } from 'vitest';
import { openProduct, type Product } from './support/product';
import { kernel, openExercise, treeItem, verdict, write } from './support/learner';

let product: Product;
beforeAll(async () => {
  product = await openProduct({ webgpu: false });
});
afterAll(async () => {
  await product.close();
});

test('without an adapter nothing is graded, and the panel says which step failed and what to do', async () => {
  const panel = await openExercise(product, 'E01');
  await write(product, kernel('exercises/E01-add-two-vectors', 'solution'));
  await verdict(panel, /could not be run here/);
  await panel
    .getByText(/no adapter/)
    .first()
    .waitFor();
  await panel
    .getByText(/--enable-unsafe-webgpu/)
    .first()
    .waitFor();
  await product.screenshot('no-adapter-panel');
  expect(await treeItem(product.page, 'E01.*passed').count()).toBe(0);
});

test('Check My GPU shows the same at any time', async () => {
  await product.command('Tilework: Check My GPU');
  await product.page.getByRole('tab', { name: /Check My GPU/ }).waitFor();
  const page = product.webview();
  await page
    .getByText(/no adapter/)
    .first()
    .waitFor();
  await product.screenshot('no-adapter-check');
});
