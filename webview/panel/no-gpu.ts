import type { GpuReport } from '../../src/protocol/messages';
import type { Deeds } from './deeds';
import { type Child, el, linkButton, sentence } from './dom';

/** Under a verdict of the simulator: what it was run on, and how to get a GPU for those who want to know. */
export function modelNote(
  lacks: readonly string[] | undefined,
  gpu: GpuReport | undefined,
  deeds: Deeds,
): HTMLElement {
  const why =
    lacks === undefined
      ? ''
      : `This GPU has no ${lacks.join(' and ')}, which the file enables, so it was not asked. `;
  const note = el(
    'p',
    { class: 'small' },
    why,
    'Run on a CPU model, not timed: it counts every access, and finds races and indices out of bounds.',
  );
  if (gpu?.failedStep === undefined) return note;
  const how = el('summary', {}, 'There is no GPU here: what you can do');
  return el('div', {}, note, el('details', {}, how, ...gpuAdvice(gpu, deeds)));
}

/** What is missing for a run on a GPU, and what the learner can do about it. */
export function gpuAdvice(gpu: GpuReport, deeds: Deeds): Child[] {
  return [
    el('p', {}, el('strong', {}, 'The step that failed: '), gpu.failedStep ?? ''),
    gpu.advice.length > 0 && el('p', {}, 'What you can do:'),
    gpu.advice.length > 0 &&
      el('ol', { class: 'advice' }, ...gpu.advice.map((line) => el('li', {}, ...sentence(line)))),
    el('p', {}, linkButton('Look for a GPU again', deeds.checkGpu)),
    gpu.facts.length > 0 &&
      el(
        'details',
        {},
        el('summary', {}, 'Facts for a bug report'),
        el(
          'dl',
          { class: 'facts' },
          ...gpu.facts.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]),
        ),
      ),
  ];
}
