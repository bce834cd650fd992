import { bitsAt } from './arrange';
import type { Block, Misreading } from './block';
import { need, tensor, unfit, unlisted } from './need';

/** What the free words are made into, by the parameter `spread`. */
const spreads: readonly ((x: Float64Array) => Float64Array)[] = [
  (x) => x,
  (x) => x.toSorted(),
  (x) => x.toSorted().reverse(),
  (x) => x.map((word) => 7 + (word % 2) * 2 ** 31),
  organPipe,
];

/** Up by the words at even places in order, and down by the others: the largest are in the middle. */
function organPipe(x: Float64Array): Float64Array {
  const sorted = x.toSorted();
  const last = x.length - 1;
  return x.map((_, i) => sorted[2 * i <= last ? 2 * i : 2 * (last - i) + 1] ?? 0);
}

function misread(id: string, order: (a: number, b: number) => number): Misreading {
  return { id, forward: (_p, inputs) => ({ y: tensor(inputs, 'x').toSorted(order) }) };
}

/**
 * Words in ascending order: x [n] to y [n], whole numbers below 2^32. Fractions become words of 32 random bits. `spread`
 * says which inputs are made: 0 any, 1 sorted, 2 reversed, 3 of two values, 4 up to the largest and down again.
 */
export const sort: Block = {
  id: 'sort',
  name: 'Sort',
  paper: 'https://courses.cms.caltech.edu/cs179/',
  example: { n: 2 ** 20, spread: 0 },
  equation: 'y_0 \\le y_1 \\le \\dots \\le y_{n-1}, \\quad y \\text{ a permutation of } x',
  source: 'CS179 lecture 7, quicksort',
  parameters: ['n', 'spread'],
  inputs: ['x'],
  outputs: ['y'],
  steps: {
    y: { says: 'put into ascending order', from: ['x'] },
  },
  illegal: (p) => unfit(p, { n: 0 }) ?? unlisted(p, { spread: [0, 1, 2, 3, 4] }),
  shapes: (p) => ({ x: [need(p, 'n')], y: [need(p, 'n')] }),
  arrange: (p, free) => {
    const x = tensor(free, 'x');
    const words = x.map((value, i) => (Number.isInteger(value) ? Math.abs(value) : bitsAt(x, i)));
    return { x: spreads[need(p, 'spread')]?.(words) ?? words };
  },
  forward: (_p, inputs) => ({ y: tensor(inputs, 'x').toSorted() }),
  terms: () => 1,
  cost: (p) => {
    const n = need(p, 'n');
    // No sort by comparisons does with fewer than about log2(n!).
    const flops = Math.max(0, Math.ceil(n * Math.log2(n / Math.E)));
    const bytes = 8 * n;
    return { parameters: 0, multiplyAdds: 0, flops, bytes, peakActivationBytes: bytes };
  },
  misreadings: [
    misread('descending', (a, b) => b - a),
    misread('signed', (a, b) => (a | 0) - (b | 0)),
  ],
};
