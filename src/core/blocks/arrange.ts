import { bits } from '../tensor/random';

const pattern = new DataView(new ArrayBuffer(4));

/**
 * 32 bits for place `i` of free numbers: the stream whose seed is the bit pattern of the number as an f32. Equal
 * numbers at different places give different bits, so that every family of inputs gives various indices.
 */
export function bitsAt(free: Float64Array, i: number): number {
  pattern.setFloat32(0, free[i] ?? 0);
  return bits(pattern.getUint32(0), i);
}

/** Whole numbers below `n`, one for each free number. */
export function choices(free: Float64Array, n: number): Float64Array {
  return free.map((_, i) => bitsAt(free, i) % n);
}

/** Every eighth number is 0, for blocks to which the sign of 0 matters. */
export function someZeros(free: Float64Array): Float64Array {
  return free.map((value, i) => (bitsAt(free, i) % 8 === 0 ? 0 : value));
}

/**
 * Ascending, distinct places below `room`, one for each free number: number k of m lies in the k-th of m parts of
 * the room, which must have m places or more.
 */
export function places(free: Float64Array, room: number): Float64Array {
  const m = free.length;
  return free.map((_, k) => {
    const start = Math.floor((k * room) / m);
    return start + (bitsAt(free, k) % (Math.floor(((k + 1) * room) / m) - start));
  });
}

/** Rows that hold entries: every fourth is empty while there is room for all entries in the others. */
function filledRows(rows: number, columns: number, entries: number): number[] {
  const all = Array.from({ length: rows }, (_, r) => r);
  const some = all.filter((r) => r % 4 !== 2);
  return some.length * columns >= entries ? some : all;
}

/** Places of the entries of a sparse matrix, in row order: the start of each row, and the column of each entry. */
export interface Pattern {
  readonly starts: Float64Array;
  readonly columns: Float64Array;
}

/** A sparse pattern with ascending, distinct columns in each row, one entry for each free number. */
export function sparsePattern(free: Float64Array, rows: number, columns: number): Pattern {
  const filled = filledRows(rows, columns, free.length);
  const flat = places(free, filled.length * columns);
  const starts = new Float64Array(rows + 1);
  for (const place of flat) {
    const after = (filled[Math.floor(place / columns)] ?? 0) + 1;
    starts[after] = (starts[after] ?? 0) + 1;
  }
  for (let r = 1; r <= rows; r++) starts[r] = (starts[r] ?? 0) + (starts[r - 1] ?? 0);
  return { starts, columns: flat.map((place) => place % columns) };
}

/** A number divided by the power of two that brings its magnitude down to `limit` or just below; the same bits otherwise. */
export function bringDown(value: number, limit: number): number {
  let down = value;
  while (Math.abs(down) > limit) down /= 2;
  return down;
}
