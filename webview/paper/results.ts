import type { Paper, Result } from '../../src/core/syllabus/paper';
import { el } from '../panel/dom';
import { type Column, columnsOf, nextSort, type Sort, sortedRows } from './table';

/** The results as a table whose headings sort it. */
export function resultsTable(
  { results = [] }: Paper,
  first: Sort | undefined,
  keep: (sort: Sort | undefined) => void,
): HTMLElement {
  const columns = columnsOf(results);
  const body = el('tbody');
  const heads = columns.map((column) => headOf(column, () => press(column.id)));
  let sort = first;

  function press(column: string): void {
    sort = nextSort(sort, column);
    keep(sort);
    draw();
  }
  function draw(): void {
    for (const [i, head] of heads.entries()) {
      const isSorted = columns[i]?.id === sort?.column;
      if (isSorted && sort !== undefined) head.setAttribute('aria-sort', sort.direction);
      else head.removeAttribute('aria-sort');
    }
    body.replaceChildren(...sortedRows(results, columns, sort).map((row) => rowOf(row, columns)));
  }
  draw();
  return el(
    'div',
    { class: 'wide', tabindex: '0', role: 'region', 'aria-label': 'Results, a wide table' },
    el(
      'table',
      { class: 'results' },
      el('caption', { class: 'unseen' }, 'Results. The buttons of the headings sort the rows.'),
      el('thead', {}, el('tr', {}, ...heads)),
      body,
    ),
  );
}

function headOf({ title, isNumber }: Column, press: () => void): HTMLElement {
  const button = el('button', { type: 'button', class: 'sort' }, title);
  button.addEventListener('click', press);
  return el('th', { scope: 'col', class: isNumber ? 'number' : undefined }, button);
}

function rowOf(row: Result, columns: readonly Column[]): HTMLElement {
  const cells = columns.map((column, i) => {
    const shown = column.text(row);
    const doubt = shown !== '' && column.isFromMemory(row);
    const content = doubt
      ? [el('span', { class: 'memory', title: 'From memory, not yet checked' }, shown, ...dagger())]
      : [shown];
    const kind = column.isNumber ? 'number' : column.id;
    return i === 0
      ? el('th', { scope: 'row', dir: 'auto' }, ...content)
      : el('td', { class: kind, dir: column.isNumber ? undefined : 'auto' }, ...content);
  });
  return el('tr', {}, ...cells);
}

/** The mark of what is from memory, for the eye and for the ear. */
export function dagger(): HTMLElement[] {
  return [
    el('span', { 'aria-hidden': 'true' }, '\u00a0†'),
    el('span', { class: 'unseen' }, ' (from memory)'),
  ];
}
