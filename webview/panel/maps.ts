import { formatCount } from '../../src/core/grade/format';
import { checkbox } from '../controls';
import type { PictureOrder, PictureReply } from '../../src/core/grade/keeping';
import { caseFacts } from './case-facts';
import { choosers } from './chooser';
import { type Cursor, moved, nextWrong, nextWrongPlane } from './cursor';
import type { Deeds } from './deeds';
import { el, present } from './dom';
import { createFrames } from './frames';
import { type PanelState, picturedRun, selectedCase, shownCases, type View } from './state';
import { tableTwin } from './twin';
import { valueLine } from './value-line';

export interface MapsDeeds extends Deeds {
  readonly picture: (order: PictureOrder) => Promise<PictureReply | undefined>;
  readonly look: (view: Partial<View>) => void;
}

/** The selected case in pictures: expected, got and wrong under one cursor, and the same as a table. */
export class Maps {
  readonly #deeds: MapsDeeds;
  readonly #parts = createParts();
  readonly #frames = createFrames((cursor, pressed) => {
    if (pressed) this.#parts.stage.focus();
    // The mouse passes over many values; only the keyboard's are read out.
    this.#parts.value.setAttribute('aria-live', 'off');
    this.#point(cursor);
  });
  readonly #table = checkbox('Table (t)', (on) => this.#deeds.look({ table: on }));
  /** The picture on show, and where in it the learner looks. */
  #reply: PictureReply | undefined;
  #cursor: Cursor = { row: 0, col: 0 };
  #withTable = false;
  #wanted: string | undefined;
  #facts: unknown;

  constructor(deeds: MapsDeeds) {
    this.#deeds = deeds;
    this.#parts.stage.prepend(this.#frames.element);
    this.#parts.foot.append(this.#table.element);
    this.#parts.stage.addEventListener('keydown', (event) => {
      if (event.altKey || event.metaKey || this.#reply === undefined) return;
      this.#parts.value.setAttribute('aria-live', 'polite');
      if (this.#press(event.key, event.ctrlKey, this.#reply)) event.preventDefault();
    });
  }

  get element(): HTMLElement {
    return this.#parts.element;
  }

  update(state: PanelState): void {
    const order = orderOf(state, this.#frames.cells());
    const one = caseOf(state);
    const running = state.run.kind === 'running';
    this.#table.check(state.view.table);
    this.element.classList.toggle('stale', running && state.run.noticeable && order !== undefined);
    if (this.#facts !== one) {
      this.#facts = one;
      this.#parts.facts.replaceChildren(...caseFacts(state, one, this.#deeds));
    }
    this.#withTable = state.view.table;
    const key = JSON.stringify([order, one?.label, running && order === undefined]);
    if (key === this.#wanted) {
      this.#drawTable();
      return;
    }
    this.#wanted = key;
    if (order !== undefined && one !== undefined) void this.#load(order, key);
    else this.#hide(insteadOfMaps(state.run));
  }

  async #load(order: PictureOrder, key: string): Promise<void> {
    const reply = await this.#deeds.picture(order);
    // By now the learner may want another one.
    if (key !== this.#wanted) return;
    if (reply === undefined) this.#hide('There is no picture of this case.');
    else if (reply.picture.rows === 0)
      this.#hide('There are no elements: nothing to write, and that is right.');
    else this.#show(reply);
  }

  #show(reply: PictureReply): void {
    this.#reply = reply;
    // First visible, then drawn: a hidden canvas has no size.
    setVisible(this.#parts, true, '');
    this.#frames.show(reply.picture, wrongCount(reply));
    keepingFocus(() => {
      const chosen = choosers(reply, {
        tensor: (tensor) => this.#deeds.look({ tensor, plane: undefined }),
        plane: (plane) => this.#deeds.look({ plane }),
      });
      this.#parts.choosers.replaceChildren(...present(chosen));
    });
    this.#point(nextWrong(reply.picture) ?? { row: 0, col: 0 });
  }

  #hide(instead: string): void {
    this.#reply = undefined;
    setVisible(this.#parts, false, instead);
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
    const { picture, tensors, tensor } = this.#reply;
    const room = Math.floor((stage.clientWidth - 60) / 66);
    table.replaceChildren(tableTwin(picture, this.#cursor, tensors[tensor] ?? '', room));
  }

  /** Does what the key stands for; false when it stands for nothing here. */
  #press(key: string, ctrl: boolean, { picture, wrongByPlane }: PictureReply): boolean {
    const to = moved(key, ctrl, this.#cursor, picture);
    if (to !== undefined) this.#point(to);
    else if (ctrl) return false;
    else if (key === 't') this.#deeds.look({ table: !this.#withTable });
    else if (key === 'n') this.#goToNextWrong(picture, wrongByPlane);
    else return false;
    return true;
  }

  /** In this plane, else in the next one that has something wrong, else round to the first. */
  #goToNextWrong(picture: PictureReply['picture'], wrongByPlane: Uint32Array): void {
    const next = nextWrong(picture, this.#cursor);
    const plane = nextWrongPlane(wrongByPlane, picture.plane);
    if (next !== undefined) this.#point(next);
    else if (plane !== undefined && plane !== picture.plane) this.#deeds.look({ plane });
    else this.#point(nextWrong(picture) ?? this.#cursor);
  }
}

function insteadOfMaps(run: PanelState['run']): string {
  if (run.kind === 'running') return 'The pictures come with the verdict.';
  const remembered = run.kind === 'graded' && run.run === undefined;
  return remembered ? 'The pictures come with the next run.' : 'This case was not graded.';
}

/** Of the plane on show; how many are wrong in all planes stands above. */
function wrongCount({ picture, wrongByPlane }: PictureReply): string {
  const wrong = wrongByPlane[picture.plane] ?? 0;
  const all = picture.size;
  return wrong === 0 ? 'nothing' : `${formatCount(wrong)} of ${formatCount(all)}`;
}

interface Parts {
  readonly element: HTMLElement;
  readonly facts: HTMLElement;
  readonly foot: HTMLElement;
  readonly choosers: HTMLElement;
  readonly stage: HTMLElement;
  readonly value: HTMLElement;
  readonly table: HTMLElement;
  readonly instead: HTMLElement;
}

function createParts(): Parts {
  const facts = el('div', { class: 'case-facts' });
  const choosers = el('div', { class: 'choosers' });
  const value = el('div', { class: 'value', id: 'map-value', 'aria-live': 'off' });
  const keys = el('p', { class: 'keys', id: 'map-keys' }, '← → ↑ ↓ move · n next wrong · t table');
  const stage = el(
    'div',
    {
      class: 'stage',
      tabindex: '0',
      role: 'application',
      'aria-roledescription': 'heat maps',
      'aria-label': 'Expected, got and wrong, under one cursor',
      'aria-describedby': 'map-value map-keys',
    },
    value,
  );
  const foot = el('div', { class: 'maps-foot' }, keys);
  const table = el('div', { class: 'table-place' });
  const instead = el('p', { class: 'dim' });
  const element = el('div', { class: 'maps' }, facts, choosers, stage, foot, table, instead);
  return { element, facts, foot, choosers, stage, value, table, instead };
}

function setVisible(parts: Parts, visible: boolean, instead: string): void {
  parts.choosers.hidden = !visible;
  parts.foot.hidden = !visible;
  parts.stage.hidden = !visible;
  if (!visible) parts.table.hidden = true;
  parts.instead.hidden = visible;
  parts.instead.textContent = visible ? '' : instead;
}

function caseOf(state: PanelState) {
  const cases = shownCases(state.run);
  const index = selectedCase(cases, state.view.chosenCase);
  return cases.find((one) => one.index === index);
}

function orderOf(state: PanelState, cells: number): PictureOrder | undefined {
  const graded = picturedRun(state.run);
  if (graded === undefined) return undefined;
  const { view } = state;
  return {
    run: graded.run,
    caseIndex: selectedCase(graded.grade.cases, view.chosenCase),
    tensor: view.tensor,
    plane: view.plane ?? 'first wrong',
    maxRows: cells,
    maxCols: cells,
  };
}

/** A select that is drawn anew keeps the keyboard. */
function keepingFocus(redraw: () => void): void {
  const focused = document.activeElement?.id ?? '';
  redraw();
  if (focused.startsWith('choose-')) document.getElementById(focused)?.focus();
}
