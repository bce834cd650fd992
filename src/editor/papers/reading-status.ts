import * as vscode from 'vscode';
import { readingStatuses, readingWords } from '../../core/progress/reading';
import { readingOf, recordReading } from '../../core/progress/record';
import type { PaperEntry } from '../../core/syllabus/catalogue';
import type { ProgressStore } from '../progress-store';
import { paperIcons } from '../tree/item';

/** Lets the learner choose how far they are with a paper. */
export async function chooseReadingStatus(
  { id, title }: PaperEntry,
  progress: ProgressStore,
): Promise<void> {
  const now = readingOf(progress.current(), id);
  const items = readingStatuses.map((status) => ({
    label: readingWords[status].title,
    iconPath: paperIcons[status],
    description: status === now ? 'as it is now' : '',
    detail: readingWords[status].says,
    status,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: 'How far are you with this paper?',
  });
  if (chosen === undefined) return;
  await progress.update((state) => recordReading(state, id, chosen.status, Date.now()));
}
