import * as vscode from 'vscode';
import { recordReading } from '../../core/progress/record';
import type { PaperEntry } from '../../core/syllabus/catalogue';
import type { CurrentHashes } from '../current-hashes';
import { openLink } from '../deeds';
import type { Disposables } from '../disposables';
import { commands } from '../ids';
import type { Library } from '../library';
import type { Log } from '../log';
import type { Places } from '../places';
import type { ProgressStore } from '../progress-store';
import { copyCitation } from './citing';
import { followNotes, notesOn, openNotes } from './notes';
import { createPaperPanels, type PaperPanels } from './panels';
import { createWholePapers } from './whole';

interface Parts {
  readonly extensionUri: vscode.Uri;
  readonly library: Library;
  readonly places: Places;
  readonly progress: ProgressStore;
  readonly hashes: CurrentHashes;
  readonly log: Log;
}

/** Joins the panels of papers to what they can do. */
export function openPapersWith(
  { extensionUri, library, places, progress, hashes, log }: Parts,
  subscriptions: Disposables,
): PaperPanels {
  const entry = (id: string): PaperEntry => {
    const found = library.catalogue().papers.find((paper) => paper.id === id);
    if (found === undefined) throw new Error('this paper is no longer in the syllabus');
    return found;
  };
  const actions = {
    openLink: (url: string) => openLink(url, log),
    openExercise: async (id: string) =>
      vscode.commands.executeCommand(commands.openExercise.id, id),
    openNotes: async (id: string) => openNotes(entry(id), places, vscode.ViewColumn.Beside),
    notesOn: (id: string) => notesOn(entry(id), places),
    copy: async (id: string, as: 'bibtex' | 'citation') => copyCitation(entry(id), as),
    setReading: (id: string, status: Parameters<typeof recordReading>[2]) =>
      progress.update((state) => recordReading(state, id, status, Date.now())),
    done: () => ({
      progress: progress.current(),
      hashOf: (id: string) => hashes.of(id),
      isThere: (id: string) => library.find(id) !== undefined,
    }),
  };
  const whole = createWholePapers(extensionUri, library);
  const panels = createPaperPanels({ extensionUri, library, whole, actions, log }, subscriptions);
  followNotes(places, panels.tellNotes, subscriptions);
  return panels;
}
