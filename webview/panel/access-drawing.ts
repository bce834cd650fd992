import type { AccessRow } from '../../src/core/grade/access';
import { svg, svgText } from './svg';

const side = 10;
const left = 62;
const right = 64;
const head = 14;

/**
 * Lanes against lines of memory, or banks: a square where a lane touches one. What costs extra is hatched and marked
 * besides its colour. Colours come from the style sheet, so that a change of theme needs no new drawing.
 */
export function accessDrawing(
  rows: readonly AccessRow[],
  lanes: number,
  piece: 'line' | 'bank',
): SVGElement {
  const width = left + lanes * side + right;
  const height = head + rows.length * side + 2;
  const image = svg('svg', {
    ...{ viewBox: `0 0 ${width} ${height}`, class: 'access-drawing', 'aria-hidden': 'true' },
  });
  image.append(hatchOf(), ...laneNumbers(lanes));
  rows.forEach((row, i) => image.append(...rowOf(row, head + i * side, lanes, piece)));
  return image;
}

function rowOf(
  { number, lanes: here, words, extra }: AccessRow,
  y: number,
  lanes: number,
  piece: string,
): SVGElement[] {
  const cells = here.map((lane) =>
    svg('rect', {
      ...{ x: left + lane * side + 1, y: y + 1, width: side - 2, height: side - 2 },
      class: extra ? 'cell extra' : 'cell',
    }),
  );
  const hatched = extra ? here.map((lane) => hatchAt(left + lane * side + 1, y + 1)) : [];
  const count =
    piece === 'bank'
      ? `${words} ${words === 1 ? 'word' : 'words'}`
      : `${here.length} ${here.length === 1 ? 'lane' : 'lanes'}`;
  const baseline = y + side - 2.5;
  return [
    svg('rect', { x: left, y, width: lanes * side, height: side, class: 'track' }),
    ...[...cells, ...hatched],
    text(`${piece} ${number}`, left - 4, baseline, 'end'),
    text(`${extra ? '✗ ' : ''}${count}`, left + lanes * side + 4, baseline, 'start'),
  ];
}

const hatchAt = (x: number, y: number): SVGElement =>
  svg('rect', { x, y, width: side - 2, height: side - 2, fill: 'url(#access-hatch)' });

function laneNumbers(lanes: number): SVGElement[] {
  const shown = Array.from({ length: lanes }, (_, lane) => lane).filter(
    (lane) => lane % 8 === 0 || lane === lanes - 1,
  );
  return [
    text('lane', left - 4, head - 5, 'end'),
    ...shown.map((lane) => text(String(lane), left + (lane + 0.5) * side, head - 5, 'middle')),
  ];
}

/** Slanted lines in the colour of the ground. */
function hatchOf(): SVGElement {
  const pattern = svg('pattern', {
    ...{ id: 'access-hatch', width: 4, height: 4, patternUnits: 'userSpaceOnUse' },
    patternTransform: 'rotate(45)',
  });
  pattern.append(svg('rect', { width: 1.4, height: 4, class: 'hatch' }));
  const definitions = svg('defs', {});
  definitions.append(pattern);
  return definitions;
}

function text(words: string, x: number, y: number, anchor: string): SVGElement {
  return svgText(words, { x, y, 'text-anchor': anchor });
}
