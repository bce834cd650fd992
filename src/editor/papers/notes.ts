import * as vscode from 'vscode';
import type { PaperEntry } from '../../core/syllabus/catalogue';
import { notesTemplate } from '../../core/syllabus/notes';
import type { Places } from '../places';

/** Opens the learner's notes on a paper, made from the template where there are none yet; false when they cannot be. */
export async function openNotes(
  paper: PaperEntry,
  places: Places,
  viewColumn: vscode.ViewColumn,
): Promise<boolean> {
  const located = await places.ensure({
    name: `notes/${paper.id}.md`,
    what: `your file of notes on ${paper.id}`,
    firstText: () => Promise.resolve(notesTemplate(paper)),
  });
  if (located.ok) await vscode.window.showTextDocument(located.uri, { viewColumn, preview: false });
  else
    void vscode.window.showErrorMessage(
      `Your notes on ${paper.id} could not be made: ${located.problem}. Open a folder that can be written to, and try again.`,
    );
  return located.ok;
}
