import * as vscode from 'vscode';
import type { Disposables } from './disposables';
import { commands } from './ids';
import type { Library } from './library';
import type { ProgressStore } from './progress-store';
import { continueWords } from './continue-words';

/** One item: where the learner was, and how many exercises are passed. A click continues there. */
export function createStatusBar(
  library: Library,
  progress: ProgressStore,
  subscriptions: Disposables,
): { text(): string } {
  const item = vscode.window.createStatusBarItem(
    'tilework.continue',
    vscode.StatusBarAlignment.Left,
  );
  item.name = 'Tilework: Continue';
  item.command = commands.continueWhereIWas.id;
  const update = (): void => {
    const exercises = [...library.catalogue().exercises, ...library.mine()];
    const words = continueWords(exercises, progress.current());
    if (words === undefined) {
      item.hide();
      return;
    }
    item.text = `$(beaker) ${words.text}`;
    item.tooltip = words.tooltip;
    item.accessibilityInformation = { label: words.tooltip };
    item.show();
  };
  subscriptions.push(item, library.onDidChange(update), progress.onDidChange(update));
  subscriptions.push(vscode.window.onDidChangeWindowState(update));
  update();
  return { text: () => item.text };
}
