import type { Block } from './block';
import { need, tensor, unfit } from './need';

/** Sum of a vector, x [n] to s [1]; the sum of nothing is 0. */
export const sum: Block = {
  id: 'sum',
  name: 'Sum',
  paper: 'https://courses.cms.caltech.edu/cs179/',
  example: { n: 2 ** 24 },
  equation: 's = \\sum_{i=0}^{n-1} x_i',
  source: 'CS179 lecture 7, reduction',
  parameters: ['n'],
  inputs: ['x'],
  outputs: ['s'],
  steps: {
    s: { says: 'sum', from: ['x'] },
  },
  illegal: (p) => unfit(p, { n: 0 }),
  shapes: (p) => ({ x: [need(p, 'n')], s: [1] }),
  forward: (p, inputs, round) => {
    const x = tensor(inputs, 'x');
    const n = need(p, 'n');
    let s = 0;
    for (let i = 0; i < n; i++) s = round(s + (x[i] ?? 0));
    return { s: Float64Array.of(s) };
  },
  terms: (p) => Math.max(1, need(p, 'n')),
  cost: (p) => {
    const n = need(p, 'n');
    const bytes = 4 * (n + 1);
    return { parameters: 0, multiplyAdds: 0, flops: n, bytes, peakActivationBytes: bytes };
  },
  misreadings: [],
};
