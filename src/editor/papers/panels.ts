import * as vscode from 'vscode';
import type { ReadingStatus } from '../../core/progress/reading';
import type { Paper } from '../../core/syllabus/paper';
import type { Handlers } from '../../protocol/channel';
import { type paperHostVocabulary, protocolVersion } from '../../protocol/messages';
import type { Disposables } from '../disposables';
import { panelTypes } from '../ids';
import type { Library } from '../library';
import { type Log, reason } from '../log';
import { pageHtml, webviewOptions } from '../panel/html';
import { createPaperPanel, type PaperPanel } from './panel';
import { type Done, paperView } from './view';
import type { WholePapers } from './whole';

/** What the panels ask of the rest of the extension; a paper is named by its id. */
export interface PaperActions {
  openLink(url: string): Promise<unknown>;
  openExercise(id: string): Promise<unknown>;
  openNotes(paper: string): Promise<unknown>;
  /** What the learner has written about it. */
  notesOn(paper: string): Promise<string>;
  copy(paper: string, as: 'bibtex' | 'citation'): Promise<void>;
  setReading(paper: string, status: ReadingStatus): Promise<void>;
  readonly done: () => Done;
}

/** The open panels: one for each paper. */
export interface PaperPanels {
  /** Opens the panel, or brings it to the front; false when the paper cannot be shown. */
  open(id: string): Promise<boolean>;
  readonly ids: () => readonly string[];
  /** Takes a letter as if the panel of the paper had sent it: for tests. */
  deliver(id: string, letter: unknown): void;
  /** Says in all of them how far the learner is now. */
  readonly tellReading: () => void;
  /** Says in the panel of a paper, if it is open, what the learner has written about it. */
  readonly tellNotes: (paper: string) => void;
}

interface Shelf {
  readonly extensionUri: vscode.Uri;
  readonly library: Library;
  readonly whole: WholePapers;
  readonly actions: PaperActions;
  readonly log: Log;
  readonly panels: Map<string, PaperPanel>;
}

export function createPaperPanels(
  parts: Omit<Shelf, 'panels'>,
  subscriptions: Disposables,
): PaperPanels {
  const panels = new Map<string, PaperPanel>();
  const shelf: Shelf = { ...parts, panels };
  subscriptions.push(reviveWith(shelf));
  // Authors see a change of their own paper at once.
  subscriptions.push(parts.library.onDidChange(() => void showAnew(shelf)));
  return {
    open: (id) => open(id, shelf),
    ids: () => [...panels.keys()].sort(),
    deliver: (id, letter) => panels.get(id)?.deliver(letter),
    tellReading() {
      for (const panel of panels.values()) panel.tellReading();
    },
    tellNotes: (id) => tellNotes(id, shelf),
  };
}

async function open(id: string, shelf: Shelf): Promise<boolean> {
  const there = shelf.panels.get(id);
  if (there !== undefined) {
    there.webviewPanel.reveal();
    return true;
  }
  const paper = await find(id, shelf);
  if (paper === undefined) {
    sayMissing(id, shelf.log);
    return false;
  }
  // Two clicks in a row open one panel: between the look and this line nothing waits.
  if (shelf.panels.has(id)) return true;
  const webviewPanel = vscode.window.createWebviewPanel(
    panelTypes.paper,
    paper.name,
    vscode.ViewColumn.Active,
    webviewOptions(shelf.extensionUri),
  );
  fill(webviewPanel, paper, shelf);
  return true;
}

/** Brings the panels back that were open when the window was closed or reloaded. */
function reviveWith(shelf: Shelf): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(panelTypes.paper, {
    async deserializeWebviewPanel(webviewPanel, state) {
      const id = paperIn(state);
      const paper = id === undefined ? undefined : await find(id, shelf);
      if (paper === undefined) webviewPanel.dispose();
      else fill(webviewPanel, paper, shelf);
    },
  });
}

/** A paper of the learner's own is known only after the workspace has been looked through. */
async function find(id: string, { library, whole }: Shelf): Promise<Paper | undefined> {
  await library.ready;
  const isKnown = (): boolean => library.catalogue().papers.some((paper) => paper.id === id);
  if (!isKnown()) await library.rescan();
  return isKnown() ? whole.find(id) : undefined;
}

/** Puts a paper into a bare panel. */
function fill(webviewPanel: vscode.WebviewPanel, paper: Paper, shelf: Shelf): void {
  const { extensionUri, library, actions, log, panels } = shelf;
  const { id, name: title } = paper;
  const { webview } = webviewPanel;
  const panel = createPaperPanel(webviewPanel, paper, {
    view: (now) => paperView(now, library.catalogue(), library.mine(), actions.done()),
    done: actions.done,
    handlers: handlersFor(id, shelf, () => {
      panel.show();
      tellNotes(id, shelf);
    }),
  });
  panels.get(id)?.webviewPanel.dispose();
  panels.set(id, panel);
  webviewPanel.onDidDispose(() => {
    panel.close();
    if (panels.get(id) === panel) panels.delete(id);
  });
  webviewPanel.title = title;
  webviewPanel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.svg');
  webview.options = webviewOptions(extensionUri);
  webview.html = pageHtml(webview, extensionUri, { title, bundle: 'paper', meta: {} });
  log.info(`${id}: its panel is open`);
}

function handlersFor(
  id: string,
  shelf: Shelf,
  show: () => void,
): Handlers<typeof paperHostVocabulary.asked, typeof paperHostVocabulary.told> {
  const { actions, library, log } = shelf;
  const logged = (deed: Promise<unknown>): void => {
    deed.catch((error: unknown) => log.error(`${id}: ${reason(error)}`));
  };
  return {
    asked: {
      async copy({ as }) {
        await actions.copy(id, as);
        return { copied: true };
      },
    },
    told: {
      ready({ protocol }) {
        if (protocol === protocolVersion) show();
        else log.error(`${id}: its panel speaks protocol ${protocol}; reload the window`);
      },
      openLink: ({ url }) => logged(actions.openLink(url)),
      openExercise({ id: exercise }) {
        if (library.find(exercise)?.id === exercise) logged(actions.openExercise(exercise));
        else log.warn(`${id}: there is no exercise ${exercise.slice(0, 60)} to open`);
      },
      openPaper: ({ id: other }) => logged(open(other, shelf)),
      openNotes: () => logged(actions.openNotes(id)),
      setReading: ({ status }) => logged(actions.setReading(id, status)),
      panelFailed: ({ message }) => log.error(`${id}: its panel broke: ${message}`),
    },
    refused: (problem) => log.warn(`${id}: ${problem}`),
  };
}

function tellNotes(id: string, { panels, actions, log }: Shelf): void {
  const panel = panels.get(id);
  if (panel === undefined) return;
  actions
    .notesOn(id)
    .then(panel.tellNotes, (error: unknown) => log.warn(`${id}: ${reason(error)}`));
}

async function showAnew({ panels, whole }: Shelf): Promise<void> {
  for (const [id, panel] of panels) {
    const paper = await whole.find(id);
    if (paper !== undefined) panel.show(paper);
  }
}

function sayMissing(id: string, log: Log): void {
  const where = 'the syllabus has no such paper, or Tilework’s copy of it cannot be read';
  log.error(`${id}: ${where}`);
  void vscode.window.showErrorMessage(
    `“${id.replaceAll(/[^\w-]/g, '').slice(0, 60)}” cannot be shown: ${where}. Installing Tilework again mends its copy.`,
  );
}

/** The paper that a webview kept in its state. */
function paperIn(state: unknown): string | undefined {
  if (typeof state !== 'object' || state === null) return undefined;
  const { paper } = state as { readonly paper?: unknown };
  return typeof paper === 'string' && paper !== '' ? paper : undefined;
}
