import { formatNumber, toldExpected } from '../../src/core/grade/format';
import type { PictureReply } from '../../src/core/grade/keeping';
import type { Picture } from '../../src/core/grade/picture';
import type { Cursor } from './cursor';
import { el } from './dom';

const maxRows = 12;
const maxCols = 16;

/**
 * The table twin of the maps: the cells around the cursor as numbers, for those who do not see the picture and
 * for those who want to read it.
 */
export function tableTwin(reply: PictureReply, cursor: Cursor, roomForCols: number): HTMLElement {
  const { picture } = reply;
  const cols = windowAround(cursor.col, picture.cols, Math.max(3, Math.min(maxCols, roomForCols)));
  const rows = windowAround(cursor.row, picture.rows, maxRows);
  const head = el(
    'tr',
    {},
    el('th', { scope: 'col', class: 'corner' }, axisNames(picture)),
    ...cols.map((col) =>
      el('th', { scope: 'col' }, heading(col, picture.blockCols, picture.width, picture.folded)),
    ),
  );
  const body = rows.map((row) =>
    el(
      'tr',
      {},
      el('th', { scope: 'row' }, rowHeading(row, picture)),
      ...cols.map((col) => cell(picture, row, col, row === cursor.row && col === cursor.col)),
    ),
  );
  return el(
    'table',
    { class: 'twin' },
    el('caption', {}, caption(reply)),
    el('thead', {}, head),
    el('tbody', {}, ...body),
  );
}

function windowAround(at: number, count: number, size: number): number[] {
  const from = Math.max(0, Math.min(at - Math.floor(size / 2), count - size));
  return Array.from({ length: Math.min(size, count) }, (_, i) => from + i);
}

function caption({ picture, tensors, tensor, shows }: PictureReply): string {
  const plane = picture.planeLabel === '' ? '' : `, ${picture.planeLabel}`;
  const block =
    picture.blockRows * picture.blockCols > 1
      ? `; each cell is ${shows === 'both' ? 'the worst' : 'one'} element of a block of ${picture.blockRows} × ${picture.blockCols}`
      : '';
  const what = shows === 'both' ? 'got, and expected where it differs' : shows;
  return `${tensors[tensor] ?? ''}${plane} around the cursor: ${what}${block}`;
}

function axisNames(picture: Picture): string {
  return picture.folded ? 'from' : 'row \\ col';
}

function rowHeading(row: number, picture: Picture): string {
  const first = row * picture.blockRows;
  return picture.folded
    ? String(first * picture.width)
    : heading(row, picture.blockRows, picture.height, false);
}

/** The element that a row or column of cells stands for, or the first and last of its block. */
function heading(cell: number, block: number, elements: number, folded: boolean): string {
  const first = cell * block;
  const last = Math.min(elements, first + block) - 1;
  const plus = folded ? '+' : '';
  return first === last ? `${plus}${first}` : `${plus}${first}–${last}`;
}

function cell(picture: Picture, row: number, col: number, current: boolean): HTMLElement {
  const at = row * picture.cols + col;
  const here = current ? { 'aria-current': 'true' } : {};
  if (picture.elements[at] === -1) return el('td', { class: 'none', ...here }, '–');
  const expected = picture.expected[at] ?? NaN;
  const got = picture.unwritten[at] === 1 ? 'unwritten' : (picture.got[at] ?? NaN);
  const wrong = (picture.wrong[at] ?? 0) > 0;
  if (!wrong) return el('td', here, formatNumber(got));
  return el(
    'td',
    { class: 'wrong', ...here },
    el('span', { class: 'cross', 'aria-hidden': 'true' }, '✗ '),
    el('span', { class: 'unseen' }, 'wrong, got '),
    formatNumber(got, expected),
    el(
      'span',
      { class: 'expected' },
      el('span', { class: 'unseen' }, ' '),
      'exp. ',
      formatNumber(toldExpected(expected), got),
    ),
  );
}
