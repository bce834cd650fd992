import { exact, type Rounding } from './block';

/**
 * Adds factor · x[from…] to y[to…], `length` elements: the inner loop of products of matrices. The
 * exact loop stands apart from the rounding one, because a call for each product takes most of the time.
 */
export function addScaled(
  y: Float64Array,
  to: number,
  factor: number,
  x: Float64Array,
  from: number,
  length: number,
  round: Rounding,
): void {
  if (round === exact) {
    for (let j = 0; j < length; j++) y[to + j] = (y[to + j] ?? 0) + factor * (x[from + j] ?? 0);
    return;
  }
  for (let j = 0; j < length; j++) {
    y[to + j] = round((y[to + j] ?? 0) + round(factor * (x[from + j] ?? 0)));
  }
}
