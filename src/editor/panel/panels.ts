import * as vscode from 'vscode';
import type { ContentProblem } from '../../core/exercise/load';
import { compareIds } from '../../core/syllabus/catalogue';
import { panelTypes } from '../ids';
import type { Library } from '../library';
import type { Log } from '../log';
import { createExercisePanel, type ExercisePanel, type PanelActions } from './exercise-panel';
import { graderAddress, pageHtml, webviewOptions } from './html';
import type { Disposables } from '../disposables';

/** The open panels: one for each exercise. */
export interface Panels {
  find(id: string): ExercisePanel | undefined;
  readonly ids: () => readonly string[];
  /** The exercise whose panel has the focus. */
  active(): string | undefined;
  /** Opens the panel beside the editor, or brings it to the front; undefined when the exercise cannot be shown. */
  open(id: string): Promise<ExercisePanel | undefined>;
  readonly tellLearners: () => void;
  readonly onDidChange: vscode.Event<void>;
}

/** What the functions below share. */
interface Shelf {
  readonly extensionUri: vscode.Uri;
  readonly library: Library;
  readonly actions: PanelActions;
  readonly log: Log;
  readonly panels: Map<string, ExercisePanel>;
  readonly changed: vscode.EventEmitter<void>;
}

export function createPanels(
  extensionUri: vscode.Uri,
  library: Library,
  actions: PanelActions,
  log: Log,
  subscriptions: Disposables,
): Panels {
  const panels = new Map<string, ExercisePanel>();
  const opening = new Map<string, Promise<ExercisePanel | undefined>>();
  const changed = new vscode.EventEmitter<void>();
  const shelf: Shelf = { extensionUri, library, actions, log, panels, changed };
  subscriptions.push(
    changed,
    library.onDidChange(() => void showAnew(shelf)),
  );
  subscriptions.push(reviveWith(shelf));

  /** Two clicks in a row open one panel. */
  function openOnce(id: string): Promise<ExercisePanel | undefined> {
    const begun = opening.get(id) ?? create(id, shelf).finally(() => opening.delete(id));
    opening.set(id, begun);
    return begun;
  }

  return {
    find: (id) => panels.get(id),
    ids: () => [...panels.keys()].sort(compareIds),
    active: () => [...panels.values()].find(({ webviewPanel }) => webviewPanel.active)?.id,
    async open(id) {
      const there = panels.get(id);
      if (there === undefined) return openOnce(id);
      if (!there.webviewPanel.visible) there.webviewPanel.reveal(undefined, true);
      return there;
    },
    tellLearners() {
      for (const panel of panels.values()) panel.tellLearner();
    },
    onDidChange: changed.event,
  };
}

async function create(id: string, shelf: Shelf): Promise<ExercisePanel | undefined> {
  const webviewPanel = vscode.window.createWebviewPanel(
    panelTypes.exercise,
    id,
    { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
    // The tensors of the last run live in the page alone; without this, a look at another tab would lose them.
    { ...webviewOptions(shelf.extensionUri), retainContextWhenHidden: true },
  );
  const panel = await fill(webviewPanel, id, shelf);
  if (panel === undefined) webviewPanel.dispose();
  return panel;
}

/** Brings the panels back that were open when the window was closed or reloaded. */
function reviveWith(shelf: Shelf): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(panelTypes.exercise, {
    async deserializeWebviewPanel(webviewPanel, state) {
      const id = exerciseIn(state);
      const known = id !== undefined && (await isKnown(id, shelf.library));
      const revived = known ? await fill(webviewPanel, id, shelf) : undefined;
      if (revived === undefined) webviewPanel.dispose();
    },
  });
}

/** Puts an exercise into a bare panel. */
async function fill(
  webviewPanel: vscode.WebviewPanel,
  id: string,
  { extensionUri, library, actions, log, panels, changed }: Shelf,
): Promise<ExercisePanel | undefined> {
  const loaded = await library.load(id);
  if (!loaded.ok) {
    sayUnreadable(id, loaded.problems, log);
    return undefined;
  }
  const panel = createExercisePanel(webviewPanel, loaded.value, actions, log);
  panels.get(id)?.webviewPanel.dispose();
  panels.set(id, panel);
  webviewPanel.onDidDispose(() => {
    panel.close();
    if (panels.get(id) === panel) {
      panels.delete(id);
      actions.closed(id);
    }
    changed.fire();
  });
  webviewPanel.onDidChangeViewState(() => changed.fire());
  furnish(webviewPanel, extensionUri, `${id} ${loaded.value.exercise.title}`);
  changed.fire();
  return panel;
}

/** Authors see a change of their own exercise at once. */
async function showAnew({ library, panels }: Shelf): Promise<void> {
  for (const { entry } of library.custom().valid) {
    const panel = panels.get(entry.id);
    const loaded = panel && (await library.load(entry.id));
    if (loaded?.ok === true) panel?.show(loaded.value);
  }
}

/** Gives a bare panel its title and its page. */
function furnish(webviewPanel: vscode.WebviewPanel, extensionUri: vscode.Uri, title: string): void {
  const { webview } = webviewPanel;
  webviewPanel.title = title;
  webviewPanel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.svg');
  webview.options = webviewOptions(extensionUri);
  const meta = { 'tilework-grader': graderAddress(webview, extensionUri) };
  webview.html = pageHtml(webview, extensionUri, { title, bundle: 'panel', meta });
}

/** An exercise of the learner's own is known only after the workspace has been looked through. */
async function isKnown(id: string, library: Library): Promise<boolean> {
  await library.ready;
  if (library.find(id) === undefined) await library.rescan();
  return library.find(id) !== undefined;
}

function sayUnreadable(id: string, problems: readonly ContentProblem[], log: Log): void {
  for (const { file, line, message } of problems)
    log.error(`${id}: ${file}:${line + 1}: ${message}`);
  void vscode.window.showErrorMessage(
    `${id} cannot be shown: ${problems[0]?.message ?? 'not readable'}`,
  );
}

/** The exercise that a webview kept in its state. */
function exerciseIn(state: unknown): string | undefined {
  if (typeof state !== 'object' || state === null) return undefined;
  const { exercise } = state as { readonly exercise?: unknown };
  return typeof exercise === 'string' && exercise !== '' ? exercise : undefined;
}
