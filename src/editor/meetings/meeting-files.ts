import * as vscode from 'vscode';
import { agendaText, minutesText, type PlannedCatalogue } from '../../core/group/agenda';
import type { Meeting } from '../../core/syllabus/meetings';
import { editedText, exists, writeText } from '../files';
import type { GroupFiles } from '../group/group-files';
import { type Log, reason } from '../log';

export type Paper = 'agenda' | 'minutes';

const texts = { agenda: agendaText, minutes: minutesText };

/** Where the papers of meetings are: in the group's folder, or else in the workspace's. Undefined without a folder. */
function paperUri(files: GroupFiles, { id }: Meeting, kind: Paper): vscode.Uri | undefined {
  const name = `${id}-${kind}.md`;
  const group = files.current()?.folder;
  if (group !== undefined) return vscode.Uri.joinPath(group, 'meetings', name);
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  return folder && vscode.Uri.joinPath(folder.uri, 'tilework', 'meetings', name);
}

/**
 * Opens the agenda or the minutes of a meeting. They are made from the plan once, and then belong to whoever edits
 * them. Where no file can be made, they are an unsaved document.
 */
export async function openPaper(
  meeting: Meeting,
  kind: Paper,
  catalogue: PlannedCatalogue,
  { files, log }: { readonly files: GroupFiles; readonly log: Log },
): Promise<void> {
  const uri = paperUri(files, meeting, kind);
  const text = texts[kind](meeting, catalogue);
  const document = (await madeOnce(uri, text, log)) ?? { language: 'markdown', content: text };
  const shown =
    document instanceof vscode.Uri
      ? await vscode.workspace.openTextDocument(document)
      : await vscode.workspace.openTextDocument(document);
  // Minutes are written with the agenda in sight.
  const viewColumn = kind === 'minutes' ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
  await vscode.window.showTextDocument(shown, { viewColumn, preview: false });
}

async function madeOnce(
  uri: vscode.Uri | undefined,
  text: string,
  log: Log,
): Promise<vscode.Uri | undefined> {
  if (uri === undefined) return undefined;
  if (await exists(uri)) return uri;
  try {
    await writeText(uri, text);
    return uri;
  } catch (error) {
    log.warn(`${uri.path} could not be made: ${reason(error)}`);
    void vscode.window.showWarningMessage(
      'This folder cannot be written to, so this document is not saved: save it where you like.',
    );
    return undefined;
  }
}

/** The agenda as it has been edited, also in an editor and not yet saved; else as the plan gives it. */
export async function currentAgenda(
  meeting: Meeting,
  catalogue: PlannedCatalogue,
  files: GroupFiles,
): Promise<string> {
  const uri = paperUri(files, meeting, 'agenda');
  const edited = uri === undefined ? undefined : await editedText(uri);
  return edited ?? agendaText(meeting, catalogue);
}
