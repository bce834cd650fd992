import { strict as assert } from 'node:assert';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { readFile, kernelOf, tilework, type, until, workspaceUri, writeFile } from './extension';

const file = (id: string): vscode.Uri => workspaceUri('tilework', `${id}.wgsl`);
async function backups(id: string): Promise<string[]> {
  const entries = await vscode.workspace.fs.readDirectory(workspaceUri('tilework'));
  return entries
    .map(([name]) => name)
    .filter((name) => name.startsWith(`${id}.`) && name.includes('.bak.'));
}

/** Each test has an exercise of its own: VS Code is slow to forget a file that is deleted under it. */
describe('the learner’s file', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.files.saveAll');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('is the starter at first, in the ordinary editor with the panel beside it', async () => {
    const api = await tilework();
    await vscode.commands.executeCommand('tilework.openExercise', 'E07');
    assert.equal(await readFile(file('E07')), await kernelOf(api, 'E07', 'starter'));
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.toString(), file('E07').toString());
    assert.equal(editor.document.languageId, 'wgsl');
    assert.equal(editor.viewColumn, vscode.ViewColumn.One);
    assert.deepEqual(api.panels.ids(), ['E07']);
    assert.equal(vscode.window.tabGroups.all.length, 2);
  });

  it('is never written over, and has one panel', async () => {
    const api = await tilework();
    await writeFile(file('L06'), '// mine\n');
    await Promise.all([api.panels.open('L06'), api.panels.open('L06')]);
    await vscode.commands.executeCommand('tilework.openExercise', 'l6');
    assert.equal(await readFile(file('L06')), '// mine\n');
    assert.deepEqual(api.panels.ids(), ['L06']);
  });

  it('is kept as a copy by Reset, and Undo brings it back', async () => {
    const api = await tilework();
    await api.panels.open('E10');
    const document = await type(api, 'E10', '// mine, and not saved\n');
    api.answerNext(true);
    await vscode.commands.executeCommand('tilework.resetExercise', 'E10');
    const starter = await kernelOf(api, 'E10', 'starter');
    assert.equal(await readFile(file('E10')), starter);
    const [copy = '', ...others] = await backups('E10');
    assert.deepEqual(others, []);
    assert.match(copy, /^E10\.\d{4}-\d\d-\d\dT[\d-]+\.bak\.wgsl$/);
    assert.equal(await readFile(workspaceUri('tilework', copy)), '// mine, and not saved\n');
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), '// mine, and not saved\n');
  });

  it('stays as it is when the learner thinks better of Reset', async () => {
    const api = await tilework();
    await api.panels.open('L07');
    const document = await type(api, 'L07', '// mine\n');
    await document.save();
    api.answerNext(false);
    await vscode.commands.executeCommand('tilework.resetExercise', 'L07');
    assert.equal(await readFile(file('L07')), '// mine\n');
    assert.deepEqual(await backups('L07'), []);
  });

  it('stands against the solution after giving up, which is recorded', async () => {
    const api = await tilework();
    await api.panels.open('E06');
    api.answerNext(false);
    await vscode.commands.executeCommand('tilework.openSolution', 'E06');
    assert.notEqual(api.progress.current().exercises['E06']?.gaveUp, true);
    api.answerNext(true);
    await vscode.commands.executeCommand('tilework.openSolution', 'E06');
    assert.equal(api.progress.current().exercises['E06']?.gaveUp, true);
    const isDiff = (): boolean =>
      vscode.window.tabGroups.all.some(
        ({ activeTab }) =>
          activeTab?.input instanceof vscode.TabInputTextDiff &&
          activeTab.input.original.scheme === 'tilework-solution',
      );
    await until('the solution is open in a diff', isDiff);
    const { uri } =
      vscode.workspace.textDocuments.find((one) => one.uri.scheme === 'tilework-solution') ??
      assert.fail('no solution is open');
    const document = await vscode.workspace.openTextDocument(uri);
    assert.match(document.getText(), /@compute/);
  });
});
