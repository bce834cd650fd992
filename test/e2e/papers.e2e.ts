// A paper from the search to the tick, and what another window of the same group sees of it.
import { afterEach, expect, test } from 'vitest';
import { openTree, treeItem, viewHeader } from './support/learner';
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

/** Content of anybody's: what stands in it is shown as it is. */
const strange = '<b>عنوان</b> [x](command:y) $(zap) 🚀';
const own = {
  'syllabus/topics/ours.json': {
    ...{ formatVersion: 1, id: 'ours', title: strange, order: 1, summary: 'S' },
    papers: ['our-paper'],
  },
  'syllabus/papers/our-paper.json': {
    ...{ formatVersion: 1, id: 'our-paper', name: strange, title: strange, authors: [strange] },
    ...{ year: 2019, venue: 'arXiv', page: 'https://example.org/', idea: `${strange} is an idea.` },
    results: [{ model: strange, dataset: strange, top1: 20.5, source: strange }],
    buildsOn: ['resnext'],
  },
};

/** Types into Find Anything and takes the first row that has the words. */
async function find(opened: Product, query: string, words: string): Promise<void> {
  await opened.command('Tilework: Find Anything');
  await opened.page.locator('.quick-input-widget input.input').fill(query);
  const rows = opened.page.locator('.quick-input-list .monaco-list-row', { hasText: words });
  await rows.first().waitFor();
}

/** The name by which a screen reader calls what has the focus in a panel. */
async function focused(panel: ReturnType<Product['webview']>): Promise<string> {
  // A button of the toolkit and the one in its shadow both have it; the outer one has the words.
  const element = panel.locator(':focus').first();
  return (await element.count()) === 0 ? '' : (await element.innerText()).trim();
}

test('the keyboard alone finds a paper, goes through its panel, and says in the tree that it is presented', async () => {
  product = await openProduct({ webgpu: false });
  const { page } = product;
  await openTree(product);
  await find(product, 'fire module', 'SqueezeNet');
  await page.keyboard.press('Enter');
  const panel = product.webview();
  await panel.getByRole('heading', { level: 1, name: /SqueezeNet/ }).waitFor();
  await panel.getByRole('heading', { name: 'The block: Fire module' }).waitFor();

  await panel.locator('body').press('Tab');
  const order = [await focused(panel)];
  for (let i = 0; i < 30 && !order.includes('Model'); i++) {
    await page.keyboard.press('Tab');
    order.push(await focused(panel));
  }
  const buttons = ['Open page', 'PDF', 'Code', 'Notes', 'Copy BibTeX', 'Copy citation'];
  expect(order.slice(0, buttons.length)).toEqual(buttons);
  expect(order.at(-1)).toBe('Model');
  await page.keyboard.press('Enter');
  const model = panel.getByRole('columnheader', { name: 'Model' });
  expect(await model.getAttribute('aria-sort')).toBe('ascending');
  await page.keyboard.press('Enter');
  expect(await model.getAttribute('aria-sort')).toBe('descending');
  const names = await panel.locator('.results tbody th[scope=row]').allInnerTexts();
  expect(names).toEqual([...names].sort((a, b) => b.localeCompare(a, 'en', { numeric: true })));

  await product.command('Tilework: Filter Syllabus…');
  await page.locator('.quick-input-widget input.input').fill('squeezenet');
  const row = treeItem(page, 'SqueezeNet');
  await row.waitFor();
  await page.keyboard.press('Enter');
  await product.command('Tilework: Focus on Syllabus View');
  const hasFocus = async (): Promise<boolean> =>
    (await row.getAttribute('class'))?.includes('focused') ?? false;
  for (let i = 0; i < 10 && !(await hasFocus()); i++) await page.keyboard.press('ArrowDown');
  expect(await hasFocus()).toBe(true);
  await page.keyboard.press('Shift+F10');
  const action = page.locator('.monaco-menu .action-item.focused');
  const chosen = async (): Promise<string> =>
    (await action.count()) === 0 ? '' : await action.first().innerText();
  await page.locator('.monaco-menu').first().waitFor();
  for (let i = 0; i < 20 && !(await chosen()).includes('Set Reading Status'); i++)
    await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-list').getByText('Presented').first().waitFor();
  await page.locator('.quick-input-widget input.input').fill('Presented');
  await page.keyboard.press('Enter');
  await expect.poll(() => row.getByRole('checkbox').getAttribute('aria-checked')).toBe('true');
  await expect.poll(() => panel.getByRole('combobox').first().inputValue()).toBe('presented');
});

test('the tree, Find Anything, the paper panel and the walkthrough, in three themes', async () => {
  const texts = Object.entries(own).map(([path, value]) => [path, JSON.stringify(value)] as const);
  product = await openProduct({ webgpu: false, files: Object.fromEntries(texts) });
  const { page } = product;
  await openTree(product);
  await treeItem(page, 'Efficient CNN designs').click();
  await treeItem(page, 'ResNeXt: aggregated').click();
  await product.screenshots('tree');
  await find(product, 'xie 2017', 'Aggregated');
  await product.screenshots('find-anything');
  await page.keyboard.press('Enter');
  await product
    .webview()
    .getByRole('heading', { level: 1, name: /Aggregated/ })
    .waitFor();
  await product.screenshots('paper-panel');
  await product
    .webview()
    .getByRole('region', { name: /Results/ })
    .scrollIntoViewIfNeeded();
  await product.screenshots('paper-panel-results');

  await find(product, 'عنوان', 'عنوان');
  await product.screenshot('strange-title-find');
  await page.keyboard.press('Escape');
  await find(product, 'our-paper', '2019');
  await page.keyboard.press('Enter');
  const panel = product.webview();
  const heading = panel.getByRole('heading', { level: 1 });
  await expect.poll(() => heading.innerText()).toBe(strange);
  expect(await panel.locator('main b').count()).toBe(0);
  expect(await panel.locator('main a').count()).toBe(0);
  await product.screenshot('strange-title-panel');

  await product.command('Welcome: Open Walkthrough...');
  await page.locator('.quick-input-list').getByText('Begin with Tilework').first().click();
  await page.getByText('See the syllabus').first().waitFor();
  await product.screenshots('walkthrough');
  for (const step of ['Open an exercise', 'Run your kernel', 'Find anything', 'Check your GPU']) {
    await page.locator('.getting-started-step', { hasText: step }).first().click();
    // The picture comes a moment after its step.
    await page.waitForTimeout(500);
    await product.screenshot(`walkthrough-${step.toLowerCase().replaceAll(' ', '-')}`);
  }
});

test('how the tree is looked at survives a reload, and Collapse All closes every topic', async () => {
  const opened = await openProduct({ webgpu: false });
  product = opened;
  const { page } = opened;
  const groupBy = async (title: string): Promise<void> => {
    await opened.command('Tilework: Group Syllabus By…');
    await page.locator('.quick-input-list').getByText(title).first().waitFor();
    await page.locator('.quick-input-widget input.input').fill(title);
    await page.keyboard.press('Enter');
  };
  await openTree(opened);
  const topic = treeItem(page, 'Efficient CNN designs');
  await topic.click();
  await expect.poll(() => topic.getAttribute('aria-expanded')).toBe('true');
  await viewHeader(page, 'Syllabus').hover();
  await page.getByRole('button', { name: 'Collapse All' }).first().click();
  await expect.poll(() => topic.getAttribute('aria-expanded')).toBe('false');
  await groupBy('Year');
  await treeItem(page, '2012').waitFor();
  // VS Code writes what it keeps a moment later.
  await page.waitForTimeout(1_000);
  await opened.reload();
  await opened.command('Tilework: Focus on Syllabus View');
  await treeItem(page, '2012').waitFor();
  await groupBy('Topic');
  await topic.waitFor();
  const isOpen = async (title: string): Promise<unknown> => [
    title,
    await treeItem(page, title).getAttribute('aria-expanded'),
  ];
  for (const title of ['Efficient CNN designs', 'GPU programming'])
    expect(await isOpen(title)).toEqual([title, 'false']);
});
