import type * as vscode from 'vscode';
import { activate as activateIn } from './extension';
import type { TileworkApi } from './api';

export function activate(context: vscode.ExtensionContext): Promise<TileworkApi | undefined> {
  return activateIn(context, { facts: [['extension host', 'web worker']] });
}
