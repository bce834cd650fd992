/** What can stand inside an element; `undefined` and `false` stand for nothing, for use with `&&`. */
export type Child = Node | string | undefined | false;

type Attributes = Readonly<Record<string, string | undefined>>;

/** Makes an element. Text always goes in as text, never as markup. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(name, value);
  }
  element.append(...present(children));
  return element;
}

export function present(children: readonly Child[]): (Node | string)[] {
  return children.filter((child) => child !== undefined && child !== false);
}

/** A link that does something here or asks the host for it; it has no address of its own to follow. */
export function linkButton(text: string, onClick: () => void, title?: string): HTMLElement {
  const link = el('button', { type: 'button', class: 'link', title }, text);
  link.addEventListener('click', onClick);
  return link;
}

/** A sentence of the grader's, in which only `code` is marked up: `a * b * c` in it must stay what it is. */
export function sentence(text: string): (Node | string)[] {
  return text
    .split(/`([^`\n]+)`/)
    .map((part, i) => (i % 2 === 1 ? el('code', {}, part) : unbroken(part)))
    .filter((part) => part !== '');
}

/** `W = 32` stays on one line. */
export function unbroken(text: string): string {
  return text.replaceAll(' = ', '\u00a0=\u00a0');
}

/** Brings a section into view and the keyboard with it. */
export function goTo(element: HTMLElement | null): void {
  if (element === null) return;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  element.scrollIntoView({ block: 'start', behavior: calm ? 'auto' : 'smooth' });
  element.focus({ preventScroll: true });
}

/**
 * Redraws what is inside `element` when what it shows has changed, and leaves it alone otherwise, so that focus,
 * selection and scroll positions survive.
 */
export function drawn<State>(
  element: HTMLElement,
  shows: (state: State) => readonly unknown[],
  draw: (state: State) => readonly Child[],
): (state: State) => void {
  let last: readonly unknown[] | undefined;
  return (state) => {
    const next = shows(state);
    if (last?.length === next.length && next.every((value, i) => Object.is(value, last?.[i])))
      return;
    last = next;
    const children = present(draw(state));
    element.replaceChildren(...children);
    element.hidden = children.length === 0;
  };
}
