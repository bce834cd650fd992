import * as vscode from 'vscode';
import { commands, itemWords } from '../ids';
import type { TreeNode } from './nodes';
import { wordsOf } from './words';

const { TreeItemCollapsibleState: State } = vscode;

/** A node as VS Code shows it. */
export function itemOf(node: TreeNode): vscode.TreeItem {
  const { label, description, tooltip, spoken } = wordsOf(node);
  const item = new vscode.TreeItem(label, collapsible(node));
  item.id = node.key;
  item.description = description;
  item.tooltip = new vscode.MarkdownString(tooltip);
  item.accessibilityInformation = { label: spoken };
  item.iconPath = iconOf(node);
  item.contextValue = contextOf(node);
  const command = commandOf(node);
  if (command !== undefined) item.command = command;
  return item;
}

/** A newcomer sees the parts of the syllabus, not its hundreds of rows; what one opens is revealed. */
function collapsible(node: TreeNode): vscode.TreeItemCollapsibleState {
  if (node.kind !== 'topic' && node.kind !== 'mine') return State.None;
  if (node.children.length === 0) return State.None;
  return node.kind === 'mine' ? State.Expanded : State.Collapsed;
}

function iconOf(node: TreeNode): vscode.ThemeIcon {
  switch (node.kind) {
    case 'topic':
      return new vscode.ThemeIcon('mortar-board');
    case 'mine':
      return new vscode.ThemeIcon('account');
    case 'paper':
      return new vscode.ThemeIcon('book');
    case 'broken':
      return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
    case 'exercise':
      break;
  }
  const { kind } = node.standing;
  if (kind !== 'passed' && kind !== 'edited') return new vscode.ThemeIcon('beaker');
  const sign = kind === 'passed' ? 'pass-filled' : 'pass';
  return new vscode.ThemeIcon(sign, new vscode.ThemeColor('testing.iconPassed'));
}

/** Words that the manifest's menus look for. */
function contextOf(node: TreeNode): string {
  if (node.kind !== 'paper') return node.kind === 'mine' ? itemWords.topic : itemWords[node.kind];
  const { pdf, code } = node.paper;
  return [
    itemWords.paper,
    ...(pdf === undefined ? [] : [itemWords.pdf]),
    ...(code === undefined ? [] : [itemWords.code]),
  ].join(' ');
}

function commandOf(node: TreeNode): vscode.Command | undefined {
  if (node.kind === 'exercise') return { ...titled(commands.openExercise), arguments: [node] };
  if (node.kind === 'paper') return { ...titled(commands.openPaper), arguments: [node] };
  if (node.kind !== 'broken') return undefined;
  return { command: 'vscode.open', title: 'Open', arguments: [vscode.Uri.parse(node.file, true)] };
}

function titled({ id, title }: { readonly id: string; readonly title: string }): vscode.Command {
  return { command: id, title };
}
