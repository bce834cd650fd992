import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Marks, mergeMarks, personFileText } from '../../../src/core/group/marks';
import { readPerson } from '../../../src/core/group/read';
import { readingStatuses } from '../../../src/core/progress/reading';

const marks = (reading: Marks['reading'], passed: readonly string[] = []): Marks => ({
  reading,
  passed,
});
const file = (reading: Marks['reading'], passed: readonly string[] = []) => ({
  formatVersion: 1 as const,
  reading: { ...reading },
  passed: [...passed],
});

describe('merging marks', () => {
  it('keeps what another window or machine has written meanwhile', () => {
    const before = marks({ vgg: 'read' });
    const merged = mergeMarks(
      before,
      marks({ vgg: 'read', resnet: 'reading' }, ['E02']),
      file({ vgg: 'presented', mec: 'read' }, ['E01']),
    );
    expect(merged.reading).toEqual({ vgg: 'presented', resnet: 'reading', mec: 'read' });
    expect([...merged.passed].sort()).toEqual(['E01', 'E02']);
  });

  it('takes a tick away that was taken away here', () => {
    const merged = mergeMarks(marks({ vgg: 'read' }), marks({}), file({ vgg: 'read' }));
    expect(merged.reading).toEqual({});
  });

  it('lets the further mark count when nothing is known of the last time', () => {
    const merged = mergeMarks(
      undefined,
      marks({ vgg: 'reading', mec: 'read' }),
      file({ vgg: 'read' }),
    );
    expect(merged.reading).toEqual({ vgg: 'read', mec: 'read' });
  });

  it('writes everything when the file has gone', () => {
    const mine = marks({ vgg: 'read' }, ['E01']);
    expect(mergeMarks(mine, mine, undefined)).toEqual(mine);
  });

  const anyMarks = fc.record({
    reading: fc.dictionary(
      fc.constantFrom('vgg', 'mec', 'resnet'),
      fc.constantFrom(...readingStatuses),
      { noNullPrototype: true },
    ),
    passed: fc.uniqueArray(fc.constantFrom('E01', 'E02', 'L01')),
  });

  it('of two windows that write one after the other, no mark is lost', () => {
    fc.assert(
      fc.property(anyMarks, anyMarks, anyMarks, (start, one, other) => {
        const first = mergeMarks(start, one, file(start.reading, start.passed));
        const second = mergeMarks(start, other, file(first.reading, first.passed));
        for (const id of [...one.passed, ...other.passed]) expect(second.passed).toContain(id);
        const at = (reading: Marks['reading'], id: string): string => reading[id] ?? 'to-read';
        for (const id of ['vgg', 'mec', 'resnet']) {
          const [was, a, b] = [start, one, other].map(({ reading }) => at(reading, id));
          expect(at(second.reading, id)).toBe(b === was ? a : b);
        }
      }),
    );
  });
});

describe('the text of a person’s file', () => {
  const all = marks({ vgg: 'read', alexnet: 'reading' }, ['L02', 'E10', 'E02']);

  it('has only what is shared', () => {
    const neither = { reading: false, passed: false };
    expect(JSON.parse(personFileText(all, neither))).toEqual({ formatVersion: 1 });
    expect(JSON.parse(personFileText(all, { ...neither, passed: true }))).toEqual({
      ...{ formatVersion: 1, passed: ['E02', 'E10', 'L02'] },
    });
  });

  it('is read as it was written, and in one order', () => {
    const text = personFileText(all, { reading: true, passed: true });
    expect(readPerson('ada.json', text)).toMatchObject({ problems: [], mayWrite: true });
    expect(text.indexOf('alexnet')).toBeLessThan(text.indexOf('vgg'));
  });
});
