import { bitsAt } from './arrange';
import type { Block, Misreading, Table, Tensors } from './block';
import { need, outside, tensor, unfit } from './need';

const mostBins = 1024;

/** The counts start at 0. */
const zeros: Table = {
  make: (p) => new Float64Array(need(p, 'bins')),
  illegal: (_p, values) => (values.every((value) => value === 0) ? undefined : 'it starts at 0'),
};

/** The bin of a value, or one outside 0…bins-1, which counts nowhere. */
type Binning = (value: number, bins: number) => number;

function run(inputs: Tensors, bin: Binning = (value) => value): Tensors {
  const h = tensor(inputs, 'h').slice();
  for (const value of tensor(inputs, 'v')) {
    const at = bin(value, h.length);
    if (at < h.length) h[at] = (h[at] ?? 0) + 1;
  }
  return { h };
}

function misread(id: string, bin: Binning): Misreading {
  return { id, forward: (_p, inputs) => run(inputs, bin) };
}

/**
 * How often each value occurs: v [n] to h [bins], which starts at 0; values of `bins` and above count
 * nowhere. `hot` percent of the values are one and the same, the others lie evenly in an eighth more than there are
 * bins.
 */
export const histogram: Block = {
  id: 'histogram',
  name: 'Histogram',
  paper: 'https://courses.cms.caltech.edu/cs179/',
  example: { n: 2 ** 24, bins: 256, hot: 0 },
  equation: 'h_b = \\#\\{\\, i : v_i = b \\,\\}, \\quad 0 \\le b < bins',
  source: 'CS179 lecture 5, atomics; set 4 of 2015, question 2',
  parameters: ['n', 'bins', 'hot'],
  inputs: ['v', 'h'],
  outputs: ['h'],
  steps: {
    h: { says: 'count into bins', from: ['v', 'h'] },
  },
  tables: { h: zeros },
  illegal: (p) => unfit(p, { n: 0, bins: 1 }) ?? outside(p, { bins: [1, mostBins], hot: [0, 100] }),
  shapes: (p) => ({ v: [need(p, 'n')], h: [need(p, 'bins')] }),
  arrange: (p, free) => {
    const bins = need(p, 'bins');
    const range = bins + Math.floor(bins / 8) + 1;
    const v = tensor(free, 'v');
    // The high bits choose whether, and the low ones which.
    const made = v.map((_, i) => {
      const word = bitsAt(v, i);
      return (word >>> 16) % 100 < need(p, 'hot') ? bins >> 1 : (word & 0xffff) % range;
    });
    return { v: made };
  },
  forward: (_p, inputs) => run(inputs),
  terms: () => 1,
  cost: (p) => {
    const [n, bins] = [need(p, 'n'), need(p, 'bins')];
    const bytes = 4 * (n + bins);
    return {
      ...{ parameters: 0, multiplyAdds: 0, flops: n, bytes },
      peakActivationBytes: bytes,
    };
  },
  misreadings: [
    misread('rest-in-the-last-bin', (value, bins) => Math.min(value, bins - 1)),
    misread('wrapped-round', (value, bins) => value % bins),
    misread('first-256-bins', (value, bins) => (value < 256 ? value : bins)),
  ],
};
