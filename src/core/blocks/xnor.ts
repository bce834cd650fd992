import { someZeros } from './arrange';
import {
  type Block,
  exact,
  type Misreading,
  type Parameters,
  type Rounding,
  type Tensors,
} from './block';
import { conv2d, convolve } from './conv2d';
import { need, tensor } from './need';
import { oneGroup, oneGroupExample, oneGroupNames, window } from './one-group';
import { convolvedElements } from './pixels';
import { count } from '../tensor/shape';

/** How the layer is read; an empty reading is the definition, each entry is a mistake. */
interface Reading {
  readonly zeroHasNoSign?: boolean;
  readonly withoutAlpha?: boolean;
  readonly withoutMap?: boolean;
  /** What stands in the padding of the signs; the definition has +1. */
  readonly padding?: number;
}

/** The sign of a weight or an activation; 0 counts as positive, since one bit has no third value. */
function sign(value: number): number {
  return value < 0 ? -1 : 1;
}

/** mean |w| over each filter (XNOR-Net, equation 6). */
function filterScales(w: Float64Array, filters: number, round: Rounding): Float64Array {
  const size = w.length / filters;
  return new Float64Array(filters).map((_, o) => {
    let sum = 0;
    for (let k = o * size; k < (o + 1) * size; k++) sum = round(sum + Math.abs(w[k] ?? 0));
    return round(sum / size);
  });
}

/** x with a border of `fill`, so that the convolution itself needs no padding. */
function bordered(p: Parameters, x: Float64Array, fill: number): Float64Array {
  const [H, W, ph, pw] = [need(p, 'H'), need(p, 'W'), need(p, 'ph'), need(p, 'pw')];
  const [height, width] = [H + 2 * ph, W + 2 * pw];
  const planes = x.length / (H * W);
  const wide = new Float64Array(planes * height * width).fill(fill);
  for (let row = 0; row < planes * H; row++) {
    const to = (Math.floor(row / H) * height + (row % H) + ph) * width + pw;
    wide.set(x.subarray(row * W, (row + 1) * W), to);
  }
  return wide;
}

/** The filters as signs, each with its scale. */
interface Filters {
  readonly signs: Float64Array;
  readonly alpha: Float64Array;
}

function filtersOf(p: Parameters, inputs: Tensors, round: Rounding, of = sign): Filters {
  const w = tensor(inputs, 'w');
  return { signs: w.map(of), alpha: filterScales(w, need(p, 'Co'), round) };
}

/** The sum of products of signs, with +1 in the padding. */
function signDot(
  p: Parameters,
  inputs: Tensors,
  signs: Float64Array,
  reading: Reading,
): Float64Array {
  const own = reading.zeroHasNoSign === true ? Math.sign : sign;
  const x = bordered(p, tensor(inputs, 'x').map(own), reading.padding ?? 1);
  const [height, wide] = [need(p, 'H') + 2 * need(p, 'ph'), need(p, 'W') + 2 * need(p, 'pw')];
  const bare = { ...oneGroup(p), H: height, W: wide, ph: 0, pw: 0 };
  return convolve(bare, { x, w: signs }, exact);
}

/**
 * K of XNOR-Net, section 3.2: the mean of |x| over channels, averaged by the window; [N, Ho, Wo]. The
 * padding counts, as 0, and the divisor is Kh·Kw everywhere.
 */
function magnitudeMap(p: Parameters, x: Float64Array, round: Rounding): Float64Array {
  const [N, Ci] = [need(p, 'N'), need(p, 'Ci')];
  const plane = need(p, 'H') * need(p, 'W');
  const means = new Float64Array(N * plane).map((_, at) => {
    const [n, pixel] = [Math.floor(at / plane), at % plane];
    let sum = 0;
    for (let c = 0; c < Ci; c++) {
      sum = round(sum + Math.abs(x[(n * Ci + c) * plane + pixel] ?? 0));
    }
    return round(sum / Ci);
  });
  const taps = need(p, 'Kh') * need(p, 'Kw');
  const box = new Float64Array(taps).fill(1);
  const sums = convolve({ ...oneGroup(p), Ci: 1, Co: 1 }, { x: means, w: box }, round);
  return sums.map((sum) => round(sum / taps));
}

function xnor(
  p: Parameters,
  inputs: Tensors,
  round: Rounding,
  reading: Reading = {},
  { signs, alpha }: Filters = filtersOf(
    p,
    inputs,
    round,
    reading.zeroHasNoSign === true ? Math.sign : sign,
  ),
): Tensors {
  const Co = need(p, 'Co');
  const dot = signDot(p, inputs, signs, reading);
  const plane = dot.length / (need(p, 'N') * Co);
  const map = magnitudeMap(p, tensor(inputs, 'x'), round);
  const y = dot.map((sum, at) => {
    const row = Math.floor(at / plane);
    const scaled = reading.withoutAlpha === true ? sum : round(sum * (alpha[row % Co] ?? 0));
    const local = map[Math.floor(row / Co) * plane + (at % plane)] ?? 0;
    return reading.withoutMap === true ? scaled : round(scaled * local);
  });
  return { y };
}

function binaryWeight(
  p: Parameters,
  x: Float64Array,
  { signs, alpha }: Filters,
  round: Rounding,
): Float64Array {
  const sums = convolve(oneGroup(p), { x, w: signs }, round);
  const plane = sums.length / need(p, 'N') / alpha.length;
  return sums.map((sum, at) => round(sum * (alpha[Math.floor(at / plane) % alpha.length] ?? 0)));
}

function illegal(p: Parameters): string | undefined {
  return conv2d.illegal(oneGroup(p));
}

function denseShapes(p: Parameters): {
  x: readonly number[];
  w: readonly number[];
  y: readonly number[];
} {
  const { x = [], w = [], y = [] } = conv2d.shapes(oneGroup(p));
  return { x, w, y };
}

function misread(id: string, reading: Reading): Misreading {
  return { id, forward: (p, inputs, round) => xnor(p, inputs, round, reading) };
}

/**
 * Binary-weight convolution: x [N, Ci, H, W] with the signs of w [Co, Ci, Kh, Kw], scaled by the mean
 * magnitude of each filter, to y [N, Co, Ho, Wo]. The sign of 0 is +1; padding is 0.
 */
export const binaryWeightConv: Block = {
  id: 'binary-weight-conv2d',
  name: 'Convolution with binary weights',
  paper: 'https://arxiv.org/abs/1603.05279',
  example: { ...oneGroupExample, Ci: 256, H: 28, W: 28, Co: 256 },
  equation:
    'y_o = \\alpha_o \\, (x * \\mathrm{sign}(w_o)), \\quad \\alpha_o = \\tfrac{1}{C_i K_h K_w} \\lVert w_o \\rVert_1',
  source: 'Rastegari et al. 2016, XNOR-Net, section 3.1',
  parameters: oneGroupNames,
  inputs: ['x', 'w'],
  outputs: ['y'],
  steps: {
    b: { says: 'signs', from: ['w'] },
    alpha: { says: 'mean |w|', from: ['w'] },
    y: { says: 'conv, times α', from: ['x', 'b', 'alpha'] },
  },
  illegal,
  shapes: denseShapes,
  arrange: (_, free) => ({ w: someZeros(tensor(free, 'w')) }),
  forward: (p, inputs, round) => ({
    y: binaryWeight(p, tensor(inputs, 'x'), filtersOf(p, inputs, round), round),
  }),
  terms: () => 0,
  cost: (p) => {
    const { x, w, y } = denseShapes(p);
    const multiplyAdds = count(y) * window(p);
    // A bit a weight, and a scale a filter.
    const bytes = 4 * (count(x) + count(y) + need(p, 'Co')) + count(w) / 8;
    const flops = 2 * multiplyAdds + count(y);
    const peakActivationBytes = 4 * (count(x) + count(y));
    return { parameters: count(w), multiplyAdds, flops, bytes, peakActivationBytes };
  },
  misreadings: [
    {
      id: 'scale-left-out',
      forward: (p, inputs, round) => ({
        y: convolve(
          oneGroup(p),
          { x: tensor(inputs, 'x'), w: tensor(inputs, 'w').map(sign) },
          round,
        ),
      }),
    },
  ],
  elementsAt: (p, inputs, _output, at, round) => {
    const filters = filtersOf(p, inputs, round);
    return convolvedElements(p, tensor(inputs, 'x'), at, (own, x) =>
      binaryWeight(own, x, filters, round),
    );
  },
};

/**
 * XNOR convolution: signs of x [N, Ci, H, W] with signs of w [Co, Ci, Kh, Kw], times the mean
 * magnitude alpha of the filter and the map of local magnitudes of x, to y [N, Co, Ho, Wo]. The sign
 * of 0 is +1, and so is the padding of the signs; the map pads |x| with 0 and divides by Kh·Kw.
 */
export const xnorConv: Block = {
  id: 'xnor-conv2d',
  name: 'XNOR-Net convolution',
  paper: 'https://arxiv.org/abs/1603.05279',
  example: { ...oneGroupExample, Ci: 256, H: 28, W: 28, Co: 256 },
  equation:
    'y_{n,o} = (\\mathrm{sign}(x_n) \\circledast \\mathrm{sign}(w_o)) \\; \\alpha_o \\; K_n, \\quad ' +
    'K_n = \\tfrac{1}{K_h K_w} 1 * \\tfrac{1}{C_i} \\sum_c |x_{n,c}|',
  source: 'Rastegari et al. 2016, XNOR-Net, section 3.2',
  parameters: oneGroupNames,
  inputs: ['x', 'w'],
  outputs: ['y'],
  steps: {
    K: { says: 'mean |x| over channels, then over the window', from: ['x'] },
    sx: { says: 'signs', from: ['x'] },
    sw: { says: 'signs', from: ['w'] },
    alpha: { says: 'mean |w|', from: ['w'] },
    dot: { says: 'conv of signs', from: ['sx', 'sw'] },
    y: { says: 'times α and K', from: ['dot', 'alpha', 'K'] },
  },
  illegal,
  shapes: denseShapes,
  arrange: (_, free) => ({ x: someZeros(tensor(free, 'x')), w: someZeros(tensor(free, 'w')) }),
  forward: (p, inputs, round) => xnor(p, inputs, round),
  terms: () => 0,
  cost: (p) => {
    const { x, w, y } = denseShapes(p);
    // Of the binary convolution: xor, count and add for each word of 32 channels and each tap.
    const words = Math.ceil(need(p, 'Ci') / 32) * need(p, 'Kh') * need(p, 'Kw');
    const bytes = count(x) / 8 + count(w) / 8 + 4 * count(y);
    const multiplyAdds = count(y) * window(p);
    const flops = 3 * words * count(y);
    const peakActivationBytes = 4 * (count(x) + count(y));
    return { parameters: count(w), multiplyAdds, flops, bytes, peakActivationBytes };
  },
  misreadings: [
    misread('zero-has-no-sign', { zeroHasNoSign: true }),
    misread('scale-left-out', { withoutAlpha: true }),
    misread('map-left-out', { withoutMap: true }),
    misread('padding-is-zero', { padding: 0 }),
    misread('padding-is-minus-one', { padding: -1 }),
  ],
  elementsAt: (p, inputs, _output, at, round) => {
    const filters = filtersOf(p, inputs, round);
    // 0 stands for the padding in both maps: its sign is +1, and its magnitude 0.
    return convolvedElements(p, tensor(inputs, 'x'), at, (own, x) =>
      tensor(xnor(own, { ...inputs, x }, round, {}, filters), 'y'),
    );
  },
};
