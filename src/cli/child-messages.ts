import type { Plan } from '../core/exercise/plan-schema';
import type { MeasureOrder } from '../core/measure/measure';
import type { Measurement, NotMeasured } from '../core/measure/measurement';
import type { Exercise } from '../core/exercise/schema';
import type { Grade } from '../core/grade/report';

/** What the supervisor asks of the process that runs kernels, and what that process answers. */
export interface GradeOrder {
  readonly exercise: Exercise;
  readonly source: string;
  readonly plan?: Plan;
  readonly stopAtFirstFailure: boolean;
  readonly everySchedule?: boolean;
}

/** Times kernels instead of grading one. */
export interface TimingOrder {
  readonly measure: MeasureOrder;
}

export type ChildAnswer =
  | { readonly kind: 'ready'; readonly missing: string | undefined }
  | { readonly kind: 'progress'; readonly done: number; readonly of: number }
  | { readonly kind: 'graded'; readonly grade: Grade }
  | {
      readonly kind: 'measuring';
      readonly doing: string;
      readonly done: number;
      readonly of: number;
    }
  | { readonly kind: 'measured'; readonly result: Measurement | NotMeasured };
