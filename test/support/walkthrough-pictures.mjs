// Takes the walkthrough's pictures, media/walkthrough/*.webp, of the packaged extension in a real VS Code, dark and light:
//   npx vite-node test/support/walkthrough-pictures.mjs
import { mkdirSync, writeFileSync } from 'node:fs';
import { kernel, openExercise, treeItem, verdict, write } from '../e2e/support/learner';
import { openProduct } from '../e2e/support/product';
import { asWebp } from './webp.mjs';

/** High contrast is dark or light as well. */
const themes = /** @type {const} */ ({
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
});

/** They are small, and there are ten of them in the package. */
const quality = 0.55;

const product = await openProduct({
  webgpu: true,
  viewport: { width: 1180, height: 620 },
  settings: { 'editor.minimap.enabled': false, 'breadcrumbs.enabled': false },
});
const { page } = product;

/**
 * One part of the window in both themes.
 * @param {string} name
 * @param {() => Promise<{ x: number; y: number; width: number; height: number } | null>} place
 */
async function take(name, place) {
  for (const [theme, id] of Object.entries(themes)) {
    await product.setTheme(id);
    const clip = await place();
    if (clip === null) throw new Error(`there is nothing to see for ${name}`);
    const png = await page.screenshot({ clip, animations: 'disabled' });
    writeFileSync(`media/walkthrough/${name}-${theme}.webp`, await asWebp(page, png, quality));
  }
  await product.setTheme(themes.dark);
}

/**
 * The upper part of what a selector finds, no larger than this.
 * @param {string} selector
 * @param {number} width
 * @param {number} height
 */
async function upper(selector, width, height) {
  const box = await page.locator(selector).first().boundingBox();
  return box && { ...box, width: Math.min(box.width, width), height: Math.min(box.height, height) };
}

try {
  mkdirSync('media/walkthrough', { recursive: true });
  const panel = await openExercise(product, 'E06');
  await take('syllabus', () => upper('.part.sidebar', 300, 320));
  await take('exercise', () => upper('.part.editor', 640, 280));
  await write(
    product,
    kernel('exercises/E06-transpose-straightforward', 'mutants/rows-cols-swapped'),
  );
  await verdict(panel, /Rows and columns have changed places/);
  await panel.locator('canvas').first().waitFor();
  await panel.locator('body').evaluate(() => window.scrollTo(0, 112));
  await page.waitForTimeout(1000);
  await take('verdict', () => upper('.editor-group-container >> nth=1', 420, 330));
  await page.keyboard.press('F1');
  await page.keyboard.type('Tilework: Find Anything');
  await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget input.input').fill('xie 2017');
  await page.locator('.quick-input-list').getByText('Aggregated').first().waitFor();
  await take('find', () => upper('.quick-input-widget', 600, 200));
  await page.keyboard.press('Escape');
  await product.command('Tilework: Check My GPU');
  await page.getByRole('tab', { name: /Check My GPU/ }).waitFor();
  await page.waitForTimeout(3000);
  await take('gpu', () => upper('.editor-group-container.active', 420, 300));
  await treeItem(page, 'E06').waitFor();
} finally {
  await product.close();
}
process.exit(0);
