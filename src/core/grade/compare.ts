import { unflatten } from '../tensor/shape';
import { isToStay, isUnwritten, isWrong, type Kept } from './kept';
import type { Mismatch, Worst } from './report';

/** What a comparison of one output with its reference found. */
export interface Comparison {
  readonly wrong: number;
  readonly of: number;
  readonly first?: Mismatch;
  readonly worst?: Worst;
}

/** Compares an output with its reference, element by element, each against its own bound. */
export function compare(kept: Kept, boundName: string): Comparison {
  let wrong = 0;
  let first = -1;
  let worst = -1;
  let [worstRatio, worstError] = [-1, -1];
  for (let i = 0; i < kept.expected.length; i++) {
    // Most elements of most kernels are right to the bit: the first of them stands for all.
    if (worst >= 0 && isExact(kept, i)) continue;
    const error = errorAt(kept, i);
    const ratio = shareOfBound(kept, i, error);
    // Beside an exact bound every error is infinitely large: then the error itself tells which is the worst.
    const worse = ratio > worstRatio || (ratio === worstRatio && error > worstError);
    // What was never written has no error: its size would say something of the grader's pattern alone.
    if (worse && !isUnwritten(kept, i)) [worst, worstRatio, worstError] = [i, ratio, error];
    if (!isWrong(kept, i)) continue;
    wrong++;
    if (first < 0) first = i;
  }
  return {
    wrong,
    of: kept.expected.length,
    ...(first < 0 ? {} : { first: mismatchAt(kept, first) }),
    ...(worst < 0 ? {} : { worst: worstAt(kept, worst, boundName) }),
  };
}

/** What was found of several outputs, as one: the first that is wrong tells where. */
export function combine(comparisons: readonly Comparison[]): Comparison {
  const first = comparisons.find((comparison) => comparison.wrong > 0) ?? comparisons[0];
  return {
    ...first,
    wrong: comparisons.reduce((sum, { wrong }) => sum + wrong, 0),
    of: comparisons.reduce((sum, { of }) => sum + of, 0),
  };
}

const shareOfBound = ({ bound }: Kept, i: number, error: number): number =>
  error === 0 ? 0 : error / (bound[i] ?? 0);

const isExact = ({ got, expected }: Kept, i: number): boolean =>
  (got[i] ?? NaN) - (expected[i] ?? NaN) === 0;

/** |got - expected|; what is not a number, or written where nothing belongs, is as far off as can be. */
function errorAt(kept: Kept, i: number): number {
  if (isToStay(kept, i)) return isUnwritten(kept, i) ? 0 : Infinity;
  const error = Math.abs((kept.got[i] ?? NaN) - (kept.expected[i] ?? NaN));
  return Number.isNaN(error) ? Infinity : error;
}

function mismatchAt(kept: Kept, i: number): Mismatch {
  return {
    tensor: kept.tensor,
    index: unflatten(kept.shape, i),
    expected: isToStay(kept, i) ? 'unwritten' : (kept.expected[i] ?? 0),
    got: isUnwritten(kept, i) ? 'unwritten' : wireNumber(kept.got[i] ?? NaN),
  };
}

function worstAt(kept: Kept, i: number, boundName: string): Worst {
  return {
    tensor: kept.tensor,
    index: unflatten(kept.shape, i),
    error: Math.min(errorAt(kept, i), Number.MAX_VALUE),
    bound: isToStay(kept, i) ? 0 : (kept.bound[i] ?? 0),
    boundName,
  };
}

/** A number as it travels in JSON. */
export function wireNumber(value: number): Mismatch['got'] {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return 'Infinity';
  return value === -Infinity ? '-Infinity' : value;
}
