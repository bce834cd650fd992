import {
  formatCount,
  formatError,
  formatNumber,
  indexText,
  toldExpected,
} from '../../src/core/grade/format';
import { unflatten } from '../../src/core/tensor/shape';
import type { PictureReply } from '../../src/core/grade/keeping';
import type { Cursor } from './cursor';
import { type Child, el } from './dom';

const neverWritten = formatNumber('unwritten');

/** What stands under the cursor: `t[31, 4]  expected 135  got 0  off by 135, must be equal`. */
export function valueLine(reply: PictureReply, at: Cursor): Child[] {
  const { picture, tensors, tensor, shape, shows } = reply;
  const cell = at.row * picture.cols + at.col;
  const element = picture.elements[cell] ?? -1;
  if (element === -1) return [el('span', { class: 'dim' }, 'behind the end: no element')];
  const wrong = picture.wrong[cell] ?? 0;
  const where = indexText(tensors[tensor] ?? '', unflatten(shape, element));
  const block = [picture.blockRows, picture.blockCols] as const;
  const expected = picture.expected[cell] ?? NaN;
  if (shows !== 'both') {
    return [
      el('span', {}, where),
      labelled(shows, formatNumber(toldExpected(expected))),
      blockText(...block, 'one'),
    ];
  }
  return [
    el('span', {}, wrong > 0 ? '✗ ' : '✓ ', where),
    ...(picture.unwritten[cell] === 1
      ? [labelled('expected', formatNumber(toldExpected(expected))), labelled('got', neverWritten)]
      : values(expected, picture.got[cell] ?? NaN, picture.bound[cell] ?? 0)),
    blockText(...block, wrong),
  ];
}

function values(expected: number, got: number, bound: number): Child[] {
  const error = Math.abs(got - expected);
  return [
    labelled('expected', formatNumber(toldExpected(expected), got)),
    labelled('got', formatNumber(got, expected)),
    error === 0 && el('span', { class: 'dim' }, 'equal'),
    error > 0 && labelled('off by', `${formatError(error)}${boundText(error, bound)}`),
  ];
}

function labelled(label: string, value: string): HTMLElement {
  return el('span', {}, el('span', { class: 'dim' }, `${label} `), value);
}

function boundText(error: number, bound: number): string {
  if (bound === 0) return ', must be equal';
  const times = error / bound;
  const share = times >= 10 ? formatError(Math.round(times)) : times.toPrecision(2);
  return `, bound ${formatError(bound)}${Number.isFinite(times) ? ` (${share} ×)` : ''}`;
}

/** @param wrong how many are wrong in the block, or that one of its elements stands for all */
function blockText(rows: number, cols: number, wrong: number | 'one'): Child {
  if (rows * cols === 1) return undefined;
  if (wrong === 'one') return el('span', { class: 'dim' }, `one of a block of ${rows} × ${cols}`);
  const count = wrong === 0 ? 'all right' : `${formatCount(wrong)} wrong`;
  return el('span', { class: 'dim' }, `worst of a block of ${rows} × ${cols}, ${count}`);
}
