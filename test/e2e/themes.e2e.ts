import { expect, test } from 'vitest';
import { kernel, openExercise, verdict, write } from './support/learner';
import { openProduct } from './support/product';
import { inEachTheme } from './support/themes';

test('a wrong transpose in each theme', async () => {
  const product = await openProduct({ webgpu: true });
  try {
    const panel = await openExercise(product, 'E06');
    await write(
      product,
      kernel('exercises/E06-transpose-straightforward', 'mutants/rows-cols-swapped'),
    );
    await verdict(panel, /Rows and columns have changed places in the index arithmetic/);
    await panel.locator('canvas').first().waitFor({ timeout: 60_000 });
    const inks = new Set<string>();
    await inEachTheme(product, async (name) => {
      // The text is readable: the panel takes its colours from the theme, so they are not the browser's own.
      const [ink, ground] = await panel.locator('body').evaluate((body) => {
        const style = getComputedStyle(body);
        return [style.color, style.backgroundColor];
      });
      expect(ink).not.toBe(ground);
      inks.add(ink);
      await product.screenshot(`theme-${name}`);
    });
    expect(inks.size).toBeGreaterThan(1);
  } finally {
    await product.close();
  }
});
