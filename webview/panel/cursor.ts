import type { Picture } from '../../src/core/grade/picture';

/** A cell of a picture. */
export interface Cursor {
  readonly row: number;
  readonly col: number;
}

/** Cells that PageUp and PageDown go. */
const page = 8;

/** Where a key leads; `undefined` when it does not move. Ctrl makes Home and End go to the corners. */
export function moved(
  key: string,
  ctrl: boolean,
  at: Cursor,
  picture: Picture,
): Cursor | undefined {
  const last = { row: picture.rows - 1, col: picture.cols - 1 };
  const { row, col } = at;
  const moves: Readonly<Record<string, Cursor>> = {
    ArrowLeft: { row, col: col - 1 },
    ArrowRight: { row, col: col + 1 },
    ArrowUp: { row: row - 1, col },
    ArrowDown: { row: row + 1, col },
    Home: ctrl ? { row: 0, col: 0 } : { row, col: 0 },
    End: ctrl ? last : { row, col: last.col },
    PageUp: { row: row - page, col },
    PageDown: { row: row + page, col },
  };
  const to = Object.hasOwn(moves, key) ? moves[key] : undefined;
  return to === undefined ? undefined : clamped(to, picture);
}

export function clamped(at: Cursor, picture: Picture): Cursor {
  const inside = (value: number, count: number): number => Math.max(0, Math.min(count - 1, value));
  return { row: inside(at.row, picture.rows), col: inside(at.col, picture.cols) };
}

/** The next cell in reading order behind `after` with something wrong in it; from the start without `after`. */
export function nextWrong(picture: Picture, after?: Cursor): Cursor | undefined {
  const from = after === undefined ? 0 : after.row * picture.cols + after.col + 1;
  for (let cell = from; cell < picture.wrong.length; cell++) {
    if ((picture.wrong[cell] ?? 0) > 0) {
      return { row: Math.floor(cell / picture.cols), col: cell % picture.cols };
    }
  }
  return undefined;
}

/** The plane behind `plane`, going round, in which something is wrong. */
export function nextWrongPlane(wrongByPlane: Uint32Array, plane: number): number | undefined {
  for (let step = 1; step <= wrongByPlane.length; step++) {
    const candidate = (plane + step) % wrongByPlane.length;
    if ((wrongByPlane[candidate] ?? 0) > 0) return candidate;
  }
  return undefined;
}
