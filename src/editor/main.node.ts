import type * as vscode from 'vscode';
import { activate as activateIn } from './extension';
import type { TileworkApi } from './api';

// Only these few facts are wanted of Node; its types would let everything else into the editor's room.
declare const process: {
  readonly platform: string;
  readonly arch: string;
  readonly versions: Readonly<Record<string, string | undefined>>;
};

export function activate(context: vscode.ExtensionContext): Promise<TileworkApi | undefined> {
  const { node = 'unknown', electron } = process.versions;
  const runtime = electron === undefined ? `Node ${node}` : `Electron ${electron}, Node ${node}`;
  return activateIn(context, {
    facts: [['extension host', `${process.platform} ${process.arch}, ${runtime}`]],
  });
}
