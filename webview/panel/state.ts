import type { Plan } from '../../src/core/exercise/plan-schema';
import type { Exercise } from '../../src/core/exercise/schema';
import type { CaseGrade, Grade, Problem } from '../../src/core/grade/report';
import type { Measurement } from '../../src/core/measure/measurement';
import type { GpuReport, LearnerState } from '../../src/protocol/messages';

/** What the panel shows. All of it comes from the host or from the run; a reload loses nothing of worth. */
export interface PanelState {
  readonly exercise: Exercise | undefined;
  readonly statement: string;
  readonly learner: LearnerState | undefined;
  readonly gpu: GpuReport | undefined;
  readonly run: Run;
  /** What was measured before the page was loaded. */
  readonly measured: Measurement | undefined;
  /** The learner's own plan, with which the last run was made. */
  readonly plan: Plan | undefined;
  readonly view: View;
}

export type Run =
  | { readonly kind: 'none' }
  | Running
  | {
      readonly kind: 'graded';
      /** Undefined for a verdict from before the page was loaded: its tensors are gone. */
      readonly run: number | undefined;
      readonly grade: Grade;
      /** The simulator is looking for races and the like. */
      readonly checking?: boolean;
    };

export interface Running {
  readonly kind: 'running';
  readonly run: number;
  readonly compiled: boolean;
  readonly problems: readonly Problem[];
  readonly cases: readonly CaseGrade[];
  /** What stood there before. A run of a moment goes from one verdict to the next without a flicker. */
  readonly before: Extract<Run, { kind: 'graded' }> | undefined;
  /** The run takes long enough to be worth a word. */
  readonly noticeable: boolean;
}

/** Where the learner looks; kept by the webview over reloads. */
export interface View {
  readonly exercise: string;
  /** Index of the case that the learner has chosen. */
  readonly chosenCase: number | undefined;
  readonly tensor: number;
  readonly plane: number | undefined;
  readonly table: boolean;
  /** The picture of the accesses to memory is open. */
  readonly access: boolean;
  /** The picture of the block is open; undefined as long as the learner has not opened or closed it. */
  readonly flow: boolean | undefined;
  readonly scroll: number;
}

export const freshView: View = {
  ...{ exercise: '', chosenCase: undefined, tensor: 0, plane: undefined, table: false },
  ...{ access: false, flow: undefined, scroll: 0 },
};

export const emptyState: PanelState = {
  ...{ exercise: undefined, statement: '', learner: undefined, gpu: undefined },
  ...{ measured: undefined, run: { kind: 'none' }, plan: undefined },
  view: freshView,
};

/** The grade that is to be drawn: while a run is not yet noticeable, the one before it. */
export function shownGrade(run: Run): Grade | undefined {
  if (run.kind === 'graded') return run.grade;
  return run.kind === 'running' && !run.noticeable ? run.before?.grade : undefined;
}

/** The last run that has come to its end. */
export function lastGraded(run: Run): Extract<Run, { kind: 'graded' }> | undefined {
  const last = run.kind === 'running' ? run.before : run;
  return last?.kind === 'graded' ? last : undefined;
}

/** The run whose tensors can be looked at: the last that was graded to its end since the page was loaded. */
export function picturedRun(run: Run): { readonly run: number; readonly grade: Grade } | undefined {
  const graded = lastGraded(run);
  return graded?.run === undefined ? undefined : { run: graded.run, grade: graded.grade };
}

export function shownCases(run: Run): readonly CaseGrade[] {
  if (run.kind === 'running' && run.noticeable) return run.cases;
  return shownGrade(run)?.cases ?? [];
}

/** The case to look at: the one that the learner chose, else the first wrong one, else the first. */
export function selectedCase(cases: readonly CaseGrade[], chosen: number | undefined): number {
  return chosen ?? cases.find((one) => one.verdict === 'failed')?.index ?? 0;
}

/** A choice outlives a run unless it would hide what is wrong: its case right, and another one not. */
export function choiceAfter(
  cases: readonly CaseGrade[],
  chosen: number | undefined,
): number | undefined {
  const mine = cases.find((one) => one.index === chosen);
  const wrong = cases.some((one) => one.verdict === 'failed');
  return mine === undefined || (wrong && mine.verdict !== 'failed') ? undefined : chosen;
}

/** The view that a webview kept, as far as it can be believed. */
export function readView(kept: unknown): View {
  if (typeof kept !== 'object' || kept === null) return freshView;
  const { exercise, chosenCase, tensor, plane, table, access, flow, scroll } = kept as Record<
    string,
    unknown
  >;
  const whole = (value: unknown): number | undefined =>
    typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
  return {
    exercise: typeof exercise === 'string' ? exercise : '',
    chosenCase: whole(chosenCase),
    tensor: whole(tensor) ?? 0,
    plane: whole(plane),
    table: table === true,
    access: access === true,
    flow: typeof flow === 'boolean' ? flow : undefined,
    scroll: typeof scroll === 'number' && Number.isFinite(scroll) ? scroll : 0,
  };
}
