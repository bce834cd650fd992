import { strict as assert } from 'node:assert';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { TileworkApi } from '../../src/editor/api';
import type { TreeNode } from '../../src/editor/tree/nodes';
import { wordsOf } from '../../src/editor/tree/words';
import { firstView } from '../../src/editor/tree/view-state';
import { allNodes, tilework, until } from './extension';

function paperRow(api: TileworkApi, id: string): Extract<TreeNode, { kind: 'paper' }> {
  for (const node of allNodes(api.tree.roots())) {
    if (node.kind === 'paper' && node.paper.id === id) return node;
  }
  return assert.fail(`the tree has no ${id}`);
}

const labels = (api: TileworkApi): string[] => api.tree.roots().map((node) => wordsOf(node).label);

describe('the tree', () => {
  afterEach(async () => {
    const api = await tilework();
    api.tree.change({ groupBy: firstView.groupBy, filter: firstView.filter });
  });

  it('groups by topic, meeting, year, who has it and status', async () => {
    const api = await tilework();
    assert.ok(labels(api).includes('GPU programming (CS179)'));
    api.tree.change({ groupBy: 'meeting' });
    assert.equal(labels(api)[0], 'First meeting');
    api.tree.change({ groupBy: 'year' });
    assert.ok(labels(api).includes('2017'));
    api.tree.change({ groupBy: 'who' });
    assert.ok(labels(api).includes('Ameya Prabhu'));
    api.tree.change({ groupBy: 'status' });
    assert.ok(labels(api).includes('To come'));
    assert.match(api.tree.said().description, /by status/);
  });

  it('filters by author, says so, and shows all again', async () => {
    const api = await tilework();
    const all = allNodes(api.tree.roots()).length;
    api.tree.change({ filter: { text: 'kaiming', statuses: [] } });
    const shown = allNodes(api.tree.roots()).filter(({ kind }) => kind === 'paper');
    assert.ok(shown.length > 0 && shown.length < 10, String(shown.length));
    assert.match(api.tree.said().message ?? '', /Filter: “kaiming”/);
    await vscode.commands.executeCommand('tilework.clearFilter');
    assert.equal(allNodes(api.tree.roots()).length, all);
    assert.equal(api.tree.said().message, undefined);
  });

  it('is collapsed whole by the button of its title, also for the next session', async () => {
    const api = await tilework();
    await vscode.commands.executeCommand('tilework.syllabus.focus');
    await api.tree.show('L09', 'topic');
    const isAnyOpen = (): boolean => Object.values(api.tree.view().open).includes(true);
    await until('an open topic', isAnyOpen);
    await vscode.commands.executeCommand(
      'workbench.actions.treeView.tilework.syllabus.collapseAll',
    );
    await until('no open topic', () => !isAnyOpen());
    assert.deepEqual(api.tree.view(), api.tree.remembered());
  });

  it('remembers for the next session how it is looked at', async () => {
    const api = await tilework();
    api.tree.change({ groupBy: 'year', filter: { text: 'net', statuses: ['open'] } });
    assert.deepEqual(api.tree.view(), api.tree.remembered());
  });

  it('has a box for each paper, which is ticked by hand and stays so', async () => {
    const api = await tilework();
    const box = (): unknown => api.tree.item(paperRow(api, 'resnext')).checkboxState;
    const stateOf = (of: unknown): unknown => (of as { state: unknown }).state;
    assert.equal(stateOf(box()), vscode.TreeItemCheckboxState.Unchecked);
    const named = box() as { accessibilityInformation?: vscode.AccessibilityInformation };
    assert.match(named.accessibilityInformation?.label ?? '', /^Read: Aggregated Residual/);
    const { Checked, Unchecked } = vscode.TreeItemCheckboxState;
    await api.tree.tick([[paperRow(api, 'resnext'), Checked]]);
    await until('the tick', () => stateOf(box()) === Checked);
    api.tree.change({ filter: { text: '', statuses: ['done'] } });
    assert.ok(paperRow(api, 'resnext'));
    api.tree.change({ filter: firstView.filter });
    await api.tree.tick([[paperRow(api, 'resnext'), Unchecked]]);
    await until('the box', () => stateOf(box()) === Unchecked);
  });

  it('has a command for how far a paper is', async () => {
    const api = await tilework();
    const words = (): string => wordsOf(paperRow(api, 'vgg')).description;
    assert.doesNotMatch(words(), /read/);
    const done = vscode.commands.executeCommand('tilework.setReadingStatus', 'vgg');
    await new Promise((resolve) => setTimeout(resolve, 500));
    await vscode.commands.executeCommand('workbench.action.quickOpenSelectPrevious');
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await done;
    await until('the status', () => words().startsWith('presented · '));
    const { Unchecked } = vscode.TreeItemCheckboxState;
    await api.tree.tick([[paperRow(api, 'vgg'), Unchecked]]);
    await until('the mark gone', () => !words().startsWith('presented'));
  });

  it('has no box for an exercise: its tick is earned', async () => {
    const api = await tilework();
    const exercises = allNodes(api.tree.roots()).filter(({ kind }) => kind === 'exercise');
    assert.ok(exercises.length > 0);
    for (const node of exercises) assert.equal(api.tree.item(node).checkboxState, undefined);
  });

  it('shows lectures with their links, and exercises to come as such', async () => {
    const api = await tilework();
    const nodes = allNodes(api.tree.roots());
    const lecture = nodes.find((one) => one.kind === 'material' && one.material.links.length > 1);
    assert.ok(lecture);
    const item = api.tree.item(lecture);
    assert.equal(item.command?.command, 'tilework.openMaterial');
    assert.match((item.tooltip as vscode.MarkdownString).value, /address inferred, never seen/);
    const toCome = nodes.find(({ kind }) => kind === 'toCome');
    assert.ok(toCome);
    assert.equal(api.tree.item(toCome).description, 'to come');
    assert.equal(api.tree.item(toCome).command, undefined);
  });

  it('refuses a link that is not https, and says why', async () => {
    const api = await tilework();
    const node = allNodes(api.tree.roots()).find(({ kind }) => kind === 'material');
    assert.ok(node?.kind === 'material');
    const material = { ...node.material, links: [{ text: 'Slides', url: 'file:///etc/passwd' }] };
    const opened: unknown = await vscode.commands.executeCommand('tilework.openMaterial', {
      ...node,
      material,
    });
    assert.equal(opened, false);
    assert.ok(api.log().some((line) => line.includes('“file:” links are not followed')));
  });
});
