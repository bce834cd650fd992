import type { Block } from './block';
import { need, tensor, unfit } from './need';

/** Sum of two vectors, a and b [n] to c [n]. */
export const add: Block = {
  id: 'add',
  name: 'Vector addition',
  paper: 'https://courses.cms.caltech.edu/cs179/',
  example: { n: 16_000_000 },
  equation: 'c_i = a_i + b_i, \\quad 0 \\le i < n',
  source: 'CS179 lecture 1, vector addition',
  parameters: ['n'],
  inputs: ['a', 'b'],
  outputs: ['c'],
  steps: {
    c: { says: 'a + b', from: ['a', 'b'] },
  },
  illegal: (p) => unfit(p, { n: 0 }),
  shapes: (p) => {
    const shape = [need(p, 'n')];
    return { a: shape, b: shape, c: shape };
  },
  forward: (p, inputs, round) => {
    const a = tensor(inputs, 'a');
    const b = tensor(inputs, 'b');
    const c = new Float64Array(need(p, 'n'));
    for (let i = 0; i < c.length; i++) c[i] = round((a[i] ?? 0) + (b[i] ?? 0));
    return { c };
  },
  terms: () => 1,
  cost: (p) => {
    const n = need(p, 'n');
    return {
      ...{ parameters: 0, multiplyAdds: 0, flops: n, bytes: 12 * n },
      peakActivationBytes: 8 * n,
    };
  },
  misreadings: [],
  elementsAt: (_p, inputs, _output, at, round) => {
    const [a, b] = [tensor(inputs, 'a'), tensor(inputs, 'b')];
    return Float64Array.from(at, (i) => round((a[i] ?? 0) + (b[i] ?? 0)));
  },
};
