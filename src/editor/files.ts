import * as vscode from 'vscode';
import type { Files } from '../core/exercise/load';
import { reason } from './log';

/** Reads text files below a folder, whatever its file system; what lies outside of it does not exist. */
export function filesBelow(root: vscode.Uri): Files {
  return {
    async read(path) {
      if (path.split(/[\\/]/).includes('..')) return undefined;
      return readText(vscode.Uri.joinPath(root, path));
    },
  };
}

/** The text of a file without its byte order mark; undefined when there is no such file or it cannot be read. */
export async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

/** The text of a file as who edits it sees it: with what is not saved yet. An editor may not have read yet what is newer. */
export async function editedText(uri: vscode.Uri): Promise<string | undefined> {
  const unsaved = vscode.workspace.textDocuments.find(
    (one) => one.isDirty && one.uri.toString() === uri.toString(),
  );
  return unsaved?.getText() ?? (await readText(uri));
}

export async function writeText(uri: vscode.Uri, text: string): Promise<void> {
  // What VS Code says of a file system that takes nothing names neither the workspace nor what is wrong with it.
  if (vscode.workspace.fs.isWritableFileSystem(uri.scheme) === false)
    throw new Error('this workspace is read-only');
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
}

/** Writes a file that somebody asked for; rejects with which one was not written, why, and what to do next. */
export async function writeAsked(uri: vscode.Uri, text: string, next: string): Promise<void> {
  try {
    await writeText(uri, text);
  } catch (error) {
    const name = uri.path.split('/').at(-1) ?? '';
    throw new Error(`${name} could not be written: ${reason(error)}. ${next}`, { cause: error });
  }
}

export async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

/** A file system of another extension often has no search, and VS Code then waits for one without end. */
const searchMs = 2_000;

/** At most so many files of the workspace that a pattern takes; none where the workspace cannot be searched. */
export async function filesOf(pattern: string, most: number): Promise<vscode.Uri[]> {
  const search = vscode.workspace.findFiles(pattern, '**/node_modules/**', most);
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.some(({ uri }) => uri.scheme === 'file' || uri.scheme === 'vscode-remote'))
    return search;
  const nothing = new Promise<vscode.Uri[]>((resolve) => setTimeout(() => resolve([]), searchMs));
  return Promise.race([search, nothing]);
}
