// Takes the README's picture, media/readme.webp, of the packaged extension in a real VS Code:
//   npx vite-node test/support/readme-picture.mjs
import { writeFileSync } from 'node:fs';
import { kernel, openExercise, verdict, write } from '../e2e/support/learner';
import { openProduct } from '../e2e/support/product';
import { asWebp } from './webp.mjs';

const product = await openProduct({
  webgpu: true,
  viewport: { width: 1500, height: 960 },
  settings: { 'editor.minimap.enabled': false, 'breadcrumbs.enabled': false },
});
try {
  const first = await openExercise(product, 'E01');
  await write(product, kernel('exercises/E01-add-two-vectors', 'solution'));
  await verdict(first, /Passed/);
  await product.page.keyboard.press('ControlOrMeta+W');
  await product.page
    .getByRole('tab', { name: /Add two vectors/ })
    .getByRole('button', { name: /Close/ })
    .click();
  const panel = await openExercise(product, 'E06');
  // A guard that is too careful: it sends whole tiles home and the ragged rest with them.
  const careful = kernel('exercises/E06-transpose-straightforward', 'solution').replace(
    'r >= p.rows || c >= p.cols',
    'r >= p.rows || c >= p.cols / W * W',
  );
  await write(product, careful);
  await verdict(panel, /last partial tile|never written/);
  await panel.locator('canvas').first().waitFor();
  await panel.locator('body').evaluate(() => window.scrollTo(0, 112));
  await product.page.waitForTimeout(1500);
  writeFileSync(
    'media/readme.webp',
    await asWebp(product.page, await product.screenshot('readme'), 0.7, 0.75),
  );
} finally {
  await product.close();
}
process.exit(0);
