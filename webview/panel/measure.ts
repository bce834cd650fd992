import { isCpuModel } from '../../src/core/grade/cpu-model';
import { shapeNames } from '../../src/core/exercise/measured';
import type { Measured } from '../../src/core/exercise/measured-schema';
import type { Exercise } from '../../src/core/exercise/schema';
import { figuresOf } from '../../src/core/measure/figures';
import {
  isMeasurement,
  type Measurement,
  type NotMeasured,
  type TimedKernel,
} from '../../src/core/measure/measurement';
import {
  amountText,
  lessonText,
  talliesText,
  ratioText,
  shareText,
  timeText,
} from '../../src/core/measure/text';
import { button } from '../controls';
import { select } from './chooser';
import { type Child, el } from './dom';
import { roofline } from './roofline';
import { type PanelState, shownGrade } from './state';

export interface MeasureDeeds {
  /** Times the learner's kernel; `progress` hears how far it is. */
  readonly measure: (shape: number, progress: Progress) => Promise<Measurement | NotMeasured>;
  readonly stopMeasuring: () => void;
}

type Progress = (doing: string, done: number, of: number) => void;

/** How fast the kernel is, once it has passed: measured when the learner asks for it. */
export class Measure {
  readonly element: HTMLElement;
  readonly #deeds: MeasureDeeds;
  readonly #start = button('Measure', () => void this.#measure(), { appearance: 'secondary' });
  readonly #stop = button('Stop', () => this.#deeds.stopMeasuring(), { appearance: 'secondary' });
  readonly #bar = el('progress', { max: '1', 'aria-label': 'measuring' });
  readonly #said = el('p', { class: 'small', role: 'status' });
  readonly #found = el('div', {});
  readonly #shapes = el('span', {});
  #exercise: string | undefined;
  /** Which of the exercise's shapes is timed next. */
  #shape = 0;
  #shown: Measurement | undefined;
  #busy = false;

  constructor(deeds: MeasureDeeds) {
    this.#deeds = deeds;
    this.element = el(
      'section',
      { class: 'card measure', 'aria-labelledby': 'measure-heading', hidden: '' },
      el('h2', { id: 'measure-heading' }, 'How fast it is'),
      this.#found,
      this.#said,
      el(
        'div',
        { class: 'buttons' },
        ...[this.#start.element, this.#shapes, this.#stop.element, this.#bar],
      ),
    );
    this.#idle();
  }

  update(state: PanelState): void {
    const { exercise, learner, run, measured } = state;
    this.#turnTo(exercise);
    this.element.hidden = exercise?.measured === undefined || learner?.passed !== true;
    if (this.#busy) return;
    // What was measured before the page was loaded; a newer result is here already.
    if (this.#shown === undefined && measured !== undefined) this.#show(measured);
    const noGpu = isCpuModel(shownGrade(run)?.adapter);
    for (const element of [this.#start.element, this.#shapes]) element.hidden = noGpu;
    if (noGpu) this.#said.textContent = noGpuWords;
  }

  /** Another exercise has other shapes, and nothing is known of its times. */
  #turnTo(exercise: Exercise | undefined): void {
    if (exercise?.id === this.#exercise) return;
    this.#exercise = exercise?.id;
    this.#offer(exercise?.measured);
    this.#show(undefined);
  }

  async #measure(): Promise<void> {
    this.#busy = true;
    for (const [element, hidden] of this.#controls()) element.hidden = !hidden;
    const result = await this.#deeds.measure(this.#shape, (doing, done, of) => {
      this.#said.textContent = `${doing[0]?.toUpperCase() ?? ''}${doing.slice(1)}…`;
      this.#bar.value = of > 1 ? done / of : 0;
    });
    this.#idle();
    if (isMeasurement(result)) this.#show(result);
    else this.#said.textContent = `${result.title}. ${result.says}`;
  }

  #idle(): void {
    this.#busy = false;
    for (const [element, hidden] of this.#controls()) element.hidden = hidden;
    this.#said.textContent = '';
  }

  /** The controls, and whether each is hidden while nothing is measured. */
  #controls(): readonly (readonly [HTMLElement, boolean])[] {
    return [
      [this.#start.element, false],
      [this.#shapes, false],
      [this.#stop.element, true],
      [this.#bar, true],
    ];
  }

  /** The shapes to choose from, where there are several. */
  #offer(measured: Measured | undefined): void {
    this.#shape = 0;
    const names = measured === undefined ? [] : shapeNames(measured);
    const choose = (index: number): void => {
      this.#shape = index;
    };
    const chooser = names.length > 0 && select('measure', 'at', names, 0, choose);
    this.#shapes.replaceChildren(...(chooser === false ? [] : [chooser]));
  }

  #show(measurement: Measurement | undefined): void {
    const before = this.#shown;
    this.#shown = measurement;
    this.#start.label(measurement === undefined ? 'Measure' : 'Measure again');
    const drawn = measurement === undefined ? invitation() : drawnOf(measurement, before);
    this.#found.replaceChildren(...drawn);
  }
}

const noGpuWords =
  'There is no GPU here: the CPU model is right about values, and its times mean nothing.';

const invitation = (): HTMLElement[] => [
  el(
    'p',
    {},
    'It is right. How fast it is, this device tells: your kernel, the naive and the tuned one take turns at the same work, and the device’s own best at copying and calculating is the measure.',
  ),
];

function drawnOf(measurement: Measurement, before: Measurement | undefined): HTMLElement[] {
  const { label, flops, kernels, clock, compared } = measurement;
  const [first] = kernels;
  const method = `Median of ${first?.rounds ?? 0} rounds in turn, by ${clock === 'timestamps' ? 'the GPU’s timestamps' : 'a clock around the submit'}; ${compared.elements.toLocaleString('en')} of ${compared.of.toLocaleString('en')} elements compared with the reference and right.`;
  const picture = el('div', { class: 'roofline-place' });
  if (flops > 0) picture.append(roofline(measurement));
  return [
    ...[...lessonText(measurement), ...talliesText(measurement)].map((line) => el('p', {}, line)),
    ...faster(measurement, before),
    el('div', { class: 'measure-grid' }, table(measurement), picture),
    el('p', { class: 'small dim' }, `At ${label}. ${method}`),
    el('p', { class: 'small dim' }, temporaries(measurement)),
  ];
}

/** What the last change of the kernel has brought, as long as the page remembers. */
function faster(measurement: Measurement, before: Measurement | undefined): HTMLElement[] {
  // Another shape is other work.
  if (before?.label !== measurement.label) return [];
  const yours = ({ kernels }: Measurement): number | undefined =>
    kernels.find(({ who }) => who === 'yours')?.milliseconds;
  const [now, then] = [yours(measurement), yours(before)];
  if (now === undefined || then === undefined || Math.abs(then / now - 1) < 0.05) return [];
  const words =
    then > now
      ? `${ratioText(then / now)} as fast as when you last measured (${timeText(then)}).`
      : `${ratioText(now / then)} as slow as when you last measured (${timeText(then)}).`;
  return [el('p', {}, el('strong', {}, words))];
}

function temporaries({ kernels }: Measurement): string {
  const yours = kernels.find(({ who }) => who === 'yours');
  const { dispatches = 1, temporaryBytes = 0 } = yours ?? {};
  const passes = `${dispatches} ${dispatches === 1 ? 'dispatch' : 'dispatches'}`;
  return temporaryBytes === 0
    ? `Yours takes ${passes} and no temporary memory.`
    : `Yours takes ${passes} and ${amountText(temporaryBytes, 'B')} of temporary memory.`;
}

function table(measurement: Measurement): HTMLElement {
  const { flops, items } = measurement;
  const heads = [
    ...['kernel', 'time', 'over naive', 'over tuned'],
    ...(items === undefined ? [] : [items.unit]),
    ...['bytes', 'of copy'],
    ...(flops > 0 ? ['FLOPs', 'of peak'] : []),
  ];
  return el(
    'div',
    { class: 'table-place' },
    el(
      'table',
      { class: 'twin' },
      el('caption', { class: 'unseen' }, 'Your kernel beside the naive and the tuned one'),
      el('thead', {}, el('tr', {}, ...heads.map((head) => el('th', { scope: 'col' }, head)))),
      el('tbody', {}, ...measurement.kernels.map((one) => row(measurement, one))),
    ),
  );
}

function row(measurement: Measurement, kernel: TimedKernel): HTMLElement {
  const figures = figuresOf(measurement, kernel);
  const { items } = measurement;
  const ratio = (value: number | undefined): string =>
    value === undefined ? '' : ratioText(value);
  const cells: Child[] = [
    ...[timeText(kernel.milliseconds), ratio(figures.overNaive), ratio(figures.overTuned)],
    ...(items === undefined ? [] : [amountText(figures.itemsPerSecond ?? 0, '/s')]),
    ...[amountText(figures.bytesPerSecond, 'B/s'), shareText(figures.shareOfCopy)],
    ...(figures.flopsPerSecond === undefined
      ? []
      : [amountText(figures.flopsPerSecond, 'FLOP/s'), shareText(figures.shareOfPeak ?? 0)]),
  ];
  const spread = `half of the rounds between ${kernel.quartiles.map(timeText).join(' and ')}`;
  return el(
    'tr',
    { title: `${kernel.says}; ${spread}` },
    el(
      'th',
      { scope: 'row' },
      kernel.who,
      el('span', { class: 'small dim measure-says' }, kernel.who === 'yours' ? '' : kernel.says),
    ),
    ...cells.map((cell) => el('td', {}, cell)),
  );
}
