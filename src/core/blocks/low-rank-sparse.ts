import { sparsePattern } from './arrange';
import type { Block, Misreading, Parameters, Rounding, Tensors } from './block';
import { addSparseProduct, type Sparse, sparseOf, tooMany } from './csr';
import { conv2d } from './conv2d';
import {
  lowRankConv,
  lowRankConvolve,
  lowRankFactors,
  lowRankIllegal,
  lowRankKernel,
} from './low-rank';
import { need, outside, real, tensor, unfit } from './need';
import { oneGroup, outputSize, window } from './one-group';
import { convolvedElements } from './pixels';
import { count } from '../tensor/shape';

/** Column r·Wo + q of the im2col matrix of sample n, one row a tap: (c, i, j), the taps of a channel side by side. */
function columnsOf(p: Parameters, x: Float64Array, n: number): Float64Array {
  const [Ho, Wo] = outputSize(p);
  const [H, W, Kw] = [need(p, 'H'), need(p, 'W'), need(p, 'Kw')];
  const [sh, sw, ph, pw] = [need(p, 'sh'), need(p, 'sw'), need(p, 'ph'), need(p, 'pw')];
  const [dh, dw, taps] = [need(p, 'dh'), need(p, 'dw'), need(p, 'Kh') * Kw];
  const columns = new Float64Array(window(p) * Ho * Wo);
  for (let at = 0; at < columns.length; at++) {
    const [row, pixel] = [Math.floor(at / (Ho * Wo)), at % (Ho * Wo)];
    const [c, tap] = [n * need(p, 'Ci') + Math.floor(row / taps), row % taps];
    const h = Math.floor(pixel / Wo) * sh - ph + Math.floor(tap / Kw) * dh;
    const w = (pixel % Wo) * sw - pw + (tap % Kw) * dw;
    if (h >= 0 && h < H && w >= 0 && w < W) columns[at] = x[(c * H + h) * W + w] ?? 0;
  }
  return columns;
}

/** Adds the convolution with a sparse kernel to y: the product with the im2col matrix, sample by sample. */
function addSparseConvolution(
  p: Parameters,
  sparse: Sparse,
  x: Float64Array,
  y: Float64Array,
  round: Rounding,
): void {
  const N = need(p, 'N');
  const each = y.length / N;
  for (let n = 0; n < N; n++) {
    const part = y.subarray(n * each, (n + 1) * each);
    addSparseProduct(sparse, columnsOf(p, x, n), part, each / need(p, 'Co'), round);
  }
}

/** Column (c, i, j) read where a kernel that takes channels side by side has it: (i, j, c). */
function channelsInside(p: Parameters, sparse: Sparse): Sparse {
  const [Ci, taps] = [need(p, 'Ci'), need(p, 'Kh') * need(p, 'Kw')];
  const col = sparse.col.map((column) => (column % Ci) * taps + Math.floor(column / Ci));
  return { ...sparse, col };
}

function run(
  p: Parameters,
  inputs: Tensors,
  round: Rounding,
  start: (low: Float64Array) => Float64Array = (low) => low,
  change: (p: Parameters, sparse: Sparse) => Sparse = (_, sparse) => sparse,
): Tensors {
  const y = start(lowRankConvolve(p, inputs, round));
  addSparseConvolution(p, change(p, sparseOf(inputs)), tensor(inputs, 'x'), y, round);
  return { y };
}

const sparseOverwrites: Misreading = {
  id: 'sparse-overwrites',
  forward: (p, inputs, round) => run(p, inputs, round, (low) => low.fill(0)),
};

const channelsBesideEachOther: Misreading = {
  id: 'channels-side-by-side',
  forward: (p, inputs, round) => run(p, inputs, round, undefined, channelsInside),
};

/**
 * Convolution by a kernel that is low rank plus sparse: x [N, Ci, H, W] to y [N, Co, Ho, Wo], with the
 * factors v and h of `low-rank-conv2d` and the sparse part in compressed rows over [Co, Ci·Kh·Kw]:
 * rp [Co + 1], col [nnz] (c, i, j in OIHW order), val [nnz], legal as in `csr-matmul`.
 */
export const lowRankSparseConv: Block = {
  id: 'low-rank-sparse-conv2d',
  name: 'Convolution, low rank + sparse',
  paper:
    'https://openaccess.thecvf.com/content_cvpr_2017/html/Yu_On_Compressing_Deep_CVPR_2017_paper.html',
  example: { ...lowRankConv.example, nnz: 1843 },
  equation: 'y = h * (v * x) + S * x, \\quad w \\approx L + S',
  source: 'Yu et al. 2017, On Compressing Deep Models by Low Rank and Sparse Decomposition',
  parameters: [...lowRankConv.parameters, 'nnz'],
  inputs: ['x', 'v', 'h', 'rp', 'col', 'val'],
  outputs: ['y'],
  steps: {
    t: { says: 'vertical conv to r channels', from: ['x', 'v'] },
    low: { says: 'horizontal conv', from: ['t', 'h'] },
    sparse: { says: 'CSR times columns of x', from: ['x', 'rp', 'col', 'val'] },
    y: { says: 'add', from: ['low', 'sparse'] },
  },
  illegal: (p) =>
    lowRankIllegal(p) ?? unfit(p, { nnz: 0 }) ?? tooMany(need(p, 'nnz'), need(p, 'Co'), window(p)),
  shapes: (p) => {
    const { x = [], v = [], h = [], y = [] } = lowRankConv.shapes(p);
    const nnz = need(p, 'nnz');
    return { x, v, h, rp: [need(p, 'Co') + 1], col: [nnz], val: [nnz], y };
  },
  arrange: (p, free) => {
    const { starts, columns } = sparsePattern(tensor(free, 'col'), need(p, 'Co'), window(p));
    return { rp: starts, col: columns };
  },
  forward: (p, inputs, round) => run(p, inputs, round),
  terms: () => 0,
  cost: (p) => {
    const low = lowRankConv.cost(p);
    const nnz = need(p, 'nnz');
    const outputs = count(conv2d.shapes(oneGroup(p))['y'] ?? []);
    const multiplyAdds = low.multiplyAdds + (nnz * outputs) / need(p, 'Co');
    return {
      parameters: low.parameters + nnz,
      multiplyAdds,
      flops: 2 * multiplyAdds,
      // The sparse pass reads what the low-rank passes wrote, and writes it again.
      bytes: low.bytes + 8 * nnz + 8 * outputs,
      // x stays for the sparse pass.
      peakActivationBytes:
        low.peakActivationBytes + 4 * count(lowRankSparseConv.shapes(p)['x'] ?? []),
    };
  },
  misreadings: [sparseOverwrites, channelsBesideEachOther],
  elementsAt: (p, inputs, _output, at, round) =>
    convolvedElements(p, tensor(inputs, 'x'), at, (own, x) =>
      tensor(run(own, { ...inputs, x }, round), 'y'),
    ),
};

/**
 * A kernel w [Co, Ci, Kh, Kw] taken apart: `low` is its nearest kernel of rank r, `sparse` what is left
 * of w where that is larger than tau in magnitude, else 0. How many entries stay depends on the
 * numbers, so `sparse` is dense, of the shape of w, and `count` [1] says how many it has. This is the
 * one-step form; the paper fits both parts in turns, on feature maps.
 */
export const lowRankSparseSplit: Block = {
  id: 'low-rank-sparse-split',
  name: 'Split into low rank + sparse',
  paper:
    'https://openaccess.thecvf.com/content_cvpr_2017/html/Yu_On_Compressing_Deep_CVPR_2017_paper.html',
  example: { ...lowRankKernel.example, tau: 0.8 },
  equation:
    'L = \\mathrm{svd}_r(w), \\quad S_t = (w - L)_t \\text{ where } |w - L|_t > \\tau, \\text{ else } 0',
  source: 'Yu et al. 2017, On Compressing Deep Models by Low Rank and Sparse Decomposition',
  parameters: [...lowRankKernel.parameters, 'tau'],
  inputs: ['w'],
  outputs: ['low', 'sparse', 'count'],
  steps: {
    low: { says: 'rank r by SVD', from: ['w'] },
    sparse: { says: 'w − low where it is above τ', from: ['w', 'low'] },
    count: { says: 'how many', from: ['sparse'] },
  },
  illegal: (p) => lowRankKernel.illegal(p) ?? outside(p, { tau: [0, Infinity] }),
  shapes: (p) => {
    const { w = [] } = lowRankKernel.shapes(p);
    return { w, low: w, sparse: w, count: [1] };
  },
  forward: (p, inputs, round) => {
    const [w, tau] = [tensor(inputs, 'w'), real(p, 'tau')];
    const low = lowRankFactors(p, w, round).kernel;
    const rest = w.map((value, i) => round(value - (low[i] ?? 0)));
    const sparse = rest.map((value) => (Math.abs(value) > tau ? value : 0));
    const entries = rest.reduce((sum, value) => sum + (Math.abs(value) > tau ? 1 : 0), 0);
    return { low, sparse, count: Float64Array.of(entries) };
  },
  terms: () => 0,
  cost: (p) => {
    const { parameters, multiplyAdds, flops } = lowRankKernel.cost(p);
    const elements = count(lowRankKernel.shapes(p)['w'] ?? []);
    // Without the sparse entries, whose number depends on the weights.
    const peakActivationBytes = 0;
    return {
      parameters,
      multiplyAdds,
      flops: flops + 2 * elements,
      bytes: 4 * (3 * elements + 1),
      peakActivationBytes,
    };
  },
  misreadings: [],
};
