// A group that shares its progress through a folder: Today and Group as a learner sees them.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { openTree, treeItem, viewHeader } from './support/learner';
import { openProduct, type Product } from './support/product';

let product: Product | undefined;
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await product?.screenshot(`failed-${task.name.slice(0, 30)}`);
  await product?.close();
  product = undefined;
});

const people = [
  { id: 'ada', name: 'Ada Lovelace' },
  { id: 'grace', name: 'Grace Hopper' },
  { id: 'alan', name: 'Alan Turing' },
];
const group = {
  ...{ formatVersion: 1, people },
  taken: [
    { person: 'ada', topic: 'aggregated-transformations' },
    { person: 'grace', topic: 'explicit-compression' },
  ],
  meetings: [
    {
      ...{ id: 'meeting-2', title: 'Second meeting', date: '2038-01-23', start: '14:00' },
      items: [
        {
          ...{ part: 'recent', title: 'ResNeXt', about: ['resnext', 'L06', 'L14'] },
          presenters: ['ada'],
        },
      ],
    },
  ],
};
const grace = { formatVersion: 1, reading: { 'deep-compression': 'read' }, passed: ['E01'] };
const text = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
const files = {
  '.tilework/group.json': text(group),
  '.tilework/people/grace.json': text(grace),
};

/** Opens the Group view, which is closed at first, and gives it the room of the syllabus. */
async function openGroup({ page }: Product): Promise<void> {
  await viewHeader(page, 'Syllabus').click();
  await viewHeader(page, 'Group').click();
  await treeItem(page, 'Ada Lovelace').waitFor();
}

/** Chooses in a quick pick as one does who knows the name. */
async function choose(page: Page, name: string): Promise<void> {
  await page.locator('.quick-input-list').getByText(name, { exact: true }).waitFor();
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
}

async function beAda(opened: Product): Promise<void> {
  await opened.page.getByRole('treeitem', { name: /^Who are you/ }).click();
  await choose(opened.page, 'Ada Lovelace');
  // What is shared: both boxes are ticked, and Enter says yes.
  await opened.page.getByText('What do you share with your group?').waitFor();
  await opened.page.keyboard.press('Enter');
  await treeItem(opened.page, 'Ada Lovelace, you').waitFor();
}

test('Today, an agenda with its minutes, and Group, in three themes', async () => {
  product = await openProduct({ webgpu: false, files });
  await openTree(product);
  await viewHeader(product.page, 'Today').click();
  await treeItem(product.page, 'Next meeting: Second meeting').waitFor();
  await product.screenshots('today');
  await treeItem(product.page, 'Next meeting: Second meeting').click();
  await product.page.getByRole('tab', { name: /^meeting-2-agenda\.md/ }).waitFor();
  await product.command('Tilework: Open Minutes');
  await choose(product.page, 'Second meeting');
  await product.page.getByRole('tab', { name: /^meeting-2-minutes\.md/ }).waitFor();
  await product.screenshots('agenda');
  await viewHeader(product.page, 'Today').click();
  await openGroup(product);
  await beAda(product);
  await treeItem(product.page, 'Grace Hopper').click();
  await treeItem(product.page, 'Taken by nobody yet').click();
  await product.screenshots('group');
  const mine = readFileSync(join(product.workspace, '.tilework/people/ada.json'), 'utf8');
  expect(JSON.parse(mine)).toEqual({ formatVersion: 1, reading: {}, passed: [] });
});

test('a person’s file that changes on disk, as by a second window or a pull, is shown at once', async () => {
  product = await openProduct({ webgpu: false, files });
  await openTree(product);
  await openGroup(product);
  await treeItem(product.page, 'Grace Hopper, Explicit compression, 1/3 read, 1 passed').waitFor();
  const next = {
    ...grace,
    reading: { ...grace.reading, 'xnor-net': 'read' },
    passed: ['E01', 'E07'],
  };
  const folder = join(product.workspace, '.tilework/people');
  writeFileSync(join(folder, 'grace.json'), text(next));
  await treeItem(product.page, 'Grace Hopper, Explicit compression, 2/3 read, 2 passed').waitFor();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'alan.json'), text({ formatVersion: 1, passed: ['E02'] }));
  await treeItem(product.page, 'Alan Turing, 1 passed').waitFor();
});

test('a folder without a group says what one is, and makes one', async () => {
  product = await openProduct({ webgpu: false });
  const { page } = product;
  await openTree(product);
  await viewHeader(page, 'Group').click();
  await page.getByRole('button', { name: 'Start a Group Folder' }).waitFor();
  await product.screenshot('group-welcome');
  await page.getByRole('button', { name: 'Start a Group Folder' }).click();
  await page.getByText('The people of the syllabus').click();
  await page.locator('.quick-input-title').getByText('Who are you?').waitFor();
  await choose(page, 'Ameya Prabhu');
  await page.getByText('What do you share with your group?').waitFor();
  await page.keyboard.press('Escape');
  await treeItem(page, 'Ameya Prabhu, you').waitFor();
  const made = readFileSync(join(product.workspace, '.tilework/group.json'), 'utf8');
  expect((JSON.parse(made) as typeof group).people).toHaveLength(8);
});
