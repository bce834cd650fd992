import { isWebLink } from '../markdown';
import type { Deeds } from './deeds';
import { type Child, drawn, el, goTo, linkButton } from './dom';
import type { PanelState } from './state';

/** What the exercise is, what it follows, and the way to the parts further down. */
export function createHeader(deeds: Deeds): {
  element: HTMLElement;
  update(state: PanelState): void;
} {
  const element = el('header');
  const update = drawn<PanelState>(
    element,
    ({ exercise }) => [exercise],
    ({ exercise }) => {
      if (exercise === undefined) return [];
      return [
        el('h1', {}, el('span', { class: 'id' }, exercise.id), ' · ', exercise.title),
        el('p', { class: 'sub' }, exercise.concept),
        el('p', { class: 'sub' }, ...followed(exercise.follows ?? [], deeds)),
        ...builtOn(exercise.prerequisites ?? []),
        el(
          'nav',
          { class: 'sub', 'aria-label': 'Parts of this page' },
          ...['Statement', 'Contract'].map((part) =>
            linkButton(part, () => {
              goTo(document.getElementById(`${part.toLowerCase()}-heading`));
            }),
          ),
        ),
      ];
    },
  );
  return { element, update };
}

function builtOn(ids: readonly string[]): Child[] {
  return ids.length === 0 ? [] : [el('p', { class: 'sub' }, `builds on ${ids.join(', ')}`)];
}

interface Followed {
  readonly text: string;
  readonly url?: string | undefined;
  readonly inferred?: boolean | undefined;
}

function followed(links: readonly Followed[], deeds: Deeds): Child[] {
  if (links.length === 0) return [];
  return ['follows ', ...links.flatMap((link, i) => [i > 0 && ' · ', followedLink(link, deeds)])];
}

function followedLink({ text, url, inferred }: Followed, deeds: Deeds): Child {
  if (url === undefined || !isWebLink(url)) return text;
  const title = inferred === true ? `${url} (this address was inferred, not seen)` : url;
  const link = el('a', { href: url, title }, text);
  link.addEventListener('click', (event) => {
    event.preventDefault();
    event.stopPropagation();
    deeds.openLink(url);
  });
  return link;
}
