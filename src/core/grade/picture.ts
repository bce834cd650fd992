import { count } from '../tensor/shape';
import { isToStay, isUnwritten, isWrong, type Kept } from './kept';

/**
 * A plane of a tensor as a grid of cells, small enough to draw and to send. A cell stands for a block of
 * `blockRows` x `blockCols` elements and shows the worst one of them, so that no wrong element is ever hidden.
 */
export interface Picture {
  readonly planes: number;
  readonly plane: number;
  /** `n 0, c 3`; empty where there is only one plane without a name. */
  readonly planeLabel: string;
  /** Cells. Both are 0 for a tensor without elements. */
  readonly rows: number;
  readonly cols: number;
  /** Elements of the plane; of a folded vector, of its rows. */
  readonly height: number;
  readonly width: number;
  /** Elements of the plane, less than height * width when the last folded row is not full. */
  readonly size: number;
  /** A vector is folded into rows of `width`. */
  readonly folded: boolean;
  readonly blockRows: number;
  readonly blockCols: number;
  /** Row-major over the cells: the flat index of the representative, -1 past the end of a folded vector. */
  readonly elements: Int32Array;
  // Doubles, because a u32 above 2^24 would not survive as a float.
  readonly expected: Float64Array;
  readonly got: Float64Array;
  readonly bound: Float64Array;
  /** 1 where the kernel never wrote the representative. */
  readonly unwritten: Uint8Array;
  /** Error over bound, at most `ratioCap`; above 1 is wrong. */
  readonly ratio: Float32Array;
  /** Wrong elements in the block. */
  readonly wrong: Uint32Array;
  /** Smallest and largest finite expected value of the plane; 0 and 0 where there is none. */
  readonly low: number;
  readonly high: number;
}

export const ratioCap = 1e9;

interface Layout {
  readonly planes: number;
  readonly height: number;
  readonly width: number;
  readonly folded: boolean;
  /** Elements of one plane; less than height * width when the last folded row is not full. */
  readonly size: number;
}

/** The picture of one plane (a plane out of range is brought into it) in at most `maxRows` x `maxCols` cells. */
export function picture(kept: Kept, plane: number, maxRows: number, maxCols: number): Picture {
  const layout = layoutOf(kept.shape);
  const at = Math.min(Math.max(0, Math.trunc(plane)), layout.planes - 1);
  const blockRows = blockSize(layout.height, maxRows);
  const blockCols = blockSize(layout.width, maxCols);
  const rows = Math.ceil(layout.height / blockRows);
  const cols = Math.ceil(layout.width / blockCols);
  const cells = emptyCells(rows * cols);
  const range = { low: Infinity, high: -Infinity };
  const base = at * layout.size;
  for (let y = 0; y < layout.height; y++) {
    const row = Math.floor(y / blockRows) * cols;
    for (let x = 0; x < layout.width; x++) {
      const offset = y * layout.width + x;
      if (offset >= layout.size) break;
      addElement(kept, base + offset, row + Math.floor(x / blockCols), cells, range);
    }
  }
  const some = range.low <= range.high;
  return {
    ...layout,
    plane: at,
    planeLabel: planeLabel(kept.shape, at),
    ...{ rows, cols, blockRows, blockCols, ...cells },
    low: some ? range.low : 0,
    high: some ? range.high : 0,
  };
}

/** The plane with the first wrong element, 0 when all is right. */
export function planeOfFirstWrong(kept: Kept): number {
  const first = kept.expected.findIndex((_, i) => isWrong(kept, i));
  return first <= 0 ? 0 : Math.floor(first / layoutOf(kept.shape).size);
}

/** How many elements are wrong in each plane, for the plane chooser. */
export function wrongByPlane(kept: Kept): Uint32Array {
  const { planes, size } = layoutOf(kept.shape);
  const wrong = new Uint32Array(planes);
  for (let i = 0; i < planes * size; i++) {
    const plane = Math.floor(i / size);
    if (isWrong(kept, i)) wrong[plane] = (wrong[plane] ?? 0) + 1;
  }
  return wrong;
}

/** `n 0, c 3` for NCHW, `c 3` for CHW; with a group axis between them, `n 0, g 1, c 3`. */
export function planeLabel(shape: readonly number[], plane: number): string {
  const index = planeIndex(shape, plane);
  const names = planeAxes(index.length);
  return index.map((value, i) => `${names[i] ?? ''} ${value}`).join(', ');
}

/** Names of the axes before the last two, slowest first. */
export function planeAxes(axes: number): readonly string[] {
  return [[], ['c'], ['n', 'c'], ['n', 'g', 'c']][axes] ?? [];
}

/** The indices on the axes before the last two. */
export function planeIndex(shape: readonly number[], plane: number): number[] {
  const leading = shape.slice(0, Math.max(0, shape.length - 2));
  const index: number[] = [];
  let rest = plane;
  for (const size of leading.toReversed()) {
    index.unshift(size === 0 ? 0 : rest % size);
    rest = size === 0 ? 0 : Math.floor(rest / size);
  }
  return index;
}

function layoutOf(shape: readonly number[]): Layout {
  if (count(shape) === 0) return { planes: 1, height: 0, width: 0, folded: false, size: 0 };
  if (shape.length <= 1) {
    const n = shape[0] ?? 1;
    const width = foldWidth(n);
    return { planes: 1, height: Math.ceil(n / width), width, folded: n > width, size: n };
  }
  const height = shape.at(-2) ?? 1;
  const width = shape.at(-1) ?? 1;
  return { planes: count(shape.slice(0, -2)), height, width, folded: false, size: height * width };
}

/**
 * Rows of 32 while that makes a readable block, then of the power of two that makes it about square: workgroup
 * sizes are powers of two, so a kernel that goes wrong by workgroup shows whole rows or columns.
 */
function foldWidth(n: number): number {
  return n <= 32 ? n : Math.max(32, 2 ** Math.ceil(Math.log2(n) / 2));
}

/** Blocks are powers of two as well, so that their edges fall on the edges of tiles. */
function blockSize(elements: number, maxCells: number): number {
  const least = Math.ceil(elements / Math.max(1, maxCells));
  return least <= 1 ? 1 : 2 ** Math.ceil(Math.log2(least));
}

function emptyCells(n: number) {
  return {
    elements: new Int32Array(n).fill(-1),
    expected: new Float64Array(n),
    got: new Float64Array(n),
    bound: new Float64Array(n),
    unwritten: new Uint8Array(n),
    ratio: new Float32Array(n),
    wrong: new Uint32Array(n),
  };
}

function addElement(
  kept: Kept,
  i: number,
  cell: number,
  cells: ReturnType<typeof emptyCells>,
  range: { low: number; high: number },
): void {
  const expected = kept.expected[i] ?? NaN;
  const got = kept.got[i] ?? NaN;
  const bound = kept.bound[i] ?? 0;
  if (Number.isFinite(expected)) {
    range.low = Math.min(range.low, expected);
    range.high = Math.max(range.high, expected);
  }
  const stays = isToStay(kept, i) && !isWrong(kept, i);
  const ratio = stays ? 0 : ratioOf(Math.abs(got - expected), bound);
  if (ratio > 1) cells.wrong[cell] = (cells.wrong[cell] ?? 0) + 1;
  if (cells.elements[cell] !== -1 && ratio <= (cells.ratio[cell] ?? 0)) return;
  cells.elements[cell] = i;
  cells.expected[cell] = expected;
  cells.got[cell] = got;
  cells.bound[cell] = bound;
  cells.ratio[cell] = ratio;
  cells.unwritten[cell] = Number(isUnwritten(kept, i));
}

/** Exactly what `isWrong` says, as a number: at most 1 is right. */
function ratioOf(error: number, bound: number): number {
  if (error <= bound) return bound === 0 ? 0 : Math.min(1, error / bound);
  const ratio = error / bound;
  return Number.isNaN(ratio) ? ratioCap : Math.min(ratioCap, Math.max(ratio, 1.000001));
}
