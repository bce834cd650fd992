import { strict as assert } from 'node:assert';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { TileworkApi } from '../../../src/editor/api';
import { allNodes, row, tilework, until, workspaceUri } from '../extension';

const run = (command: string, argument?: unknown): Thenable<unknown> =>
  vscode.commands.executeCommand(`tilework.${command}`, argument);
const shown = (): vscode.Uri | undefined => vscode.window.activeTextEditor?.document.uri;
const person = (api: TileworkApi, name: string): string | undefined =>
  api.group.rows().rows.find(({ label }) => label === name)?.description;

async function setRead(api: TileworkApi, paper: string, isRead: boolean): Promise<void> {
  const { Checked, Unchecked } = vscode.TreeItemCheckboxState;
  const node = allNodes(api.tree.roots()).find(
    (one) => one.kind === 'paper' && one.paper.id === paper,
  );
  assert.ok(node, `the tree has no ${paper}`);
  await api.tree.tick([[node, isRead ? Checked : Unchecked]]);
}

describe('a virtual workspace that is read-only', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('is one', () => {
    const { uri } = vscode.workspace.workspaceFolders?.[0] ?? {};
    assert.equal(uri?.scheme, 'tilework-test');
    assert.equal(vscode.workspace.fs.isWritableFileSystem('tilework-test'), false);
  });

  it('shows its group, and what is wrong with one person’s file', async () => {
    const api = await tilework();
    const labels = api.group.rows().rows.map(({ label }) => label);
    assert.equal(labels[0], 'people/alan.json, line 1');
    assert.ok(labels.includes('Ada Lovelace') && labels.includes('Alan Turing'), labels.join());
    assert.match(person(api, 'Grace Hopper') ?? '', /1\/1 read$/);
    assert.match(api.group.today().rows[1]?.label ?? '', /^First of ours/);
  });

  it('keeps my marks in VS Code, and says why they are not in the group', async () => {
    const api = await tilework();
    await api.group.whoAmI('ada');
    await api.group.chooseShared(['reading']);
    await setRead(api, 'resnext', true);
    await api.group.write();
    const { message = '' } = api.group.rows();
    assert.match(message, /was not written: this workspace is read-only\. Nothing is lost/);
    assert.match(person(api, 'Ada Lovelace') ?? '', /1 read/);
    await setRead(api, 'resnext', false);
    await api.group.chooseShared([]);
  });

  const refused: readonly (readonly [string, string, unknown, RegExp])[] = [
    [
      'a topic',
      'takeTopic',
      'fractal-networks',
      /group\.json could not be written: .+ open a copy/,
    ],
    ['a meeting', 'markHeld', 'first', /group\.json could not be written: .+ open a copy/],
    ['a syllabus', 'newSyllabus', 'Ours', /\.json could not be written: .+ Open a folder that can/],
  ];
  for (const [what, command, argument, words] of refused) {
    it(`takes no ${what.replace(/^a /, '')}, and says what to do instead`, async () => {
      const api = await tilework();
      await run(command, argument);
      const said = api.log().at(-1) ?? '';
      assert.match(said, words);
      assert.match(said, /this workspace is read-only/);
    });
  }

  it('has notes and exercises in the storage, which is said once for each', async () => {
    const api = await tilework();
    assert.equal(await run('openNotes', 'resnext'), true);
    await until('the notes', () => shown()?.path.endsWith('/tilework/notes/resnext.md') === true);
    assert.notEqual(shown()?.scheme, 'tilework-test');
    assert.equal(await run('openExercise', 'E01'), true);
    assert.notEqual(api.files.where('E01').scheme, 'tilework-test');
    const said = api
      .log()
      .filter((line) => line.includes('cannot be written to (this workspace is'));
    assert.equal(said.length, 2);
    assert.ok(row(api, 'E01').label);
    // A panel opens, which takes its time on a machine that is busy.
  }).timeout(60_000);

  it('has agendas that are not saved, and the export goes elsewhere', async () => {
    const api = await tilework();
    await run('openAgenda', 'first');
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document?.isUntitled);
    assert.match(document.getText(), /^# First of ours/);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await run('exportBibtex', workspaceUri('papers.bib'));
    assert.match(api.log().at(-1) ?? '', /papers\.bib could not be written: .+ Choose another/);
  });
});
