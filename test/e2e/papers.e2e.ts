// A paper from the search to the tick, and what another window of the same group sees of it.
import { afterEach, expect, test } from 'vitest';
import { treeItem } from './support/learner';
import { openProduct, type Product } from './support/product';

let product: Product | undefined;
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await product?.screenshot(`failed-${task.name.slice(0, 30)}`);
  await product?.close();
  product = undefined;
});

const group = {
  formatVersion: 1,
  people: [
    { id: 'ada', name: 'Ada Lovelace' },
    { id: 'grace', name: 'Grace Hopper' },
  ],
  taken: [{ person: 'ada', topic: 'aggregated-transformations' }],
  meetings: [],
};
const topic = 'ResNeXt: aggregated transformations';
const files = { '.tilework/group.json': `${JSON.stringify(group, null, 2)}\n` };

type Page = Product['page'];

/** Opens Tilework with the Group view in the room of the other views. */
async function openGroup(page: Page): Promise<void> {
  await page.locator('.activitybar .action-label[aria-label^="Tilework"]').click();
  for (const title of ['Today', 'Syllabus']) {
    const header = page.locator(`.pane-header[aria-label^="${title}"]`);
    await header.waitFor();
    if ((await header.getAttribute('aria-expanded')) === 'true') await header.click();
  }
  const header = page.locator('.pane-header[aria-label^="Group"]');
  if ((await header.getAttribute('aria-expanded')) === 'false') await header.click();
  await treeItem(page, 'Ada Lovelace').waitFor();
}

async function beSomebody(page: Page, name: string): Promise<void> {
  await page.getByRole('treeitem', { name: /^Who are you/ }).click();
  await page.locator('.quick-input-list').getByText(name, { exact: true }).waitFor();
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
  await page.getByText('What do you share with your group?').waitFor();
  await page.keyboard.press('Enter');
  await treeItem(page, `${name}, you`).waitFor();
}

/** Filters the tree by the title, so that the row can be seen, and ticks it. */
async function tickInTree(page: Page, title: string): Promise<void> {
  await page.locator('.pane-header[aria-label^="Group"]').click();
  await page.locator('.pane-header[aria-label^="Syllabus"]').click();
  await page.locator('.pane-header[aria-label^="Syllabus"]').hover();
  await page.getByRole('button', { name: /^Filter Syllabus…/ }).click();
  await page.locator('.quick-input-widget input.input').fill(title);
  await page.keyboard.press('Enter');
  await treeItem(page, title).getByRole('checkbox').click();
}

test('a paper is found by its author, cited and ticked, and another window sees the tick in Group', async () => {
  product = await openProduct({ webgpu: false, files });
  const { page } = product;
  await openGroup(page);
  await beSomebody(page, 'Ada Lovelace');
  const other = await product.secondWindow();
  await openGroup(other);
  await beSomebody(other, 'Grace Hopper');
  await treeItem(other, `Ada Lovelace, ${topic}, 0/1 read`).waitFor();

  await product.command('Tilework: Find Anything');
  await page.locator('.quick-input-widget input.input').fill('saining xie');
  const found = page.locator('.quick-input-list .monaco-list-row', { hasText: 'Aggregated' });
  await found.first().waitFor();
  await product.screenshot('find-anything');
  await page.keyboard.press('Enter');
  const panel = product.webview();
  await panel.getByRole('heading', { level: 1, name: /Aggregated Residual/ }).waitFor();
  await panel.getByRole('button', { name: 'Copy BibTeX' }).click();
  await panel.getByText('BibTeX is on the clipboard.').waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^@inproceedings\{resnext,\n\tauthor = \{Xie,/);

  await tickInTree(page, 'Aggregated Residual');
  await expect.poll(() => panel.getByRole('combobox').first().inputValue()).toBe('read');
  await treeItem(other, `Ada Lovelace, ${topic}, 1/1 read`).waitFor();
  await product.screenshot('paper-panel-read');
  await other.screenshot({ path: 'artifacts/e2e/group-other-window.png' });
});
