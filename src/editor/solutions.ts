import * as vscode from 'vscode';
import { solutionScheme } from './ids';
import type { Library } from './library';
import type { Disposables } from './disposables';

/** Shows solutions as documents that can be read and copied from, and not be edited. */
export function provideSolutions(library: Library, subscriptions: Disposables): void {
  subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(solutionScheme, {
      async provideTextDocumentContent(uri) {
        await library.ready;
        const id = uri.path.split('/')[1] ?? '';
        return (await library.kernel(id, 'solution')) ?? `// ${id} has no solution.\n`;
      },
    }),
  );
}

export function solutionUri(id: string): vscode.Uri {
  return vscode.Uri.from({ scheme: solutionScheme, path: `/${id}/solution.wgsl` });
}
