import { type AccessReply, accessRows, type ChosenSite } from '../../src/core/grade/access';
import type {
  TrafficFrame,
  TrafficMemory,
  TrafficPass,
  TrafficSite,
} from '../../src/core/grade/traffic';
import { accessDrawing } from './access-drawing';
import { afterBarrier, frameWords, rowTable, siteLabel, siteTable } from './access-numbers';
import { passParts } from './access-pass';
import { type Deeds } from './deeds';
import { el } from './dom';
import { placeLink } from './place';
import { type PanelState, picturedRun, type View } from './state';

export interface AccessOrder {
  readonly run: number;
  readonly chosen?: ChosenSite;
}

export interface AccessDeeds extends Deeds {
  readonly access: (order: AccessOrder) => Promise<AccessReply | undefined>;
  readonly look: (view: Partial<View>) => void;
}

/** The place on show, with its accesses in the order in which they happened. */
interface Shown {
  readonly reply: AccessReply;
  readonly pass: TrafficPass;
  readonly site: TrafficSite;
  readonly space: TrafficMemory['space'];
  readonly frames: readonly TrafficFrame[];
}

/** How the kernel touches memory: a place, stepped through access by access. Only drawn when it is opened. */
export class Access {
  readonly #deeds: AccessDeeds;
  readonly #parts = createParts();
  #run: number | undefined;
  #chosen: ChosenSite | undefined;
  #wanted: string | undefined;
  #shown: Shown | undefined;
  #at = 0;
  #file = '';

  constructor(deeds: AccessDeeds) {
    this.#deeds = deeds;
    const { element, stage, places } = this.#parts;
    element.addEventListener('toggle', () => deeds.look({ access: element.open }));
    places.addEventListener('change', () => {
      const [pass = 0, site = 0] = places.value.split(' ').map(Number);
      this.#chosen = { pass, site };
      void this.#load();
    });
    stage.addEventListener('keydown', (event) => {
      if (event.altKey || event.metaKey || event.ctrlKey) return;
      if (this.#press(event.key)) event.preventDefault();
    });
    this.#parts.back.addEventListener('click', () => this.#step(-1));
    this.#parts.on.addEventListener('click', () => this.#step(1));
    this.#parts.intervals.addEventListener('change', () => {
      this.#goToInterval(Number(this.#parts.intervals.value));
    });
  }

  get element(): HTMLElement {
    return this.#parts.element;
  }

  update(state: PanelState): void {
    const graded = picturedRun(state.run);
    const { element } = this.#parts;
    element.hidden = graded === undefined || graded.grade.verdict === 'rejected';
    this.#file = state.learner?.fileName ?? 'the file';
    if (element.open !== state.view.access) element.open = state.view.access;
    if (graded?.run !== this.#run) this.#chosen = undefined;
    this.#run = graded?.run;
    if (!element.hidden && state.view.access) void this.#load();
  }

  async #load(): Promise<void> {
    const run = this.#run;
    const key = JSON.stringify([run, this.#chosen]);
    if (run === undefined || key === this.#wanted) return;
    this.#wanted = key;
    this.#parts.said.textContent = 'Counting on a CPU model…';
    const chosen = this.#chosen;
    const reply = await this.#deeds.access(chosen === undefined ? { run } : { run, chosen });
    if (key !== this.#wanted) return;
    this.#shown = reply && shownOf(reply);
    this.#parts.body.hidden = this.#shown === undefined;
    this.#parts.said.textContent =
      this.#shown === undefined
        ? 'This kernel’s accesses cannot be counted here.'
        : `A model, not a measurement: 32 neighbouring invocations at a time, in the first workgroup of case ${reply?.label ?? ''}.`;
    if (this.#shown !== undefined) this.#show(this.#shown);
  }

  #show({ reply, pass, site, frames }: Shown): void {
    const { places, intervals, numbers, link, whole } = this.#parts;
    const { chosen, traffic } = reply;
    whole.replaceChildren(...passParts(pass, traffic.lanes));
    places.replaceChildren(
      ...traffic.passes.flatMap(({ sites, entry }, number) =>
        sites.map((one) => {
          const name = traffic.passes.length > 1 ? `${entry}: ${siteLabel(one)}` : siteLabel(one);
          const mine = number === chosen.pass && one.id === chosen.site;
          return new Option(name, `${number} ${one.id}`, false, mine);
        }),
      ),
    );
    const there = [...new Set(frames.map(({ interval }) => interval))];
    intervals.replaceChildren(...there.map((one) => new Option(afterBarrier(one), String(one))));
    link.replaceChildren(placeLink(site.range.start, this.#file, this.#deeds));
    numbers.replaceChildren(siteTable(site, pass));
    this.#point(0);
  }

  #point(at: number): void {
    const { space, frames, reply } = this.#shown ?? {};
    const { stage, count, value, intervals, table, back, on } = this.#parts;
    const frame = frames?.[at];
    this.#at = at;
    back.disabled = at === 0;
    on.disabled = at + 1 >= (frames?.length ?? 0);
    count.textContent = frames === undefined ? '' : `access ${at + 1} of ${frames.length}`;
    if (frame === undefined || space === undefined || reply === undefined) {
      stage.replaceChildren(value);
      table.replaceChildren();
      value.textContent = 'The first workgroup does not come to this place.';
      return;
    }
    const piece = space === 'workgroup' ? 'bank' : 'line';
    const rows = accessRows(frame, space);
    intervals.value = String(frame.interval);
    value.textContent = frameWords(frame, rows, space);
    stage.replaceChildren(accessDrawing(rows, reply.traffic.lanes, piece), value);
    table.replaceChildren(rowTable(rows, piece));
  }

  #step(by: number): void {
    const last = (this.#shown?.frames.length ?? 0) - 1;
    this.#point(Math.max(0, Math.min(last, this.#at + by)));
  }

  #goToInterval(interval: number): void {
    const at = this.#shown?.frames.findIndex((frame) => frame.interval === interval) ?? -1;
    if (at >= 0) this.#point(at);
  }

  #nextInterval(by: 1 | -1): void {
    const intervals = [...new Set(this.#shown?.frames.map(({ interval }) => interval))];
    const now = intervals.indexOf(this.#shown?.frames[this.#at]?.interval ?? 0);
    const next = intervals[now + by];
    if (next !== undefined) this.#goToInterval(next);
  }

  /** Does what the key stands for; false when it stands for nothing here. */
  #press(key: string): boolean {
    if (key === 'ArrowRight') this.#step(1);
    else if (key === 'ArrowLeft') this.#step(-1);
    else if (key === 'ArrowDown') this.#nextInterval(1);
    else if (key === 'ArrowUp') this.#nextInterval(-1);
    else if (key === 'Home') this.#point(0);
    else if (key === 'End') this.#step(Infinity);
    else return false;
    return true;
  }
}

function shownOf(reply: AccessReply): Shown | undefined {
  const pass = reply.traffic.passes[reply.chosen.pass];
  const site = pass?.sites.find(({ id }) => id === reply.chosen.site);
  const space = pass?.memories[site?.memory ?? -1]?.space;
  if (pass === undefined || site === undefined || space === undefined) return undefined;
  const frames = pass.frames.filter((frame) => frame.site === site.id);
  return { reply, pass, site, space, frames };
}

function createParts() {
  const said = el('p', { class: 'small', role: 'status' });
  const places = el('select', { 'aria-label': 'place in the file' });
  const link = el('span', {});
  const intervals = el('select', { 'aria-label': 'barrier' });
  const back = el(
    'button',
    { type: 'button', class: 'link', 'aria-label': 'previous access' },
    '‹',
  );
  const on = el('button', { type: 'button', class: 'link', 'aria-label': 'next access' }, '›');
  const count = el('span', { class: 'dim' });
  const value = el('p', { class: 'access-words', id: 'access-words', 'aria-live': 'polite' });
  const stage = el('div', {
    ...{ class: 'stage', tabindex: '0', role: 'application', 'aria-label': 'Lanes against memory' },
    'aria-describedby': 'access-words access-keys',
  });
  const table = el('div', { class: 'table-place' });
  const numbers = el('div', { class: 'table-place' });
  const whole = el('div', { class: 'access-whole' });
  const body = el(
    'div',
    { hidden: '' },
    el('div', { class: 'choosers' }, el('label', { class: 'choose' }, 'place ', places), link),
    el(
      'div',
      { class: 'choosers' },
      ...[el('label', { class: 'choose' }, 'barrier ', intervals), back, count, on],
    ),
    el('div', { class: 'access-grid' }, stage, el('div', {}, table, numbers)),
    el('p', { class: 'keys', id: 'access-keys' }, '← → accesses · ↑ ↓ barriers'),
    whole,
  );
  const heading = el('summary', {}, 'How it touches memory (a model)');
  const element = el('details', { class: 'access card' }, heading, said, body);
  return {
    element,
    said,
    places,
    link,
    intervals,
    back,
    on,
    count,
    value,
    stage,
    table,
    numbers,
    whole,
    body,
  };
}
