import * as vscode from 'vscode';
import { activate as activateIn } from './extension';
import type { TileworkApi } from './api';
import { startThread, startWebWorker } from './host-worker';

// Only these few facts are wanted of Node; its types would let everything else into the editor's room.
declare const process:
  | {
      readonly platform: string;
      readonly arch: string;
      readonly versions?: Readonly<Record<string, string | undefined>>;
    }
  | undefined;

/** The one place that knows whether this is Node, on a desktop or a server, or the web worker of vscode.dev. */
export function activate(context: vscode.ExtensionContext): Promise<TileworkApi | undefined> {
  const script = vscode.Uri.joinPath(context.extensionUri, 'dist', 'background.js');
  const { node, electron } = (typeof process === 'undefined' ? undefined : process.versions) ?? {};
  if (typeof process === 'undefined' || node === undefined) {
    return activateIn(context, {
      facts: [['extension host', 'web worker']],
      startWorker: (events) => startWebWorker(script, events),
    });
  }
  const runtime = electron === undefined ? `Node ${node}` : `Electron ${electron}, Node ${node}`;
  return activateIn(context, {
    facts: [['extension host', `${process.platform} ${process.arch}, ${runtime}`]],
    startWorker: (events) => startThread(script, events),
  });
}
