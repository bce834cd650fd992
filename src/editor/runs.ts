import * as vscode from 'vscode';
import type { ContentProblem } from '../core/exercise/load';
import type { AccessReply, ChosenSite } from '../core/grade/access';
import { withCheck } from '../core/grade/check';
import { isCpuModel } from '../core/grade/cpu-model';
import type { CaseGrade, Grade, Problem } from '../core/grade/report';
import type { Submission } from '../core/grade/session';
import { sourceHash } from '../core/progress/hash';
import { recordGrade } from '../core/progress/record';
import type { Background } from './background';
import { checkSeconds } from './check-setting';
import type { CurrentHashes } from './current-hashes';
import type { KernelDiagnostics } from './diagnostics';
import type { LastGrades } from './last-grades';
import type { LearnerFiles } from './learner-files';
import { readPlan } from './learner-plan';
import { runWhenSaved } from './run-on-save';
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

/** Hears of one run. */
export interface RunFollower {
  caseGraded(grade: CaseGrade): void;
  ended(outcome: RunOutcome): void;
}

export interface RunOrder {
  /** On the simulator, though there may be a GPU. */
  readonly onSimulator?: boolean;
  readonly follower?: RunFollower;
}

export interface Runs {
  /**
   * Grades the learner's document as it stands, saved or not, and then has it checked on the simulator. A newer run
   * of the same exercise makes an older one void, its check included: whatever they answer is not recorded.
   */
  readonly grade: (id: string, order?: RunOrder) => Promise<RunOutcome>;
  /** Makes the run of the exercise void, if one is under way. */
  stop(id: string): void;
  /** Whoever else wants to hear of runs that have no follower, those after a save for one. */
  followOthers(make: (id: string) => RunFollower | undefined): void;
  /** The compiler's word on a run that is under way. */
  compiled(id: string, run: number, problems: readonly Problem[]): void;
  /** A case of a run on the GPU is graded. */
  caseGraded(id: string, run: number, grade: CaseGrade): void;
  /** Grades a run that is under way on the simulator. Rejects when it is not under way any more, or was stopped. */
  simulate(id: string, run: number): Promise<Grade>;
  /** How the kernel of the newest run touches memory; undefined where that cannot be told. */
  access(id: string, run: number, chosen?: ChosenSite): Promise<AccessReply | undefined>;
}

interface Parts {
  readonly panels: Panels;
  readonly files: LearnerFiles;
  readonly progress: ProgressStore;
  readonly hashes: CurrentHashes;
  readonly lastGrades: LastGrades;
  readonly diagnostics: KernelDiagnostics;
  readonly background: Background;
  readonly log: Log;
}

interface Run {
  readonly number: number;
  readonly document: vscode.TextDocument;
  readonly panel: ExercisePanel;
  readonly submission: Submission;
  readonly order: RunOrder;
  /** Its verdict has come, and its check has ended. */
  done: boolean;
}

export function createRuns(parts: Parts, subscriptions: Disposables): Runs {
  const { diagnostics, background, log } = parts;
  /** The newest run of each exercise, under way or done. */
  const newest = new Map<string, Run>();
  /** The number of the newest wish to run each exercise: getting ready takes a moment, and may overtake. */
  const wished = new Map<string, number>();
  /** Exercises whose newest wish is getting ready: it will read the document as it then stands. */
  const gettingReady = new Set<string>();
  let followerOf: (id: string) => RunFollower | undefined = () => undefined;
  let lastNumber = 0;

  async function grade(id: string, reveal: boolean, order: RunOrder = {}): Promise<RunOutcome> {
    if (!mayRun()) return { kind: 'refused' };
    const number = ++lastNumber;
    wished.set(id, number);
    gettingReady.add(id);
    const ready = await prepare(id, reveal, parts).finally(() => {
      if (wished.get(id) === number) gettingReady.delete(id);
    });
    if ('kind' in ready) return ready;
    if (wished.get(id) !== number) return { kind: 'superseded' };
    const run: Run = { number, ...ready, order, done: false };
    const outcome = await runToEnd(id, run, newest, parts);
    log.info(`${id}: ${outcome.kind === 'graded' ? outcome.grade.verdict : outcome.kind}`);
    return outcome;
  }

  function gradeFollowed(id: string, reveal: boolean, order: RunOrder = {}): Promise<RunOutcome> {
    const follower = order.follower ?? followerOf(id);
    if (follower === undefined) return grade(id, reveal, order);
    return followed(follower, () => grade(id, reveal, { ...order, follower }));
  }

  const isRun = (id: string, source: string): boolean =>
    gettingReady.has(id) || newest.get(id)?.submission.source === source;
  // A save leaves the panel where it is, even behind another tab.
  subscriptions.push(...runWhenSaved((id) => gradeFollowed(id, false), isRun, parts));
  return {
    grade: (id, order) => gradeFollowed(id, true, order),
    stop(id) {
      const run = newest.get(id);
      wished.delete(id);
      gettingReady.delete(id);
      if (run === undefined || run.done) return;
      newest.delete(id);
      stop(id, run, background);
    },
    followOthers(make) {
      followerOf = make;
    },
    compiled(id, number, problems) {
      const run = newest.get(id);
      if (run?.number === number && !run.done) diagnostics.showProblems(run.document, problems);
    },
    caseGraded(id, number, one) {
      const run = newest.get(id);
      if (run?.number === number) run.order.follower?.caseGraded(one);
    },
    simulate: (id, number) => simulate(id, number, newest.get(id), parts),
    async access(id, number, chosen) {
      const run = newest.get(id);
      if (run?.number !== number) return undefined;
      return await background.access(id, run.submission, chosen);
    },
  };
}

/** Whatever becomes of a run, whoever follows it hears of its end. */
async function followed(
  follower: RunFollower,
  grade: () => Promise<RunOutcome>,
): Promise<RunOutcome> {
  try {
    const outcome = await grade();
    follower.ended(outcome);
    return outcome;
  } catch (error) {
    follower.ended({ kind: 'unavailable', problem: reason(error) });
    throw error;
  }
}

async function runToEnd(
  id: string,
  run: Run,
  newest: Map<string, Run>,
  parts: Parts,
): Promise<RunOutcome> {
  const { background, log } = parts;
  const older = newest.get(id);
  const { source, plan } = run.submission;
  newest.set(id, run);
  if (older?.done === false) stop(id, older, background);
  log.info(`${id}: run ${run.number}`);
  const answer = await run.panel.grade({
    ...{ run: run.number, source },
    ...(plan && { plan }),
    ...(run.order.onSimulator === true && { onSimulator: true }),
  });
  if (newest.get(id) !== run) return { kind: 'superseded' };
  if (!answer.ok || answer.value.verdict === 'inconclusive') newest.delete(id);
  if (!answer.ok) {
    // The panel may still be busy with it; its answer would come too late to be heard.
    stop(id, run, background);
    log.warn(`${id}: ${answer.problem}`);
    return { kind: 'unavailable', problem: answer.problem };
  }
  if (answer.value.verdict === 'inconclusive') return { kind: 'graded', grade: answer.value };
  const grade = await checked(id, run, answer.value, parts);
  if (newest.get(id) !== run) return { kind: 'superseded' };
  run.done = true;
  await take(id, run, grade, parts);
  return { kind: 'graded', grade };
}

function stop(id: string, { number, panel }: Run, background: Background): void {
  panel.cancel(number);
  background.stop(id);
}

async function simulate(
  id: string,
  number: number,
  run: Run | undefined,
  { background }: Parts,
): Promise<Grade> {
  if (run?.number !== number || run.done) throw new Error('the run is not wanted any more');
  const order = { run: number, submission: run.submission };
  const answer = await background.grade(id, order, (one) => {
    run.panel.caseSimulated(number, one);
    run.order.follower?.caseGraded(one);
  });
  if (!answer.ok) throw new Error(answer.problem);
  return answer.value;
}

/**
 * The verdict of a GPU, with what the simulator sees in the control case. The verdict itself is shown before; only the
 * check mark waits, because a pass that a check would undo must not be given.
 */
async function checked(
  id: string,
  { number, document, panel, submission }: Run,
  grade: Grade,
  { background, diagnostics, log }: Parts,
): Promise<Grade> {
  const withinMs = checkSeconds() * 1000;
  // What did not compile cannot run there either, and what ran there has been looked at.
  if (grade.verdict === 'rejected' || isCpuModel(grade.adapter) || withinMs === 0) return grade;
  diagnostics.showGrade(document, grade);
  panel.checking(number);
  log.info(`${id}: checking`);
  const check = await background.check(id, submission, withinMs);
  if (check === undefined) {
    // Stopped: the panel need not wait for it, unless a newer run has its attention.
    panel.checked(number, grade);
    return grade;
  }
  const after = withCheck(grade, check);
  panel.checked(number, after);
  const why = check.reason === undefined ? '' : `: ${check.reason}`;
  const time = check.milliseconds === undefined ? '' : ` in ${Math.round(check.milliseconds)} ms`;
  log.info(`${id}: check ${check.kind}${why}, ${check.runs} runs${time}`);
  return after;
}

/** Shows a verdict in the editor, and records what it is worth. */
async function take(
  id: string,
  run: Run,
  result: Grade,
  { progress, hashes, lastGrades, diagnostics }: Parts,
): Promise<void> {
  diagnostics.showGrade(run.document, result);
  const hash = sourceHash(run.submission.source);
  // The pass is compared with the file as it is now, not as it was a moment ago.
  await hashes.refresh([id]);
  await progress.update((state) => recordGrade(state, id, result, hash, Date.now()));
  await lastGrades.put(result);
}

/** What a run needs: a panel to run in, the learner's document, and what is graded of it. */
type Ready = Pick<Run, 'panel' | 'document' | 'submission'>;

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
  const own = await readPlan(document.uri, panel.exercise());
  diagnostics.showPlan(own);
  if (own.kind === 'broken') return { kind: 'unavailable', problem: planWords(own.problems) };
  const plan = own.kind === 'plan' ? { plan: own.plan } : {};
  const submission = { exercise: panel.exercise(), source: document.getText(), ...plan };
  return { panel, document, submission };
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
