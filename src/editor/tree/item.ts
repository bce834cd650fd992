import * as vscode from 'vscode';
import { isRead, type ReadingStatus } from '../../core/progress/reading';
import { commands, itemWords } from '../ids';
import type { ShelfNode, TreeNode } from './nodes';
import { statusOf } from './status';
import { tooltipOf } from './tooltip';
import { wordsOf } from './words';

const { TreeItemCollapsibleState: State, TreeItemCheckboxState: Box } = vscode;

/**
 * A node as VS Code shows it, without the tooltip, which is made when somebody points at the row.
 * @param idSuffix makes VS Code take the row for another one, and so forget whether it was open
 */
export function itemOf(node: TreeNode, isOpen: boolean, idSuffix = ''): vscode.TreeItem {
  const { label, description, spoken } = wordsOf(node);
  const item = new vscode.TreeItem(label, collapsible(node, isOpen));
  item.id = node.key + idSuffix;
  item.description = description;
  item.accessibilityInformation = { label: spoken };
  item.iconPath = iconOf(node);
  item.contextValue = contextOf(node);
  const box = boxOf(node);
  if (box !== undefined) item.checkboxState = box;
  const command = commandOf(node);
  if (command !== undefined) item.command = command;
  return item;
}

export function withTooltip(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
  item.tooltip = new vscode.MarkdownString(tooltipOf(node));
  return item;
}

function collapsible(node: TreeNode, isOpen: boolean): vscode.TreeItemCollapsibleState {
  if (!('children' in node) || node.children.length === 0) return State.None;
  return isOpen ? State.Expanded : State.Collapsed;
}

/** Papers can be ticked. Exercises have no box: their tick is earned, and a box that refuses the hand would lie. */
function boxOf(node: TreeNode): vscode.TreeItem['checkboxState'] {
  if (node.kind !== 'paper') return undefined;
  const read = isRead(node.reading);
  const tooltip = read ? 'Read: take the tick away' : 'Tick it when you have read it';
  // Beside its row a box has no words of its own, and a screen reader would say only that it is one.
  const accessibilityInformation = { label: `Read: ${node.paper.title}`, role: 'checkbox' };
  return { state: read ? Box.Checked : Box.Unchecked, tooltip, accessibilityInformation };
}

const shelfIcons: Readonly<Record<ShelfNode['of'], string>> = {
  meeting: 'calendar',
  item: 'comment-discussion',
  year: 'history',
  person: 'person',
  status: 'checklist',
  rest: 'ellipsis',
};

const materialIcons = {
  lecture: 'broadcast',
  lab: 'notebook',
  reading: 'file-text',
  blog: 'comment',
  video: 'device-camera-video',
  site: 'globe',
} as const;

const passed = new vscode.ThemeColor('testing.iconPassed');

export const paperIcons: Readonly<Record<ReadingStatus, vscode.ThemeIcon>> = {
  'to-read': new vscode.ThemeIcon('book'),
  reading: new vscode.ThemeIcon('bookmark'),
  read: new vscode.ThemeIcon('pass-filled', passed),
  presented: new vscode.ThemeIcon('megaphone', passed),
};

/** Whether it is read is told by its box. */
const builtIcon = new vscode.ThemeIcon('tools', passed);

function iconOf(node: TreeNode): vscode.ThemeIcon {
  switch (node.kind) {
    case 'topic':
      return new vscode.ThemeIcon('mortar-board');
    case 'shelf':
      return new vscode.ThemeIcon(shelfIcons[node.of]);
    case 'mine':
      return new vscode.ThemeIcon('account');
    case 'paper':
      return node.built.length > 0 ? builtIcon : paperIcons[node.reading];
    case 'material':
      return new vscode.ThemeIcon(materialIcons[node.material.kind]);
    case 'toCome':
      return new vscode.ThemeIcon('circle-large-outline', faint);
    case 'broken':
      return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
    case 'exercise':
      break;
  }
  if (statusOf(node) !== 'done') return new vscode.ThemeIcon('beaker');
  const sign = node.standing.kind === 'passed' ? 'pass-filled' : 'pass';
  return new vscode.ThemeIcon(sign, passed);
}

const faint = new vscode.ThemeColor('disabledForeground');

/** Words that the manifest's menus look for. */
function contextOf(node: TreeNode): string {
  if (node.kind === 'shelf' && node.of === 'meeting') return itemWords.meeting;
  if (node.kind === 'mine' || node.kind === 'shelf') return itemWords.group;
  if (node.kind === 'material')
    return [
      itemWords.material,
      ...(node.material.links.length > 1 ? [itemWords.moreLinks] : []),
    ].join(' ');
  if (node.kind !== 'paper') return itemWords[node.kind];
  const { pdf, code } = node.paper;
  return [
    itemWords.paper,
    ...(pdf === undefined ? [] : [itemWords.pdf]),
    ...(code === undefined ? [] : [itemWords.code]),
  ].join(' ');
}

function commandOf(node: TreeNode): vscode.Command | undefined {
  switch (node.kind) {
    case 'exercise':
      return { ...titled(commands.openExercise), arguments: [node] };
    case 'paper':
      return { ...titled(commands.openPaperPanel), arguments: [node] };
    case 'material':
      return { ...titled(commands.openMaterial), arguments: [node] };
    case 'broken': {
      const file = vscode.Uri.parse(node.file, true);
      return { command: 'vscode.open', title: 'Open', arguments: [file] };
    }
    default:
      return undefined;
  }
}

function titled({ id, title }: { readonly id: string; readonly title: string }): vscode.Command {
  return { command: id, title };
}
