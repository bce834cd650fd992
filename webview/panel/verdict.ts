import {
  formatCount,
  formatError,
  formatNumber,
  indexText,
  trialText,
} from '../../src/core/grade/format';
import { isCpuModel } from '../../src/core/grade/cpu-model';
import type { CaseGrade, Diagnosis, Grade } from '../../src/core/grade/report';
import type { GpuReport } from '../../src/protocol/messages';
import { checkLine } from './check-line';
import type { Deeds } from './deeds';
import { type Child, drawn, el, sentence, unbroken } from './dom';
import { gpuAdvice, modelNote } from './no-gpu';
import { marksList } from './marks';
import { placeLink } from './place';
import { problemList } from './problems';
import { type PanelState, type Running, shownGrade } from './state';

/** The verdict first, in one sentence that a teacher would say; the evidence under it. */
export function createVerdict(deeds: Deeds): {
  element: HTMLElement;
  update(state: PanelState): void;
} {
  const element = el('div', { class: 'verdict-place' });
  const update = drawn<PanelState>(
    element,
    (state) => [state.run, state.gpu, state.exercise, state.learner?.fileName],
    (state) => {
      const { run, gpu, exercise } = state;
      const file = state.learner?.fileName ?? 'the file';
      if (exercise === undefined) return [];
      if (run.kind === 'running' && run.noticeable)
        return [runningCard(run, exercise.cases.length)];
      const grade = shownGrade(run);
      const remembered = run.kind === 'graded' && run.run === undefined;
      const checking = run.kind === 'graded' && run.checking === true;
      if (grade !== undefined)
        return [gradeCard(grade, { gpu, file, remembered, checking }, deeds)];
      return [gpu?.failedStep !== undefined && noGpuCard(gpu, deeds)];
    },
  );
  return { element, update };
}

const marks = { passed: '✓', failed: '✗', rejected: '✗', inconclusive: '!' } as const;

function card(
  kind: string,
  mark: string,
  title: string,
  ...children: readonly Child[]
): HTMLElement {
  const heading = el(
    'h2',
    { id: 'verdict-heading' },
    el('span', { class: 'mark', 'aria-hidden': 'true' }, mark),
    title,
  );
  return el(
    'section',
    { class: `card verdict ${kind}`, 'aria-labelledby': 'verdict-heading' },
    heading,
    ...children,
  );
}

interface GradeContext {
  readonly gpu: GpuReport | undefined;
  /** What the learner's file is called. */
  readonly file: string;
  /** The verdict is from before the page was loaded. */
  readonly remembered: boolean;
  /** The simulator is looking at the control case. */
  readonly checking: boolean;
}

function gradeCard(
  grade: Grade,
  { gpu, file, remembered, checking }: GradeContext,
  deeds: Deeds,
): HTMLElement {
  const telling = grade.cases.find((one) => one.verdict === 'failed');
  return card(
    grade.verdict,
    marks[grade.verdict],
    grade.title,
    // What a rejected file says is the first of its problems, and those stand below in full.
    (grade.verdict !== 'rejected' || grade.problems.length === 0) &&
      el('p', {}, ...sentence(grade.says)),
    ...(grade.verdict === 'rejected' ? [] : diagnoses(grade, file, deeds)),
    grade.verdict === 'failed' && telling !== undefined && evidence(telling),
    problemList(grade.problems, file, deeds),
    ...(grade.verdict === 'inconclusive' && gpu?.failedStep !== undefined
      ? gpuAdvice(gpu, deeds)
      : []),
    smallPrint(grade),
    checkLine(grade, checking),
    marksList(grade, { file, checking }, deeds),
    isCpuModel(grade.adapter) && modelNote(grade.lacks, gpu, deeds),
    remembered &&
      el(
        'p',
        { class: 'small' },
        'This is the verdict of your last run, from before the window was loaded. Run to see the file as it is now, with its pictures.',
      ),
  );
}

/** The first diagnosis is the headline already: of it only the place is missing. */
function diagnoses(grade: Grade, file: string, deeds: Deeds): Child[] {
  const [first, ...others] = grade.diagnoses;
  const place = first?.range === undefined ? undefined : placeLink(first.range.start, file, deeds);
  const said = first === undefined || grade.title === first.title;
  return [
    !said && diagnosisLine(first, file, deeds),
    said && place !== undefined && el('p', { class: 'place' }, 'Look at ', place),
    others.length > 0 &&
      el(
        'ul',
        { class: 'also' },
        ...others.map((diagnosis) => el('li', {}, diagnosisLine(diagnosis, file, deeds))),
      ),
  ];
}

export function diagnosisLine(diagnosis: Diagnosis, file: string, deeds: Deeds): HTMLElement {
  const { title, says, range } = diagnosis;
  return el(
    'div',
    { class: 'diagnosis' },
    el('strong', {}, ...sentence(title), '. '),
    ...sentence(says),
    ...(range === undefined ? [] : [' ', placeLink(range.start, file, deeds)]),
  );
}

function pair(label: string, value: string): HTMLElement {
  return el('span', { class: 'pair' }, el('span', { class: 'dim' }, label), ' ', value);
}

/** First wrong element, worst error, and how the kernel was run. */
function evidence(one: CaseGrade): HTMLElement {
  const { first, worst, trial } = one;
  return el(
    'div',
    { class: 'evidence' },
    first !== undefined &&
      el(
        'p',
        { class: 'mono' },
        pair('first wrong', indexText(first.tensor, first.index)),
        pair('expected', formatNumber(first.expected, first.got)),
        pair('got', formatNumber(first.got, first.expected)),
      ),
    worst !== undefined && el('p', { class: 'small' }, worstText(worst)),
    el(
      'p',
      { class: 'small' },
      unbroken(`Seen in case ${one.label}${trial === undefined ? '' : `, ${trialText(trial)}`}`),
    ),
  );
}

export function worstText(worst: NonNullable<CaseGrade['worst']>): string {
  const where = indexText(worst.tensor, worst.index);
  const bound =
    worst.bound === 0
      ? `; bound: ${worst.boundName}`
      : `, bound ${formatError(worst.bound)} (${worst.boundName})`;
  // Only what was written has an error: the rest is missing, not wrong by some amount.
  if (worst.error === 0) return `What was written is exact (bound: ${worst.boundName})`;
  return `Worst error ${formatError(worst.error)} at ${where}${bound}`;
}

function smallPrint(grade: Grade): HTMLElement | undefined {
  const { cases, caseCount, timings } = grade;
  if (cases.length === 0) return undefined;
  const right = cases.filter((one) => one.verdict === 'passed').length;
  const trials = cases.reduce((sum, one) => sum + one.trials, 0);
  const parts = [
    `${right} of ${caseCount} cases right`,
    `${formatCount(trials)} ${trials === 1 ? 'run' : 'runs'}`,
    timings.total !== undefined && `graded in ${duration(timings.total)}`,
  ];
  const title = timingText(timings);
  return el(
    'p',
    { class: 'small', ...(title === undefined ? {} : { title }) },
    parts.filter((part) => part !== false).join(' · '),
  );
}

/** Where the time went, for those who point at it: `first word after 95 ms (GPU 70 ms), all after 810 ms (GPU 640 ms)`. */
function timingText(timings: Grade['timings']): string | undefined {
  const { firstWord, firstWordWaiting, total, totalWaiting } = timings;
  if (firstWord === undefined || total === undefined) return undefined;
  const share = (waiting: number | undefined): string =>
    waiting === undefined ? '' : ` (compiler and adapter ${Math.round(waiting)} ms)`;
  return `First word after ${Math.round(firstWord)} ms${share(firstWordWaiting)}, all after ${Math.round(total)} ms${share(totalWaiting)}`;
}

function duration(milliseconds: number): string {
  return milliseconds < 950
    ? `${Math.max(1, Math.round(milliseconds))} ms`
    : `${(milliseconds / 1000).toFixed(1)} s`;
}

function runningCard(run: Running, caseCount: number): HTMLElement {
  const wrong = run.cases.filter((one) => one.verdict === 'failed').length;
  const done = run.cases.length;
  const bar = el('progress', {
    max: String(caseCount),
    value: String(done),
    'aria-label': 'Cases graded',
  });
  const first = run.cases.find((one) => one.verdict !== 'inconclusive');
  const soFar = [
    run.compiled ? 'It compiles' : 'Compiling',
    first !== undefined &&
      `the first case is ${first.verdict === 'passed' ? 'right' : 'not right'}`,
    wrong > 1 && `${wrong} cases are wrong so far`,
  ];
  return card(
    'running',
    '▷',
    `Running: ${done} of ${caseCount} cases`,
    bar,
    el('p', {}, `${soFar.filter((part) => part !== false).join('; ')}.`),
    el(
      'p',
      { class: 'small' },
      'Save or press Run again and this run stops: the newest text counts.',
    ),
  );
}

function noGpuCard(gpu: GpuReport, deeds: Deeds): HTMLElement {
  return card(
    'inconclusive',
    '!',
    'There is no GPU here: kernels run on a CPU model',
    el(
      'p',
      {},
      'Run grades them on a model of a GPU: the values and a pass count as on any machine, and races and indices out of bounds are found too. Nothing is timed, and a case that is too large is named as not run.',
    ),
    ...gpuAdvice(gpu, deeds),
  );
}
