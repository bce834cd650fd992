import { caseLabel } from '../../src/core/exercise/sizes';
import type { Exercise } from '../../src/core/exercise/schema';
import type { CaseGrade } from '../../src/core/grade/report';
import type { Deeds } from './deeds';
import { el } from './dom';
import { type PanelState, selectedCase, shownCases } from './state';

/** 2,586 stays, 4,192,256 becomes 4.2M: the exact number stands beside the pictures. */
const compact = new Intl.NumberFormat('en', { notation: 'compact' });

/**
 * The cases as a list that is walked with the arrow keys: one of them is in the tab order, and going to one
 * selects it. They fill in while a run goes on.
 */
export function createCases(deeds: Deeds): {
  element: HTMLElement;
  update(state: PanelState): void;
} {
  const list = el('div', { role: 'listbox', 'aria-label': 'Cases', class: 'cases' });
  let options: HTMLElement[] = [];
  let exercise: Exercise | undefined;

  list.addEventListener('keydown', (event) => {
    const at = options.findIndex((option) => option.getAttribute('aria-selected') === 'true');
    const to = target(event.key, at, options.length);
    if (to === undefined) return;
    event.preventDefault();
    deeds.chooseCase(to);
    options[to]?.focus();
  });

  function build(next: Exercise): void {
    options = next.cases.map((_, index) => {
      const label = caseLabel(next, index);
      const option = el(
        'div',
        { role: 'option', class: label.length > 18 ? 'case long' : 'case', title: label },
        el('span', { class: 'dot', 'aria-hidden': 'true' }),
        el('span', { class: 'label' }, label),
        el('span', { class: 'result' }),
      );
      option.addEventListener('click', () => {
        deeds.chooseCase(index);
        option.focus();
      });
      return option;
    });
    list.replaceChildren(...options);
  }

  return {
    element: list,
    update(state) {
      if (state.exercise === undefined) return;
      if (state.exercise !== exercise) {
        exercise = state.exercise;
        build(exercise);
      }
      const cases = shownCases(state.run);
      const selected = selectedCase(cases, state.view.chosenCase);
      const running = state.run.kind === 'running';
      for (const [index, option] of options.entries()) {
        mark(
          option,
          cases.find((one) => one.index === index),
          running,
          index === selected,
        );
      }
      // A run can move the selection away from the case that has the keyboard.
      if (list.contains(document.activeElement)) options[selected]?.focus({ preventScroll: true });
    },
  };
}

function target(key: string, at: number, count: number): number | undefined {
  const last = count - 1;
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: Math.min(last, at + 1),
    ArrowUp: Math.max(0, at - 1),
    Home: 0,
    End: last,
  };
  return Object.hasOwn(moves, key) ? moves[key] : undefined;
}

function mark(
  option: HTMLElement,
  grade: CaseGrade | undefined,
  running: boolean,
  selected: boolean,
): void {
  const verdict = grade?.verdict ?? 'pending';
  option.dataset['verdict'] = verdict;
  option.setAttribute('aria-selected', String(selected));
  option.tabIndex = selected ? 0 : -1;
  const result = option.querySelector('.result');
  const word = grade === undefined ? (running ? 'to come' : 'not run') : resultWord(grade);
  if (result !== null && result.textContent !== word) result.textContent = word;
}

function resultWord(grade: CaseGrade): string {
  switch (grade.verdict) {
    case 'passed':
      return 'right';
    case 'failed':
      // All elements may be right and the case wrong: guard bands, two runs that differ.
      return grade.wrong > 0 ? `${compact.format(grade.wrong)} wrong` : 'wrong';
    case 'inconclusive':
      return grade.notRun === undefined ? 'not graded' : 'not run';
  }
}
