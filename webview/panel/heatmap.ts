import type { Picture } from '../../src/core/grade/picture';
import { type Rgb, type ThemeColours, viridis } from './colours';

export type MapKind = 'expected' | 'got' | 'wrong';

type CellColour = readonly [number, number, number, number];
const nothing: CellColour = [0, 0, 0, 0];
const grey: CellColour = [128, 128, 128, 255];

/** Draws the cells of a picture as large as the canvas is laid out. */
export function paint(
  canvas: HTMLCanvasElement,
  picture: Picture,
  kind: MapKind,
  colours: ThemeColours,
): void {
  const width = Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio));
  const height = Math.max(1, Math.round(canvas.clientHeight * devicePixelRatio));
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null || picture.rows === 0 || picture.cols === 0) return;
  const cells = cellImage(picture, (cell) => colourOf(picture, cell, kind, colours));
  context.imageSmoothingEnabled = false;
  context.drawImage(cells, 0, 0, width, height);
  if (kind === 'wrong' && colours.hatch) hatch(context, picture, colours.ground);
}

function colourOf(
  picture: Picture,
  cell: number,
  kind: MapKind,
  colours: ThemeColours,
): CellColour {
  if (picture.elements[cell] === -1) return nothing;
  if (kind === 'wrong') {
    if ((picture.wrong[cell] ?? 0) > 0) return [...colours.wrong, 255];
    // How much of its bound a right element uses up: where a sum is near its limit, it shows.
    return [...colours.text, Math.round(60 * Math.min(1, picture.ratio[cell] ?? 0))];
  }
  const value = picture[kind][cell] ?? NaN;
  if (!Number.isFinite(value)) return [...colours.wrong, 255];
  if (offScale(value, picture)) return grey;
  const span = picture.high - picture.low;
  return [...viridis(span > 0 ? (value - picture.low) / span : 0.5), 255];
}

/** Far from every expected value: it must not look like the smallest or the largest of them. */
function offScale(value: number, { low, high }: Picture): boolean {
  const margin = (high - low) * 0.05;
  return value < low - margin || value > high + margin;
}

/** Whether something is drawn in grey, so that the legend says so. */
export function hasOffScale(picture: Picture): boolean {
  return picture.got.some(
    (value, cell) =>
      picture.elements[cell] !== -1 && Number.isFinite(value) && offScale(value, picture),
  );
}

/** One pixel a cell. */
function cellImage(picture: Picture, colour: (cell: number) => CellColour): HTMLCanvasElement {
  const image = document.createElement('canvas');
  image.width = picture.cols;
  image.height = picture.rows;
  const context = image.getContext('2d');
  const data = context?.createImageData(picture.cols, picture.rows);
  if (context === null || data === undefined) return image;
  for (let cell = 0; cell < picture.rows * picture.cols; cell++) {
    data.data.set(colour(cell), cell * 4);
  }
  context.putImageData(data, 0, 0);
  return image;
}

/** Slanted lines over what is wrong, for themes in which a colour alone must not carry the meaning. */
function hatch(context: CanvasRenderingContext2D, picture: Picture, ground: Rgb): void {
  const { width, height } = context.canvas;
  const lines = document.createElement('canvas');
  lines.width = width;
  lines.height = height;
  const pen = lines.getContext('2d');
  if (pen === null) return;
  pen.imageSmoothingEnabled = false;
  const mask = cellImage(picture, (cell) =>
    (picture.wrong[cell] ?? 0) > 0 ? [0, 0, 0, 255] : nothing,
  );
  pen.drawImage(mask, 0, 0, width, height);
  pen.globalCompositeOperation = 'source-in';
  pen.fillStyle = hatchPattern(pen, ground);
  pen.fillRect(0, 0, width, height);
  context.drawImage(lines, 0, 0);
}

function hatchPattern(pen: CanvasRenderingContext2D, [r, g, b]: Rgb): CanvasPattern | string {
  const colour = `rgb(${r} ${g} ${b})`;
  const side = Math.round(6 * devicePixelRatio);
  const tile = document.createElement('canvas');
  tile.width = side;
  tile.height = side;
  const context = tile.getContext('2d');
  if (context === null) return colour;
  context.strokeStyle = colour;
  context.lineWidth = Math.max(1, 1.5 * devicePixelRatio);
  context.beginPath();
  for (const shift of [-side, 0, side]) {
    context.moveTo(shift, side);
    context.lineTo(shift + side, 0);
  }
  context.stroke();
  return pen.createPattern(tile, 'repeat') ?? colour;
}
