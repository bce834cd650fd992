import { isStarred } from '../../src/core/grade/starred';
import type { Grade, Mark } from '../../src/core/grade/report';
import type { Deeds } from './deeds';
import { el, sentence } from './dom';
import { placeLink } from './place';

interface Context {
  /** What the learner's file is called. */
  readonly file: string;
  /** The simulator is still counting. */
  readonly checking: boolean;
}

/** What a kernel that has passed reaches besides: a star for each mark, and what to do for those that it misses. */
export function marksList(
  { marks = [] }: Grade,
  { file, checking }: Context,
  deeds: Deeds,
): HTMLElement | undefined {
  if (marks.length === 0) return undefined;
  return el(
    'div',
    { class: 'marks' },
    el('h3', {}, heading(marks)),
    el('ul', {}, ...marks.map((mark) => line(mark, checking, file, deeds))),
    el(
      'p',
      { class: 'small' },
      'A right kernel is right without them. They are counted on one case, by a model that is the same on every machine.',
    ),
  );
}

function heading(marks: readonly Mark[]): string {
  const earned = marks.filter((mark) => mark.earned === true).length;
  if (isStarred(marks))
    return marks.length === 1 ? 'Its mark is earned' : 'All its marks are earned';
  return marks.length === 1
    ? 'There is a mark to earn'
    : `${earned} of ${marks.length} marks earned`;
}

function line(mark: Mark, checking: boolean, file: string, deeds: Deeds): HTMLElement {
  const { title, earned, found, says, range } = mark;
  const uncounted = checking ? 'being counted' : 'not counted';
  return el(
    'li',
    { class: earned === true ? 'earned' : '' },
    star(earned),
    el('strong', {}, ...sentence(title), ': '),
    ...sentence(`${found ?? uncounted}.`),
    ...(says === undefined ? [] : [' ', ...sentence(says)]),
    ...(range === undefined ? [] : [' ', placeLink(range.start, file, deeds)]),
  );
}

function star(earned: boolean | undefined): HTMLElement {
  if (earned === undefined) return el('span', { class: 'star', 'aria-hidden': 'true' }, '·');
  const label = earned ? 'earned' : 'not earned yet';
  return el('span', { class: 'star', role: 'img', 'aria-label': label }, earned ? '★' : '☆');
}
