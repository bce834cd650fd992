import type { Block, Misreading, Rounding, Tensors } from './block';
import { need, tensor, unfit, unlisted } from './need';

type Largest = (x: Float64Array) => number;

const magnitude: Largest = (x) => {
  let most = 0;
  for (const value of x) most = Math.max(most, Math.abs(value));
  return most;
};

function run(inputs: Tensors, round: Rounding, largest: Largest = magnitude): Tensors {
  const x = tensor(inputs, 'x');
  const m = largest(x);
  return { m: Float64Array.of(m), y: x.map((value) => (m === 0 ? 0 : round(value / m))) };
}

function misread(id: string, largest: Largest): Misreading {
  return { id, forward: (_p, inputs, round) => run(inputs, round, largest) };
}

/** What the free numbers are made into, by the parameter `spread`. */
const spreads: readonly ((value: number, i: number, n: number) => number)[] = [
  (value) => value,
  (value) => Math.fround(-Math.abs(value) - 1),
  () => 0,
  // Beyond all that a family makes.
  (value, i, n) => (i === n - 1 ? -(2 ** 21) : value),
];

/**
 * Divides a vector by its largest magnitude: x [n] to m [1] and y [n], y = 0 where m = 0. `groups`, the
 * number of partial results, changes nothing. `spread` says which inputs are made: 0 any, 1 all
 * negative, 2 all zero, 3 the largest magnitude in the last element.
 */
export const normalise: Block = {
  id: 'normalise',
  name: 'Normalisation by the largest magnitude',
  paper: 'https://courses.cms.caltech.edu/cs179/',
  example: { n: 2 ** 22, groups: 256, spread: 0 },
  equation: 'm = \\max_i |x_i|, \\quad y_i = x_i / m \\;\\; (0 \\text{ where } m = 0)',
  source: 'CS179 lab 3, question 2, normalising audio',
  parameters: ['n', 'groups', 'spread'],
  inputs: ['x'],
  outputs: ['m', 'y'],
  steps: {
    m: { says: 'largest magnitude', from: ['x'] },
    y: { says: 'divide by it', from: ['x', 'm'] },
  },
  illegal: (p) => unfit(p, { n: 1, groups: 1 }) ?? unlisted(p, { spread: [0, 1, 2, 3] }),
  shapes: (p) => ({ x: [need(p, 'n')], m: [1], y: [need(p, 'n')] }),
  arrange: (p, free) => {
    const change = spreads[need(p, 'spread')];
    const x = tensor(free, 'x');
    return { x: change === undefined ? x : x.map((value, i) => change(value, i, x.length)) };
  },
  forward: (_p, inputs, round) => run(inputs, round),
  terms: () => 0,
  cost: (p) => {
    const n = need(p, 'n');
    const bytes = 12 * n + 4;
    return {
      ...{ parameters: 0, multiplyAdds: 0, flops: 2 * n, bytes },
      peakActivationBytes: 8 * n + 4,
    };
  },
  misreadings: [
    misread('starts-at-zero', (x) => x.reduce((most, value) => Math.max(most, value), 0)),
    misread('sign-kept', (x) => x.reduce((most, value) => Math.max(most, value), -Infinity)),
    misread('last-left-out', (x) => magnitude(x.subarray(0, -1))),
  ],
  elementsAt: (_p, inputs, output, at, round) => {
    const x = tensor(inputs, 'x');
    const m = magnitude(x);
    if (output === 'm') return Float64Array.from(at, () => m);
    return Float64Array.from(at, (i) => (m === 0 ? 0 : round((x[i] ?? 0) / m)));
  },
};
