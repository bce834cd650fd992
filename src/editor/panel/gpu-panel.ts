import * as vscode from 'vscode';
import type { Host } from '../host';
import { panelTypes } from '../ids';
import { pageHtml, webviewOptions } from './html';
import type { Disposables } from '../disposables';

/**
 * The page that walks from `navigator.gpu` to a kernel that has run. It says what it finds by itself, so there is
 * no conversation with it.
 */
export function createGpuPanel(
  extensionUri: vscode.Uri,
  extensionVersion: string,
  host: Host,
  subscriptions: Disposables,
): { readonly open: () => void } {
  let open: vscode.WebviewPanel | undefined;
  subscriptions.push({ dispose: () => void open?.dispose() });

  function create(): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel(
      panelTypes.gpu,
      'Check My GPU',
      vscode.ViewColumn.Active,
      webviewOptions(extensionUri),
    );
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.svg');
    panel.onDidDispose(() => {
      open = undefined;
    });
    return panel;
  }

  return {
    open() {
      open ??= create();
      const { webview } = open;
      // A new page each time: asking again is what the command is for.
      webview.html = pageHtml(webview, extensionUri, {
        title: 'Check My GPU',
        bundle: 'gpu',
        meta: { 'tilework-facts': JSON.stringify(facts(extensionVersion, host)) },
      });
      open.reveal();
    },
  };
}

/** What only the host knows, for the report. */
function facts(extensionVersion: string, host: Host): [string, string][] {
  const { appName, remoteName, uiKind } = vscode.env;
  return [
    ['Tilework', extensionVersion],
    [
      'editor',
      `${appName} ${vscode.version}, ${uiKind === vscode.UIKind.Web ? 'in a browser' : 'desktop'}`,
    ],
    ...(remoteName === undefined
      ? []
      : [
          ['remote', `${remoteName}: files are there, the GPU is this machine’s`] as [
            string,
            string,
          ],
        ]),
    ...host.facts.map(([name, value]): [string, string] => [name, value]),
  ];
}
