import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { TileworkApi } from '../../src/editor/api';
import type { ExerciseNode, TreeNode } from '../../src/editor/tree/nodes';

function extension(): vscode.Extension<TileworkApi | undefined> {
  const found = vscode.extensions.getExtension<TileworkApi | undefined>('tilework.tilework');
  assert.ok(found, 'VS Code does not know the extension');
  return found;
}

/** The running extension, with everything read. */
export async function tilework(): Promise<TileworkApi> {
  const api = await extension().activate();
  assert.ok(api, 'the extension gave out no API: is VS Code in test mode?');
  await api.ready;
  return api;
}

/** The workspace folder of this run. */
export function workspaceUri(...path: string[]): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'no folder is open');
  return vscode.Uri.joinPath(folder.uri, ...path);
}

export async function readFile(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

export async function writeFile(uri: vscode.Uri, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
}

/** A file of the syllabus that comes with the extension. */
export function syllabusFile(path: string): Promise<string> {
  return readFile(vscode.Uri.joinPath(extension().extensionUri, 'syllabus', path));
}

export const e01 = 'exercises/E01-add-two-vectors';

/** Puts the text into the learner's document, unsaved, as typing would. */
export async function type(
  api: TileworkApi,
  id: string,
  text: string,
): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(api.files.where(id));
  const replace = (): Thenable<boolean> => {
    const edit = new vscode.WorkspaceEdit();
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    edit.replace(document.uri, document.validateRange(all), text);
    return vscode.workspace.applyEdit(edit);
  };
  // VS Code refuses an edit while it takes over what a test before has written to the disk.
  for (let attempt = 0; !(await replace()); attempt++) assert.ok(attempt < 10, 'no edit was taken');
  return document;
}

/** Waits until `test` holds; what depends on events of VS Code comes a moment later. */
export async function until(what: string, test: () => boolean): Promise<void> {
  const end = Date.now() + 8_000;
  while (!test()) {
    if (Date.now() > end) assert.fail(`this did not come about: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export function allNodes(nodes: readonly TreeNode[]): TreeNode[] {
  return nodes.flatMap((node) => [node, ...('children' in node ? allNodes(node.children) : [])]);
}

function exerciseNode(api: TileworkApi, id: string): ExerciseNode {
  for (const node of allNodes(api.tree.roots())) {
    if (node.kind === 'exercise' && node.entry.id === id) return node;
  }
  return assert.fail(`the tree has no ${id}`);
}

/** The row of an exercise in the tree. */
export function row(api: TileworkApi, id: string): vscode.TreeItem {
  return api.tree.item(exerciseNode(api, id));
}

/** A kernel that comes with an exercise of the syllabus. */
export function kernelOf(
  api: TileworkApi,
  id: string,
  name: 'starter' | 'solution',
): Promise<string> {
  return syllabusFile(`${exerciseNode(api, id).entry.folder}/${name}.wgsl`);
}
