import { addScaled } from './add-scaled';
import { sparsePattern } from './arrange';
import type { Block, Misreading, Parameters, Rounding, Tensors } from './block';
import { need, tensor, unfit } from './need';
import { peakBytes } from './traffic';

/** How the product is read; an empty reading is the definition, each entry is a mistake. */
interface Reading {
  /** Added to the end of every row. */
  readonly end?: number;
  /** Entry k of a row meets row k of X, whatever its column is. */
  readonly columnsCounted?: boolean;
}

/** Compressed sparse rows: row r has the entries from rp[r] to rp[r + 1], each at col, with val. */
export interface Sparse {
  readonly rp: Float64Array;
  readonly col: Float64Array;
  readonly val: Float64Array;
}

export function sparseOf(inputs: Tensors): Sparse {
  return { rp: tensor(inputs, 'rp'), col: tensor(inputs, 'col'), val: tensor(inputs, 'val') };
}

/**
 * Adds a sparse matrix times X to Y, where `rowOf(c)` is where row c of X starts; both have J
 * columns, and row r of Y starts at r·J.
 */
export function addSparseProduct(
  { rp, col, val }: Sparse,
  X: Float64Array,
  Y: Float64Array,
  J: number,
  round: Rounding,
  reading: Reading = {},
): void {
  for (let r = 0; r + 1 < rp.length; r++) {
    const start = rp[r] ?? 0;
    const end = (rp[r + 1] ?? 0) + (reading.end ?? 0);
    for (let k = start; k < end; k++) {
      const row = reading.columnsCounted === true ? k - start : (col[k] ?? 0);
      addScaled(Y, r * J, val[k] ?? 0, X, row * J, J, round);
    }
  }
}

function multiply(p: Parameters, inputs: Tensors, round: Rounding, reading?: Reading): Tensors {
  const [R, J] = [need(p, 'R'), need(p, 'J')];
  const Y = new Float64Array(R * J);
  addSparseProduct(sparseOf(inputs), tensor(inputs, 'X'), Y, J, round, reading);
  return { Y };
}

function misread(id: string, reading: Reading): Misreading {
  return { id, forward: (p, inputs, round) => multiply(p, inputs, round, reading) };
}

/** Says what is wrong with a number of entries in a matrix of `rows` times `columns`. */
export function tooMany(nnz: number, rows: number, columns: number): string | undefined {
  return nnz > rows * columns
    ? `nnz = ${nnz} is more than the ${rows} × ${columns} places of the matrix`
    : undefined;
}

/**
 * Compressed sparse rows times a dense matrix: rp [R + 1], col [nnz] and val [nnz] times X [C, J] to
 * Y [R, J]. Legal rp start at 0, never fall, and end at nnz; legal col lie below C, once in each row.
 */
export const csrMatmul: Block = {
  id: 'csr-matmul',
  name: 'CSR matrix product',
  paper: 'https://www-users.cse.umn.edu/~saad/IterMethBook_2ndEd.pdf',
  example: { R: 1024, C: 2304, J: 3136, nnz: 235_929 },
  equation: 'Y_{r,j} = \\sum_{k=rp_r}^{rp_{r+1}-1} val_k \\, X_{col_k,\\,j}',
  source:
    'Saad 2003, Iterative Methods for Sparse Linear Systems, section 3.4 (format and product)',
  parameters: ['R', 'C', 'J', 'nnz'],
  inputs: ['rp', 'col', 'val', 'X'],
  outputs: ['Y'],
  steps: {
    Y: { says: 'sparse times dense', from: ['rp', 'col', 'val', 'X'] },
  },
  illegal: (p) =>
    unfit(p, { R: 1, C: 1, J: 1, nnz: 0 }) ?? tooMany(need(p, 'nnz'), need(p, 'R'), need(p, 'C')),
  shapes: (p) => {
    const [R, C, J, nnz] = [need(p, 'R'), need(p, 'C'), need(p, 'J'), need(p, 'nnz')];
    return { rp: [R + 1], col: [nnz], val: [nnz], X: [C, J], Y: [R, J] };
  },
  arrange: (p, free) => {
    const { starts, columns } = sparsePattern(tensor(free, 'col'), need(p, 'R'), need(p, 'C'));
    return { rp: starts, col: columns };
  },
  forward: (p, inputs, round) => multiply(p, inputs, round),
  terms: (p) => Math.max(1, Math.min(need(p, 'C'), need(p, 'nnz'))),
  cost: (p) => {
    const [R, C, J, nnz] = [need(p, 'R'), need(p, 'C'), need(p, 'J'), need(p, 'nnz')];
    const multiplyAdds = nnz * J;
    const bytes = 4 * (2 * nnz + R + 1 + C * J + R * J);
    const peakActivationBytes = peakBytes(csrMatmul.shapes(p), ['X', 'Y']);
    return { parameters: nnz, multiplyAdds, flops: 2 * multiplyAdds, bytes, peakActivationBytes };
  },
  misreadings: [
    misread('last-entry-lost', { end: -1 }),
    misread('column-ignored', { columnsCounted: true }),
  ],
  elementsAt: (p, inputs, _output, at, round) => {
    const { rp, col, val } = sparseOf(inputs);
    const [X, J] = [tensor(inputs, 'X'), need(p, 'J')];
    return Float64Array.from(at, (flat) => {
      const [r, j] = [Math.floor(flat / J), flat % J];
      let sum = 0;
      for (let k = rp[r] ?? 0; k < (rp[r + 1] ?? 0); k++) {
        sum = round(sum + round((val[k] ?? 0) * (X[(col[k] ?? 0) * J + j] ?? 0)));
      }
      return sum;
    });
  },
};
