import type { PictureOrder, PictureReply } from '../../src/core/grade/keeping';
import { checkbox } from '../controls';
import { caseFacts } from './case-facts';
import type { Deeds } from './deeds';
import { el } from './dom';
import { type PanelState, picturedRun, selectedCase, shownCases, type View } from './state';
import { TensorView } from './tensor-view';

export interface MapsDeeds extends Deeds {
  readonly picture: (order: PictureOrder) => Promise<PictureReply | undefined>;
  readonly look: (view: Partial<View>) => void;
}

/** The selected case in words and in pictures. */
export class Maps {
  readonly element: HTMLElement;
  readonly #deeds: MapsDeeds;
  readonly #facts = el('div', { class: 'case-facts' });
  readonly #view: TensorView;
  readonly #table = checkbox('Table (t)', (on) => this.#deeds.look({ table: on }));
  #wanted: string | undefined;
  #shownFacts: unknown;

  constructor(deeds: MapsDeeds) {
    this.#deeds = deeds;
    this.#view = new TensorView('map', {
      tensor: (tensor) => deeds.look({ tensor, plane: undefined }),
      plane: (plane) => deeds.look({ plane }),
      table: (table) => deeds.look({ table }),
    });
    this.#view.foot.append(this.#table.element);
    this.element = el('div', { class: 'maps' }, this.#facts, ...this.#view.elements);
  }

  update(state: PanelState): void {
    const order = orderOf(state, this.#view.cells());
    const one = caseOf(state);
    const running = state.run.kind === 'running';
    this.#table.check(state.view.table);
    this.element.classList.toggle('stale', running && state.run.noticeable && order !== undefined);
    if (this.#shownFacts !== one) {
      this.#shownFacts = one;
      this.#facts.replaceChildren(...caseFacts(state, one, this.#deeds));
    }
    this.#view.setTable(state.view.table);
    const key = JSON.stringify([order, one?.label, running && order === undefined]);
    if (key === this.#wanted) return;
    this.#wanted = key;
    if (order !== undefined && one !== undefined) void this.#load(order, key);
    else this.#view.hide(insteadOfMaps(state.run));
  }

  async #load(order: PictureOrder, key: string): Promise<void> {
    const reply = await this.#deeds.picture(order);
    // By now the learner may want another one.
    if (key === this.#wanted) this.#view.show(reply, 'There is no picture of this case.');
  }
}

function insteadOfMaps(run: PanelState['run']): string {
  if (run.kind === 'running') return 'The pictures come with the verdict.';
  const remembered = run.kind === 'graded' && run.run === undefined;
  return remembered ? 'The pictures come with the next run.' : 'This case was not graded.';
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
