import { bringDown } from './arrange';
import type { Block, Misreading, Rounding, Tensors } from './block';
import { need, tensor, unfit } from './need';

const steps = 64;
/** Where both maps contract: 0.7 as an f32 cannot be exceeded by a rounded input. */
const largest = 0.7;

const constants = { slow: Math.fround(0.99), push: Math.fround(0.01) };

type Steps = (start: number, times: number, round: Rounding) => number;

/** Steps of the map for even places. Each map has a loop of its own: handed over as a function it is called 64 times an element. */
const even: Steps = (start, times, round) => {
  let v = start;
  for (let k = 0; k < times; k++) v = round(round(v * constants.slow) + constants.push);
  return v;
};

/** Steps of the map for odd places. */
const odd: Steps = (start, times, round) => {
  let v = start;
  for (let k = 0; k < times; k++) v = round(round(v * v) - 0.5);
  return v;
};

function run(
  inputs: Tensors,
  round: Rounding,
  oddAt: (i: number) => boolean = (i) => i % 2 === 1,
  times = steps,
): Tensors {
  return {
    y: tensor(inputs, 'x').map((x, i) => (oddAt(i) ? odd : even)(x, times, round)),
  };
}

function misread(id: string, oddAt?: (i: number) => boolean, times?: number): Misreading {
  return { id, forward: (_p, inputs, round) => run(inputs, round, oddAt, times) };
}

/**
 * 64 steps of one of two maps, x [n] to y [n]: neighbours do different work of the same length. |x| is
 * arranged to be at most 0.7, where the odd map contracts.
 */
export const twoMaps: Block = {
  id: 'two-maps',
  name: 'Two maps by place',
  paper: 'https://courses.cms.caltech.edu/cs179/',
  example: { n: 2 ** 22 },
  equation:
    'v \\leftarrow 0.99\\,v + 0.01 \\text{ (even } i) \\;\\text{ or }\\; v^2 - 0.5 \\text{ (odd } i), \\quad v_0 = x_i, \\; y_i = v_{64}',
  source: 'CS179 lecture 2 and lab 2, question 1.2, warp divergence',
  parameters: ['n'],
  inputs: ['x'],
  outputs: ['y'],
  steps: {
    y: { says: 'iterate the map of the place', from: ['x'] },
  },
  illegal: (p) => unfit(p, { n: 0 }),
  shapes: (p) => ({ x: [need(p, 'n')], y: [need(p, 'n')] }),
  arrange: (_p, free) => ({ x: tensor(free, 'x').map((x) => bringDown(x, largest)) }),
  forward: (_p, inputs, round) => run(inputs, round),
  terms: () => 0,
  cost: (p) => {
    const n = need(p, 'n');
    const bytes = 8 * n;
    return {
      ...{ parameters: 0, multiplyAdds: steps * n, flops: 2 * steps * n, bytes },
      peakActivationBytes: bytes,
    };
  },
  misreadings: [
    misread('parity-exchanged', (i) => i % 2 === 0),
    misread('only-the-even-map', () => false),
    misread('only-the-odd-map', () => true),
    misread('one-step-less', undefined, steps - 1),
  ],
  elementsAt: (_p, inputs, _output, at, round) => {
    const x = tensor(inputs, 'x');
    return Float64Array.from(at, (i) => (i % 2 === 1 ? odd : even)(x[i] ?? 0, steps, round));
  },
};
