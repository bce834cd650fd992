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

describe('the panel of a paper', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await setReading('to-read');
  });

  const say = async (name: string, body: unknown): Promise<void> =>
    (await tilework()).papers.deliver('resnext', { kind: 'event', name, body });
  const setReading = async (status: string): Promise<void> => {
    await (await tilework()).papers.open('resnext');
    await say('setReading', { status });
    const now = (): unknown => api.progress.current().papers['resnext']?.status ?? 'to-read';
    const api = await tilework();
    await until(`the status ${status}`, () => now() === status);
  };

  it('is one for each paper, opened by a row, by an address and from another panel', async () => {
    const api = await tilework();
    await run('openPaperPanel', 'resnext');
    await run('openPaperPanel', 'resnext');
    assert.deepEqual(api.papers.ids(), ['resnext']);
    await say('openPaper', { id: 'resnet' });
    await until('the other panel', () => api.papers.ids().includes('resnet'));
    await api.openAddress(vscode.Uri.parse('vscode://tilework.tilework/paper/senet'));
    assert.deepEqual(api.papers.ids(), ['resnet', 'resnext', 'senet']);
  });

  it('opens no link but https, and says why', async () => {
    const api = await tilework();
    await api.papers.open('resnext');
    for (const url of ['command:workbench.action.quit', 'http://arxiv.org/abs/1', 'file:///etc']) {
      await say('openLink', { url });
      const line = api.log().at(-1) ?? '';
      assert.match(line, /a link was not opened \(“\w+:” links are not followed; only https/);
      assert.ok(line.endsWith(url), line);
    }
  });

  it('takes the status, makes the notes and opens the lab that it is told to', async () => {
    const api = await tilework();
    await setReading('presented');
    await say('openNotes', {});
    const notes = workspaceUri('tilework', 'notes', 'resnext.md').toString();
    await until('the notes', () => shown() === notes);
    await say('openExercise', { id: 'L06' });
    await until('the lab', () => api.panels.ids().includes('L06'));
  });

  it('takes no letter that is not in the protocol, and opens nothing that is not there', async () => {
    const api = await tilework();
    await api.papers.open('resnext');
    await say('openExercise', { id: '../../x' });
    assert.match(api.log().at(-1) ?? '', /does not have its form|there is no exercise/);
    await say('setReading', { status: 'skimmed' });
    assert.match(api.log().at(-1) ?? '', /does not have its form/);
    await say('openPaper', { id: 'nowhere' });
    const said = (line: string): boolean => line.includes('the syllabus has no such paper');
    await until('the reason', () => api.log().some(said));
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

  it('says which file could not be written, and what to do', async () => {
    const api = await tilework();
    await writeFile(workspaceUri('in-the-way'), 'a file, no folder');
    await run('exportBibtex', workspaceUri('in-the-way', 'all.bib'));
    const said = api.log().at(-1) ?? '';
    assert.match(said, /^Export BibTeX…: all\.bib could not be written: .+ Choose another place/);
    await vscode.workspace.fs.delete(workspaceUri('in-the-way'));
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
