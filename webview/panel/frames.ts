import { formatError } from '../../src/core/grade/format';
import type { PictureReply } from '../../src/core/grade/keeping';
import type { Picture } from '../../src/core/grade/picture';
import { themeColours } from './colours';
import type { Cursor } from './cursor';
import { el } from './dom';
import { hasOffScale, type MapKind, paint } from './heatmap';

/** The three maps side by side, with one cursor on all of them. */
export interface Frames {
  readonly element: HTMLElement;
  /** @param wrong how many are wrong, in words */
  show(picture: Picture, wrong: string, shows: PictureReply['shows']): void;
  point(cursor: Cursor): void;
  /** At most so many cells in a row or column can be told apart. */
  cells(): number;
}

interface Frame {
  readonly kind: MapKind;
  readonly figure: HTMLElement;
  readonly title: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly cursor: HTMLElement;
  readonly note: HTMLElement;
}

export function createFrames(pointed: (cursor: Cursor, pressed: boolean) => void): Frames {
  const kinds: readonly MapKind[] = ['expected', 'got', 'wrong'];
  const frames = kinds.map((kind) => createFrame(kind));
  const element = el('div', { class: 'three' }, ...frames.map((frame) => frame.figure));
  let picture: Picture | undefined;

  function repaint(): void {
    if (picture === undefined) return;
    for (const { canvas, kind } of frames) {
      const share = Math.min(1.25, Math.max(0.2, picture.rows / Math.max(1, picture.cols)));
      canvas.style.height = `${Math.round(canvas.clientWidth * share)}px`;
      paint(canvas, picture, kind, themeColours(canvas));
    }
  }

  for (const { canvas } of frames) {
    const point = (event: PointerEvent, pressed: boolean): void => {
      if (picture !== undefined) pointed(cellUnder(event, canvas, picture), pressed);
    };
    canvas.addEventListener('pointermove', (event) => {
      point(event, false);
    });
    canvas.addEventListener('pointerdown', (event) => {
      point(event, true);
    });
  }
  new ResizeObserver(repaint).observe(element);
  // A theme change comes as a new class of the body; the colours on the canvases are not styled by it.
  new MutationObserver(repaint).observe(document.body, { attributeFilter: ['class'] });

  return {
    element,
    show(next, wrong, shows) {
      const compared = shows === 'both';
      picture = next;
      for (const { kind, figure } of frames) figure.hidden = !compared && kind !== 'expected';
      const size = next.folded
        ? `${next.height} rows of ${next.width}`
        : `${next.height} × ${next.width}`;
      frames[0]?.title.replaceChildren(compared ? 'expected' : shows);
      note(frames, 'expected', size, compared ? undefined : next);
      note(frames, 'got', '', next);
      note(frames, 'wrong', wrong);
      repaint();
    },
    point(cursor) {
      if (picture !== undefined) for (const frame of frames) place(frame.cursor, cursor, picture);
    },
    cells() {
      const width = (frames[0]?.canvas.clientWidth ?? 0) * devicePixelRatio;
      return width === 0 ? 96 : Math.min(128, Math.max(48, Math.floor(width)));
    },
  };
}

function createFrame(kind: MapKind): Frame {
  const canvas = el('canvas', { class: `map ${kind}` });
  const cursor = el('div', { class: 'map-cursor' });
  const note = el('span', { class: 'note' });
  const title = el('span', {}, kind);
  const figure = el(
    'figure',
    {},
    el('div', { class: 'map-frame' }, canvas, cursor),
    el('figcaption', {}, title, note),
  );
  return { kind, figure, title, canvas, cursor, note };
}

function note(frames: readonly Frame[], kind: MapKind, text: string, scale?: Picture): void {
  const place = frames.find((frame) => frame.kind === kind)?.note;
  if (scale === undefined || scale.rows === 0) {
    place?.replaceChildren(text);
    return;
  }
  const { low, high } = scale;
  place?.replaceChildren(
    text === '' ? '' : `${text}, `,
    formatError(low),
    el('span', { class: 'scale' }),
    formatError(high),
    hasOffScale(scale) ? ', else grey' : '',
  );
}

function cellUnder(event: PointerEvent, canvas: HTMLCanvasElement, picture: Picture): Cursor {
  const box = canvas.getBoundingClientRect();
  const share = (at: number, size: number, cells: number): number =>
    Math.max(0, Math.min(cells - 1, Math.floor((at / Math.max(1, size)) * cells)));
  return {
    row: share(event.clientY - box.top, box.height, picture.rows),
    col: share(event.clientX - box.left, box.width, picture.cols),
  };
}

function place(mark: HTMLElement, { row, col }: Cursor, { rows, cols }: Picture): void {
  mark.hidden = rows === 0;
  mark.style.left = `${((col + 0.5) / cols) * 100}%`;
  mark.style.top = `${((row + 0.5) / rows) * 100}%`;
  mark.style.width = `${100 / cols}%`;
  mark.style.height = `${100 / rows}%`;
}
