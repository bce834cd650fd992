import { batchNormEpsilon } from '../graph/layers/batch-norm';
import type { Block, Misreading, Parameters, Rounding, Tensors } from './block';
import { need, outside, real, tensor, unfit } from './need';
import { peakBytes } from './traffic';

/** How the layer is read; an empty reading is the definition, each entry is a mistake. */
interface Reading {
  readonly unbiased?: boolean;
  /** var = E[x²] - E[x]², in f32 as a kernel has it: it cancels where the mean is large. */
  readonly onePass?: boolean;
  /** Takes a channel's statistics from the first sample. */
  readonly firstSample?: boolean;
  readonly statisticsFixed?: boolean;
}

/** One channel's elements, in the order of a kernel that walks them: sample by sample. */
function channelOf(p: Parameters, x: Float64Array, c: number): Float64Array {
  const [N, C, plane] = [need(p, 'N'), need(p, 'C'), need(p, 'H') * need(p, 'W')];
  const own = new Float64Array(N * plane);
  for (let n = 0; n < N; n++) {
    const from = (n * C + c) * plane;
    own.set(x.subarray(from, from + plane), n * plane);
  }
  return own;
}

function setChannel(p: Parameters, x: Float64Array, c: number, own: Float64Array): void {
  const [C, plane] = [need(p, 'C'), need(p, 'H') * need(p, 'W')];
  for (let n = 0; n < need(p, 'N'); n++) {
    x.set(own.subarray(n * plane, (n + 1) * plane), (n * C + c) * plane);
  }
}

function sum(values: Float64Array, round: Rounding, of: (v: number, i: number) => number): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total = round(total + of(values[i] ?? 0, i));
  return total;
}

interface Statistics {
  readonly mean: number;
  readonly variance: number;
}

function onePass(x: Float64Array): Statistics {
  const single = Math.fround;
  const mean = single(sum(x, single, (v) => v) / x.length);
  const square = single(sum(x, single, (v) => single(v * v)) / x.length);
  return { mean, variance: Math.max(0, single(square - single(mean * mean))) };
}

/** Two passes; the first sums distances from the first element, which stay small where the mean is large. */
function statistics(x: Float64Array, round: Rounding, reading: Reading): Statistics {
  if (reading.onePass === true) return onePass(x);
  const M = x.length;
  const first = x[0] ?? 0;
  const mean = round(first + round(sum(x, round, (v) => round(v - first)) / M));
  const squares = sum(x, round, (v) => {
    const distance = round(v - mean);
    return round(distance * distance);
  });
  return { mean, variance: round(squares / (reading.unbiased === true ? Math.max(1, M - 1) : M)) };
}

/** Everything of one channel. */
interface Channel extends Statistics {
  readonly y: Float64Array;
  readonly dx: Float64Array;
  readonly dgamma: number;
  readonly dbeta: number;
}

interface Given {
  readonly x: Float64Array;
  readonly dy: Float64Array;
  readonly gamma: number;
  readonly beta: number;
}

function backward(
  { dy, gamma }: Given,
  xhat: Float64Array,
  inverse: number,
  round: Rounding,
  fixed: boolean,
): Pick<Channel, 'dx' | 'dgamma' | 'dbeta'> {
  const M = dy.length;
  const dbeta = sum(dy, round, (v) => v);
  const dgamma = sum(dy, round, (v, i) => round(v * (xhat[i] ?? 0)));
  const scale = round(gamma * inverse);
  if (fixed) return { dx: dy.map((v) => round(scale * v)), dgamma, dbeta };
  const dx = dy.map((v, i) => {
    const rest = round(round(round(M * v) - dbeta) - round((xhat[i] ?? 0) * dgamma));
    return round(round(scale / M) * rest);
  });
  return { dx, dgamma, dbeta };
}

function channel(given: Given, stats: Statistics, round: Rounding, fixed: boolean): Channel {
  const deviation = round(Math.sqrt(round(stats.variance + round(batchNormEpsilon))));
  const inverse = round(1 / deviation);
  const xhat = given.x.map((v) => round(round(v - stats.mean) * inverse));
  const y = xhat.map((v) => round(round(given.gamma * v) + given.beta));
  return { ...stats, y, ...backward(given, xhat, inverse, round, fixed) };
}

function channelsOf(p: Parameters, inputs: Tensors, round: Rounding, reading: Reading): Channel[] {
  const [gamma, beta] = [tensor(inputs, 'gamma'), tensor(inputs, 'beta')];
  return Array.from({ length: need(p, 'C') }, (_, c) => {
    const x = channelOf(p, tensor(inputs, 'x'), c);
    const counted = reading.firstSample === true ? x.subarray(0, x.length / need(p, 'N')) : x;
    const dy = channelOf(p, tensor(inputs, 'dy'), c);
    const given = { x, dy, gamma: gamma[c] ?? 0, beta: beta[c] ?? 0 };
    return channel(
      given,
      statistics(counted, round, reading),
      round,
      reading.statisticsFixed === true,
    );
  });
}

function run(p: Parameters, inputs: Tensors, round: Rounding, reading: Reading = {}): Tensors {
  const size = tensor(inputs, 'x').length;
  const [y, dx] = [new Float64Array(size), new Float64Array(size)];
  const channels = channelsOf(p, inputs, round, reading);
  channels.forEach((own, c) => {
    setChannel(p, y, c, own.y);
    setChannel(p, dx, c, own.dx);
  });
  return {
    y,
    mean: Float64Array.from(channels, ({ mean }) => mean),
    var: Float64Array.from(channels, ({ variance }) => variance),
    dgamma: Float64Array.from(channels, ({ dgamma }) => dgamma),
    dbeta: Float64Array.from(channels, ({ dbeta }) => dbeta),
    dx,
  };
}

function misread(id: string, reading: Reading): Misreading {
  return { id, forward: (p, inputs, round) => run(p, inputs, round, reading) };
}

/**
 * Batch norm while training, forward and backward: x [N, C, H, W] and the gradient dy of y, with
 * gamma [C] and beta [C], to y, the statistics mean and var [C] (biased, over M = N·H·W elements), and
 * the gradients dx, dgamma and dbeta. With M = 1 the variance is 0 and the formulas hold. `shift` is
 * added to x where inputs are made, so that a mean far from 0 can be a case; nothing is computed with it.
 */
export const batchNormTraining: Block = {
  id: 'batch-norm-training',
  name: 'Batch norm, training forward and backward',
  paper: 'https://arxiv.org/abs/1502.03167',
  example: { N: 8, C: 64, H: 56, W: 56, shift: 0 },
  equation:
    '\\hat x = \\frac{x - \\mu}{\\sqrt{\\sigma^2 + 10^{-5}}}, \\; y = \\gamma \\hat x + \\beta, \\; ' +
    'dx = \\frac{\\gamma}{M \\sqrt{\\sigma^2 + 10^{-5}}} \\Big( M\\,dy - \\sum dy - \\hat x \\sum \\hat x\\,dy \\Big)',
  source: 'Ioffe and Szegedy 2015, Batch Normalization, section 3 and algorithm 1',
  parameters: ['N', 'C', 'H', 'W', 'shift'],
  inputs: ['x', 'dy', 'gamma', 'beta'],
  outputs: ['y', 'mean', 'var', 'dgamma', 'dbeta', 'dx'],
  steps: {
    mean: { says: 'mean over n, h, w', from: ['x'] },
    var: { says: 'variance', from: ['x', 'mean'] },
    xhat: { says: '(x − μ) / √(σ² + 10⁻⁵)', from: ['x', 'mean', 'var'] },
    y: { says: 'γ x̂ + β', from: ['xhat', 'gamma', 'beta'] },
    dgamma: { says: 'Σ x̂ dy', from: ['xhat', 'dy'] },
    dbeta: { says: 'Σ dy', from: ['dy'] },
    dx: { says: 'M dy − Σ dy − x̂ Σ x̂ dy', from: ['xhat', 'dy', 'dgamma', 'dbeta', 'gamma', 'var'] },
  },
  illegal: (p) => unfit(p, { N: 1, C: 1, H: 1, W: 1 }) ?? outside(p, { shift: [0, 1e5] }),
  shapes: (p) => {
    const C = need(p, 'C');
    const x = [need(p, 'N'), C, need(p, 'H'), need(p, 'W')];
    const each = { gamma: [C], beta: [C] };
    return { x, dy: x, ...each, y: x, mean: [C], var: [C], dgamma: [C], dbeta: [C], dx: x };
  },
  arrange: (p, free) => {
    const shift = real(p, 'shift');
    return { x: tensor(free, 'x').map((value) => Math.fround(value + shift)) };
  },
  forward: (p, inputs, round) => run(p, inputs, round),
  terms: () => 0,
  cost: (p) => {
    const elements = need(p, 'N') * need(p, 'C') * need(p, 'H') * need(p, 'W');
    // The course's round count: sixteen an element, and x, y, dy, dx and x once more in traffic.
    return {
      parameters: 2 * need(p, 'C'),
      multiplyAdds: 0,
      flops: 16 * elements,
      bytes: 20 * elements,
      // x stays for the backward pass.
      peakActivationBytes: peakBytes(batchNormTraining.shapes(p), ['x', 'y'], ['x', 'dy', 'dx']),
    };
  },
  misreadings: [
    misread('unbiased-variance', { unbiased: true }),
    misread('one-pass-variance', { onePass: true }),
    misread('one-sample-statistics', { firstSample: true }),
    misread('statistics-held-fixed', { statisticsFixed: true }),
  ],
};
