import * as vscode from 'vscode';
import { debounced } from './debounced';
import type { Disposables } from './disposables';

/**
 * Looks through the workspace, and again when a file of its kind changes or folders come and go.
 * @param glob the files to follow
 * @param look sees what there is, and gives what takes the place of what was seen before
 */
export function createScanner<Seen>(
  glob: string,
  look: () => Promise<Seen>,
  take: (seen: Seen) => void,
  subscriptions: Disposables,
): () => Promise<void> {
  const watcher = vscode.workspace.createFileSystemWatcher(glob);
  const rescan = debounced(300, () => void scan());
  subscriptions.push(watcher, rescan);
  for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete])
    subscriptions.push(event(rescan.ring));
  subscriptions.push(vscode.workspace.onDidChangeWorkspaceFolders(rescan.ring));

  let newest = 0;
  let latest: Promise<void> | undefined;

  function scan(): Promise<void> {
    latest = once(++newest);
    return latest;
  }

  async function once(mine: number): Promise<void> {
    const seen = await look();
    // A later scan has begun: what this one saw may be out of date, and whoever waits waits for that one.
    if (mine !== newest) return latest;
    take(seen);
  }

  return scan;
}
