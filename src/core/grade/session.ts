import type { Plan } from '../exercise/plan-schema';
import type { Exercise } from '../exercise/schema';
import type { KeptCase } from './kept';
import type { CaseGrade, Grade, Problem } from './report';
import type { Traffic, TrafficRequest } from './traffic';

/** What is told while a grading runs. */
export interface Listener {
  compiled(problems: readonly Problem[]): void;
  caseGraded(grade: CaseGrade): void;
  /** Asked between trials; true stops the run, and the grade is `inconclusive`. */
  cancelled(): boolean;
  /** Milliseconds on a clock that only goes forward. */
  now(): number;
}

/** A grade, and what is kept of each reported trial by case index, for the heat maps. */
export interface Graded {
  readonly grade: Grade;
  readonly kept: ReadonlyMap<number, KeptCase>;
  /** What was counted of the traffic, by case index, where it was asked for and the runner counts. */
  readonly traffic: ReadonlyMap<number, Traffic>;
}

export interface Submission {
  readonly exercise: Exercise;
  readonly source: string;
  /** The learner's own plan; the exercise's when left out. */
  readonly plan?: Plan;
  /** Leave the remaining cases out once one has failed: for those who only want to know how it fails. */
  readonly stopAtFirstFailure?: boolean;
  /** Runs the control case under every kind of schedule, where the runner decides on the order of invocations. */
  readonly everySchedule?: boolean;
  /** Counts the traffic of each case too, in one trial with the default overrides. */
  readonly traffic?: TrafficRequest;
}
