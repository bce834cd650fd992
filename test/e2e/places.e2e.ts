// The places in which a learner may open Tilework, other than a folder of their own on their own machine.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import {
  kernel,
  openExercise,
  openTopicsOf,
  treeItem,
  verdict,
  viewHeader,
  write,
} from './support/learner';
import { openProduct, type Product, type ProductOptions } from './support/product';

let product: Product | undefined;
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await product?.screenshot(`failed-${task.name.slice(0, 30)}`);
  await product?.close();
  product = undefined;
});

async function open(options: Omit<ProductOptions, 'webgpu'>): Promise<Product> {
  product = await openProduct({ webgpu: true, ...options });
  return product;
}

const solution = kernel('exercises/E01-add-two-vectors', 'solution');
const passed = 'E01.*passed';

test('without a folder the work is kept in Tilework’s own storage, and counts', async () => {
  const opened = await open({ withoutFolder: true });
  const panel = await openExercise(opened, 'E01');
  await write(opened, solution);
  await verdict(panel, /Passed/);
  await treeItem(opened.page, passed).waitFor();
  await viewHeader(opened.page, 'Group').click();
  await treeItem(opened.page, 'You, .*1 passed').waitFor();
  await opened.screenshot('places-no-folder');
  await opened.reload();
  await openTopicsOf(opened, 'E01');
  await treeItem(opened.page, passed).waitFor();
  expect(existsSync(join(opened.workspace, 'tilework'))).toBe(false);
});

test('a folder that takes no file is told once, and the work goes on in the storage', async () => {
  // A file in the place of our folder refuses it to everybody, even to an administrator.
  const opened = await open({ files: { tilework: 'somebody else was here first' } });
  const panel = await openExercise(opened, 'E01');
  await opened.page.getByText('This folder cannot be written to').first().waitFor();
  await opened.screenshot('places-read-only');
  await write(opened, solution);
  await verdict(panel, /Passed/);
  await treeItem(opened.page, passed).waitFor();
  expect(readFileSync(join(opened.workspace, 'tilework'), 'utf8')).toMatch(/somebody else/);
});

test('in Restricted Mode all can be read, nothing runs, and trust is one click away', async () => {
  const opened = await open({ restricted: true });
  const panel = await openExercise(opened, 'E01');
  await panel.locator('.katex').first().waitFor();
  await write(opened, solution);
  await panel.getByRole('button', { name: 'Run' }).click();
  await opened.page.getByText('Kernels do not run in Restricted Mode').first().waitFor();
  await opened.screenshot('places-restricted');
  expect(await treeItem(opened.page, passed).count()).toBe(0);
  expect(await panel.getByRole('heading', { name: /Passed/ }).count()).toBe(0);
  await opened.page.getByRole('button', { name: 'Manage Workspace Trust' }).click();
  await opened.page.getByRole('button', { name: 'Trust', exact: true }).click();
  await opened.page.locator('.monaco-modal-editor-block .codicon-close').first().click();
  await openExercise(opened, 'E01');
  await write(opened, `${solution}\n`);
  await verdict(panel, /Passed/);
});

test('in the web worker host of vscode.dev the same is possible as on a desktop', async () => {
  const opened = await open({
    settings: { 'remote.extensionKind': { 'tilework.tilework': ['web'] } },
    // High enough for the list of all running extensions.
    viewport: { width: 1440, height: 2000 },
  });
  const panel = await openExercise(opened, 'E01');
  await write(opened, kernel('exercises/E01-add-two-vectors', 'mutants/no-guard'));
  await verdict(panel, /writes behind the end of “c”/);
  await write(opened, solution);
  await verdict(panel, /Passed/);
  await treeItem(opened.page, passed).waitFor();
  await opened.command('Developer: Show Running Extensions');
  const row = opened.page.locator('.monaco-list-row', { hasText: /Tilework/ }).first();
  await row.waitFor();
  await opened.screenshot('places-web-worker');
  expect(await row.innerText()).toMatch(/web worker/i);
});
