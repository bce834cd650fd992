// The picture of a lab's block, before and after a run, by the keyboard alone.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { kernel, openExercise, verdict, write } from './support/learner';
import { openProduct, type Product } from './support/product';
import { inEachTheme } from './support/themes';

let product: Product;
beforeAll(async () => {
  product = await openProduct({ webgpu: true });
});
afterAll(async () => {
  await product.close();
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await product.screenshot('failed-flow');
});

const lab = 'labs/L09-depthwise-separable-block';

test('an edge that is pressed by the keyboard shows its tensor, before there is a run', async () => {
  const panel = await openExercise(product, 'L09');
  const flow = panel.getByRole('group', { name: 'What flows through the block' });
  const edge = flow.getByRole('button', {
    name: 'ReLU(batch norm(depthwise 3 × 3 / 2)), 2 × 6 × 5 × 4, kept in t',
  });
  await edge.press('Enter');
  await flow.getByText(/what is expected\. .* yours stands beside it after a run/).waitFor();
  await flow.getByRole('application', { name: 'Expected, under a cursor' }).waitFor();
  expect(await edge.getAttribute('aria-pressed')).toBe('true');
  await product.screenshot('flow-before');
});

test('after a run it shows what the first pass left beside it, and where it is wrong', async () => {
  const panel = product.webview();
  await write(product, kernel(lab, 'mutants/first-relu-forgotten'));
  await verdict(panel, /The ReLU between the two convolutions is missing/);
  await panel.getByText('2 dispatches, 960 bytes of temporaries').waitFor();
  const flow = panel.getByRole('group', { name: 'What flows through the block' });
  await flow.getByText('what your passes left in “t”').waitFor();
  const input = flow.getByRole('button', { name: 'x, 2 × 6 × 9 × 7' });
  await input.press(' ');
  await flow.getByText('x: an input of the run.').waitFor();
  await product.page.keyboard.press('Tab');
  await product.page.keyboard.press('Enter');
  const maps = flow.getByRole('application', { name: 'Expected, got and wrong, under one cursor' });
  await maps.waitFor();
  await product.page.keyboard.press('Tab');
  await product.page.keyboard.press('Tab');
  await flow.getByText(/^✗ t\[\d/).waitFor();
  await maps.scrollIntoViewIfNeeded();
  await inEachTheme(product, async (name) => {
    await product.screenshot(`flow-${name}`);
  });
});

test('a case that is chosen changes the sizes', async () => {
  const panel = product.webview();
  await panel.getByRole('option', { name: /17×33/ }).click();
  const flow = panel.getByRole('group', { name: 'What flows through the block' });
  await flow.getByRole('button', { name: 'x, 1 × 2 × 17 × 33' }).waitFor();
  await flow.getByText('what your passes left in “t”').waitFor();
});
