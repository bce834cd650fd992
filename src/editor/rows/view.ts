import * as vscode from 'vscode';
import type { Disposables } from '../disposables';
import type { Row } from './row';

/** What a view shows: its rows, and what stands above them and behind its title. */
export interface Shown {
  readonly rows: readonly Row[];
  readonly message?: string;
  readonly description?: string;
}

interface Parts {
  /** Resolves when there is something to show. */
  readonly ready: Promise<unknown>;
  readonly show: () => Shown;
  /** Whatever may change it. */
  readonly changes: readonly vscode.Event<unknown>[];
}

const { TreeItemCollapsibleState: State } = vscode;

/** Shows rows in a view, and shows them anew when they would look different. */
export function createRowsView(
  id: string,
  { ready, show, changes }: Parts,
  subscriptions: Disposables,
): { readonly shown: () => Shown } {
  const changed = new vscode.EventEmitter<undefined>();
  let shown: Shown | undefined;
  const now = (): Shown => (shown ??= show());
  const view = vscode.window.createTreeView<Row>(id, {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: itemOf,
      async getChildren(row) {
        await ready;
        if (row === undefined) say();
        return [...(row === undefined ? now().rows : (row.children ?? []))];
      },
    },
  });
  function say(): void {
    const { message, description } = now();
    // VS Code's types do not know that these can be taken away.
    Object.assign(view, { message, description });
  }
  const refresh = (): void => {
    const before = shown;
    shown = undefined;
    // Before the first look there is nothing to do.
    if (before === undefined || JSON.stringify(before) === JSON.stringify(now())) return;
    changed.fire(undefined);
    say();
  };
  subscriptions.push(changed, view);
  for (const event of changes) subscriptions.push(event(refresh));
  return { shown: show };
}

function itemOf(row: Row): vscode.TreeItem {
  const { children = [], isOpen = false } = row;
  const state = isOpen ? State.Expanded : State.Collapsed;
  const item = new vscode.TreeItem(row.label, children.length === 0 ? State.None : state);
  item.id = row.key;
  item.accessibilityInformation = { label: row.spoken };
  const colour = row.colour === undefined ? undefined : new vscode.ThemeColor(row.colour);
  item.iconPath = new vscode.ThemeIcon(row.icon, colour);
  if (row.description !== undefined) item.description = row.description;
  if (row.tooltip !== undefined) item.tooltip = new vscode.MarkdownString(row.tooltip);
  if (row.context !== undefined) item.contextValue = row.context;
  if (row.command !== undefined) {
    const { id, title } = row.command;
    item.command = { command: id, title, arguments: [...row.command.arguments] };
  }
  return item;
}
