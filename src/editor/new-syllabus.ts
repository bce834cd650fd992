import * as vscode from 'vscode';
import { type Catalogue, indexOf } from '../core/syllabus/catalogue';
import { scaffold } from '../core/syllabus/scaffold';
import { exists, writeAsked } from './files';
import type { Library } from './library';

/** Makes a folder `syllabus` with a first topic in the workspace, and opens the topic. Nothing is written over. */
export async function newSyllabus(library: Library, given?: string): Promise<boolean> {
  const root = await freeFolder();
  if (root === undefined) return false;
  const title = (given ?? (await askForTitle()) ?? '').trim();
  if (title === '') return false;
  await library.ready;
  const taken = idsIn(library.catalogue());
  const texts = Object.entries(scaffold(title, (id) => taken.has(id)));
  const next = 'Open a folder that can be written to, and try again.';
  for (const [path, text] of texts) await writeAsked(vscode.Uri.joinPath(root, path), text, next);
  await library.rescan();
  const [first] = texts;
  if (first !== undefined)
    await vscode.window.showTextDocument(vscode.Uri.joinPath(root, first[0]));
  return true;
}

/** Where the syllabus goes; undefined, and the reason said, where it cannot. */
async function freeFolder(): Promise<vscode.Uri | undefined> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const root = folder && vscode.Uri.joinPath(folder.uri, 'syllabus');
  if (root !== undefined && !(await exists(root))) return root;
  void vscode.window.showInformationMessage(
    root === undefined
      ? 'Open a folder first: a syllabus of your own is a folder of it.'
      : 'There is a folder “syllabus” already. Add files to its “topics” and “papers”; the editor completes them.',
  );
  return undefined;
}

function idsIn(catalogue: Catalogue): ReadonlySet<string> {
  const { people = [], parts = [], meetings = [] } = catalogue.plan ?? {};
  const ofPlan = [...people, ...parts, ...meetings].map(({ id }) => id);
  return new Set([...indexOf(catalogue).keys(), ...ofPlan]);
}

function askForTitle(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: 'New syllabus',
    prompt: 'The title of its first topic. More topics are more files in syllabus/topics.',
    value: 'Our topic',
    validateInput: (text) => (text.trim() === '' ? 'A topic has a title.' : undefined),
  });
}
