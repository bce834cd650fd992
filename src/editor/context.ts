import * as vscode from 'vscode';
import { contextKeys } from './ids';
import type { LearnerFiles } from './learner-files';
import type { Library } from './library';
import type { Panels } from './panel/panels';
import type { Disposables } from './disposables';

/** Keeps the context keys that the manifest's menus ask for, and drops them at the end. */
export function keepContextKeys(
  library: Library,
  files: LearnerFiles,
  panels: Panels,
  subscriptions: Disposables,
): void {
  const last = new Map<string, string>();
  const set = (key: string, value: unknown): void => {
    const text = JSON.stringify(value);
    if (last.get(key) === text) return;
    last.set(key, text);
    void vscode.commands.executeCommand('setContext', key, value);
  };

  function update(): void {
    const entries = [...library.catalogue().exercises, ...library.mine()];
    // `resourcePath` is the path of the file system for local files and the address's path for all others.
    const paths = entries.flatMap(({ id }) =>
      files.places(id).flatMap(({ fsPath, path }) => [fsPath, path]),
    );
    set(contextKeys.learnerFiles, [...new Set(paths)]);
    const active = vscode.window.activeTextEditor?.document.uri;
    const inFile = active !== undefined && files.idOf(active) !== undefined;
    set(contextKeys.exerciseOpen, inFile || panels.ids().length > 0);
  }

  subscriptions.push(library.onDidChange(update), panels.onDidChange(update));
  subscriptions.push(vscode.window.onDidChangeActiveTextEditor(update));
  subscriptions.push(vscode.workspace.onDidChangeWorkspaceFolders(update));
  subscriptions.push({
    dispose: () => {
      for (const key of last.keys())
        void vscode.commands.executeCommand('setContext', key, undefined);
    },
  });
  update();
}
