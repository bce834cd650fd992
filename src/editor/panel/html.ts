import * as vscode from 'vscode';

export interface Page {
  readonly title: string;
  /** Name of the bundle in dist/webview: its script and its style sheet. */
  readonly bundle: 'panel' | 'gpu' | 'paper';
  /** Facts for the page, as `<meta name content>`. */
  readonly meta: Readonly<Record<string, string>>;
}

/** The folder with the panels' scripts and styles: all that a panel may load. */
export function webviewFolder(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
}

export function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [webviewFolder(extensionUri)] };
}

/** The address of the grader's script, which the panel fetches to start its worker. */
export function graderAddress(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  return webview
    .asWebviewUri(vscode.Uri.joinPath(webviewFolder(extensionUri), 'grader.js'))
    .toString();
}

/** A page that can load our own files and nothing else: no inline script, no inline style, no network. */
export function pageHtml(webview: vscode.Webview, extensionUri: vscode.Uri, page: Page): string {
  const nonce = makeNonce();
  const source = webview.cspSource;
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${source} 'nonce-${nonce}'`,
    `font-src ${source}`,
    `img-src ${source} data:`,
    `connect-src ${source}`,
    'worker-src blob:',
  ].join('; ');
  const address = (name: string): string =>
    escape(webview.asWebviewUri(vscode.Uri.joinPath(webviewFolder(extensionUri), name)).toString());
  const metas = Object.entries(page.meta).map(
    ([name, content]) => `<meta name="${escape(name)}" content="${escape(content)}">`,
  );
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escape(policy)}">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
${metas.join('\n')}
<title>${escape(page.title)}</title>
<link rel="stylesheet" href="${address(`${page.bundle}.css`)}">
<script type="module" nonce="${nonce}" src="${address(`${page.bundle}.js`)}"></script>
</head>
<body></body>
</html>`;
}

function makeNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function escape(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  return text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}
