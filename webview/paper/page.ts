import type { z } from 'zod';
import type { Paper } from '../../src/core/syllabus/paper';
import type { Answer } from '../../src/protocol/channel';
import type { PaperView, paperPanelEvents, ReadingState } from '../../src/protocol/messages';
import { mountMarkdown } from '../markdown';
import { el } from '../panel/dom';
import * as parts from './parts';
import { resultsTable } from './results';
import { freshView, type View } from './view';

type Tells = typeof paperPanelEvents;

/** What the page needs from outside; nothing in it knows VS Code. */
export interface Ports {
  readonly kept: View;
  readonly keep: (view: View) => void;
  readonly copy: (as: 'bibtex' | 'citation') => Promise<Answer<unknown>>;
  tell<K extends keyof Tells>(name: K, body: z.infer<Tells[K]>): void;
}

/** The page of a paper: it draws what it is told, and decides nothing. */
export function createPage(ports: Ports) {
  const live = el('p', { class: 'said', role: 'status' });
  const trouble = el('p', { class: 'trouble', role: 'alert', hidden: '' });
  const body = el('div');
  let view = ports.kept;
  let follow: (reading: ReadingState) => void = () => undefined;

  function look(change: Partial<View>): void {
    view = { ...view, ...change };
    ports.keep(view);
  }
  function failed(message: string): void {
    trouble.textContent = `Something in the panel broke: ${message}`;
    trouble.hidden = false;
    ports.tell('panelFailed', { message });
  }
  const deeds: parts.Deeds = {
    openLink: (url) => ports.tell('openLink', { url }),
    openExercise: (id) => ports.tell('openExercise', { id }),
    openPaper: (id) => ports.tell('openPaper', { id }),
    openNotes: () => ports.tell('openNotes', {}),
    setReading: (status) => ports.tell('setReading', { status }),
    copy: (as) => void copy(as),
  };
  const notes = parts.notes(deeds);
  const element = el('main', {}, trouble, body, notes.element, live);
  async function copy(as: 'bibtex' | 'citation'): Promise<void> {
    const answer = await ports.copy(as);
    const what = as === 'bibtex' ? 'BibTeX' : 'The citation';
    // Said twice, it is to be heard twice.
    live.textContent = '';
    live.textContent = answer.ok
      ? `${what} is on the clipboard.`
      : `Not copied: ${answer.problem}.`;
  }
  addEventListener('scrollend', () => look({ scroll: scrollY }));

  return {
    element,
    failed,
    show: (shown: PaperView): void => {
      const { id } = shown.paper;
      view = view.paper === id ? view : { ...freshView, paper: id };
      ports.keep(view);
      trouble.hidden = true;
      const drawn = draw(shown, deeds, view, look);
      body.replaceChildren(...drawn.elements);
      follow = drawn.follow;
      follow(shown.reading);
      scrollTo({ top: view.scroll });
    },
    reading: (reading: ReadingState): void => {
      follow(reading);
    },
    notes: notes.show,
  };
}

function draw(
  shown: PaperView,
  deeds: parts.Deeds,
  view: View,
  look: (change: Partial<View>) => void,
) {
  const { paper } = shown;
  const actions = parts.actions(paper, deeds);
  const labs = parts.labs(shown, deeds);
  const columns = el(
    'div',
    { class: 'two' },
    ...[labs?.element, parts.lineage(shown, deeds)].filter((one) => one !== undefined),
  );
  return {
    elements: [
      parts.header(shown),
      actions.element,
      parts.idea(paper, deeds),
      parts.block(paper, deeds),
      results(paper, deeds, view, look),
      columns,
    ].filter((one) => one !== undefined),
    follow: (reading: ReadingState): void => {
      actions.follow(reading);
      labs?.follow(reading);
    },
  };
}

function results(
  paper: Paper,
  deeds: parts.Deeds,
  view: View,
  look: (change: Partial<View>) => void,
): HTMLElement | undefined {
  const { results: rows = [], convention, note } = paper;
  if (rows.length === 0 && convention === undefined && note === undefined) return undefined;
  const says = (text: string | undefined): HTMLElement | undefined => {
    if (text === undefined) return undefined;
    const element = el('div', { class: 'prose small', dir: 'auto' });
    mountMarkdown(element, text, deeds.openLink);
    return element;
  };
  const hasDoubts = rows.some(({ fromMemory }) => fromMemory !== undefined);
  return parts.part(
    'results',
    'What the paper reports',
    parts.doubted(paper, 'convention', 'note'),
    says(convention),
    rows.length > 0 && resultsTable(paper, view.sort, (sort) => look({ sort })),
    hasDoubts &&
      el('p', { class: 'small' }, '† from memory: nobody has checked it against the paper yet.'),
    says(note),
  );
}
