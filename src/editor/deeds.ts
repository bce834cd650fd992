import * as vscode from 'vscode';
import type { Position } from '../core/grade/report';
import { nextExercise } from '../core/progress/next';
import {
  progressOf,
  recordGiveUp,
  recordHint,
  recordOpened,
  recordPrediction,
} from '../core/progress/record';
import type { Confirm } from './confirm';
import { openDocument } from './current-hashes';
import { backUp, type LearnerFiles } from './learner-files';
import { editPlan } from './learner-plan';
import type { Library } from './library';
import { judgeLink } from './links';
import type { Log } from './log';
import type { Panels } from './panel/panels';
import type { ProgressStore } from './progress-store';
import { solutionUri } from './solutions';

/** What a learner can do with an exercise besides running it; commands and panels share these. */
export interface Deeds {
  /** Shows the learner's file in the first column and the panel beside it. False when it could not be. */
  open(id: string): Promise<boolean>;
  /** Records one more hint and gives how many are shown now. */
  hint(id: string): Promise<number>;
  /** Keeps what the learner foretells. */
  predict(id: string, choice: number): Promise<void>;
  /** Opens the exercise that comes after this one and is not passed yet; false where there is none. */
  next(id: string): Promise<boolean>;
  /** Puts the starter back after keeping a copy; false when the learner thought better of it. */
  reset(id: string): Promise<boolean>;
  /** Opens the solution against the learner's file; false when the learner thought better of it. */
  solution(id: string): Promise<boolean>;
  /** Opens the learner's own plan, made from the exercise's where there is none yet. */
  editPlan(id: string): Promise<void>;
  reveal(id: string, place: Position): Promise<void>;
}

interface Parts {
  readonly library: Library;
  readonly files: LearnerFiles;
  readonly panels: Panels;
  readonly progress: ProgressStore;
  readonly confirm: Confirm;
  readonly log: Log;
}

export function createDeeds(parts: Parts): Deeds {
  return {
    open: (id) => open(id, parts),
    hint: (id) => hint(id, parts),
    predict: (id, choice) => predict(id, choice, parts),
    next: (id) => next(id, parts),
    reset: (id) => reset(id, parts),
    solution: (id) => solution(id, parts),
    editPlan: (id) => ownPlan(id, parts),
    reveal: (id, place) => reveal(id, place, parts),
  };
}

async function open(id: string, { files, panels, progress }: Parts): Promise<boolean> {
  const located = await files.ensure(id);
  if (!located.ok) {
    void vscode.window.showErrorMessage(
      `Your file for ${id} could not be made: ${located.problem}`,
    );
    return false;
  }
  const document = await vscode.workspace.openTextDocument(located.uri);
  await vscode.window.showTextDocument(document, {
    viewColumn: vscode.ViewColumn.One,
    preview: false,
  });
  await progress.update((state) => recordOpened(state, id));
  return (await panels.open(id)) !== undefined;
}

async function hint(id: string, { library, progress }: Parts): Promise<number> {
  const loaded = await library.load(id);
  const count = loaded.ok ? loaded.value.exercise.hints.length : 0;
  await progress.update((state) => recordHint(state, id, count));
  return progressOf(progress.current(), id).hintsShown;
}

async function predict(id: string, choice: number, { library, progress }: Parts): Promise<void> {
  const loaded = await library.load(id);
  const option = loaded.ok ? loaded.value.exercise.predict?.options[choice] : undefined;
  if (option !== undefined) await progress.update((state) => recordPrediction(state, id, option));
}

async function next(id: string, parts: Parts): Promise<boolean> {
  const { library, progress } = parts;
  const entry = nextExercise(library.catalogue().exercises, id, progress.current());
  return entry !== undefined && (await open(entry.id, parts));
}

async function reset(id: string, { library, files, confirm, log }: Parts): Promise<boolean> {
  const starter = await library.kernel(id, 'starter');
  const located = await files.ensure(id);
  if (starter === undefined || !located.ok) throw new Error(`the starter of ${id} cannot be read`);
  const yes = await confirm({
    message: `Put the starter of ${id} back?`,
    detail: 'Your kernel is kept as a copy beside it, and Undo brings it back too.',
    action: 'Reset',
  });
  if (!yes) return false;
  const document =
    openDocument(located.uri) ?? (await vscode.workspace.openTextDocument(located.uri));
  const copy = await backUp(located.uri, id, document.getText());
  const edit = new vscode.WorkspaceEdit();
  const all = new vscode.Range(0, 0, document.lineCount, 0);
  edit.replace(located.uri, document.validateRange(all), starter);
  if (!(await vscode.workspace.applyEdit(edit)))
    throw new Error('the editor did not take the change');
  await document.save();
  const name = vscode.workspace.asRelativePath(copy, false);
  log.info(`${id}: reset; what was there is in ${copy.toString(true)}`);
  void vscode.window.showInformationMessage(
    `${id} is as it was at the start. Your kernel is kept in ${name}.`,
  );
  return true;
}

async function ownPlan(id: string, { library, files }: Parts): Promise<void> {
  const loaded = await library.load(id);
  const located = await files.ensure(id);
  if (!loaded.ok || !located.ok) throw new Error(`the plan of ${id} cannot be made`);
  await editPlan(located.uri, loaded.value.exercise);
}

async function solution(id: string, { files, progress, confirm }: Parts): Promise<boolean> {
  const mine = progressOf(progress.current(), id);
  if (mine.passedHash === undefined && !mine.gaveUp) {
    const yes = await confirm({
      message: `Give up on ${id} and look at the solution?`,
      detail: 'Nothing is lost: you can still solve it. That you looked is noted in your progress.',
      action: 'Show Solution',
    });
    if (!yes) return false;
    await progress.update((state) => recordGiveUp(state, id));
  }
  const located = await files.ensure(id);
  if (!located.ok) throw new Error(located.problem);
  const title = `${id}: solution ↔ mine`;
  const where = { viewColumn: vscode.ViewColumn.One, preview: true };
  await vscode.commands.executeCommand('vscode.diff', solutionUri(id), located.uri, title, where);
  return true;
}

async function reveal(id: string, { line, character }: Position, { files }: Parts): Promise<void> {
  const document = await vscode.workspace.openTextDocument(files.where(id));
  const place = document.validatePosition(new vscode.Position(line, character));
  const selection = document.getWordRangeAtPosition(place) ?? new vscode.Range(place, place);
  const visible = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const viewColumn = visible?.viewColumn ?? vscode.ViewColumn.One;
  await vscode.window.showTextDocument(document, { viewColumn, selection });
}

/** Opens an address in the browser, or says why it is not opened. */
export async function openLink(url: string, log: Log): Promise<boolean> {
  const verdict = judgeLink(url);
  if (verdict.ok) return vscode.env.openExternal(vscode.Uri.parse(verdict.url, true));
  log.warn(`a link was not opened (${verdict.reason}): ${url.slice(0, 200)}`);
  void vscode.window.showWarningMessage(`This link was not opened: ${verdict.reason}.`);
  return false;
}
