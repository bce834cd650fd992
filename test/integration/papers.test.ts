import { strict as assert } from 'node:assert';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { firstView } from '../../src/editor/tree/view-state';
import { readFile, tilework, until, workspaceUri, writeFile } from './extension';

const run = (command: string, argument?: unknown): Thenable<unknown> =>
  vscode.commands.executeCommand(`tilework.${command}`, argument);
const shown = (): string | undefined => vscode.window.activeTextEditor?.document.uri.toString();

describe('the notes on a paper', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('stay in the storage where the folder takes none, and that is said', async () => {
    const api = await tilework();
    // A file in the place of the folder refuses it to everybody, even to an administrator.
    const folder = workspaceUri('tilework', 'notes');
    await writeFile(folder, 'in the way');
    assert.equal(await run('openNotes', 'vgg'), true);
    await vscode.workspace.fs.delete(folder);
    await until('notes are open', () => shown()?.endsWith('/tilework/notes/vgg.md') === true);
    assert.notEqual(shown(), workspaceUri('tilework', 'notes', 'vgg.md').toString());
    assert.ok(api.log().some((line) => /cannot be written to.*notes on vgg stays/.test(line)));
  });

  it('are a file of the workspace, made from the template and never written over', async () => {
    await tilework();
    const file = workspaceUri('tilework', 'notes', 'resnext.md');
    await run('openNotes', 'resnext');
    await until('the notes are open', () => shown() === file.toString());
    const text = await readFile(file);
    assert.match(text, /^# Aggregated Residual Transformations for Deep Neural Networks\n/);
    assert.match(text, /^## What I doubt$/m);
    assert.match(text, /arXiv:1611\.05431/);
    await writeFile(file, '# mine\n');
    await run('openNotes', 'resnext');
    assert.equal(await readFile(file), '# mine\n');
  });
});

describe('citing', () => {
  afterEach(async () => (await tilework()).tree.change(firstView));

  it('puts BibTeX, or a line, on the clipboard', async () => {
    await tilework();
    await run('copyBibtex', 'resnext');
    assert.match(
      await vscode.env.clipboard.readText(),
      /^@inproceedings\{resnext,\n\tauthor = \{Xie,/,
    );
    await run('copyCitation', 'resnext');
    assert.match(await vscode.env.clipboard.readText(), /^Saining Xie, .* CVPR 2017\. arXiv:1611/);
  });

  it('exports the whole list, or what the filter shows', async () => {
    const api = await tilework();
    const keys = async (file: vscode.Uri): Promise<string[]> =>
      [...(await readFile(file)).matchAll(/^@\w+\{(.*),$/gm)].map(([, key]) => key ?? '');
    const all = workspaceUri('all.bib');
    await run('exportBibtex', all);
    assert.ok((await keys(all)).length > 30);
    api.tree.change({ filter: { text: 'szegedy inception', statuses: [] } });
    const some = workspaceUri('some.bib');
    const done = run('exportBibtex', some);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    assert.equal(await done, true);
    const found = await keys(some);
    assert.ok(found.includes('inception-v3') && found.length < 5, found.join());
  });
});
