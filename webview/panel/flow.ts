import type { Dataflow } from '../../src/core/dataflow/dataflow';
import type { Exercise } from '../../src/core/exercise/schema';
import type { PictureReply, TensorOrder } from '../../src/core/grade/keeping';
import type { DataflowOrder } from '../worker/link';
import { el } from './dom';
import type { FlowDrawing } from './flow-drawing';
import { flowWords } from './flow-words';
import type { MapsDeeds } from './maps';
import { type PanelState, picturedRun, selectedCase, shownCases } from './state';
import { TensorView } from './tensor-view';

export interface FlowDeeds extends MapsDeeds {
  /** What is expected of a tensor, whether or not there was a run. */
  readonly expected: (exercise: Exercise, order: TensorOrder) => Promise<PictureReply | undefined>;
  readonly dataflow: (order: DataflowOrder) => Promise<Dataflow | undefined>;
}

/** What the picture and the maps are drawn for. */
interface Subject extends DataflowOrder {
  /** The run whose tensors can be looked at. */
  readonly run: number | undefined;
}

/**
 * The block as a picture, for the sizes of the selected case; an edge that is pressed shows its tensor. Only drawn when
 * it is opened, and left alone while a run goes on, so that no run waits for it.
 */
export class Flow {
  readonly element: HTMLDetailsElement;
  readonly #deeds: FlowDeeds;
  readonly #stage = el('div', { class: 'flow-place' });
  readonly #says = el('p', { class: 'flow-says', role: 'status' });
  readonly #view: TensorView;
  #subject: Subject | undefined;
  #drawing: FlowDrawing | undefined;
  #drawnFor: string | undefined;
  #shownFor: string | undefined;
  /** The tensor of the edge that was pressed last, and the plane of it that is wanted. */
  #tensor: string | undefined;
  #plane: number | undefined;

  constructor(deeds: FlowDeeds) {
    this.#deeds = deeds;
    this.#view = new TensorView('flow', {
      // Each edge has one tensor.
      tensor: () => undefined,
      plane: (plane) => {
        this.#plane = plane;
        void this.#show();
      },
      table: (table) => deeds.look({ table }),
    });
    this.#view.hide('');
    const heading = el('summary', {}, 'What flows through the block');
    const maps = el('div', { class: 'flow-maps' }, this.#says, ...this.#view.elements);
    const body = el('div', { class: 'flow-grid' }, this.#stage, maps);
    const named = { 'aria-label': 'What flows through the block' };
    this.element = el('details', { class: 'flow card', ...named }, heading, body);
  }

  update(state: PanelState): void {
    const { exercise, view } = state;
    this.element.hidden = exercise === undefined;
    if (exercise === undefined) return;
    const open = view.flow ?? storesLayers(exercise);
    if (this.element.open !== open) this.element.open = open;
    this.element.ontoggle = () => {
      if (this.element.open !== open) this.#deeds.look({ flow: this.element.open });
    };
    this.#view.setTable(view.table);
    if (!open || (state.run.kind === 'running' && this.#drawing !== undefined)) return;
    const caseIndex = selectedCase(shownCases(state.run), view.chosenCase);
    const run = picturedRun(state.run)?.run;
    this.#subject = { exercise, plan: state.plan ?? exercise.plan, caseIndex, run };
    void this.#draw(this.#subject);
  }

  async #draw(subject: Subject): Promise<void> {
    const { exercise, plan, caseIndex } = subject;
    const key = JSON.stringify([exercise, plan, caseIndex]);
    if (key !== this.#drawnFor) {
      this.#drawnFor = key;
      // The layout of graphs is larger than all the rest of the panel.
      const [flow, { flowDrawing }] = await Promise.all([
        this.#deeds.dataflow({ exercise, plan, caseIndex }),
        import('./flow-drawing'),
      ]);
      if (key !== this.#drawnFor) return;
      this.#put(flow && flowDrawing(flow, plan, (tensor) => this.#press(tensor)));
    }
    await this.#show();
  }

  /** Puts a drawing in the place of the one before, and the keyboard where it was. */
  #put(drawing: FlowDrawing | undefined): void {
    const focused = this.#drawing?.focused();
    this.#drawing = drawing;
    this.#stage.replaceChildren(drawing?.element ?? 'The picture could not be made.');
    if (focused !== undefined) drawing?.focus(focused);
    if (this.#tensor !== undefined && drawing?.has(this.#tensor) !== true) this.#tensor = undefined;
    if (this.#tensor !== undefined) return;
    this.#shownFor = undefined;
    this.#says.textContent = 'Press an edge to see its tensor.';
    this.#view.hide('');
  }

  #press(tensor: string | undefined): void {
    this.#tensor = tensor;
    this.#plane = undefined;
    void this.#show();
  }

  async #show(): Promise<void> {
    const [subject, tensor] = [this.#subject, this.#tensor];
    this.#drawing?.select(tensor);
    if (subject === undefined || tensor === undefined) return;
    const key = JSON.stringify([this.#drawnFor, subject.run, tensor, this.#plane]);
    if (key === this.#shownFor) return;
    this.#shownFor = key;
    const cells = this.#view.cells();
    const plane = this.#plane ?? ('first wrong' as const);
    const order = {
      ...{ caseIndex: subject.caseIndex, tensor, plane },
      ...{ maxRows: cells, maxCols: cells },
    };
    const { reply, ran } = await this.#ask(subject, order);
    if (key !== this.#shownFor) return;
    this.#says.textContent = flowWords(this.#drawing?.expression(tensor) ?? '', {
      ...{ tensor, reply, ran, plan: subject.plan, exercise: subject.exercise },
    });
    this.#view.show(reply, '');
  }

  /** A case that was not run to its end has no tensors: then as before any run. */
  async #ask({ run, exercise }: Subject, order: TensorOrder) {
    const kept = run === undefined ? undefined : await this.#deeds.picture({ ...order, run });
    const reply = kept ?? (await this.#deeds.expected(exercise, order));
    return { reply, ran: kept !== undefined };
  }
}

/** Where a plan stores what is between its passes, there is more to look at than the outputs. */
function storesLayers({ plan }: Exercise): boolean {
  return plan.temps.some(({ is }) => is !== undefined);
}
