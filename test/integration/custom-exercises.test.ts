import { strict as assert } from 'node:assert';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { allNodes, e01, row, syllabusFile, tilework, workspaceUri, writeFile } from './extension';

const mine = (...path: string[]): vscode.Uri => workspaceUri('mine', 'first', ...path);

/** Puts a copy of E01 into the workspace, with its `exercise.json` changed. */
async function copyOfE01(change: (json: string) => string): Promise<void> {
  for (const name of ['statement.md', 'starter.wgsl', 'solution.wgsl', 'tuned.wgsl']) {
    await writeFile(mine(name), await syllabusFile(`${e01}/${name}`));
  }
  const json = await syllabusFile(`${e01}/exercise.json`);
  const exercise = JSON.parse(json.replace('"E01"', '"Mine1"')) as Record<string, unknown>;
  await writeFile(
    mine('exercise.json'),
    change(JSON.stringify({ ...exercise, mutants: [] }, null, 2)),
  );
}

function problems(): vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(mine('exercise.json'))
    .filter(({ source }) => source === 'Tilework');
}

describe('an exercise of the learner’s own', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(workspaceUri('mine'), { recursive: true });
    await (await tilework()).rescan();
  });

  it('stands in the tree and opens like any other', async () => {
    const api = await tilework();
    await copyOfE01((json) => json);
    await api.rescan();
    assert.deepEqual(problems(), []);
    assert.equal(row(api, 'Mine1').label, 'Mine1 Add two vectors');
    assert.ok(await api.panels.open('Mine1'));
    assert.deepEqual(api.panels.ids(), ['Mine1']);
  });

  it('gets a squiggle under an unknown key, at its line, and a row that says so', async () => {
    const api = await tilework();
    await copyOfE01((json) => json.replace('"tolerance"', '"tolerence"'));
    await api.rescan();
    const text = (await vscode.workspace.openTextDocument(mine('exercise.json'))).getText();
    const line = text.split('\n').findIndex((one) => one.includes('tolerence'));
    const unknown = problems().find(({ message }) => message.includes('unknown key “tolerence”'));
    assert.ok(
      unknown,
      problems()
        .map(({ message }) => message)
        .join('\n'),
    );
    assert.match(unknown.message, /did you mean “tolerance”\?/);
    assert.equal(unknown.range.start.line, line);
    const broken = allNodes(api.tree.roots()).find(({ kind }) => kind === 'broken');
    assert.ok(broken);
    assert.equal((api.tree.item(broken).iconPath as vscode.ThemeIcon).id, 'warning');
  });

  it('is told of a dispatch that divides by zero, and is well again when it is mended', async () => {
    const api = await tilework();
    await copyOfE01((json) => json.replace('ceil(n/W)', 'ceil(n/(W-W))'));
    await api.rescan();
    assert.ok(problems().length > 0);
    await copyOfE01((json) => json);
    await api.rescan();
    assert.deepEqual(problems(), []);
  });

  it('may not take the id of another', async () => {
    const api = await tilework();
    await copyOfE01((json) => json.replace('"Mine1"', '"E06"'));
    await api.rescan();
    assert.match(problems()[0]?.message ?? '', /“E06” is taken/);
  });

  it('leaves the exercise.json of other programs alone', async () => {
    const api = await tilework();
    await writeFile(mine('exercise.json'), '{ "slug": "two-fer", "practices": [');
    await api.rescan();
    assert.deepEqual(problems(), []);
    assert.ok(!allNodes(api.tree.roots()).some(({ kind }) => kind === 'mine'));
  });
});
