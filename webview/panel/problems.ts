import type { Problem } from '../../src/core/grade/report';
import type { Deeds } from './deeds';
import { el, sentence } from './dom';
import { placeLink } from './place';

const severities = { error: 'error', warning: 'warning', info: 'note' } as const;
const sources = { compiler: 'compiler', contract: 'contract', plan: 'plan' } as const;

/** What the compiler and the contract have to say, each with its place and what it means. */
export function problemList(
  problems: readonly Problem[],
  file: string,
  deeds: Deeds,
): HTMLElement | undefined {
  if (problems.length === 0) return undefined;
  return el(
    'ul',
    { class: 'problems', 'aria-label': 'Problems' },
    ...problems.map((problem) => problemItem(problem, file, deeds)),
  );
}

function problemItem(problem: Problem, file: string, deeds: Deeds): HTMLElement {
  const { severity, source, message, says, range } = problem;
  const head = el(
    'div',
    { class: 'problem-head' },
    el('span', { class: `severity ${severity}` }, `${severities[severity]} · ${sources[source]}`),
  );
  if (range !== undefined) head.append(placeLink(range.start, file, deeds, 'column'));
  const item = el('li', {}, head, el('div', { class: 'message' }, message));
  if (says !== undefined && says !== '') item.append(el('div', {}, ...sentence(says)));
  return item;
}
