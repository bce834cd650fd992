import type { Block, Misreading, Parameters, Rounding, Tensors } from './block';
import { addScaled, dot } from './line';
import { need, outside, real, tensor, unfit } from './need';

/** How the average is read; an empty reading is the definition, each entry is a mistake. */
interface Reading {
  /** New values count (1 - c), and the past c. */
  readonly exchanged?: boolean;
  readonly oneTermLess?: boolean;
  readonly boundOfOneLess?: boolean;
}

/** The weight of each term, and what the terms left out can be worth. */
function weightsOf(
  p: Parameters,
  round: Rounding,
  reading: Reading = {},
): { weights: Float64Array; bound: number } {
  const given = real(p, 'c');
  const c = reading.exchanged === true ? round(1 - given) : given;
  const rest = round(1 - c);
  const terms = need(p, 'terms');
  const weights = new Float64Array(terms - (reading.oneTermLess === true ? 1 : 0));
  let weight = c;
  for (let k = 0; k < weights.length; k++) {
    weights[k] = weight;
    weight = round(weight * rest);
  }
  let bound = 1;
  const factors = terms - (reading.boundOfOneLess === true ? 1 : 0);
  for (let k = 0; k < factors; k++) bound = round(bound * rest);
  return { weights, bound };
}

function run(p: Parameters, inputs: Tensors, round: Rounding, reading?: Reading): Tensors {
  const { weights, bound } = weightsOf(p, round, reading);
  const x = tensor(inputs, 'x');
  const y = new Float64Array(x.length);
  weights.forEach((weight, k) => {
    const to = { data: y, at: k, step: 1 };
    addScaled(to, weight, { data: x, at: 0, step: 1 }, Math.max(0, x.length - k), round);
  });
  return { y, bound: Float64Array.of(bound) };
}

function misread(id: string, reading: Reading): Misreading {
  return { id, forward: (p, inputs, round) => run(p, inputs, round, reading) };
}

/**
 * The exponential moving average y_i = c x_i + (1 - c) y_(i-1), cut off after `terms` terms: x [n] to
 * y [n] and bound [1], the most that is cut off where |x| is at most 1. c is an f32 number.
 */
export const movingAverage: Block = {
  id: 'moving-average',
  name: 'Moving average',
  paper: 'https://courses.cms.caltech.edu/cs179/',
  example: { n: 2 ** 22, terms: 32, c: 0.9 },
  equation:
    'y_i = \\sum_{k=0}^{\\min(terms-1, i)} c \\, (1-c)^k \\, x_{i-k}, \\quad bound = (1-c)^{terms}',
  source: 'CS179 lab 1, question 2, difference equations',
  parameters: ['n', 'terms', 'c'],
  inputs: ['x'],
  outputs: ['y', 'bound'],
  steps: {
    y: { says: 'weigh the last values by powers', from: ['x'] },
    bound: { says: 'what the terms left out can be worth', from: [] },
  },
  illegal: (p) => unfit(p, { n: 0, terms: 1 }) ?? outside(p, { c: [0, 1] }),
  shapes: (p) => ({ x: [need(p, 'n')], y: [need(p, 'n')], bound: [1] }),
  forward: (p, inputs, round) => run(p, inputs, round),
  terms: (p) => need(p, 'terms'),
  cost: (p) => {
    const [n, terms] = [need(p, 'n'), need(p, 'terms')];
    const bytes = 8 * n + 4;
    return {
      ...{ parameters: 0, multiplyAdds: n * terms, flops: 3 * n * terms, bytes },
      peakActivationBytes: bytes,
    };
  },
  misreadings: [
    misread('weights-exchanged', { exchanged: true }),
    misread('one-term-less', { oneTermLess: true }),
    misread('bound-of-one-term-less', { boundOfOneLess: true }),
  ],
  elementsAt: (p, inputs, output, at, round) => {
    const { weights, bound } = weightsOf(p, round);
    if (output === 'bound') return Float64Array.from(at, () => bound);
    const [x, taps] = [tensor(inputs, 'x'), { data: weights, at: 0, step: 1 }];
    return Float64Array.from(at, (i) => {
      const back = { data: x, at: i, step: -1 };
      return dot(taps, back, Math.min(weights.length, i + 1), 0, round);
    });
  },
};
