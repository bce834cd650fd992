import { strict as assert } from 'node:assert';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { TileworkApi } from '../../src/editor/api';
import { wordsOf } from '../../src/editor/tree/words';
import { allNodes, tilework, until, workspaceUri, writeFile } from './extension';

const file = (path: string): vscode.Uri => workspaceUri('syllabus', ...path.split('/'));

const topic = {
  formatVersion: 1,
  id: 'ours',
  title: 'Ours',
  order: 1,
  summary: 'S',
  papers: ['our-paper'],
};
const paper = {
  ...{ formatVersion: 1, id: 'our-paper', name: 'Ours', title: '<b>عنوان</b> 🚀', authors: ['A'] },
  ...{ year: 2019, venue: 'arXiv', page: 'https://example.org/', idea: 'An idea.' },
};

async function write(path: string, value: unknown): Promise<void> {
  await writeFile(file(path), JSON.stringify(value, null, 2));
}

const labels = (api: TileworkApi): string[] =>
  allNodes(api.tree.roots()).map((node) => wordsOf(node).label);

const problems = (path: string): vscode.Diagnostic[] => vscode.languages.getDiagnostics(file(path));

describe('a syllabus of the workspace', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(workspaceUri('syllabus'), { recursive: true });
    await (await tilework()).rescan();
  });

  it('stands beside the built-in one, with whatever letters its titles have', async () => {
    const api = await tilework();
    const before = api.tree.roots().length;
    await write('topics/ours.json', topic);
    await write('papers/our-paper.json', paper);
    await api.rescan();
    assert.deepEqual(problems('topics/ours.json'), []);
    assert.equal(api.tree.roots().length, before + 1);
    assert.ok(labels(api).includes('<b>عنوان</b> 🚀'));
  });

  it('has squiggles at the wrong key, and is read again when it is saved', async () => {
    const api = await tilework();
    await write('topics/ours.json', topic);
    await write('papers/our-paper.json', { ...paper, autors: [] });
    await api.rescan();
    const [problem] = problems('papers/our-paper.json');
    assert.match(problem?.message ?? '', /unknown key “autors”: did you mean “authors”\?/);
    const document = await vscode.workspace.openTextDocument(file('papers/our-paper.json'));
    assert.match(document.lineAt(problem?.range.start.line ?? 0).text, /"autors"/);
    await write('papers/our-paper.json', paper);
    await until('the mended paper', () => labels(api).includes('<b>عنوان</b> 🚀'));
    assert.deepEqual(problems('papers/our-paper.json'), []);
  });

  it('is completed while it is written, and each key says what it is for', async () => {
    await tilework();
    await write('topics/ours.json', { ...topic, papers: [] });
    const document = await vscode.workspace.openTextDocument(file('topics/ours.json'));
    await vscode.window.showTextDocument(document);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(1, 0), '  ""\n');
    await vscode.workspace.applyEdit(edit);
    let offered: string[] = [];
    const ask = async (): Promise<void> => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        ...[document.uri, new vscode.Position(1, 3)],
      );
      offered = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    };
    // The language server for JSON starts when somebody opens the first file.
    const look = setInterval(() => void ask(), 300);
    await until('the keys of a topic', () => offered.includes('material'));
    clearInterval(look);
    assert.ok(offered.includes('parent') && !offered.includes('title'), offered.join());
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('may not take an id of the built-in one, nor name a link that is not https', async () => {
    const api = await tilework();
    await write('topics/ours.json', { ...topic, papers: ['resnext', 'our-paper'] });
    await write('papers/resnext.json', { ...paper, id: 'resnext' });
    await write('papers/our-paper.json', { ...paper, page: 'http://example.org/' });
    await api.rescan();
    assert.match(
      problems('papers/resnext.json')[0]?.message ?? '',
      /“resnext” is one of the built-in/,
    );
    assert.match(
      problems('papers/our-paper.json')[0]?.message ?? '',
      /a link starts with https:\/\//,
    );
    const titles = allNodes(api.tree.roots()).flatMap((node) =>
      node.kind === 'paper' && node.paper.id === 'resnext' ? [node.paper.title] : [],
    );
    assert.ok(titles.length > 0 && titles.every((title) => title.startsWith('Aggregated')));
  });

  it('is scaffolded by a command, in order, and never over another', async () => {
    const api = await tilework();
    const made: unknown = await vscode.commands.executeCommand('tilework.newSyllabus', 'Our topic');
    assert.equal(made, true);
    assert.ok(vscode.window.activeTextEditor?.document.uri.path.endsWith('topics/our-topic.json'));
    assert.deepEqual(problems('topics/our-topic.json'), []);
    assert.deepEqual(problems('meetings.json'), []);
    assert.ok(labels(api).includes('Our topic'));
    const again: unknown = await vscode.commands.executeCommand('tilework.newSyllabus', 'Another');
    assert.equal(again, false);
  });
});
