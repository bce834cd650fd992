import * as vscode from 'vscode';
import { exists, readText, writeText } from './files';
import { learnerFolder } from './learner-names';
import { type Log, reason } from './log';

export type Located =
  | { readonly ok: true; readonly uri: vscode.Uri }
  | { readonly ok: false; readonly problem: string };

/** A file of the learner's that may not be there yet. */
export interface NewFile {
  /** Below the folder, with `/`: `E07.wgsl`. */
  readonly name: string;
  /** In a sentence: “your file for E07”. */
  readonly what: string;
  /** What it holds at first; undefined when that cannot be read. */
  readonly firstText: () => Promise<string | undefined>;
}

/**
 * Where files are that belong to the learner: in a folder of the workspace, else in the extension's storage. They
 * are made once, and never written over.
 */
export interface Places {
  /** Where a file is, or would be put. */
  where(name: string): vscode.Uri;
  /** All places where it would be recognised. */
  all(name: string): readonly vscode.Uri[];
  /** Makes sure that the file is there. */
  ensure(file: NewFile): Promise<Located>;
}

export function createPlaces(storageUri: vscode.Uri, log: Log): Places {
  const inStorage = (name: string): vscode.Uri =>
    vscode.Uri.joinPath(storageUri, learnerFolder, name);
  /** Files that the workspace would not take. */
  const sentToStorage = new Set<string>();

  function inWorkspace(name: string): vscode.Uri | undefined {
    const folder = vscode.workspace.workspaceFolders?.[0];
    return folder && vscode.Uri.joinPath(folder.uri, learnerFolder, name);
  }

  function where(name: string): vscode.Uri {
    return (sentToStorage.has(name) ? undefined : inWorkspace(name)) ?? inStorage(name);
  }

  async function textFor({ name, what, firstText }: NewFile): Promise<string | undefined> {
    const stored = inStorage(name);
    // Work from before a folder was open comes along; it would be hard to find again in the storage.
    const earlier =
      where(name).toString() === stored.toString() ? undefined : await readText(stored);
    if (earlier !== undefined) log.info(`${what}: brought along from the extension’s storage`);
    return earlier ?? firstText();
  }

  async function ensure(file: NewFile): Promise<Located> {
    const { name, what } = file;
    const target = where(name);
    if (await exists(target)) return { ok: true, uri: target };
    const text = await textFor(file);
    if (text === undefined) return { ok: false, problem: 'what it starts with is missing' };
    try {
      await writeText(target, text);
    } catch (error) {
      if (target.toString() === inStorage(name).toString())
        return { ok: false, problem: reason(error) };
      sentToStorage.add(name);
      sayItIsInStorage(what, reason(error), log);
      return ensure(file);
    }
    log.info(`${what}: made at ${target.toString(true)}`);
    return { ok: true, uri: target };
  }

  return {
    where,
    all(name) {
      const workspace = inWorkspace(name);
      return workspace === undefined ? [inStorage(name)] : [workspace, inStorage(name)];
    },
    ensure,
  };
}

function sayItIsInStorage(what: string, why: string, log: Log): void {
  log.warn(
    `the workspace folder cannot be written to (${why}); ${what} stays in the extension’s storage`,
  );
  void vscode.window.showWarningMessage(
    `This folder cannot be written to, so ${what} stays in Tilework’s own storage.`,
  );
}
