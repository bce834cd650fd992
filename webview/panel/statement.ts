import { mountMarkdown } from '../markdown';
import type { Deeds } from './deeds';
import { drawn, el } from './dom';
import type { PanelState } from './state';

interface Part {
  readonly element: HTMLElement;
  update(state: PanelState): void;
}

/** The task, in the words of the exercise. */
export function createStatement(deeds: Deeds): Part {
  const element = el('section', { 'aria-labelledby': 'statement-heading' });
  const update = drawn<PanelState>(
    element,
    ({ exercise, statement }) => [exercise?.id, statement],
    ({ exercise, statement }) => {
      if (exercise === undefined) return [];
      const text = el('div', { class: 'prose' });
      mountMarkdown(text, withoutTitle(statement), deeds.openLink);
      return [el('h2', { id: 'statement-heading', tabindex: '-1' }, 'Statement'), text];
    },
  );
  return { element, update };
}

/** The panel has the title already; a statement that begins with it would say it twice. */
function withoutTitle(statement: string): string {
  return statement.replace(/^\s*# [^\n]*\n/, '');
}

/** The hints that have been asked for, in order. */
export function createHints(deeds: Deeds): Part {
  const element = el('section', { class: 'hints', 'aria-labelledby': 'hints-heading' });
  const update = drawn<PanelState>(
    element,
    ({ exercise, learner }) => [exercise, learner?.hintsShown],
    ({ exercise, learner }) => {
      const shown = learner?.hintsShown ?? 0;
      if (exercise === undefined || shown === 0) return [];
      const list = el('ol');
      for (const [i, hint] of exercise.hints.slice(0, shown).entries()) {
        const item = el('li', { class: 'prose', id: `hint-${i + 1}`, tabindex: '-1' });
        mountMarkdown(item, hint, deeds.openLink);
        list.append(item);
      }
      return [el('h2', { id: 'hints-heading', tabindex: '-1' }, 'Hints'), list];
    },
  );
  return { element, update };
}
