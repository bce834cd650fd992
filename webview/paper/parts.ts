import { readingStatuses, readingWords } from '../../src/core/progress/reading';
import type { Paper } from '../../src/core/syllabus/paper';
import type { PaperView, ReadingState } from '../../src/protocol/messages';
import { button } from '../controls';
import { mountFormula, mountMarkdown } from '../markdown';
import { type Child, el, linkButton } from '../panel/dom';
import { lineageGraph, lineageList } from './graph';
import { dagger } from './results';

/** What the parts of the page can ask for. */
export interface Deeds {
  readonly openLink: (url: string) => void;
  readonly openExercise: (id: string) => void;
  readonly openPaper: (id: string) => void;
  readonly openNotes: () => void;
  readonly copy: (as: 'bibtex' | 'citation') => void;
  readonly setReading: (status: ReadingState['status']) => void;
}

/** A part that shows how far the learner is. */
interface Following {
  readonly element: HTMLElement;
  readonly follow: (reading: ReadingState) => void;
}

type Field = NonNullable<Paper['fromMemory']>[number];

/** Those of a paper's fields that nobody has checked. */
export function doubted({ fromMemory = [] }: Paper, ...fields: readonly Field[]): Field[] {
  return fields.filter((field) => fromMemory.includes(field));
}

export function header({ paper, topics }: PaperView): HTMLElement {
  const { title, authors, venue, year, arxiv, doi } = paper;
  const place = venue.includes(String(year))
    ? venue
    : [venue, String(year)].filter(Boolean).join(' ');
  const facts = [
    place,
    ...(arxiv === undefined ? [] : [`arXiv ${arxiv}`]),
    ...(doi === undefined ? [] : [`doi ${doi}`]),
    ...topics,
  ];
  const doubts = doubted(paper, 'title', 'authors', 'year', 'venue', 'doi', 'page', 'pdf', 'code');
  return el(
    'header',
    {},
    el('h1', { dir: 'auto' }, title),
    el('p', { class: 'sub', dir: 'auto' }, authors.join(', ')),
    el('p', { class: 'sub' }, facts.join(' · ')),
    doubts.length > 0 &&
      el('p', { class: 'sub memory' }, `From memory, not yet checked: ${doubts.join(', ')}`),
  );
}

export function actions({ page, pdf, code }: Paper, deeds: Deeds): Following {
  const link = (text: string, url: string | undefined, isFirst = false): Child => {
    if (url === undefined) return undefined;
    const appearance = isFirst ? 'primary' : 'secondary';
    return button(text, () => deeds.openLink(url), { appearance, title: url }).element;
  };
  const act = (text: string, title: string, deed: () => void): HTMLElement =>
    button(text, deed, { appearance: 'secondary', title }).element;
  const status = el('select', { id: 'status' });
  for (const one of readingStatuses)
    status.append(el('option', { value: one }, readingWords[one].title));
  status.addEventListener('change', () => {
    const chosen = readingStatuses.find((one) => one === status.value);
    if (chosen !== undefined) deeds.setReading(chosen);
  });
  const buttons = el(
    'div',
    { class: 'buttons', role: 'group', 'aria-label': 'Actions' },
    link('Open page', page, true),
    link('PDF', pdf),
    link('Code', code),
    act('Notes', 'Open your notes on this paper, a Markdown file', deeds.openNotes),
    act('Copy BibTeX', 'Put its BibTeX entry on the clipboard', () => deeds.copy('bibtex')),
    act('Copy citation', 'Put one readable line on the clipboard', () => deeds.copy('citation')),
  );
  const choice = el(
    'div',
    { class: 'status' },
    el('label', { for: 'status' }, 'Reading status'),
    status,
  );
  return {
    element: el('div', { class: 'bar' }, buttons, choice),
    follow: (reading) => {
      status.value = reading.status;
    },
  };
}

/** A part of the page; nothing where it has nothing to say. */
export function part(
  id: string,
  title: string,
  doubts: readonly string[],
  ...children: readonly Child[]
): HTMLElement {
  const heading = el('h2', { id: `${id}-heading` }, title);
  if (doubts.length > 0) {
    const what = doubts.length === 1 && doubts[0] === id ? '' : `: ${doubts.join(', ')}`;
    heading.append(el('span', { class: 'memory doubt' }, `from memory${what}`));
  }
  return el(
    'section',
    { 'aria-labelledby': `${id}-heading`, class: `part-${id}` },
    heading,
    ...children,
  );
}

function prose(text: string, { openLink }: Deeds): HTMLElement {
  const element = el('div', { class: 'prose', dir: 'auto' });
  mountMarkdown(element, text, openLink);
  return element;
}

export function idea(paper: Paper, deeds: Deeds): HTMLElement {
  const { equation, where } = paper;
  const formula = equation === undefined ? undefined : el('div', { class: 'equation' });
  if (formula !== undefined) mountFormula(formula, equation ?? '');
  return part(
    'idea',
    'The idea',
    doubted(paper, 'idea', 'equation'),
    prose(paper.idea, deeds),
    formula,
    where !== undefined && prose(where, deeds),
  );
}

export function block(paper: Paper, deeds: Deeds): HTMLElement | undefined {
  if (paper.block === undefined) return undefined;
  const { says, parameters = [] } = paper.block;
  const { blockNames = [] } = paper;
  const rows = parameters.map(({ name, value, says: meaning, fromMemory }) => {
    const text = el('td', { dir: 'auto' });
    mountMarkdown(text, meaning, deeds.openLink);
    const marks = fromMemory === true ? dagger() : [];
    const shown = el(
      'span',
      { class: fromMemory === true ? 'memory' : undefined },
      value,
      ...marks,
    );
    return el('tr', {}, el('th', { scope: 'row', dir: 'auto' }, name), el('td', {}, shown), text);
  });
  const heads = ['Parameter', 'Value', 'Meaning'].map((text) => el('th', { scope: 'col' }, text));
  return part(
    'block',
    ['The block', ...(blockNames.length === 0 ? [] : [blockNames.join(', ')])].join(': '),
    doubted(paper, 'block'),
    prose(says, deeds),
    rows.length > 0 &&
      el(
        'table',
        { class: 'contract parameters' },
        el('caption', { class: 'unseen' }, 'Parameters of the block, with the paper’s defaults'),
        el('thead', {}, el('tr', {}, ...heads)),
        el('tbody', {}, ...rows),
      ),
  );
}

export function labs({ labs: all }: PaperView, deeds: Deeds): Following | undefined {
  if (all.length === 0) return undefined;
  const says = new Map(all.map(({ id }) => [id, el('span', { class: 'small' })]));
  const items = all.map(({ id, title, toCome }) => {
    const name = `${id} ${title}`;
    const shown = toCome
      ? el('span', { class: 'dim' }, name)
      : linkButton(name, () => deeds.openExercise(id));
    return el('li', {}, shown, toCome ? el('span', { class: 'small' }, 'to come') : says.get(id));
  });
  const mark = el('p', { class: 'built', role: 'status', hidden: '' });
  const element = part('labs', 'Build it', [], mark, el('ul', { class: 'rows' }, ...items));
  return {
    element,
    follow: ({ standings, built }) => {
      mark.hidden = built.length === 0;
      mark.textContent = built.length === 0 ? '' : `✓ You built it: ${built.join(', ')} passed.`;
      for (const [id, place] of says) {
        const standing = standings[id] ?? '';
        place.textContent = standing === '' ? 'not begun' : standing;
      }
    },
  };
}

/** What the learner has written about the paper; hidden until it is known whether that is anything. */
export function notes(deeds: Deeds) {
  const text = el('div');
  const open = linkButton('', deeds.openNotes);
  const element = part('notes', 'Your notes', [], text, el('p', {}, open));
  element.hidden = true;
  return {
    element,
    show: (written: string): void => {
      const nothing = el(
        'p',
        { class: 'small' },
        'Nothing yet. They are a Markdown file of your own.',
      );
      text.replaceChildren(written === '' ? nothing : prose(written, deeds));
      open.textContent = written === '' ? 'Begin your notes' : 'Edit your notes';
      element.hidden = false;
    },
  };
}

export function lineage({ lineage: all }: PaperView, deeds: Deeds): HTMLElement | undefined {
  if (all.nodes.length < 2) return undefined;
  return part(
    'lineage',
    'Builds on → leads to',
    [],
    lineageGraph(all, deeds.openPaper),
    lineageList(all),
  );
}
