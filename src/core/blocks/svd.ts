/** M = U S V', with the singular values from the largest down. */
export interface Svd {
  /** Columns of U [rows], one a singular value; zeros where the value is 0. */
  readonly u: readonly Float64Array[];
  readonly s: Float64Array;
  /** Columns of V [columns]. */
  readonly v: readonly Float64Array[];
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** Turns two columns by an angle: a becomes c a - s b, b becomes s a + c b. */
function rotate(a: Float64Array, b: Float64Array, c: number, s: number): void {
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] ?? 0, b[i] ?? 0];
    a[i] = c * x - s * y;
    b[i] = s * x + c * y;
  }
}

const precision = 2 ** -52;
/** Sweeps after which the columns are as orthogonal as rounding lets them be; ten are enough in practice. */
const sweeps = 60;

/** Makes columns i and j orthogonal, and says whether they were not. */
function orthogonalise(a: Float64Array[], v: Float64Array[], i: number, j: number): boolean {
  const [left, right] = [a[i], a[j]];
  const [leftV, rightV] = [v[i], v[j]];
  if (!left || !right || !leftV || !rightV) return false;
  const [alpha, beta, gamma] = [dot(left, left), dot(right, right), dot(left, right)];
  if (Math.abs(gamma) <= precision * Math.sqrt(alpha * beta)) return false;
  const zeta = (beta - alpha) / (2 * gamma);
  // The smaller root of t² + 2ζt = 1: the angle stays below 45°, and the sweeps converge.
  const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
  const c = 1 / Math.hypot(1, t);
  rotate(left, right, c, c * t);
  rotate(leftV, rightV, c, c * t);
  return true;
}

function sweep(a: Float64Array[], v: Float64Array[]): boolean {
  let turned = false;
  for (let i = 0; i < a.length; i++) {
    for (let j = i + 1; j < a.length; j++) turned = orthogonalise(a, v, i, j) || turned;
  }
  return turned;
}

/**
 * One-sided Jacobi (Hestenes 1958; Golub and Van Loan, Matrix Computations, section 8.6.3): plane
 * rotations from the right make the columns of M [rows, columns] orthogonal; their lengths are then
 * the singular values. The wider way round is done on the transpose, which has fewer columns.
 */
export function svd(matrix: Float64Array, rows: number, columns: number): Svd {
  if (columns > rows) {
    const turned = new Float64Array(matrix.length).map(
      (_, at) => matrix[(at % rows) * columns + Math.floor(at / rows)] ?? 0,
    );
    const { u, s, v } = svd(turned, columns, rows);
    return { u: v, s, v: u };
  }
  const a = Array.from({ length: columns }, (_, c) =>
    new Float64Array(rows).map((_value, r) => matrix[r * columns + c] ?? 0),
  );
  const v = a.map((_, c) => new Float64Array(columns).fill(1, c, c + 1));
  for (let turn = 0; turn < sweeps && sweep(a, v); turn++);
  return sorted(a, v);
}

function sorted(a: readonly Float64Array[], v: readonly Float64Array[]): Svd {
  const columns = a
    .map((column, c) => ({ length: Math.sqrt(dot(column, column)), column, right: v[c] ?? column }))
    .sort((one, other) => other.length - one.length);
  return {
    u: columns.map(({ length, column }) => column.map((x) => (length === 0 ? 0 : x / length))),
    s: Float64Array.from(columns, ({ length }) => length),
    v: columns.map(({ right }) => right),
  };
}
