import { isFromMemory, type Result } from '../../src/core/syllabus/paper';

/** A column of the results: what a row shows there, and what it is sorted by. */
export interface Column {
  readonly id: string;
  readonly title: string;
  readonly isNumber: boolean;
  text(row: Result): string;
  /** Undefined where the row has nothing: such rows come last, whatever the direction. */
  value(row: Result): number | string | undefined;
  isFromMemory(row: Result): boolean;
}

export interface Sort {
  readonly column: string;
  readonly direction: 'ascending' | 'descending';
}

const number = new Intl.NumberFormat('en', { maximumFractionDigits: 3 });

/** The columns in which at least one row has something. */
export function columnsOf(rows: readonly Result[]): Column[] {
  const all = [
    text('model', 'Model', ({ model }) => model),
    text('dataset', 'Data', ({ dataset }) => dataset),
    figure('top1', 'Top-1 error, %', ({ top1 }) => top1),
    figure('top5', 'Top-5 error, %', ({ top5 }) => top5),
    ...measureColumns(rows),
    figure('parameters', 'Parameters, M', ({ parameters }) => parameters),
    figure('multiplyAdds', 'Multiply-adds, M', ({ multiplyAdds }) => multiplyAdds),
    count('our-parameters', 'Parameters, our count', (row) => row.recount?.parameters),
    count('our-multiplyAdds', 'Multiply-adds, M, our count', (row) => row.recount?.multiplyAdds),
    text('source', 'Source', sourceOf),
    { ...text('note', 'Note', ({ note }) => note ?? ''), isFromMemory: memory('note') },
  ];
  return all.filter((column) => rows.some((row) => column.text(row) !== ''));
}

/** The rows in order; rows that are alike stay as they were. */
export function sortedRows(
  rows: readonly Result[],
  columns: readonly Column[],
  sort: Sort | undefined,
): readonly Result[] {
  const column = columns.find(({ id }) => id === sort?.column);
  if (column === undefined) return rows;
  const sign = sort?.direction === 'descending' ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [one, other] = [column.value(a), column.value(b)];
    if (one === undefined || other === undefined)
      return Number(one === undefined) - Number(other === undefined);
    return sign * compare(one, other);
  });
}

/** A press on a heading: up, down, and back to the order of the paper. */
export function nextSort(sort: Sort | undefined, column: string): Sort | undefined {
  if (sort?.column !== column) return { column, direction: 'ascending' };
  return sort.direction === 'ascending' ? { column, direction: 'descending' } : undefined;
}

/** Where the row stands, and what of it nobody has checked there. */
function sourceOf({ source, fromMemory }: Result): string {
  return fromMemory === true ? `${source}; the row is from memory` : source;
}

function text(id: string, title: string, of: (row: Result) => string): Column {
  return {
    ...{ id, title, isNumber: false, text: of, isFromMemory: () => false },
    value: (row) => (of(row) === '' ? undefined : of(row)),
  };
}

/** A figure of the paper, as it was published. */
function figure(
  id: 'top1' | 'top5' | 'parameters' | 'multiplyAdds',
  title: string,
  of: (row: Result) => number | undefined,
): Column {
  return { ...count(id, title, of), isFromMemory: memory(id) };
}

function count(id: string, title: string, of: (row: Result) => number | undefined): Column {
  const shown = (value: number | undefined): string =>
    value === undefined ? '' : number.format(value);
  return {
    ...{ id, title, isNumber: true, value: of, isFromMemory: () => false },
    text: (row) => shown(of(row)),
  };
}

/** A column for each measure that the paper gives; two units are two measures. */
function measureColumns(rows: readonly Result[]): Column[] {
  const all = rows.flatMap(({ measures = [] }) => measures);
  const titles = new Set(all.map(titleOfMeasure));
  return [...titles].map((title) => ({
    ...count(
      `measure ${title}`,
      title,
      ({ measures = [] }) => measures.find((one) => titleOfMeasure(one) === title)?.value,
    ),
    isFromMemory: memory('measures'),
  }));
}

function titleOfMeasure({ name, unit }: { readonly name: string; readonly unit: string }): string {
  return unit === '' ? name : `${name}, ${unit}`;
}

function memory(cell: Parameters<typeof isFromMemory>[1]): (row: Result) => boolean {
  return (row) => isFromMemory(row, cell);
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}
