import * as vscode from 'vscode';
import type { Disposables } from '../disposables';
import { commands } from '../ids';
import type { Library } from '../library';
import type { Log } from '../log';
import type { SyllabusTree } from '../tree/provider';
import { follow } from './addresses';
import { openTarget } from './open-target';

interface Parts {
  readonly library: Library;
  readonly tree: SyllabusTree;
  readonly log: Log;
}

export function handleAddresses(parts: Parts, subscriptions: Disposables): void {
  const handler = { handleUri: (uri: vscode.Uri) => openAddress(uri, parts) };
  subscriptions.push(vscode.window.registerUriHandler(handler));
}

/** Opens `vscode://tilework.tilework/paper/resnext` and the like; says what is near where there is nothing. */
export async function openAddress(uri: vscode.Uri, parts: Parts): Promise<void> {
  const { library, tree, log } = parts;
  await library.ready;
  const arrival = follow(uri.path, library.catalogue(), library.mine());
  if (arrival.ok) return openTarget(arrival.target, tree);
  const { message, instead } = arrival;
  log.warn(message);
  const open = instead === undefined ? [] : [`Open ${instead.value.id}`];
  const find = commands.findAnything;
  const chosen = await vscode.window.showWarningMessage(message, ...open, find.title);
  if (chosen === find.title) await vscode.commands.executeCommand(find.id);
  else if (chosen !== undefined && instead !== undefined) await openTarget(instead, tree);
}
