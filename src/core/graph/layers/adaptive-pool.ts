import { count } from '../../tensor/shape';
import { type Pair, pair } from '../axis';
import { type Layer, only, patchAt } from '../layer';
import { extent, type Interval } from '../region';
import { mean, type Reach, reduceWindows } from './windows';

/**
 * Average pooling into bins × bins outputs: output i is the mean of rows floor(i H / bins) up to, and without,
 * ceil((i + 1) H / bins), and of columns alike (He et al. 2014, SPP-net, section 2.2; Zhao et al. 2017, PSPNet,
 * section 3.2). Bins overlap where they do not divide the size.
 */
export function adaptiveAveragePool(bins: Pair): Layer {
  const [down, across] = pair(bins);
  return {
    kind: 'adaptive-average-pool',
    label: `average pool to ${down} × ${across}`,
    attributes: { bins: [down, across] },
    shape: (inputs) => {
      const { N, C } = extent(only(inputs));
      const wrong = [down, across].find((size) => !Number.isSafeInteger(size) || size < 1);
      return wrong === undefined
        ? [N, C, down, across]
        : `bins must be a whole number of at least 1, and it is ${wrong}`;
    },
    needs: (region, inputs) => {
      const { H, W } = extent(only(inputs));
      return {
        ...region,
        rows: covered(region.rows, H, down),
        cols: covered(region.cols, W, across),
      };
    },
    forward: (call) => {
      const { H, W } = extent(only(call.shapes));
      const { rows, cols } = patchAt(call, 0).region;
      return reduceWindows(
        call,
        { reaches: reachesOf(call.region.rows, H, down, rows), step: 1 },
        { reaches: reachesOf(call.region.cols, W, across, cols), step: 1 },
        mean,
      );
    },
    operations: (inputs, output) => {
      const { H, W } = extent(only(inputs));
      const bin = Math.ceil(H / down) * Math.ceil(W / across);
      return { averaged: count(output) * bin };
    },
    window: (inputs) => {
      const { H, W } = extent(only(inputs));
      return {
        kernel: [Math.ceil(H / down), Math.ceil(W / across)],
        stride: [H / down, W / across],
      };
    },
  };
}

/** One mean for each channel: the squeeze of a gate, the step before a classifier (Lin et al. 2014, section 3.2). */
export function globalAveragePool(): Layer {
  return { ...adaptiveAveragePool(1), kind: 'global-average-pool', label: 'global average pool' };
}

function covered({ from, to }: Interval, size: number, bins: number): Interval {
  return { from: Math.floor((from * size) / bins), to: Math.ceil((to * size) / bins) };
}

function reachesOf(output: Interval, size: number, bins: number, input: Interval): Reach[] {
  return Array.from({ length: output.to - output.from }, (_, at) => {
    const { from, to } = covered({ from: output.from + at, to: output.from + at + 1 }, size, bins);
    return { first: from - input.from, count: to - from, places: to - from };
  });
}
