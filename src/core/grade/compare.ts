import { unflatten } from '../tensor/shape';
import { isWrong, type Kept } from './kept';
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
  let worstRatio = -1;
  for (let i = 0; i < kept.expected.length; i++) {
    const ratio = errorRatio(kept, i);
    if (ratio > worstRatio) [worst, worstRatio] = [i, ratio];
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

/** Error over bound; an exact bound (0) makes any error infinitely large, and no error 0. */
function errorRatio(kept: Kept, i: number): number {
  const error = Math.abs((kept.got[i] ?? NaN) - (kept.expected[i] ?? NaN));
  if (Number.isNaN(error)) return Infinity;
  const bound = kept.bound[i] ?? 0;
  if (error === 0) return 0;
  return bound === 0 ? Number.MAX_VALUE * Math.min(1, error) : error / bound;
}

function mismatchAt(kept: Kept, i: number): Mismatch {
  return {
    tensor: kept.tensor,
    index: unflatten(kept.shape, i),
    expected: kept.expected[i] ?? 0,
    got: wireNumber(kept.got[i] ?? NaN),
  };
}

function worstAt(kept: Kept, i: number, boundName: string): Worst {
  const error = Math.abs((kept.got[i] ?? NaN) - (kept.expected[i] ?? NaN));
  return {
    tensor: kept.tensor,
    index: unflatten(kept.shape, i),
    error: Number.isFinite(error) ? error : Number.MAX_VALUE,
    bound: kept.bound[i] ?? 0,
    boundName,
  };
}

/** A number as it travels in JSON. */
export function wireNumber(value: number): Mismatch['got'] {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return 'Infinity';
  return value === -Infinity ? '-Infinity' : value;
}
