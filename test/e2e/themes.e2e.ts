import { expect, test } from 'vitest';
import { openProduct } from './support/product';
import { kernel, openExercise, verdict, write } from './support/learner';
import type { Theme } from './support/workbench';

const themes: readonly Theme[] = [
  'Default Dark Modern',
  'Default Light Modern',
  'Default High Contrast',
];

test.each(themes)('a wrong transpose in %s', async (colorTheme) => {
  const product = await openProduct({ webgpu: true, colorTheme });
  try {
    const panel = await openExercise(product, 'E06');
    await write(
      product,
      kernel('exercises/E06-transpose-straightforward', 'mutants/rows-cols-swapped'),
    );
    await verdict(panel, /Rows and columns have changed places in the index arithmetic/);
    await panel.locator('canvas').first().waitFor({ timeout: 60_000 });
    // The text is readable: the panel takes its colours from the theme, so they are not the browser's own.
    const [ink, ground] = await panel.locator('body').evaluate((body) => {
      const style = getComputedStyle(body);
      return [style.color, style.backgroundColor];
    });
    expect(ink).not.toBe(ground);
    const name = colorTheme.replace('Default ', '').replaceAll(' ', '-').toLowerCase();
    await product.screenshot(`theme-${name}`);
  } finally {
    await product.close();
  }
});
