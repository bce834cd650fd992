import type { Dataflow } from '../../src/core/dataflow/dataflow';
import type { Plan } from '../../src/core/exercise/plan-schema';
import type { Exercise } from '../../src/core/exercise/schema';
import type { PictureOrder, PictureReply, TensorOrder } from '../../src/core/grade/keeping';
import type { CaseGrade, Grade, Problem } from '../../src/core/grade/report';
import type { MeasureOrder } from '../../src/core/measure/measure';
import type { Measurement, NotMeasured } from '../../src/core/measure/measurement';
import type { GpuReport } from '../../src/protocol/messages';

/**
 * What the panel and its worker say to each other. Both are built together from this file, so nothing is
 * checked here; what goes to the extension host is.
 */
export interface GradeOrder {
  readonly run: number;
  readonly exercise: Exercise;
  readonly source: string;
  readonly plan?: Plan;
}

/** The picture of the block of an exercise, for the sizes of a case, as a plan divides it. */
export interface DataflowOrder {
  readonly exercise: Exercise;
  readonly plan: Plan;
  readonly caseIndex: number;
}

export type ToWorker =
  | { readonly kind: 'grade'; readonly order: GradeOrder }
  | { readonly kind: 'cancel'; readonly run: number }
  | { readonly kind: 'picture'; readonly id: number; readonly order: PictureOrder }
  | {
      readonly kind: 'expected';
      readonly id: number;
      readonly exercise: Exercise;
      readonly order: TensorOrder;
    }
  | { readonly kind: 'dataflow'; readonly id: number; readonly order: DataflowOrder }
  | { readonly kind: 'checkGpu'; readonly id: number }
  | { readonly kind: 'measure'; readonly id: number; readonly order: MeasureOrder }
  | { readonly kind: 'stopMeasuring' };

export type FromWorker =
  | { readonly kind: 'compiled'; readonly run: number; readonly problems: readonly Problem[] }
  | { readonly kind: 'caseGraded'; readonly run: number; readonly grade: CaseGrade }
  | { readonly kind: 'graded'; readonly run: number; readonly grade: Grade }
  | { readonly kind: 'picture'; readonly id: number; readonly reply: PictureReply | undefined }
  | { readonly kind: 'dataflow'; readonly id: number; readonly flow: Dataflow | undefined }
  | { readonly kind: 'gpu'; readonly id: number; readonly report: GpuReport }
  | {
      readonly kind: 'measuring';
      readonly doing: string;
      readonly done: number;
      readonly of: number;
    }
  | { readonly kind: 'measured'; readonly id: number; readonly result: Measurement | NotMeasured };
