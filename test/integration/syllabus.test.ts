import { strict as assert } from 'node:assert';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { commands } from '../../src/editor/ids';
import { allNodes, row, tilework } from './extension';

describe('the syllabus', () => {
  it('activates in the time that nobody notices', async () => {
    const { activationMs } = await tilework();
    assert.ok(activationMs < 500, `activation took ${activationMs} ms`);
  });

  it('registers every command', async () => {
    await tilework();
    const known = await vscode.commands.getCommands(true);
    const missing = Object.values(commands).filter(({ id }) => !known.includes(id));
    assert.deepEqual(missing, []);
  });

  it('lists topics, papers and exercises', async () => {
    const api = await tilework();
    const kinds = new Set(allNodes(api.tree.roots()).map(({ kind }) => kind));
    assert.ok(kinds.has('topic') && kinds.has('paper') && kinds.has('exercise'), [...kinds].join());
    assert.equal(row(api, 'E01').label, 'E01 Add two vectors');
    assert.equal(row(api, 'E01').command?.command, commands.openExercise.id);
  });

  it('gives every row an id of its own, a text for screen readers and an untrusted tooltip', async () => {
    const api = await tilework();
    const items = allNodes(api.tree.roots()).map((node) => api.tree.item(node));
    assert.equal(new Set(items.map(({ id }) => id)).size, items.length);
    for (const { accessibilityInformation, tooltip, label } of items) {
      assert.ok(accessibilityInformation?.label, JSON.stringify(label));
      assert.ok(tooltip instanceof vscode.MarkdownString && tooltip.isTrusted !== true);
    }
  });

  it('can be shown', async () => {
    await vscode.commands.executeCommand('tilework.syllabus.focus');
  });
});
