import type { Block, Misreading, Parameters, Rounding, Tensors } from './block';
import { conv2d, convolve } from './conv2d';
import { need, tensor, unfit, unlisted } from './need';
import { oneGroup, oneGroupExample, oneGroupNames, outputSize } from './one-group';
import { convolvedElements } from './pixels';
import { svd } from './svd';
import { count } from '../tensor/shape';

/** The two layers of a factored convolution, as parameters of `convolve`. */
interface Pair {
  readonly first: Parameters;
  readonly second: Parameters;
}

/**
 * split 0: a Kh × 1 layer to r channels, then a 1 × Kw layer; split 1: a 1 × 1 layer to r channels,
 * then a Kh × Kw layer. Strides, padding and dilation go with the taps.
 */
function pairOf(p: Parameters): Pair {
  const [own, r] = [oneGroup(p), need(p, 'r')];
  const noRows = { Kh: 1, sh: 1, ph: 0, dh: 1 };
  const noColumns = { Kw: 1, sw: 1, pw: 0, dw: 1 };
  const spatial = need(p, 'split') === 0;
  const first = { ...own, Co: r, ...noColumns, ...(spatial ? {} : noRows) };
  const [H, W] = outputSize(first);
  return { first, second: { ...own, Ci: r, H, W, ...(spatial ? noRows : {}) } };
}

/** The padding of each axis given to the layer of the other: the output has the same size. */
function padsExchanged({ first, second }: Pair): Pair {
  const exchanged = { ...first, ph: 0, pw: need(second, 'pw') };
  if (conv2d.illegal(exchanged) !== undefined) return { first, second };
  const [H, W] = outputSize(exchanged);
  return { first: exchanged, second: { ...second, H, W, ph: need(first, 'ph'), pw: 0 } };
}

/** The factored convolution of x with v and h, in two layers. */
export function lowRankConvolve(
  p: Parameters,
  inputs: Tensors,
  round: Rounding,
  change: (pair: Pair) => Pair = (pair) => pair,
): Float64Array {
  const { first, second } = change(pairOf(p));
  const t = convolve(first, { x: tensor(inputs, 'x'), w: tensor(inputs, 'v') }, round);
  return convolve(second, { x: t, w: tensor(inputs, 'h') }, round);
}

const names = [...oneGroupNames, 'r', 'split'];

/** What is illegal in a factored convolution. */
export function lowRankIllegal(p: Parameters): string | undefined {
  return conv2d.illegal(oneGroup(p)) ?? unfit(p, { r: 1 }) ?? unlisted(p, { split: [0, 1] });
}

/**
 * Convolution by a kernel of rank r in two layers: x [N, Ci, H, W] to y [N, Co, Ho, Wo]. With split 0,
 * v is [r, Ci, Kh, 1] and h [Co, r, 1, Kw]; with split 1, v is [r, Ci, 1, 1] and h [Co, r, Kh, Kw].
 */
export const lowRankConv: Block = {
  id: 'low-rank-conv2d',
  name: 'Low-rank convolution',
  paper: 'https://arxiv.org/abs/1405.3866',
  example: { ...oneGroupExample, r: 48, split: 0 },
  equation: 'y = h * (v * x), \\quad w_{o,c,i,j} = \\sum_{k=0}^{r-1} v_{k,c,i} \\, h_{o,k,j}',
  source:
    'Jaderberg et al. 2014, Speeding up Convolutional Neural Networks with Low Rank Expansions, scheme 2',
  parameters: names,
  inputs: ['x', 'v', 'h'],
  outputs: ['y'],
  steps: {
    t: { says: 'vertical conv to r channels', from: ['x', 'v'] },
    y: { says: 'horizontal conv', from: ['t', 'h'] },
  },
  illegal: lowRankIllegal,
  shapes: (p) => {
    const { first, second } = pairOf(p);
    const [start, end] = [conv2d.shapes(first), conv2d.shapes(second)];
    return {
      x: start['x'] ?? [],
      v: start['w'] ?? [],
      h: end['w'] ?? [],
      y: end['y'] ?? [],
    };
  },
  forward: (p, inputs, round) => ({ y: lowRankConvolve(p, inputs, round) }),
  terms: () => 0,
  cost: (p) => {
    const { first, second } = pairOf(p);
    const { x = [], v = [], h = [], y = [] } = lowRankConv.shapes(p);
    const multiplyAdds = conv2d.cost(first).multiplyAdds + conv2d.cost(second).multiplyAdds;
    const parameters = count(v) + count(h);
    // The tensor between the layers is written and read, as the two passes of the lab do.
    const between = 2 * count(conv2d.shapes(first)['y'] ?? []);
    const bytes = 4 * (count(x) + between + count(y) + parameters);
    const peakActivationBytes = 4 * (Math.max(count(x), count(y)) + between / 2);
    return { parameters, multiplyAdds, flops: 2 * multiplyAdds, bytes, peakActivationBytes };
  },
  misreadings: [
    {
      id: 'padding-axes-exchanged',
      forward: (p, inputs, round) => ({
        y: lowRankConvolve(p, inputs, round, (pair) =>
          need(p, 'split') === 0 ? padsExchanged(pair) : pair,
        ),
      }),
    },
  ],
  elementsAt: (p, inputs, _output, at, round) =>
    convolvedElements(p, tensor(inputs, 'x'), at, (own, x) =>
      lowRankConvolve(own, { ...inputs, x }, round),
    ),
};

/** Factors of a kernel, their product, and the singular values of the matrix that was cut. */
export interface Factors {
  readonly v: Float64Array;
  readonly h: Float64Array;
  readonly kernel: Float64Array;
  readonly s: Float64Array;
}

/** Rows and columns of the kernel's matrix, and where element (row, column) is in OIHW. */
interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly at: (row: number, column: number) => number;
}

function matrixOf(p: Parameters): Matrix {
  const [Co, Ci, Kh, Kw] = [need(p, 'Co'), need(p, 'Ci'), need(p, 'Kh'), need(p, 'Kw')];
  if (need(p, 'split') === 1) {
    const taps = Kh * Kw;
    const at = (c: number, column: number): number =>
      (Math.floor(column / taps) * Ci + c) * taps + (column % taps);
    return { rows: Ci, columns: Co * taps, at };
  }
  const at = (row: number, column: number): number =>
    (Math.floor(column / Kw) * Ci * Kh + row) * Kw + (column % Kw);
  return { rows: Ci * Kh, columns: Co * Kw, at };
}

/** Where column `c` of V stands in h [Co, r, taps]. */
function placeInH(p: Parameters, c: number, k: number): number {
  const taps = need(p, 'split') === 1 ? need(p, 'Kh') * need(p, 'Kw') : need(p, 'Kw');
  return (Math.floor(c / taps) * need(p, 'r') + k) * taps + (c % taps);
}

/** The best rank-r factors of w (Eckart and Young 1936): the square root of each singular value goes to both. */
export function lowRankFactors(
  p: Parameters,
  w: Float64Array,
  round: Rounding,
  oneSided = false,
): Factors {
  const { rows, columns, at } = matrixOf(p);
  const r = need(p, 'r');
  const matrix = new Float64Array(rows * columns).map(
    (_, i) => w[at(Math.floor(i / columns), i % columns)] ?? 0,
  );
  const parts = svd(matrix, rows, columns, round);
  const v = new Float64Array(r * rows);
  const h = new Float64Array(r * columns);
  const kernel = new Float64Array(w.length);
  for (let k = 0; k < Math.min(r, parts.s.length); k++) {
    const root = round(Math.sqrt(parts.s[k] ?? 0));
    const left = (parts.u[k] ?? v).map((value) => round(value * root));
    const right = (parts.v[k] ?? h).map((value) => (oneSided ? value : round(value * root)));
    v.set(left, k * rows);
    right.forEach((value, c) => (h[placeInH(p, c, k)] = value));
    for (let i = 0; i < matrix.length; i++) {
      const [row, column] = [Math.floor(i / columns), i % columns];
      const to = at(row, column);
      kernel[to] = round((kernel[to] ?? 0) + round((left[row] ?? 0) * (right[column] ?? 0)));
    }
  }
  return { v, h, kernel, s: parts.s };
}

/**
 * The rank-r kernel nearest to w [Co, Ci, Kh, Kw] and the singular values s of its matrix, from the
 * largest: split 0 cuts M[(c,i),(o,j)], split 1 cuts M[c,(o,i,j)]. Signs of the factors, and factors
 * of equal singular values, are free, so that the product is given and not the factors.
 */
export const lowRankKernel: Block = {
  id: 'low-rank-kernel',
  name: 'Low-rank factors of a kernel (SVD)',
  paper: 'https://arxiv.org/abs/1405.3866',
  example: { Co: 64, Ci: 64, Kh: 3, Kw: 3, r: 48, split: 0 },
  equation:
    'M_{(c,i),(o,j)} = w_{o,c,i,j} = U S V^\\top, \\quad v = U_r \\sqrt{S_r}, \\; h = \\sqrt{S_r} V_r^\\top, ' +
    '\\quad kernel = v h',
  source: 'Eckart and Young 1936; Jaderberg et al. 2014, scheme 2 (the split by rows and columns)',
  parameters: ['Co', 'Ci', 'Kh', 'Kw', 'r', 'split'],
  inputs: ['w'],
  outputs: ['kernel', 's'],
  steps: {
    M: { says: 'reshape to a matrix', from: ['w'] },
    s: { says: 'singular values', from: ['M'] },
    kernel: { says: 'the r largest terms of the SVD', from: ['M'] },
  },
  illegal: (p) => unfit(p, { Co: 1, Ci: 1, Kh: 1, Kw: 1, r: 1 }) ?? unlisted(p, { split: [0, 1] }),
  shapes: (p) => {
    const kernel = [need(p, 'Co'), need(p, 'Ci'), need(p, 'Kh'), need(p, 'Kw')];
    const { rows, columns } = matrixOf(p);
    return { w: kernel, kernel, s: [Math.min(rows, columns)] };
  },
  forward: (p, inputs, round) => {
    const { kernel, s } = lowRankFactors(p, tensor(inputs, 'w'), round);
    return { kernel, s };
  },
  terms: () => 0,
  cost: (p) => {
    const { rows, columns } = matrixOf(p);
    const multiplyAdds = need(p, 'r') * rows * columns;
    const parameters = need(p, 'r') * (rows + columns);
    // The product alone; how many sweeps the decomposition takes depends on the numbers.
    const bytes = 4 * (2 * rows * columns + Math.min(rows, columns));
    return { parameters, multiplyAdds, flops: 2 * multiplyAdds, bytes, peakActivationBytes: 0 };
  },
  misreadings: [oneSidedRoot()],
};

function oneSidedRoot(): Misreading {
  return {
    id: 'root-on-one-side',
    forward: (p, inputs, round) => {
      const { kernel, s } = lowRankFactors(p, tensor(inputs, 'w'), round, true);
      return { kernel, s };
    },
  };
}
