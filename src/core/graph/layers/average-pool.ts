import type { SlidingOptions } from '../axis';
import type { Layer } from '../layer';
import { mean, slidingPool } from './windows';

export interface AveragePoolOptions extends SlidingOptions {
  /** Whether positions in the padding count in the divisor (with the value 0); they do not by default. */
  readonly countPadding?: boolean;
}

/** The mean of each window. The stride is the kernel where it is not given. */
export function averagePool(options: AveragePoolOptions): Layer {
  const { countPadding = false, ...window } = options;
  return slidingPool({
    kind: 'average-pool',
    name: 'average pool',
    options: window,
    attributes: { countPadding },
    reduce: (x, at, pane, places, round) =>
      mean(x, at, pane, countPadding ? places : pane.height * pane.width, round),
    operations: (terms) => ({ averaged: terms }),
  });
}
