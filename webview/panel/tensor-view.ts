import { formatCount } from '../../src/core/grade/format';
import type { PictureReply } from '../../src/core/grade/keeping';
import { choosers } from './chooser';
import { type Cursor, moved, nextWrong, nextWrongPlane } from './cursor';
import { el, present } from './dom';
import { createFrames } from './frames';
import { tableTwin } from './twin';
import { valueLine } from './value-line';

/** What a view of a tensor asks for. */
export interface TensorDeeds {
  readonly tensor: (index: number) => void;
  readonly plane: (index: number) => void;
  readonly table: (on: boolean) => void;
}

/**
 * A tensor in pictures: expected, got and wrong under one cursor, and the same as a table. It shows what it is given
 * and asks for other planes; two of them stand in the panel, so each has a name for its ids.
 */
export class TensorView {
  readonly #id: string;
  readonly #deeds: TensorDeeds;
  readonly #parts: Parts;
  readonly #frames = createFrames((cursor, pressed) => {
    if (pressed) this.#parts.stage.focus();
    // The mouse passes over many values; only the keyboard's are read out.
    this.#parts.value.setAttribute('aria-live', 'off');
    this.#point(cursor);
  });
  /** The picture on show, and where in it the learner looks. */
  #reply: PictureReply | undefined;
  #cursor: Cursor = { row: 0, col: 0 };
  #withTable = false;

  constructor(id: string, deeds: TensorDeeds) {
    this.#id = id;
    this.#deeds = deeds;
    this.#parts = createParts(id);
    this.#parts.stage.prepend(this.#frames.element);
    this.#parts.stage.addEventListener('keydown', (event) => {
      if (event.altKey || event.metaKey || this.#reply === undefined) return;
      this.#parts.value.setAttribute('aria-live', 'polite');
      if (this.#press(event.key, event.ctrlKey, this.#reply)) event.preventDefault();
    });
  }

  get elements(): readonly HTMLElement[] {
    const { choosers: chosen, stage, foot, table, instead } = this.#parts;
    return [chosen, stage, foot, table, instead];
  }

  /** The line under the maps, for what belongs beside their keys. */
  get foot(): HTMLElement {
    return this.#parts.foot;
  }

  /** At most so many cells in a row or column can be told apart. */
  cells(): number {
    return this.#frames.cells();
  }

  setTable(on: boolean): void {
    this.#withTable = on;
    this.#drawTable();
  }

  /** @param instead what to say where there is no such picture */
  show(reply: PictureReply | undefined, instead: string): void {
    if (reply === undefined) this.hide(instead);
    else if (reply.picture.rows === 0)
      this.hide('There are no elements: nothing to write, and that is right.');
    else this.#draw(reply);
  }

  hide(instead: string): void {
    this.#reply = undefined;
    setVisible(this.#parts, false, instead);
  }

  #draw(reply: PictureReply): void {
    this.#reply = reply;
    // First visible, then drawn: a hidden canvas has no size.
    setVisible(this.#parts, true, '');
    this.#parts.keys.textContent = keysFor(reply.shows);
    this.#parts.stage.setAttribute('aria-label', stageLabel(reply.shows));
    this.#frames.show(reply.picture, wrongCount(reply), reply.shows);
    keepingFocus(this.#id, () => {
      const chosen = choosers(this.#id, reply, this.#deeds);
      this.#parts.choosers.replaceChildren(...present(chosen));
    });
    this.#point(nextWrong(reply.picture) ?? { row: 0, col: 0 });
  }

  #point(cursor: Cursor): void {
    if (this.#reply === undefined) return;
    this.#cursor = cursor;
    this.#frames.point(cursor);
    this.#parts.value.replaceChildren(...present(valueLine(this.#reply, cursor)));
    this.#drawTable();
  }

  #drawTable(): void {
    const { table, stage } = this.#parts;
    table.hidden = !this.#withTable || this.#reply === undefined;
    if (table.hidden || this.#reply === undefined) return;
    const room = Math.floor((stage.clientWidth - 60) / 66);
    table.replaceChildren(tableTwin(this.#reply, this.#cursor, room));
  }

  /** Does what the key stands for; false when it stands for nothing here. */
  #press(key: string, ctrl: boolean, { picture, wrongByPlane }: PictureReply): boolean {
    const to = moved(key, ctrl, this.#cursor, picture);
    if (to !== undefined) this.#point(to);
    else if (ctrl) return false;
    else if (key === 't') this.#deeds.table(!this.#withTable);
    else if (key === 'n') this.#goToNextWrong(picture, wrongByPlane);
    else return false;
    return true;
  }

  /** In this plane, else in the next one that has something wrong, else round to the first. */
  #goToNextWrong(picture: PictureReply['picture'], wrongByPlane: Uint32Array): void {
    const next = nextWrong(picture, this.#cursor);
    const plane = nextWrongPlane(wrongByPlane, picture.plane);
    if (next !== undefined) this.#point(next);
    else if (plane !== undefined && plane !== picture.plane) this.#deeds.plane(plane);
    else this.#point(nextWrong(picture) ?? this.#cursor);
  }
}

/** Of the plane on show; how many are wrong in all planes stands above. */
function wrongCount({ picture, wrongByPlane }: PictureReply): string {
  const wrong = wrongByPlane[picture.plane] ?? 0;
  const all = picture.size;
  return wrong === 0 ? 'nothing' : `${formatCount(wrong)} of ${formatCount(all)}`;
}

type Shows = PictureReply['shows'];

function stageLabel(shows: Shows): string {
  if (shows === 'both') return 'Expected, got and wrong, under one cursor';
  return shows === 'input' ? 'An input, under a cursor' : 'Expected, under a cursor';
}

function keysFor(shows: Shows): string {
  return ['← → ↑ ↓ move', ...(shows === 'both' ? ['n next wrong'] : []), 't table'].join(' · ');
}

type Parts = ReturnType<typeof createParts>;

function createParts(id: string) {
  const [valueId, keysId] = [`${id}-value`, `${id}-keys`];
  const value = el('div', { class: 'value', id: valueId, 'aria-live': 'off' });
  const keys = el('p', { class: 'keys', id: keysId }, keysFor('both'));
  const stage = el(
    'div',
    {
      class: 'stage',
      tabindex: '0',
      role: 'application',
      'aria-roledescription': 'heat maps',
      'aria-label': stageLabel('both'),
      'aria-describedby': `${valueId} ${keysId}`,
    },
    value,
  );
  return {
    ...{ value, keys, stage, choosers: el('div', { class: 'choosers' }) },
    foot: el('div', { class: 'maps-foot' }, keys),
    table: el('div', { class: 'table-place' }),
    instead: el('p', { class: 'dim' }),
  };
}

function setVisible(parts: Parts, visible: boolean, instead: string): void {
  parts.choosers.hidden = !visible;
  parts.foot.hidden = !visible;
  parts.stage.hidden = !visible;
  if (!visible) parts.table.hidden = true;
  parts.instead.hidden = visible || instead === '';
  parts.instead.textContent = visible ? '' : instead;
}

/** A select that is drawn anew keeps the keyboard. */
function keepingFocus(id: string, redraw: () => void): void {
  const focused = document.activeElement?.id ?? '';
  redraw();
  if (focused.startsWith(`${id}-choose-`)) document.getElementById(focused)?.focus();
}
