import * as vscode from 'vscode';
import { sourceHash } from '../core/progress/hash';
import { debounced } from './debounced';
import { readText } from './files';
import type { LearnerFiles } from './learner-files';
import type { Disposables } from './disposables';

/** What the learner's files hold now, so that “passed” can become “passed, edited since” while they type. */
export interface CurrentHashes {
  /** Undefined while there is no file here, or while it has not been looked at. */
  of(id: string): string | undefined;
  /** Looks at the files of these exercises. */
  refresh(ids: readonly string[]): Promise<void>;
  readonly onDidChange: vscode.Event<void>;
}

export function createCurrentHashes(
  files: LearnerFiles,
  subscriptions: Disposables,
): CurrentHashes {
  const changed = new vscode.EventEmitter<void>();
  const hashes = new Map<string, string>();
  const pending = new Set<string>();
  const soon = debounced(150, () => {
    const ids = [...pending];
    pending.clear();
    void refresh(ids);
  });
  const watcher = vscode.workspace.createFileSystemWatcher('**/tilework/*.wgsl');
  subscriptions.push(changed, soon, watcher);
  subscriptions.push(vscode.workspace.onDidChangeTextDocument((event) => note(event.document.uri)));
  subscriptions.push(
    watcher.onDidChange(note),
    watcher.onDidCreate(note),
    watcher.onDidDelete(note),
  );

  function note(uri: vscode.Uri): void {
    const id = files.idOf(uri);
    if (id === undefined) return;
    pending.add(id);
    soon.ring();
  }

  async function refresh(ids: readonly string[]): Promise<void> {
    const found = await Promise.all(ids.map(async (id) => [id, await hashNow(id)] as const));
    let news = false;
    for (const [id, hash] of found) {
      if (hashes.get(id) === hash) continue;
      news = true;
      if (hash === undefined) hashes.delete(id);
      else hashes.set(id, hash);
    }
    if (news) changed.fire();
  }

  async function hashNow(id: string): Promise<string | undefined> {
    const uri = files.where(id);
    const text = openDocument(uri)?.getText() ?? (await readText(uri));
    return text === undefined ? undefined : sourceHash(text);
  }

  return { of: (id) => hashes.get(id), refresh, onDidChange: changed.event };
}

/** The document of a file while it is open in an editor, saved or not. */
export function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(
    (document) => document.uri.toString() === uri.toString(),
  );
}
