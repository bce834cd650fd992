import * as vscode from 'vscode';
import type { ContentProblem } from '../core/exercise/load';

/** A problem of a content file, from its place to the end of the line. */
export function contentDiagnostic({ line, character, message }: ContentProblem): vscode.Diagnostic {
  const start = new vscode.Position(line, character);
  const range = new vscode.Range(start, start.translate(0, 200));
  const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
  diagnostic.source = 'Tilework';
  return diagnostic;
}
