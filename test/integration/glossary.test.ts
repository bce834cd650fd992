import { strict as assert } from 'node:assert';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { e01, syllabusFile, tilework, until } from './extension';

const glossaryTab = (): vscode.Tab | undefined =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .find(({ label }) => label.includes('From CUDA to WGSL'));

/** What the glossary says at a word of a text; other extensions may have something to say, too. */
async function hoverAt(content: string, word: string): Promise<string | undefined> {
  const document = await vscode.workspace.openTextDocument({ language: 'wgsl', content });
  const at = document.positionAt(content.indexOf(word) + 1);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    at,
  );
  const texts = hovers
    .flatMap(({ contents }) => contents)
    .map((one) => (one instanceof vscode.MarkdownString ? one.value : ''));
  return texts.find((text) => text.includes('**The trap:**'));
}

describe('the glossary', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('tells of the words of WGSL and of CUDA in a kernel', async () => {
    await tilework();
    const solution = await syllabusFile(`${e01}/solution.wgsl`);
    const ofWgsl = await hoverAt(solution, 'global_invocation_id');
    assert.match(ofWgsl ?? '', /^\*\*Place in the dispatch\*\*/);
    assert.match(ofWgsl ?? '', /\[E01\]\(command:tilework\.openExercise\?%5B%22E01%22%5D "Add two/);
    const ofCuda = await hoverAt('fn main() {\n  __syncthreads();\n}\n', '__syncthreads');
    assert.match(ofCuda ?? '', /^\*\*Barrier\*\*\n\nCUDA: `__syncthreads\(\)`/);
    assert.equal(await hoverAt('fn main() { let other = 1; }', 'other'), undefined);
  });

  it('opens as a page, at the term that it is asked for', async () => {
    await tilework();
    await vscode.commands.executeCommand('tilework.glossary', 'barrier');
    await until('the page is open', () => glossaryTab() !== undefined);
    const uri = vscode.Uri.parse('tilework-glossary:/From CUDA to WGSL.md');
    const text = (await vscode.workspace.openTextDocument(uri)).getText();
    assert.match(text, /^# From CUDA to WGSL\n/);
    assert.match(text, /\n## Barrier\n\nCUDA: `__syncthreads\(\)` {2}\n/);
    assert.match(text, /Exercises: E07 Transpose through workgroup memory, E10 /);
  });

  it('asks for a term when it is given none, and opens what is found', async () => {
    await tilework();
    const done = vscode.commands.executeCommand('tilework.glossary');
    const accept = 'workbench.action.acceptSelectedQuickOpenItem';
    await until('a term is chosen', () => {
      void vscode.commands.executeCommand(accept);
      return glossaryTab() !== undefined;
    });
    await done;
  });
});
