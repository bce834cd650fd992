import type { Block, Misreading, Rounding, Tensors } from './block';
import { addScaled, dot } from './line';
import { need, tensor, unfit } from './need';

/** Room for the taps in the uniform buffer. */
const mostTaps = 256;

/** What stands in the room behind the taps: it shows in every sum that takes it in. */
const behindTheTaps = Math.fround(-1.2345e30);

/** y_i = sum of taps[j] x_(i-j) over the first `m` taps, no further back than the start. */
function run(taps: Float64Array, x: Float64Array, round: Rounding): Float64Array {
  const y = new Float64Array(x.length);
  taps.forEach((tap, j) => {
    const to = { data: y, at: j, step: 1 };
    addScaled(to, tap, { data: x, at: 0, step: 1 }, Math.max(0, x.length - j), round);
  });
  return y;
}

function misread(
  id: string,
  make: (taps: Float64Array, x: Float64Array, round: Rounding) => Float64Array,
): Misreading {
  return {
    id,
    forward: (p, inputs, round): Tensors => ({
      y: make(tensor(inputs, 'h').subarray(0, need(p, 'm')), tensor(inputs, 'x'), round),
    }),
  };
}

/** Sums in the wrong direction: x_(i+j), up to the end. */
function correlate(taps: Float64Array, x: Float64Array, round: Rounding): Float64Array {
  return run(taps, x.toReversed(), round).reverse();
}

/** In front of the signal its first element goes on for ever, where there should be nothing. */
function clamped(taps: Float64Array, x: Float64Array, round: Rounding): Float64Array {
  const y = run(taps, x, round);
  for (let i = 0; i < Math.min(y.length, taps.length); i++) {
    for (let j = i + 1; j < taps.length; j++) {
      y[i] = round((y[i] ?? 0) + round((taps[j] ?? 0) * (x[0] ?? 0)));
    }
  }
  return y;
}

/**
 * A signal convolved with a short response: h (the first m of 256 numbers) and x [n] to y [n]. Before
 * the signal there is nothing; m may be larger than n.
 */
export const causalConvolution: Block = {
  id: 'causal-convolution',
  name: 'Convolution of a signal',
  paper: 'https://courses.cms.caltech.edu/cs179/',
  example: { n: 2 ** 22, m: 21 },
  equation: 'y_i = \\sum_{j=0}^{\\min(m-1, i)} h_j \\, x_{i-j}',
  source: 'CS179 lab 1, question 3, small-kernel convolution',
  parameters: ['n', 'm'],
  inputs: ['h', 'x'],
  outputs: ['y'],
  steps: {
    y: { says: 'weigh the last m values', from: ['h', 'x'] },
  },
  illegal: (p) =>
    unfit(p, { n: 0, m: 1 }) ??
    (need(p, 'm') > mostTaps
      ? `m must be at most ${mostTaps}, and it is ${need(p, 'm')}`
      : undefined),
  shapes: (p) => ({ h: [mostTaps], x: [need(p, 'n')], y: [need(p, 'n')] }),
  arrange: (p, free) => ({
    h: tensor(free, 'h').map((tap, j) => (j < need(p, 'm') ? tap : behindTheTaps)),
  }),
  forward: (p, inputs, round) => ({
    y: run(tensor(inputs, 'h').subarray(0, need(p, 'm')), tensor(inputs, 'x'), round),
  }),
  terms: (p) => need(p, 'm'),
  cost: (p) => {
    const [n, m] = [need(p, 'n'), need(p, 'm')];
    const bytes = 8 * n + 4 * m;
    return {
      ...{ parameters: 0, multiplyAdds: n * m, flops: 2 * n * m, bytes },
      peakActivationBytes: bytes,
    };
  },
  misreadings: [
    misread('correlation', correlate),
    misread('response-reversed', (taps, x, round) => run(taps.toReversed(), x, round)),
    misread('start-repeated', clamped),
    misread('last-tap-left-out', (taps, x, round) => run(taps.subarray(0, -1), x, round)),
  ],
  elementsAt: (p, inputs, _output, at, round) => {
    const [h, x] = [tensor(inputs, 'h'), tensor(inputs, 'x')];
    return Float64Array.from(at, (i) => {
      const back = { data: x, at: i, step: -1 };
      return dot({ data: h, at: 0, step: 1 }, back, Math.min(need(p, 'm'), i + 1), 0, round);
    });
  },
};
