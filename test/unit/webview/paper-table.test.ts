import { describe, expect, it } from 'vitest';
import type { Result } from '../../../src/core/syllabus/paper';
import { columnsOf, nextSort, type Sort, sortedRows } from '../../../webview/paper/table';
import { freshView, readView } from '../../../webview/paper/view';

const rows: readonly Result[] = [
  { model: 'B-50', dataset: 'ImageNet', top1: 22.2, parameters: 25, source: 'Table 3' },
  { model: 'a-101', dataset: 'ImageNet', top1: 9.5, source: 'Table 3', fromMemory: ['top1'] },
  { model: 'B-9', dataset: 'COCO', source: 'README', fromMemory: true, note: 'one crop' },
];
const measured: Result = {
  ...{ model: 'C', dataset: 'COCO', source: 'Table 6' },
  measures: [
    { name: 'mAP', value: 22.1, unit: '%' },
    { name: 'latency', value: 200, unit: 'ms' },
  ],
};
const columns = columnsOf(rows);
const texts = (row: Result, of = columns): Record<string, string> =>
  Object.fromEntries(of.map((column) => [column.id, column.text(row)]));
const models = (sort: Sort | undefined): string[] =>
  sortedRows(rows, columns, sort).map(({ model }) => model);

describe('the columns of a results table', () => {
  it('are those in which some row has something, the source among them', () => {
    expect(columns.map(({ id }) => id)).toEqual([
      ...['model', 'dataset', 'top1', 'parameters', 'source', 'note'],
    ]);
    const only = columnsOf([measured]).map(({ title }) => title);
    expect(only).toEqual(['Model', 'Data', 'mAP, %', 'latency, ms', 'Source']);
  });

  it('say where a row stands, and which values nobody has checked', () => {
    const [, partly, wholly] = rows;
    if (partly === undefined || wholly === undefined) throw new Error('no rows');
    expect(texts(wholly)['source']).toBe('README; the row is from memory');
    const doubted = (row: Result): string[] =>
      columns.filter((column) => column.isFromMemory(row)).map(({ id }) => id);
    expect(doubted(partly)).toEqual(['top1']);
    expect(doubted(wholly)).toEqual(['top1', 'parameters', 'note']);
  });

  it('show large numbers so that they can be read', () => {
    const large: Result = { model: 'm', dataset: 'd', multiplyAdds: 19_600.5, source: 's' };
    expect(texts(large, columnsOf([large]))['multiplyAdds']).toBe('19,600.5');
  });
});

describe('the order of the rows', () => {
  it('is that of the paper until somebody sorts', () => {
    expect(models(undefined)).toEqual(['B-50', 'a-101', 'B-9']);
    expect(models({ column: 'gone', direction: 'ascending' })).toEqual(['B-50', 'a-101', 'B-9']);
  });

  it('is by number, and rows without one come last in both directions', () => {
    expect(models({ column: 'top1', direction: 'ascending' })).toEqual(['a-101', 'B-50', 'B-9']);
    expect(models({ column: 'top1', direction: 'descending' })).toEqual(['B-50', 'a-101', 'B-9']);
  });

  it('is by name, with numbers in names as numbers', () => {
    expect(models({ column: 'model', direction: 'ascending' })).toEqual(['a-101', 'B-9', 'B-50']);
  });

  it('goes up, down, and back', () => {
    const up = nextSort(undefined, 'top1');
    const down = nextSort(up, 'top1');
    expect([up?.direction, down?.direction]).toEqual(['ascending', 'descending']);
    expect(nextSort(down, 'top1')).toBeUndefined();
    expect(nextSort(down, 'model')).toEqual({ column: 'model', direction: 'ascending' });
  });
});

describe('what the panel kept', () => {
  it('comes back, and of a damaged state what can be believed', () => {
    const view = { paper: 'resnext', sort: { column: 'top1', direction: 'descending' }, scroll: 7 };
    expect(readView(JSON.parse(JSON.stringify(view)))).toEqual(view);
    expect(readView({ ...view, sort: { column: 'top1', direction: 'sideways' } })).toEqual({
      ...{ ...view, sort: undefined },
    });
    for (const kept of [undefined, null, 'x', 7, []]) expect(readView(kept)).toEqual(freshView);
  });
});
