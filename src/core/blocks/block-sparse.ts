import { addScaled } from './add-scaled';
import { sparsePattern } from './arrange';
import type { Block, Misreading, Parameters, Rounding, Tensors } from './block';
import { dot } from './line';
import { need, tensor, unfit } from './need';
import { peakBytes } from './traffic';

/** How the product is read; an empty reading is the definition, each entry is a mistake. */
interface Reading {
  readonly transposed?: boolean;
  /** Takes the block's column for its row. */
  readonly swapped?: boolean;
}

interface Sizes {
  readonly M: number;
  readonly K: number;
  readonly N: number;
  readonly B: number;
  readonly nb: number;
}

function sizesOf(p: Parameters): Sizes {
  return { M: need(p, 'M'), K: need(p, 'K'), N: need(p, 'N'), B: need(p, 'B'), nb: need(p, 'nb') };
}

/** Adds X[m, from…] times block k to Y[m, to…], for every row m. */
function addBlock(
  { M, K, N, B }: Sizes,
  { X, blocks, Y }: { X: Float64Array; blocks: Float64Array; Y: Float64Array },
  [k, from, to]: readonly [number, number, number],
  round: Rounding,
): void {
  for (let m = 0; m < M; m++) {
    for (let i = 0; i < B; i++) {
      addScaled(Y, m * N + to, X[m * K + from + i] ?? 0, blocks, (k * B + i) * B, B, round);
    }
  }
}

/** Every block turned about its diagonal. */
function turned(blocks: Float64Array, B: number): Float64Array {
  return blocks.map((_, at) => {
    const [i, j] = [Math.floor(at / B) % B, at % B];
    return blocks[at - i * B - j + j * B + i] ?? 0;
  });
}

function multiply(p: Parameters, inputs: Tensors, round: Rounding, reading: Reading = {}): Tensors {
  const sizes = sizesOf(p);
  const { M, N, B } = sizes;
  const [lut, ptr] = [tensor(inputs, 'lut'), tensor(inputs, 'ptr')];
  const Y = new Float64Array(M * N);
  const stored = tensor(inputs, 'blocks');
  const blocks = reading.transposed === true ? turned(stored, B) : stored;
  const data = { X: tensor(inputs, 'X'), blocks, Y };
  for (let column = 0; column < N / B; column++) {
    for (let k = ptr[column] ?? 0; k < (ptr[column + 1] ?? 0); k++) {
      const row = lut[2 * k + (reading.swapped === true ? 1 : 0)] ?? 0;
      addBlock(sizes, data, [k, row * B, column * B], round);
    }
  }
  return { Y };
}

function illegal(p: Parameters): string | undefined {
  const wrong = unfit(p, { M: 1, K: 1, N: 1, B: 1, nb: 0 });
  if (wrong !== undefined) return wrong;
  const { K, N, B, nb } = sizesOf(p);
  if (K % B !== 0) return `K = ${K} is not a multiple of B = ${B}`;
  if (N % B !== 0) return `N = ${N} is not a multiple of B = ${B}`;
  const room = (K / B) * (N / B);
  return nb > room ? `nb = ${nb} is more than the ${room} blocks of the matrix` : undefined;
}

function misread(id: string, reading: Reading): Misreading {
  return { id, forward: (p, inputs, round) => multiply(p, inputs, round, reading) };
}

/**
 * Product with a block-sparse matrix S [K, N]: X [M, K] to Y [M, N]. `blocks` [nb, B, B] lie in the
 * order of their column; `lut` [nb, 2] has the row and the column of each, in blocks; the blocks of
 * column j are those from ptr[j] to ptr[j + 1]. Legal tables name each place at most once.
 */
export const blockSparseMatmul: Block = {
  id: 'block-sparse-matmul',
  name: 'Block-sparse matrix product',
  paper: 'https://openai.com/index/block-sparse-gpu-kernels',
  example: { M: 256, K: 2048, N: 2048, B: 32, nb: 410 },
  equation:
    'Y_{m,\\,jB+v} = \\sum_{k=ptr_j}^{ptr_{j+1}-1} \\sum_{u<B} X_{m,\\,lut_{k,0}B+u} \\, blocks_{k,u,v}',
  source: 'Gray, Radford and Kingma 2017, GPU Kernels for Block-Sparse Weights',
  parameters: ['M', 'K', 'N', 'B', 'nb'],
  inputs: ['X', 'blocks', 'lut', 'ptr'],
  outputs: ['Y'],
  steps: {
    Y: { says: 'dense times block-sparse', from: ['X', 'blocks', 'lut', 'ptr'] },
  },
  illegal,
  shapes: (p) => {
    const { M, K, N, B, nb } = sizesOf(p);
    return { X: [M, K], blocks: [nb, B, B], lut: [nb, 2], ptr: [N / B + 1], Y: [M, N] };
  },
  arrange: (p, free) => {
    const { K, N, B, nb } = sizesOf(p);
    const places = tensor(free, 'lut').subarray(0, nb);
    const { starts, columns } = sparsePattern(places, N / B, K / B);
    const lut = new Float64Array(2 * nb);
    for (let column = 0; column < N / B; column++) {
      for (let k = starts[column] ?? 0; k < (starts[column + 1] ?? 0); k++) {
        lut.set([columns[k] ?? 0, column], 2 * k);
      }
    }
    return { lut, ptr: starts };
  },
  forward: (p, inputs, round) => multiply(p, inputs, round),
  terms: (p) => {
    const { K, B, nb } = sizesOf(p);
    return Math.max(1, B * Math.min(K / B, nb));
  },
  cost: (p) => {
    const { M, K, N, B, nb } = sizesOf(p);
    const parameters = nb * B * B;
    const multiplyAdds = M * parameters;
    const tables = 2 * nb + N / B + 1;
    const bytes = 4 * (M * K + parameters + M * N + tables);
    const peakActivationBytes = peakBytes(blockSparseMatmul.shapes(p), ['X', 'Y']);
    return { parameters, multiplyAdds, flops: 2 * multiplyAdds, bytes, peakActivationBytes };
  },
  misreadings: [
    misread('block-transposed', { transposed: true }),
    misread('block-row-and-column-swapped', { swapped: true }),
  ],
  elementsAt: (p, inputs, _output, at, round) => {
    const { K, N, B } = sizesOf(p);
    const [X, blocks] = [tensor(inputs, 'X'), tensor(inputs, 'blocks')];
    const [lut, ptr] = [tensor(inputs, 'lut'), tensor(inputs, 'ptr')];
    return Float64Array.from(at, (flat) => {
      const [m, column, j] = [Math.floor(flat / N), Math.floor((flat % N) / B), flat % B];
      let sum = 0;
      for (let k = ptr[column] ?? 0; k < (ptr[column + 1] ?? 0); k++) {
        const row = { data: X, at: m * K + (lut[2 * k] ?? 0) * B, step: 1 };
        sum = dot(row, { data: blocks, at: k * B * B + j, step: B }, B, sum, round);
      }
      return sum;
    });
  },
};
