// What a learner does with the mouse and the keyboard, and what a learner looks at.
import { readdirSync, readFileSync } from 'node:fs';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import type { Product } from './product';

/** Opens Tilework's view; clicking the icon of a view that is open would close it. */
export async function openTree({ page }: Product): Promise<void> {
  const label = '.action-label[aria-label^="Tilework"]';
  const icon = page.locator(`.activitybar ${label}`);
  await icon.waitFor();
  // A view that was open before comes back with the workbench, and its rows a moment later.
  const isOpen = await page.locator(`.activitybar .action-item.checked ${label}`).count();
  if (isOpen === 0) await icon.click();
  await foldToday(page);
  await treeItem(page, 'GPU programming').waitFor();
}

/** The line with a view's name, which folds and unfolds it. */
export function viewHeader(page: Page, view: 'Today' | 'Syllabus' | 'Group'): Locator {
  return page.locator(`.pane-header[aria-label^="${view}"]`);
}

/** Who works through the syllabus gives it the height; only rows that can be seen are in the page. */
async function foldToday(page: Page): Promise<void> {
  const header = viewHeader(page, 'Today');
  await header.waitFor();
  if ((await header.getAttribute('aria-expanded')) === 'true') await header.click();
}

/** Opens the topics around an exercise, so that its row can be seen. */
export async function openTopicsOf(product: Product, id: string): Promise<void> {
  await openTree(product);
  for (const title of topicsAround(id)) {
    const topic = treeItem(product.page, title);
    await scrollTo(product.page, topic);
    if ((await topic.getAttribute('aria-expanded')) === 'false') await topic.click();
  }
  await scrollTo(product.page, treeItem(product.page, id));
}

/** Turns the wheel over the tree, down from the top, until a row is there. */
async function scrollTo(page: Page, row: Locator): Promise<void> {
  const tree = page.locator('.pane', { has: page.locator('[aria-label^="Syllabus"]') });
  await tree.locator('.monaco-list').first().hover();
  // Rows that were just unfolded take a moment; those that are there at once need no wheel.
  for (let turn = 0; turn < 40 && !(await row.isVisible()); turn++) {
    await page.waitForTimeout(100);
    if (turn >= 5) await page.mouse.wheel(0, turn === 5 ? -10_000 : 120);
  }
  await row.waitFor();
}

/** Titles of the topics above an exercise, the outermost first, as plain text of a regular expression. */
function topicsAround(id: string): string[] {
  const topics = readdirSync('syllabus/topics').map((name) => read(`syllabus/topics/${name}`));
  const titles: string[] = [];
  let at = folderOf(id).topic;
  while (at !== undefined) {
    const topic = topics.find((one) => one.id === at);
    titles.unshift((topic?.title ?? '').replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    at = topic?.parent;
  }
  return titles;
}

interface Content {
  readonly id: string;
  readonly title: string;
  readonly topic?: string;
  readonly parent?: string;
}

const read = (file: string): Content => JSON.parse(readFileSync(file, 'utf8')) as Content;

function folderOf(id: string): Content {
  const kind = id.startsWith('L') ? 'syllabus/labs' : 'syllabus/exercises';
  const folder = readdirSync(kind).find((name) => name.startsWith(`${id}-`));
  return read(`${kind}/${folder ?? id}/exercise.json`);
}

/** A row of the tree by the beginning of its words. */
export function treeItem(page: Product['page'], words: string): Locator {
  return page.getByRole('treeitem', { name: new RegExp(`^${words}`) }).first();
}

/** Opens an exercise by a click in the tree, and waits for its panel. */
export async function openExercise(product: Product, id: string): Promise<FrameLocator> {
  await openTopicsOf(product, id);
  await treeItem(product.page, id).click();
  // Another exercise may have been open: only its own heading, and its own file in front, say that it is there.
  const panel = product.webview();
  await panel.getByRole('heading', { level: 1, name: id }).waitFor();
  const tabs = product.page.locator('.editor-group-container').first().locator('.tab.active');
  await tabs.filter({ hasText: `${id}.wgsl` }).waitFor();
  return panel;
}

/** Replaces the text of the editor as a paste does, and saves. */
export async function write({ page }: Product, text: string): Promise<void> {
  // Its tab gives the editor the focus; a click at long lines would scroll what the editor never scrolls itself.
  await page.locator('.editor-group-container').first().locator('.tab.active').click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.evaluate((words) => navigator.clipboard.writeText(words), text);
  await page.keyboard.press('ControlOrMeta+V');
  await page.keyboard.press('ControlOrMeta+S');
}

/** The headline of the verdict, once it says this. */
export async function verdict(panel: FrameLocator, words: RegExp): Promise<void> {
  await panel.getByRole('heading', { name: words }).waitFor({ timeout: 60_000 });
}

/** A kernel of an exercise's folder, as `solution` or `mutants/no-guard`. */
export function kernel(folder: string, name: string): string {
  return readFileSync(`syllabus/${folder}/${name}.wgsl`, 'utf8');
}
