import { strict as assert } from 'node:assert';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { firstView } from '../../src/editor/tree/view-state';
import { tilework, until } from './extension';

const address = (path: string): vscode.Uri =>
  vscode.Uri.from({ scheme: 'vscode', authority: 'tilework.tilework', path });

describe('the ways in', () => {
  afterEach(async () => {
    const api = await tilework();
    api.tree.change({ groupBy: firstView.groupBy, filter: firstView.filter });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('an address of an exercise opens it', async () => {
    const api = await tilework();
    await api.openAddress(address('/exercise/e1'));
    assert.deepEqual(api.panels.ids(), ['E01']);
    assert.match(api.statusBar.text(), /E01 · \d+\/\d+$/);
  });

  it('an address of a meeting shows it in the tree', async () => {
    const api = await tilework();
    await api.openAddress(address('/meeting/meeting-2'));
    assert.equal(api.tree.view().groupBy, 'meeting');
  });

  it('an address of nothing says what is near', async () => {
    const api = await tilework();
    void api.openAddress(address('/paper/resnexx'));
    const said = (line: string): boolean => line.includes('The nearest is “resnext”');
    await until('the nearest is said', () => api.log().some(said));
  });

  it('the walkthrough has at most six steps, and each names a way to complete it', () => {
    const { contributes } = vscode.extensions.getExtension('tilework.tilework')?.packageJSON as {
      contributes: { walkthroughs: { steps: { completionEvents: string[] }[] }[] };
    };
    const [walkthrough, ...others] = contributes.walkthroughs;
    assert.deepEqual(others, []);
    assert.ok(walkthrough && walkthrough.steps.length <= 6);
    for (const { completionEvents } of walkthrough.steps) assert.ok(completionEvents.length > 0);
  });
});
