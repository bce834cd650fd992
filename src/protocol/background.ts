import type { AccessReply, ChosenSite } from '../core/grade/access';
import type { Check, SeenSoFar } from '../core/grade/check';
import type { PictureOrder, PictureReply } from '../core/grade/keeping';
import type { CaseGrade, Grade } from '../core/grade/report';
import type { Submission } from '../core/grade/session';

/**
 * What the extension host and its background worker say to each other. Both come in one package and no page stands
 * between them, so nothing is checked here. Each letter to the worker has a number, which its answers bear.
 */
export type ToBackground =
  /** Be quick when you are asked for something. */
  | { readonly kind: 'warmUp'; readonly id: number }
  | {
      readonly kind: 'grade';
      readonly id: number;
      readonly run: number;
      readonly submission: Submission;
    }
  | { readonly kind: 'check'; readonly id: number; readonly submission: Submission }
  | { readonly kind: 'picture'; readonly id: number; readonly order: PictureOrder }
  | {
      readonly kind: 'access';
      readonly id: number;
      readonly submission: Submission;
      readonly chosen: ChosenSite | undefined;
    };

/**
 * What a thread may take for values that live briefly: V8's own limit lets two workers together come above 200 MB, and
 * with less than this checks get slower.
 */
export const workerMemory = { maxYoungGenerationSizeMb: 16 } as const;

/** Told while the work goes on. */
export type Progress =
  | { readonly kind: 'caseGraded'; readonly id: number; readonly grade: CaseGrade }
  | ({ readonly kind: 'watched'; readonly id: number } & SeenSoFar);

/** What ends the work of a letter. */
export type Result =
  | { readonly kind: 'warm'; readonly id: number }
  | { readonly kind: 'graded'; readonly id: number; readonly grade: Grade }
  | { readonly kind: 'checked'; readonly id: number; readonly check: Check }
  | { readonly kind: 'picture'; readonly id: number; readonly reply: PictureReply | undefined }
  | { readonly kind: 'access'; readonly id: number; readonly reply: AccessReply | undefined }
  | { readonly kind: 'broke'; readonly id: number; readonly problem: string };

export type FromBackground = Progress | Result;
