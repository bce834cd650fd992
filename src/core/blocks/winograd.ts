import { alteredInputs, firstImage } from './altered';
import type { Block, Misreading, Parameters, Rounding, Tensors } from './block';
import { conv2d } from './conv2d';
import { type ConvSizes, convSizes, padded, unlike } from './conv-sizes';
import { need, tensor } from './need';
import { byPixel } from './pixels';
import { mixChannels } from './pointwise';
import { pick } from './sample';
import { bytesMoved, peakBytes } from './traffic';

type Matrix = readonly (readonly number[])[];

/** Bᵀ, G and Aᵀ of F(2×2, 3×3): Lavin and Gray 2016, equation 7 and section 4.1. */
const dataTransform: Matrix = [
  [1, 0, -1, 0],
  [0, 1, 1, 0],
  [0, -1, 1, 0],
  [0, 1, 0, -1],
];
const filterTransform: Matrix = [
  [1, 0, 0],
  [0.5, 0.5, 0.5],
  [0.5, -0.5, 0.5],
  [0, 0, 1],
];
const inverseTransform: Matrix = [
  [1, 1, 1, 0],
  [0, 1, -1, -1],
];

/** How the definition is read; an empty reading is the definition, each entry is a mistake. */
interface Reading {
  /** Input pixels from one tile to the next; 2, since each tile makes two outputs a direction. */
  readonly tileStep?: number;
  readonly inverse?: Matrix;
}

/** The sum of factors times every `step`-th number; a factor of 0 is no operation, not an addition. */
function combine(
  factors: readonly number[],
  x: Float64Array,
  at: number,
  step: number,
  round: Rounding,
): number {
  let sum = 0;
  for (let k = 0; k < factors.length; k++) {
    const factor = factors[k] ?? 0;
    if (factor !== 0) sum = round(sum + round(factor * (x[at + k * step] ?? 0)));
  }
  return sum;
}

/** T · X · Tᵀ for a square X, row-major. */
function sandwich(t: Matrix, x: Float64Array, round: Rounding): Float64Array {
  const [rows, side] = [t.length, Math.sqrt(x.length)];
  const half = new Float64Array(rows * side);
  const y = new Float64Array(rows * rows);
  t.forEach((factors, r) => {
    for (let q = 0; q < side; q++) half[r * side + q] = combine(factors, x, q, side, round);
  });
  t.forEach((factors, q) => {
    for (let r = 0; r < rows; r++) y[r * rows + q] = combine(factors, half, r * side, 1, round);
  });
  return y;
}

/** Tiles of an image, down and across; the last ones reach past an odd edge. */
function tilesOf({ Ho, Wo }: ConvSizes): { down: number; across: number } {
  return { down: Math.ceil(Ho / 2), across: Math.ceil(Wo / 2) };
}

/** One filter, transformed: the 16 numbers of G g Gᵀ. */
function filterAt(of: ConvSizes, w: Float64Array, o: number, c: number, round: Rounding) {
  const at = (o * of.Ci + c) * 9;
  return sandwich(filterTransform, w.subarray(at, at + 9), round);
}

/** Where the pixels of tile t of all images begin: in the padding, for the first ones. */
function cornerOf(of: ConvSizes, t: number, step = 2): { n: number; top: number; left: number } {
  const { down, across } = tilesOf(of);
  const n = Math.floor(t / (down * across));
  const top = (Math.floor(t / across) % down) * step - of.ph;
  return { n, top, left: (t % across) * step - of.pw };
}

/** The 4 × 4 pixels of channel c that tile t of all images sees. */
function pixelsOf(of: ConvSizes, x: Float64Array, c: number, t: number, step = 2): Float64Array {
  const { n, top, left } = cornerOf(of, t, step);
  const d = new Float64Array(16);
  for (let k = 0; k < 16; k++) d[k] = padded(of, x, n, c, top + (k >> 2), left + (k & 3));
  return d;
}

/** Writes 16 numbers to [16][rows][columns], each into its own matrix. */
function spread(to: Float64Array, sixteen: Float64Array, at: number): void {
  sixteen.forEach((value, k) => (to[(k * to.length) / 16 + at] = value));
}

function filters(of: ConvSizes, w: Float64Array, round: Rounding): Float64Array {
  const U = new Float64Array(16 * of.Co * of.Ci);
  for (let o = 0; o < of.Co; o++) {
    for (let c = 0; c < of.Ci; c++) spread(U, filterAt(of, w, o, c, round), o * of.Ci + c);
  }
  return U;
}

function tiles(of: ConvSizes, x: Float64Array, round: Rounding, step?: number): Float64Array {
  const { down, across } = tilesOf(of);
  const count = of.N * down * across;
  const V = new Float64Array(16 * of.Ci * count);
  for (let c = 0; c < of.Ci; c++) {
    for (let t = 0; t < count; t++) {
      const v = sandwich(dataTransform, pixelsOf(of, x, c, t, step), round);
      spread(V, v, c * count + t);
    }
  }
  return V;
}

/** y [N, Co, Ho, Wo] from M [16, Co, N · tiles]: Aᵀ m A a tile, cropped at odd edges. */
function outputs(of: ConvSizes, M: Float64Array, round: Rounding, inverse: Matrix): Float64Array {
  const { N, Co, Ho, Wo } = of;
  const { down, across } = tilesOf(of);
  const count = N * down * across;
  const y = new Float64Array(N * Co * Ho * Wo);
  for (let at = 0; at < Co * count; at++) {
    const [o, t] = [Math.floor(at / count), at % count];
    const m = Float64Array.from({ length: 16 }, (_, k) => M[k * Co * count + at] ?? 0);
    const n = Math.floor(t / (down * across));
    const [top, left] = [2 * (Math.floor(t / across) % down), 2 * (t % across)];
    sandwich(inverse, m, round).forEach((value, k) => {
      const [r, q] = [top + (k >> 1), left + (k & 1)];
      if (r < Ho && q < Wo) y[((n * Co + o) * Ho + r) * Wo + q] = value;
    });
  }
  return y;
}

/** The sixteen products, M [16, Co, count] from U and V; they are one, with sixteen groups of channels. */
function products(of: ConvSizes, U: Float64Array, V: Float64Array, round: Rounding): Float64Array {
  const count = V.length / (16 * of.Ci);
  return mixChannels({ N: 1, Ci: 16 * of.Ci, HW: count, Co: 16 * of.Co, g: 16 }, V, U, round);
}

function run(p: Parameters, inputs: Tensors, round: Rounding, reading: Reading = {}): Tensors {
  const of = convSizes(p);
  const U = filters(of, tensor(inputs, 'w'), round);
  const V = tiles(of, tensor(inputs, 'x'), round, reading.tileStep);
  const M = products(of, U, V, round);
  return { U, V, M, y: outputs(of, M, round, reading.inverse ?? inverseTransform) };
}

/** One of the 16 numbers of a transformed tile, from the rows and columns of pixels that it needs. */
function tileAt(
  of: ConvSizes,
  x: Float64Array,
  [k, c, t]: readonly [number, number, number],
  round: Rounding,
): number {
  const { n, top, left } = cornerOf(of, t);
  const [rows, columns] = [dataTransform[k >> 2] ?? [], dataTransform[k & 3] ?? []];
  let sum = 0;
  for (let q = 0; q < 4; q++) {
    if (columns[q] === 0) continue;
    let half = 0;
    for (let r = 0; r < 4; r++) {
      if (rows[r] === 0) continue;
      half = round(half + round((rows[r] ?? 0) * padded(of, x, n, c, top + r, left + q)));
    }
    sum = round(sum + round((columns[q] ?? 0) * half));
  }
  return sum;
}

/** Elements of V [16, Ci, tiles], or of M [16, Co, tiles] where U is given. */
function transformedElements(
  of: ConvSizes,
  x: Float64Array,
  U: Float64Array | undefined,
  at: ArrayLike<number>,
  round: Rounding,
): Float64Array {
  const [rows, columns] = [
    U === undefined ? of.Ci : of.Co,
    of.N * tilesOf(of).down * tilesOf(of).across,
  ];
  return Float64Array.from(at, (flat) => {
    const [row, t] = [Math.floor(flat / columns) % rows, flat % columns];
    const k = Math.floor(flat / (rows * columns));
    const v = (c: number): number => tileAt(of, x, [k, c, t], round);
    if (U === undefined) return v(row);
    const own = (k * of.Co + row) * of.Ci;
    let sum = 0;
    for (let c = 0; c < of.Ci; c++) sum = round(sum + round((U[own + c] ?? 0) * v(c)));
    return sum;
  });
}

/** Elements of y, tile by tile: each tile among them is computed once, with all its channels. */
function pixelElements(
  of: ConvSizes,
  x: Float64Array,
  U: Float64Array,
  at: ArrayLike<number>,
  round: Rounding,
): Float64Array {
  const { down, across } = tilesOf(of);
  const made = new Map<number, Float64Array>();
  const tile = (t: number): Float64Array => {
    const V = new Float64Array(16 * of.Ci);
    for (let c = 0; c < of.Ci; c++) {
      spread(V, sandwich(dataTransform, pixelsOf(of, x, c, t), round), c);
    }
    const one = { ...of, N: 1, Ho: 2, Wo: 2 };
    return outputs(one, products(of, U, V, round), round, inverseTransform);
  };
  return byPixel([of.N, of.Co, of.Ho, of.Wo], at, (n, r, q) => {
    const t = (n * down + (r >> 1)) * across + (q >> 1);
    const y = made.get(t) ?? tile(t);
    made.set(t, y);
    const place = 2 * (r & 1) + (q & 1);
    return Float64Array.from({ length: of.Co }, (_, o) => y[4 * o + place] ?? NaN);
  });
}

function elements(
  p: Parameters,
  inputs: Tensors,
  output: string,
  at: ArrayLike<number>,
  round: Rounding,
): Float64Array {
  const of = convSizes(p);
  const x = tensor(inputs, 'x');
  if (output === 'V') return transformedElements(of, x, undefined, at, round);
  // The filters are few beside the tiles: they are transformed once, and not for each element.
  const U = filters(of, tensor(inputs, 'w'), round);
  if (output === 'U') return pick(U, at);
  return output === 'M'
    ? transformedElements(of, x, U, at, round)
    : pixelElements(of, x, U, at, round);
}

/** Bytes of the transformed filters, tiles and products U, V and M at f32. */
export function winogradBytes(p: Parameters): number {
  return bytesMoved(winograd.shapes(p), { U: 1, V: 1, M: 1 });
}

function misread(id: string, reading: Reading): Misreading {
  return { id, forward: (p, inputs, round) => run(p, inputs, round, reading) };
}

/**
 * Winograd's minimal filtering F(2×2, 3×3): 4 × 4 input tiles, two pixels apart, give 2 × 2 outputs each
 * with 16 products instead of 36. U [16, Co, Ci] from w, V [16, Ci, N · tiles] from x, M [16, Co, N · tiles]
 * their sixteen matrix products, y [N, Co, Ho, Wo]. Tiles count by image, row and column. Stride 1, no
 * groups, no dilation, no bias.
 */
export const winograd: Block = {
  id: 'winograd',
  name: 'Winograd convolution F(2×2, 3×3)',
  paper: 'https://arxiv.org/abs/1509.09308',
  example: conv2d.example,
  equation:
    'y = A^T \\left[ \\sum_c (G g_c G^T) \\odot (B^T d_c B) \\right] A, \\quad ' +
    'U = G g G^T, \\; V = B^T d B, \\; M_{\\xi} = U_{\\xi} V_{\\xi}',
  source: 'Lavin and Gray 2016, section 4.1 and algorithm 1',
  parameters: conv2d.parameters,
  inputs: ['x', 'w'],
  outputs: ['U', 'V', 'M', 'y'],
  steps: {
    U: { says: 'G g Gᵀ', from: ['w'] },
    V: { says: 'Bᵀ d B', from: ['x'] },
    M: { says: '16 matrix products', from: ['U', 'V'] },
    y: { says: 'Aᵀ M A', from: ['M'] },
  },
  illegal: (p) =>
    conv2d.illegal(p) ??
    unlike(p, { Kh: 3, Kw: 3 }, 'F(2×2, 3×3) has transforms for kernels of 3 × 3') ??
    unlike(p, { sh: 1, sw: 1 }, 'a tile makes outputs that lie side by side') ??
    unlike(p, { dh: 1, dw: 1 }, 'a tile is 4 × 4 pixels that lie side by side') ??
    unlike(p, { g: 1 }, 'the sixteen products sum over all channels'),
  shapes: (p) => {
    const of = convSizes(p);
    const { N, Ci, H, W, Co, Ho, Wo } = of;
    const count = N * tilesOf(of).down * tilesOf(of).across;
    return {
      ...{ x: [N, Ci, H, W], w: [Co, Ci, 3, 3], U: [16, Co, Ci], V: [16, Ci, count] },
      ...{ M: [16, Co, count], y: [N, Co, Ho, Wo] },
    };
  },
  forward: (p, inputs, round) => run(p, inputs, round),
  terms: () => 0,
  cost: (p) => {
    const of = convSizes(p);
    const { N, Ci, Co } = of;
    const count = N * tilesOf(of).down * tilesOf(of).across;
    const multiplyAdds = 16 * count * Co * Ci;
    return {
      parameters: 9 * Co * Ci,
      multiplyAdds,
      // Additions (and halvings) of the transforms: 32 an input tile, 24 an output tile, 28 a filter.
      flops: 2 * multiplyAdds + 32 * count * Ci + 24 * count * Co + 28 * Co * Ci,
      bytes: bytesMoved(winograd.shapes(p), { x: 1, w: 1, U: 2, V: 2, M: 2, y: 1 }),
      peakActivationBytes: peakBytes(winograd.shapes(p), ['x', 'V'], ['V', 'M'], ['M', 'y']),
    };
  },
  misreadings: [
    misread('tile-step-4', { tileStep: 4 }),
    misread('inverse-sign', {
      inverse: [
        [1, 1, 1, 0],
        [0, 1, -1, 1],
      ],
    }),
    ...alteredInputs(run, {
      'batch-ignored': (p, inputs) => firstImage('x', need(p, 'N'), inputs),
    }),
  ],
  elementsAt: elements,
};
