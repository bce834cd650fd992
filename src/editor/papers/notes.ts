import * as vscode from 'vscode';
import type { PaperEntry } from '../../core/syllabus/catalogue';
import { notesTemplate, writtenIn } from '../../core/syllabus/notes';
import type { Disposables } from '../disposables';
import { editedText } from '../files';
import type { Places } from '../places';

const nameOf = ({ id }: PaperEntry): string => `notes/${id}.md`;

/** What the learner has written about a paper, saved or not; empty where there is nothing yet. */
export async function notesOn(paper: PaperEntry, places: Places): Promise<string> {
  const text = await editedText(places.where(nameOf(paper)));
  return text === undefined ? '' : writtenIn(text, paper);
}

/** Calls `tell` with the id of a paper whose notes have been saved. */
export function followNotes(
  places: Places,
  tell: (paper: string) => void,
  subscriptions: Disposables,
): void {
  subscriptions.push(
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      const [, id] = /\/notes\/([^/]+)\.md$/.exec(uri.path) ?? [];
      const isOurs = (one: vscode.Uri): boolean => one.toString() === uri.toString();
      if (id !== undefined && places.all(`notes/${id}.md`).some(isOurs)) tell(id);
    }),
  );
}

/** Opens the learner's notes on a paper, made from the template where there are none yet; false when they cannot be. */
export async function openNotes(
  paper: PaperEntry,
  places: Places,
  viewColumn: vscode.ViewColumn,
): Promise<boolean> {
  const located = await places.ensure({
    name: nameOf(paper),
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
