import type { Prediction } from '../../src/core/exercise/schema';
import { button } from '../controls';
import type { Deeds } from './deeds';
import { type Child, drawn, el, sentence } from './dom';
import { type PanelState, shownGrade } from './state';

/** A question before the first run, and after it what was foretold against what is so. Nothing waits for an answer. */
export function createPrediction(deeds: Deeds): {
  element: HTMLElement;
  update(state: PanelState): void;
} {
  const element = el('div', { class: 'prediction-place' });
  const update = drawn<PanelState>(
    element,
    ({ exercise, learner, run }) => [exercise, learner?.predicted, learner?.passed, hasRun(run)],
    ({ exercise, learner, run }) => {
      const predict = exercise?.predict;
      if (predict === undefined || learner === undefined) return [];
      const { predicted, passed } = learner;
      if (predicted === undefined) return passed ? [] : [asked(predict, deeds)];
      return [passed || hasRun(run) ? told(predict, predicted) : waiting(predict, predicted)];
    },
  );
  return { element, update };
}

/** A kernel that did not compile has shown nothing yet. */
function hasRun(run: PanelState['run']): boolean {
  const verdict = shownGrade(run)?.verdict;
  return verdict === 'passed' || verdict === 'failed';
}

function asked({ question, options }: Prediction, deeds: Deeds): HTMLElement {
  const choices = options.map((option, i) => {
    const choice = button(option.replaceAll('`', ''), () => deeds.predict(i), {
      appearance: 'secondary',
    });
    return choice.element;
  });
  return card(
    'Before you run',
    el('p', { id: 'prediction-question' }, ...sentence(question)),
    el(
      'div',
      { class: 'buttons options', role: 'group', 'aria-labelledby': 'prediction-question' },
      ...choices,
    ),
  );
}

function waiting({ question }: Prediction, predicted: string): HTMLElement {
  return card(
    'You foretold',
    el('p', {}, ...sentence(question)),
    el('p', {}, el('strong', {}, ...sentence(predicted)), '. A run shows whether it is so.'),
  );
}

function told({ question, options, answer, says }: Prediction, predicted: string): HTMLElement {
  const right = options[answer] ?? '';
  const so = predicted === right;
  return card(
    so ? 'As you foretold' : 'Not as you foretold',
    el('p', {}, ...sentence(question)),
    el(
      'dl',
      { class: 'facts' },
      ...fact('you said', predicted),
      ...(so ? [] : fact('it is', right)),
    ),
    el('p', {}, ...sentence(says)),
  );
}

function fact(label: string, value: string): Child[] {
  return [el('dt', {}, label), el('dd', {}, ...sentence(value))];
}

function card(title: string, ...children: readonly Child[]): HTMLElement {
  return el(
    'section',
    { class: 'card', 'aria-labelledby': 'prediction-heading' },
    el('h2', { id: 'prediction-heading' }, title),
    ...children,
  );
}
