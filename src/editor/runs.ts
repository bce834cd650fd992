import * as vscode from 'vscode';
import type { ContentProblem } from '../core/exercise/load';
import type { Plan } from '../core/exercise/schema';
import type { Grade, Problem } from '../core/grade/report';
import { sourceHash } from '../core/progress/hash';
import { recordGrade } from '../core/progress/record';
import type { CurrentHashes } from './current-hashes';
import type { KernelDiagnostics } from './diagnostics';
import type { LastGrades } from './last-grades';
import type { LearnerFiles } from './learner-files';
import { readPlan } from './learner-plan';
import { runsOnSave } from './learner-state';
import { type Log, reason } from './log';
import type { ExercisePanel } from './panel/exercise-panel';
import type { Panels } from './panel/panels';
import type { ProgressStore } from './progress-store';
import type { Disposables } from './disposables';

/** What became of a run. Only `graded` says anything about the kernel. */
export type RunOutcome =
  | { readonly kind: 'graded'; readonly grade: Grade }
  | { readonly kind: 'superseded' }
  /** It was not allowed, and the learner has been told so. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'unavailable'; readonly problem: string };

export interface Runs {
  /**
   * Grades the learner's document as it stands, saved or not. A newer run of the same exercise makes an older one
   * void: whatever it answers is not recorded.
   */
  grade(id: string): Promise<RunOutcome>;
  /** The compiler's word on a run that is under way. */
  compiled(id: string, run: number, problems: readonly Problem[]): void;
}

interface Parts {
  readonly panels: Panels;
  readonly files: LearnerFiles;
  readonly progress: ProgressStore;
  readonly hashes: CurrentHashes;
  readonly lastGrades: LastGrades;
  readonly diagnostics: KernelDiagnostics;
  readonly log: Log;
}

interface Run {
  readonly number: number;
  readonly document: vscode.TextDocument;
  readonly source: string;
  /** Its answer has come. */
  done: boolean;
}

export function createRuns(parts: Parts, subscriptions: Disposables): Runs {
  const { diagnostics, log } = parts;
  /** The newest run of each exercise, under way or done. */
  const newest = new Map<string, Run>();
  /** The number of the newest wish to run each exercise: getting ready takes a moment, and may overtake. */
  const wished = new Map<string, number>();
  /** Exercises whose newest wish is getting ready: it will read the document as it then stands. */
  const gettingReady = new Set<string>();
  let lastNumber = 0;

  async function grade(id: string, reveal = true): Promise<RunOutcome> {
    if (!mayRun()) return { kind: 'refused' };
    const number = ++lastNumber;
    wished.set(id, number);
    gettingReady.add(id);
    const ready = await prepare(id, reveal, parts).finally(() => {
      if (wished.get(id) === number) gettingReady.delete(id);
    });
    if ('kind' in ready) return ready;
    if (wished.get(id) !== number) return { kind: 'superseded' };
    const outcome = await runIn(id, number, ready);
    log.info(`${id}: ${outcome.kind === 'graded' ? outcome.grade.verdict : outcome.kind}`);
    return outcome;
  }

  async function runIn(
    id: string,
    number: number,
    { panel, document, plan }: Ready,
  ): Promise<RunOutcome> {
    const older = newest.get(id);
    const run: Run = { number, document, source: document.getText(), done: false };
    newest.set(id, run);
    if (older?.done === false) panel.cancel(older.number);
    log.info(`${id}: run ${run.number}`);
    const answer = await panel.grade(run.number, run.source, plan);
    if (newest.get(id) !== run) return { kind: 'superseded' };
    run.done = true;
    if (!answer.ok || answer.value.verdict === 'inconclusive') newest.delete(id);
    if (!answer.ok) {
      // The panel may still be busy with it; its answer would come too late to be heard.
      panel.cancel(run.number);
      log.warn(`${id}: ${answer.problem}`);
      return { kind: 'unavailable', problem: answer.problem };
    }
    await take(id, run, answer.value, parts);
    return { kind: 'graded', grade: answer.value };
  }

  const isRun = (id: string, source: string): boolean =>
    gettingReady.has(id) || newest.get(id)?.source === source;
  // A save leaves the panel where it is, even behind another tab.
  subscriptions.push(...runWhenSaved((id) => grade(id, false), isRun, parts));
  return {
    grade: (id) => grade(id),
    compiled(id, number, problems) {
      const run = newest.get(id);
      if (run?.number === number && !run.done) diagnostics.showProblems(run.document, problems);
    },
  };
}

/** Shows a verdict in the editor, and records what it is worth. */
async function take(
  id: string,
  run: Run,
  result: Grade,
  { progress, hashes, lastGrades, diagnostics }: Parts,
): Promise<void> {
  if (result.verdict === 'inconclusive') return;
  diagnostics.showGrade(run.document, result);
  const hash = sourceHash(run.source);
  // The pass is compared with the file as it is now, not as it was a moment ago.
  await hashes.refresh([id]);
  await progress.update((state) => recordGrade(state, id, result, hash, Date.now()));
  await lastGrades.put(result);
}

/** What a run needs: a panel to run in, the learner's document, and the plan beside it. */
interface Ready {
  readonly panel: ExercisePanel;
  readonly document: vscode.TextDocument;
  readonly plan: Plan | undefined;
}

async function prepare(
  id: string,
  reveal: boolean,
  { files, panels, diagnostics }: Parts,
): Promise<Ready | Extract<RunOutcome, { kind: 'unavailable' }>> {
  const located = await files.ensure(id);
  if (!located.ok) return { kind: 'unavailable', problem: located.problem };
  const document = await vscode.workspace.openTextDocument(located.uri);
  const panel = (reveal ? undefined : panels.find(id)) ?? (await panels.open(id));
  if (panel === undefined) return { kind: 'unavailable', problem: 'it cannot be shown' };
  const own = await readPlan(document.uri);
  diagnostics.showPlan(own);
  if (own.kind === 'broken') return { kind: 'unavailable', problem: planWords(own.problems) };
  return { panel, document, plan: own.kind === 'plan' ? own.plan : undefined };
}

/**
 * Saving runs an exercise whose panel is open, if the learner wants that. Where the editor saves by itself, a text
 * that has just been run is not run once more: it would only take the place of the run that the learner asked for.
 */
function runWhenSaved(
  grade: (id: string) => Promise<RunOutcome>,
  isRun: (id: string, source: string) => boolean,
  { files, panels, log }: Parts,
): vscode.Disposable[] {
  const byItself = new WeakSet<vscode.TextDocument>();
  const before = vscode.workspace.onWillSaveTextDocument(({ document, reason: why }) => {
    if (why === vscode.TextDocumentSaveReason.Manual) byItself.delete(document);
    else byItself.add(document);
  });
  const after = vscode.workspace.onDidSaveTextDocument((document) => {
    const id = files.idOf(document.uri);
    if (id === undefined || panels.find(id) === undefined) return;
    if (!runsOnSave() || !vscode.workspace.isTrusted) return;
    if (byItself.has(document) && isRun(id, document.getText())) return;
    grade(id).catch((error: unknown) => {
      log.error(`${id}: the run on save broke: ${reason(error)}`);
    });
  });
  return [before, after];
}

function planWords(problems: readonly ContentProblem[]): string {
  const [first] = problems;
  return first === undefined
    ? 'its plan is broken'
    : `${first.file}, line ${first.line + 1}: ${first.message}`;
}

/** In Restricted Mode content can be read, but no kernel is given to the GPU. */
function mayRun(): boolean {
  if (vscode.workspace.isTrusted) return true;
  const action = 'Manage Workspace Trust';
  const message = 'Kernels do not run in Restricted Mode, because a kernel can hang a GPU.';
  void vscode.window.showWarningMessage(message, action).then((chosen) => {
    if (chosen === action) void vscode.commands.executeCommand('workbench.trust.manage');
  });
  return false;
}
