import * as vscode from 'vscode';
import type { PaperEntry } from '../../core/syllabus/catalogue';
import { openLink } from '../deeds';
import type { Library } from '../library';
import type { Log } from '../log';
import { pickPaper } from '../pick';
import type { Places } from '../places';
import type { ProgressStore } from '../progress-store';
import type { SyllabusTree } from '../tree/provider';
import { nodeFrom } from '../tree/argument';
import { copyCitation, exportBibtex } from './citing';
import { openNotes } from './notes';
import { chooseReadingStatus } from './reading-status';

export interface PaperParts {
  readonly library: Library;
  readonly places: Places;
  readonly progress: ProgressStore;
  readonly tree: SyllabusTree;
  readonly log: Log;
}

type Handler = (argument: unknown) => unknown;

/** What the commands about papers do. Called without a paper, they ask for one. */
export function paperHandlers(parts: PaperParts) {
  const { library, places, progress, tree, log } = parts;
  const onPaper =
    (act: (paper: PaperEntry) => unknown): Handler =>
    async (argument) => {
      await library.ready;
      const paper = paperFrom(argument, library) ?? (await pickPaper(library.catalogue()));
      return paper && act(paper);
    };
  return {
    openPaper: onPaper(({ page }) => openLink(page, log)),
    openPaperPdf: onPaper(({ pdf }) => pdf !== undefined && openLink(pdf, log)),
    openPaperCode: onPaper(({ code }) => code !== undefined && openLink(code, log)),
    setReadingStatus: onPaper((paper) => chooseReadingStatus(paper, progress)),
    openNotes: onPaper((paper) => openNotes(paper, places, vscode.ViewColumn.Active)),
    copyBibtex: onPaper((paper) => copyCitation(paper, 'bibtex')),
    copyCitation: onPaper((paper) => copyCitation(paper, 'citation')),
    exportBibtex: (argument: unknown) =>
      exportBibtex(library, tree, argument instanceof vscode.Uri ? argument : undefined),
  } as const;
}

/** A row of the tree, or the id of a paper. */
function paperFrom(argument: unknown, library: Library): PaperEntry | undefined {
  if (typeof argument === 'string')
    return library.catalogue().papers.find(({ id }) => id === argument);
  const node = nodeFrom(argument);
  return node?.kind === 'paper' ? node.paper : undefined;
}
