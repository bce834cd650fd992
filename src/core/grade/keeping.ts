import type { Kept } from './kept';
import { type Picture, picture, planeOfFirstWrong, wrongByPlane } from './picture';

/** Tensors of the last run that was graded to its end, by case. Whoever ran the kernel keeps them. */
export interface Keeping {
  readonly run: number;
  readonly cases: ReadonlyMap<number, readonly Kept[]>;
}

/** A plane of one tensor of a graded case; `first wrong` is the plane to look at first. */
export interface PictureOrder {
  readonly run: number;
  readonly caseIndex: number;
  readonly tensor: number;
  readonly plane: number | 'first wrong';
  readonly maxRows: number;
  readonly maxCols: number;
}

export interface PictureReply {
  readonly picture: Picture;
  /** Names of the tensors of the case, in the order in which they are numbered. */
  readonly tensors: readonly string[];
  readonly tensor: number;
  readonly shape: readonly number[];
  readonly wrongByPlane: Uint32Array;
}

/** The picture that is asked for; undefined when its tensors are not kept any more. */
export function pictureOf(keeping: Keeping, order: PictureOrder): PictureReply | undefined {
  const tensors = order.run === keeping.run ? keeping.cases.get(order.caseIndex) : undefined;
  const tensor = Math.min(order.tensor, (tensors?.length ?? 0) - 1);
  const kept = tensors?.[tensor];
  if (tensors === undefined || kept === undefined) return undefined;
  const plane = order.plane === 'first wrong' ? planeOfFirstWrong(kept) : order.plane;
  return {
    picture: picture(kept, plane, order.maxRows, order.maxCols),
    tensors: tensors.map((each) => each.tensor),
    tensor,
    shape: kept.shape,
    wrongByPlane: wrongByPlane(kept),
  };
}
