import * as vscode from 'vscode';
import type { LearnerFiles } from './learner-files';
import { runsOnSave } from './learner-state';
import { type Log, reason } from './log';
import type { Panels } from './panel/panels';

interface Parts {
  readonly files: LearnerFiles;
  readonly panels: Panels;
  readonly log: Log;
}

/**
 * Saving runs an exercise whose panel is open, if the learner wants that. Where the editor saves by itself, a text
 * that has just been run is not run once more: it would only take the place of the run that the learner asked for.
 */
export function runWhenSaved(
  grade: (id: string) => Promise<unknown>,
  isRun: (id: string, source: string) => boolean,
  { files, panels, log }: Parts,
): vscode.Disposable[] {
  const byItself = new WeakSet<vscode.TextDocument>();
  const before = vscode.workspace.onWillSaveTextDocument(({ document, reason: why }) => {
    if (why === vscode.TextDocumentSaveReason.Manual) byItself.delete(document);
    else byItself.add(document);
  });
  const after = vscode.workspace.onDidSaveTextDocument((document) => {
    const id = files.idOf(document.uri);
    if (id === undefined || panels.find(id) === undefined) return;
    if (!runsOnSave() || !vscode.workspace.isTrusted) return;
    if (byItself.has(document) && isRun(id, document.getText())) return;
    grade(id).catch((error: unknown) => {
      log.error(`${id}: the run on save broke: ${reason(error)}`);
    });
  });
  return [before, after];
}
