import * as vscode from 'vscode';
import { exists, readText, writeText } from './files';
import { backupName, idOfPath, learnerFileName, learnerFolder } from './learner-names';
import type { Library } from './library';
import { type Log, reason } from './log';

export type Located =
  | { readonly ok: true; readonly uri: vscode.Uri }
  | { readonly ok: false; readonly problem: string };

/** The learner's kernels. They are the learner's: a starter is copied once, and nothing is ever written over. */
export interface LearnerFiles {
  /** Where the file of an exercise is, or would be put. */
  where(id: string): vscode.Uri;
  /** All places where a file of the exercise would be recognised. */
  places(id: string): readonly vscode.Uri[];
  /** The exercise that a document belongs to. */
  idOf(uri: vscode.Uri): string | undefined;
  /** Makes sure that the file is there. */
  ensure(id: string): Promise<Located>;
}

export function createLearnerFiles(
  storageUri: vscode.Uri,
  library: Library,
  log: Log,
): LearnerFiles {
  const inStorage = (id: string): vscode.Uri =>
    vscode.Uri.joinPath(storageUri, learnerFolder, learnerFileName(id));
  /** Exercises whose workspace would not take a file. */
  const sentToStorage = new Set<string>();

  function inWorkspace(id: string): vscode.Uri | undefined {
    const folder = vscode.workspace.workspaceFolders?.[0];
    return folder && vscode.Uri.joinPath(folder.uri, learnerFolder, learnerFileName(id));
  }

  function where(id: string): vscode.Uri {
    return (sentToStorage.has(id) ? undefined : inWorkspace(id)) ?? inStorage(id);
  }

  function places(id: string): vscode.Uri[] {
    const workspace = inWorkspace(id);
    return workspace === undefined ? [inStorage(id)] : [workspace, inStorage(id)];
  }

  async function firstText(id: string, target: vscode.Uri): Promise<string | undefined> {
    const stored = inStorage(id);
    // Work from before a folder was open comes along; it would be hard to find again in the storage.
    const earlier = target.toString() === stored.toString() ? undefined : await readText(stored);
    if (earlier !== undefined) log.info(`${id}: brought along from the extension’s storage`);
    return earlier ?? library.kernel(id, 'starter');
  }

  async function create(id: string, target: vscode.Uri): Promise<Located> {
    const text = await firstText(id, target);
    if (text === undefined) return { ok: false, problem: `the starter of ${id} is missing` };
    await writeText(target, text);
    log.info(`${id}: starter copied to ${target.toString(true)}`);
    return { ok: true, uri: target };
  }

  async function ensure(id: string): Promise<Located> {
    const target = where(id);
    if (await exists(target)) return { ok: true, uri: target };
    try {
      return await create(id, target);
    } catch (error) {
      const stored = inStorage(id);
      if (target.toString() === stored.toString()) return { ok: false, problem: reason(error) };
      sentToStorage.add(id);
      sayItIsInStorage(id, reason(error), log);
      return ensure(id);
    }
  }

  return {
    where,
    places,
    idOf(uri) {
      const id = idOfPath(uri.path);
      if (id === undefined) return undefined;
      return places(id).some((place) => place.toString() === uri.toString())
        ? library.find(id)?.id
        : undefined;
    },
    ensure,
  };
}

/** Keeps a copy of a kernel beside its file and gives the copy's address. */
export async function backUp(uri: vscode.Uri, id: string, text: string): Promise<vscode.Uri> {
  for (let attempt = 0; ; attempt++) {
    const copy = vscode.Uri.joinPath(uri, '..', backupName(id, new Date(), attempt));
    if (await exists(copy)) continue;
    await writeText(copy, text);
    return copy;
  }
}

function sayItIsInStorage(id: string, why: string, log: Log): void {
  log.warn(
    `${id}: the workspace folder cannot be written to (${why}); the file is kept in the extension’s storage`,
  );
  void vscode.window.showWarningMessage(
    `This folder cannot be written to, so your file for ${id} is kept in Tilework’s own storage.`,
  );
}
