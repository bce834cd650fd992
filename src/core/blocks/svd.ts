import { exact, type Rounding } from './block';

/** M = U S V', with the singular values from the largest down. */
export interface Svd {
  /** Columns of U [rows], one a singular value; zeros where the value is 0. */
  readonly u: readonly Float64Array[];
  readonly s: Float64Array;
  /** Columns of V [columns]. */
  readonly v: readonly Float64Array[];
}

function dot(a: Float64Array, b: Float64Array, round: Rounding): number {
  let sum = 0;
  if (round === exact) {
    for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
    return sum;
  }
  for (let i = 0; i < a.length; i++) sum = round(sum + round((a[i] ?? 0) * (b[i] ?? 0)));
  return sum;
}

/** Turns two columns by an angle: a becomes c a - s b, b becomes s a + c b. */
function rotate(a: Float64Array, b: Float64Array, c: number, s: number, round: Rounding): void {
  for (let i = 0; i < a.length; i++) {
    const x = a[i] ?? 0;
    const y = b[i] ?? 0;
    a[i] = round(round(c * x) - round(s * y));
    b[i] = round(round(s * x) + round(c * y));
  }
}

/** After so many sweeps the columns are as orthogonal as rounding lets them be; ten are enough in practice. */
const sweeps = 30;

/** Columns that are being made orthogonal, and what has been done to them. */
interface Work {
  readonly a: readonly Float64Array[];
  readonly v: readonly Float64Array[];
  /** The cosine that counts as 0: the rounding of a scalar product. */
  readonly least: number;
  readonly round: Rounding;
}

/** Makes columns i and j orthogonal, and says whether they were not. */
function orthogonalise({ a, v, least, round }: Work, i: number, j: number): boolean {
  const [left, right, leftV, rightV] = [a[i], a[j], v[i], v[j]];
  if (!left || !right || !leftV || !rightV) return false;
  const alpha = dot(left, left, round);
  const beta = dot(right, right, round);
  const gamma = dot(left, right, round);
  if (Math.abs(gamma) <= least * Math.sqrt(alpha * beta)) return false;
  const zeta = round((beta - alpha) / (2 * gamma));
  // The smaller root of t² + 2ζt = 1: the angle stays below 45°, and the sweeps converge.
  const t = round((zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta)));
  const c = round(1 / Math.hypot(1, t));
  const s = round(c * t);
  rotate(left, right, c, s, round);
  rotate(leftV, rightV, c, s, round);
  return true;
}

function sweep(work: Work): boolean {
  let turned = false;
  for (let i = 0; i < work.a.length; i++) {
    for (let j = i + 1; j < work.a.length; j++) turned = orthogonalise(work, i, j) || turned;
  }
  return turned;
}

/**
 * One-sided Jacobi (Hestenes 1958; Golub and Van Loan, Matrix Computations, section 8.6.3): plane
 * rotations from the right make the columns of M [rows, columns] orthogonal; their lengths are then
 * the singular values. The wider way round is done on the transpose, which has fewer columns.
 */
export function svd(matrix: Float64Array, rows: number, columns: number, round: Rounding): Svd {
  if (columns > rows) {
    const turned = matrix.map(
      (_, at) => matrix[(at % rows) * columns + Math.floor(at / rows)] ?? 0,
    );
    const { u, s, v } = svd(turned, columns, rows, round);
    return { u: v, s, v: u };
  }
  const a = Array.from({ length: columns }, (_, c) =>
    new Float64Array(rows).map((_value, r) => matrix[r * columns + c] ?? 0),
  );
  const v = a.map((_, c) => new Float64Array(columns).fill(1, c, c + 1));
  const work = { a, v, least: rows * (round === exact ? 2 ** -53 : 2 ** -24), round };
  for (let turn = 0; turn < sweeps && sweep(work); turn++);
  return sorted(work);
}

function sorted({ a, v, round }: Work): Svd {
  const columns = a
    .map((column, c) => ({
      length: round(Math.sqrt(dot(column, column, round))),
      column,
      right: v[c] ?? column,
    }))
    .sort((one, other) => other.length - one.length);
  return {
    u: columns.map(({ length, column }) =>
      column.map((x) => (length === 0 ? 0 : round(x / length))),
    ),
    s: Float64Array.from(columns, ({ length }) => length),
    v: columns.map(({ right }) => right),
  };
}
