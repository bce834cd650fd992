import * as vscode from 'vscode';
import { type Log, reason } from './log';

/** Shows a document of Markdown as it is read; as text, where VS Code’s preview is switched off. */
export async function showMarkdown(uri: vscode.Uri, log: Log): Promise<void> {
  try {
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  } catch (error) {
    log.warn(`the preview of Markdown did not open: ${reason(error)}`);
    await vscode.window.showTextDocument(uri);
  }
}
