import type { SlidingOptions } from '../axis';
import type { Layer } from '../layer';
import { type Reduce, slidingPool } from './windows';

export interface MaxPoolOptions extends SlidingOptions {
  /** A misreading: the padding is 0 and may win, where by definition it is below every number. */
  readonly zeroPadding?: boolean;
}

/** The largest value of each window; padding never wins. The stride is the kernel where it is not given. */
export function maxPool(options: MaxPoolOptions): Layer {
  const { zeroPadding = false, ...window } = options;
  return slidingPool({
    kind: 'max-pool',
    name: 'max pool',
    options: window,
    attributes: {},
    reduce: zeroPadding ? largestOrZero : largest,
    operations: (terms) => ({ compared: terms }),
  });
}

const largest: Reduce = (x, at, { height, width, rowStep, colStep }) => {
  let most = -Infinity;
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const value = x[at + i * rowStep + j * colStep] ?? 0;
      if (value > most) most = value;
    }
  }
  return most;
};

const largestOrZero: Reduce = (x, at, pane, places, round) => {
  const most = largest(x, at, pane, places, round);
  return pane.height * pane.width < places ? Math.max(most, 0) : most;
};
