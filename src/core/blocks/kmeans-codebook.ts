import { bits } from '../tensor/random';
import type { Block, Misreading, Parameters, Rounding, Tensors } from './block';
import { need, tensor, unfit, unlisted } from './need';

/** Values of `init` (Deep Compression, section 3.2); 0 is the linear start. */
const random = 1;
const density = 2;

/** How the fit is read; an empty reading is the definition, each entry is a mistake. */
interface Reading {
  readonly magnitudes?: boolean;
  readonly emptyToZero?: boolean;
  readonly tiesToHigher?: boolean;
}

/** Evenly spaced from the smallest weight to the largest, both included; a single centre is at the smallest. */
function linearCentres(w: Float64Array, k: number, round: Rounding): Float64Array {
  const low = w.reduce((least, value) => Math.min(least, value), Infinity);
  const high = w.reduce((most, value) => Math.max(most, value), -Infinity);
  const step = round(round(high - low) / Math.max(1, k - 1));
  return new Float64Array(k).map((_, j) => round(low + round(j * step)));
}

/** The weights at `k` different places, drawn by a shuffle that stops after k draws. */
function randomCentres(w: Float64Array, k: number, seed: number): Float64Array {
  const drawn = w.slice();
  for (let j = 0; j < k; j++) {
    const other = j + (bits(seed, j) % (w.length - j));
    [drawn[j], drawn[other]] = [drawn[other] ?? 0, drawn[j] ?? 0];
  }
  return drawn.slice(0, k);
}

/** The weights at which the distribution function reaches (j + 1/2) / k: the middles of k equal shares. */
function densityCentres(w: Float64Array, k: number): Float64Array {
  const sorted = w.toSorted();
  return new Float64Array(k).map(
    (_, j) => sorted[Math.floor(((2 * j + 1) * w.length) / (2 * k))] ?? 0,
  );
}

function startOf(w: Float64Array, p: Parameters, round: Rounding): Float64Array {
  const [k, init] = [need(p, 'k'), need(p, 'init')];
  if (init === random) return randomCentres(w, k, need(p, 'seed'));
  return init === density ? densityCentres(w, k) : linearCentres(w, k, round);
}

/** The nearest centre of each weight; of two as near, the lower. */
function assign(
  w: Float64Array,
  book: Float64Array,
  round: Rounding,
  tiesToHigher: boolean,
): Float64Array {
  return w.map((value) => {
    let [best, nearest] = [Infinity, 0];
    book.forEach((centre, j) => {
      const distance = Math.abs(round(value - centre));
      if (distance < best || (tiesToHigher && distance === best)) [best, nearest] = [distance, j];
    });
    return nearest;
  });
}

/** The mean of each cluster; a centre without weights stays where it is. */
function move(
  w: Float64Array,
  ids: Float64Array,
  book: Float64Array,
  round: Rounding,
  emptyToZero: boolean,
): Float64Array {
  const sums = new Float64Array(book.length);
  const counts = new Float64Array(book.length);
  ids.forEach((id, i) => {
    sums[id] = round((sums[id] ?? 0) + (w[i] ?? 0));
    counts[id] = (counts[id] ?? 0) + 1;
  });
  return book.map((centre, j) => {
    const count = counts[j] ?? 0;
    if (count === 0) return emptyToZero ? 0 : centre;
    return round((sums[j] ?? 0) / count);
  });
}

/** Lloyd's iteration: `book` [k] and the assignment `ids` [n] whose means it holds. */
export function fitCodebook(
  p: Parameters,
  weights: Float64Array,
  round: Rounding,
  reading: Reading = {},
): { book: Float64Array; ids: Float64Array } {
  const w = reading.magnitudes === true ? weights.map(Math.abs) : weights;
  let book: Float64Array = startOf(w, p, round);
  let ids: Float64Array = new Float64Array(w.length);
  for (let turn = 0; turn < need(p, 'rounds'); turn++) {
    ids = assign(w, book, round, reading.tiesToHigher === true);
    book = move(w, ids, book, round, reading.emptyToZero === true);
  }
  return { book, ids };
}

function fit(p: Parameters, inputs: Tensors, round: Rounding, reading?: Reading): Tensors {
  return { ...fitCodebook(p, tensor(inputs, 'w'), round, reading) };
}

function misread(id: string, reading: Reading): Misreading {
  return { id, forward: (p, inputs, round) => fit(p, inputs, round, reading) };
}

/**
 * A codebook of k shared weights: w [n], with its signs, to book [k] and ids [n]. `rounds` times,
 * weights choose their nearest centre (of two as near, the lower) and centres move to the mean of
 * theirs; a centre without weights stays. `ids` is the last choice, and `book` its means.
 * `init` is 0 linear, 1 random (drawn with `seed`), 2 density-based; the paper leaves the spacing of
 * the last open, and here centres start in the middles of k equal shares of the sorted weights.
 */
export const kmeansCodebook: Block = {
  id: 'kmeans-codebook',
  name: 'k-means codebook',
  paper: 'https://arxiv.org/abs/1510.00149',
  example: { n: 36_864, k: 16, rounds: 10, init: 0, seed: 0 },
  equation:
    'ids_i = \\arg\\min_j |w_i - c_j|, \\quad c_j \\leftarrow ' +
    '\\frac{1}{\\#\\{i : ids_i = j\\}} \\sum_{i : ids_i = j} w_i',
  source: 'Han et al. 2016, Deep Compression, sections 3.1 and 3.2',
  parameters: ['n', 'k', 'rounds', 'init', 'seed'],
  inputs: ['w'],
  outputs: ['book', 'ids'],
  steps: {
    book: { says: 'Lloyd: assign, average, again', from: ['w'] },
    ids: { says: 'nearest centre', from: ['w', 'book'] },
  },
  illegal: (p) => {
    const wrong = unfit(p, { n: 1, k: 1, rounds: 1, seed: 0 }) ?? unlisted(p, { init: [0, 1, 2] });
    if (wrong !== undefined) return wrong;
    const [n, k] = [need(p, 'n'), need(p, 'k')];
    return need(p, 'init') === random && k > n
      ? `k = ${k} is more than the n = ${n} weights that random centres are drawn from`
      : undefined;
  },
  shapes: (p) => ({ w: [need(p, 'n')], book: [need(p, 'k')], ids: [need(p, 'n')] }),
  forward: (p, inputs, round) => fit(p, inputs, round),
  terms: () => 0,
  cost: (p) => {
    const [n, k, rounds] = [need(p, 'n'), need(p, 'k'), need(p, 'rounds')];
    // A subtraction and a comparison for each weight and centre, an addition a weight, a division a centre.
    const flops = rounds * (2 * n * k + n + k);
    const peakActivationBytes = 0;
    return { parameters: k, multiplyAdds: 0, flops, bytes: 4 * (2 * n + k), peakActivationBytes };
  },
  misreadings: [
    misread('magnitudes-clustered', { magnitudes: true }),
    misread('empty-cluster-zeroed', { emptyToZero: true }),
    misread('ties-to-higher', { tiesToHigher: true }),
  ],
};
