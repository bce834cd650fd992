import { button } from '../controls';
import { mountMarkdown } from '../markdown';
import type { Deeds } from './deeds';
import { drawn, el } from './dom';
import type { PanelState } from './state';

/** After a pass: what to notice, and the way on. */
export function createNotice(deeds: Deeds): {
  element: HTMLElement;
  update(state: PanelState): void;
} {
  const element = el('div', { class: 'notice-place' });
  const update = drawn<PanelState>(
    element,
    ({ exercise, learner }) => [exercise, learner?.passed, learner?.next?.id],
    ({ exercise, learner }) => {
      const notice = exercise?.notice;
      const next = learner?.next;
      if (learner?.passed !== true) return [];
      const text = el('div', { class: 'prose' });
      if (notice !== undefined) mountMarkdown(text, notice, deeds.openLink);
      const ways = [
        next && button(`Next: ${next.id} ${next.title}`, deeds.next, { appearance: 'primary' }),
        button('Compare with the solution', deeds.solution, { appearance: 'secondary' }),
      ];
      return [
        el(
          'section',
          { class: 'card', 'aria-labelledby': 'notice-heading' },
          el('h2', { id: 'notice-heading' }, notice === undefined ? 'Go on' : 'What to notice'),
          notice !== undefined && text,
          el('div', { class: 'buttons' }, ...ways.flatMap((way) => (way ? [way.element] : []))),
        ),
      ];
    },
  );
  return { element, update };
}
