import { alteredInputs, firstImage, turned } from './altered';
import type { Block, Misreading, Parameters, Rounding, Tensors } from './block';
import { conv2d } from './conv2d';
import { type ConvSizes, convSizes, padded, unlike } from './conv-sizes';
import { need, tensor } from './need';
import { convolvedElements } from './pixels';
import { mixChannels } from './pointwise';
import { bytesMoved, peakBytes } from './traffic';

/** Which channel, kernel row and kernel column row k of the column matrix belongs to. */
type PatchOrder = (k: number, of: ConvSizes) => readonly [c: number, i: number, j: number];

const byRows: PatchOrder = (k, { Kh, Kw }) => [
  Math.floor(k / (Kh * Kw)),
  Math.floor(k / Kw) % Kh,
  k % Kw,
];
const byColumns: PatchOrder = (k, { Kh, Kw }) => [
  Math.floor(k / (Kh * Kw)),
  k % Kh,
  Math.floor(k / Kh) % Kw,
];

/** One element of the column matrix: image n, row k, output pixel s. */
function columnAt(
  of: ConvSizes,
  x: Float64Array,
  n: number,
  [c, i, j]: readonly [number, number, number],
  s: number,
): number {
  const row = Math.floor(s / of.Wo) * of.sh - of.ph + i * of.dh;
  return padded(of, x, n, c, row, (s % of.Wo) * of.sw - of.pw + j * of.dw);
}

function columns(of: ConvSizes, x: Float64Array, order: PatchOrder): Float64Array {
  const [depth, pixels] = [of.Ci * of.Kh * of.Kw, of.Ho * of.Wo];
  const col = new Float64Array(of.N * depth * pixels);
  for (let n = 0, at = 0; n < of.N; n++) {
    for (let k = 0; k < depth; k++) {
      const tap = order(k, of);
      for (let s = 0; s < pixels; s++) col[at++] = columnAt(of, x, n, tap, s);
    }
  }
  return col;
}

function run(
  p: Parameters,
  inputs: Tensors,
  round: Rounding,
  order: PatchOrder = byRows,
  read: Partial<ConvSizes> = {},
): Tensors {
  const of = convSizes(p);
  const col = columns({ ...of, ...read }, tensor(inputs, 'x'), order);
  return { col, y: product(of, col, inputs, round) };
}

function product(of: ConvSizes, col: Float64Array, inputs: Tensors, round: Rounding): Float64Array {
  const sizes = { N: of.N, Ci: of.Ci * of.Kh * of.Kw, HW: of.Ho * of.Wo, Co: of.Co };
  return mixChannels(sizes, col, tensor(inputs, 'w'), round);
}

/** The column matrices are right, and the product takes the first of them for each image. */
function firstMatrix(p: Parameters, inputs: Tensors, round: Rounding): Tensors {
  const of = convSizes(p);
  const made = run(p, inputs, round);
  const first = tensor(firstImage('col', of.N, made), 'col');
  return { ...made, y: product(of, first, inputs, round) };
}

function elements(
  p: Parameters,
  inputs: Tensors,
  output: string,
  at: ArrayLike<number>,
  round: Rounding,
): Float64Array {
  if (output === 'y') {
    const one = (own: Parameters, x: Float64Array): Float64Array =>
      tensor(run(own, { ...inputs, x }, round), 'y');
    return convolvedElements(p, tensor(inputs, 'x'), at, one);
  }
  const of = convSizes(p);
  const [depth, pixels] = [of.Ci * of.Kh * of.Kw, of.Ho * of.Wo];
  return Float64Array.from(at, (flat) => {
    const row = Math.floor(flat / pixels);
    const tap = byRows(row % depth, of);
    return columnAt(of, tensor(inputs, 'x'), Math.floor(row / depth), tap, flat % pixels);
  });
}

/** Bytes of the column matrix at f32: Kh · Kw times as many as the input where the stride is 1. */
export function columnBytes(p: Parameters): number {
  return bytesMoved(im2col.shapes(p), { col: 1 });
}

const misread = (id: string, order?: PatchOrder, read?: Partial<ConvSizes>): Misreading => ({
  id,
  forward: (p, inputs, round) => run(p, inputs, round, order, read),
});

/**
 * Convolution as one matrix product: x [N, Ci, H, W] is copied to col [N, Ci·Kh·Kw, Ho·Wo], one column
 * a patch, and y [N, Co, Ho, Wo] is w, read as [Co, Ci·Kh·Kw], times col. No groups, no bias.
 */
export const im2col: Block = {
  id: 'im2col',
  name: 'im2col and matrix product',
  paper: 'https://inria.hal.science/inria-00112631',
  example: conv2d.example,
  equation:
    'col_{n,(c K_h + i) K_w + j,\\, r W_o + q} = ' +
    'x_{n,c,\\; r s_h - p_h + i d_h,\\; q s_w - p_w + j d_w}, \\quad ' +
    'y_{n,o,s} = \\sum_k w_{o,k} \\; col_{n,k,s}',
  source:
    'Chellapilla et al. 2006, High Performance CNNs for Document Processing; Cho and Brand 2017, section 2',
  parameters: conv2d.parameters,
  inputs: ['x', 'w'],
  outputs: ['col', 'y'],
  steps: {
    col: { says: 'im2col: a column a patch', from: ['x'] },
    y: { says: 'matrix product', from: ['w', 'col'] },
  },
  illegal: (p) =>
    conv2d.illegal(p) ??
    unlike(p, { g: 1 }, 'the column matrix holds all channels, so there is one product an image'),
  shapes: (p) => {
    const { N, Ci, H, W, Co, Kh, Kw, Ho, Wo } = convSizes(p);
    const [x, w] = [
      [N, Ci, H, W],
      [Co, Ci, Kh, Kw],
    ];
    return { x, w, col: [N, Ci * Kh * Kw, Ho * Wo], y: [N, Co, Ho, Wo] };
  },
  forward: (p, inputs, round) => run(p, inputs, round),
  terms: (p) => need(p, 'Ci') * need(p, 'Kh') * need(p, 'Kw'),
  cost: (p) => {
    const { N, Ci, Co, Kh, Kw, Ho, Wo } = convSizes(p);
    const parameters = Co * Ci * Kh * Kw;
    const multiplyAdds = N * Ho * Wo * parameters;
    const bytes = bytesMoved(im2col.shapes(p), { x: 1, col: 2, w: 1, y: 1 });
    return {
      ...{ parameters, multiplyAdds, flops: 2 * multiplyAdds, bytes },
      peakActivationBytes: peakBytes(im2col.shapes(p), ['x', 'col'], ['col', 'y']),
    };
  },
  misreadings: [
    misread('patch-order-by-columns', byColumns),
    misread('dilation-ignored', byRows, { dh: 1, dw: 1 }),
    ...alteredInputs(run, {
      'weights-turned': (p, inputs) => {
        const { Co, Ci, Kh, Kw } = convSizes(p);
        return turned('w', Co, Ci * Kh * Kw, inputs);
      },
    }),
    { id: 'first-matrix-for-all', forward: firstMatrix },
  ],
  elementsAt: elements,
};
