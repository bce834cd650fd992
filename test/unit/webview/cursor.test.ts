import { describe, expect, it } from 'vitest';
import { picture } from '../../../src/core/grade/picture';
import { moved, nextWrong, nextWrongPlane } from '../../../webview/panel/cursor';
import { choiceAfter, readView, selectedCase } from '../../../webview/panel/state';
import type { CaseGrade } from '../../../src/core/grade/report';

const shown = picture(
  {
    ...{
      tensor: 'y',
      shape: [4, 5],
      expected: new Float64Array(20),
      bound: new Float64Array(20),
      poisonSeed: 1,
    },
    got: Float32Array.from({ length: 20 }, (_, i) => Number(i === 7 || i === 18)),
  },
  0,
  16,
  16,
);

describe('the cursor', () => {
  const at = { row: 1, col: 2 };

  it.each([
    ['ArrowLeft', false, { row: 1, col: 1 }],
    ['ArrowDown', false, { row: 2, col: 2 }],
    ['PageDown', false, { row: 3, col: 2 }],
    ['PageUp', false, { row: 0, col: 2 }],
    ['Home', false, { row: 1, col: 0 }],
    ['End', true, { row: 3, col: 4 }],
    ['x', false, undefined],
    ['toString', false, undefined],
  ])('%s (ctrl %s) leads to %j', (key, ctrl, to) => {
    expect(moved(key, ctrl, at, shown)).toEqual(to);
  });

  it('goes from one wrong cell to the next', () => {
    expect(nextWrong(shown)).toEqual({ row: 1, col: 2 });
    expect(nextWrong(shown, at)).toEqual({ row: 3, col: 3 });
    expect(nextWrong(shown, { row: 3, col: 3 })).toBeUndefined();
  });

  it('goes round the planes', () => {
    expect(nextWrongPlane(Uint32Array.of(0, 3, 0, 1), 1)).toBe(3);
    expect(nextWrongPlane(Uint32Array.of(0, 3, 0, 1), 3)).toBe(1);
    expect(nextWrongPlane(Uint32Array.of(0, 3), 1)).toBe(1);
    expect(nextWrongPlane(Uint32Array.of(0, 0), 1)).toBeUndefined();
  });
});

describe('the case to look at', () => {
  const cases = (['passed', 'failed', 'passed', 'failed'] as const).map(
    (verdict, index) => ({ index, verdict }) as CaseGrade,
  );

  it('is the chosen one, else the first wrong one', () => {
    expect(selectedCase(cases, 2)).toBe(2);
    expect(selectedCase(cases, undefined)).toBe(1);
    expect(selectedCase([], undefined)).toBe(0);
  });

  it('is not kept when it would hide what is wrong', () => {
    expect(choiceAfter(cases, 2)).toBeUndefined();
    expect(choiceAfter(cases, 3)).toBe(3);
    expect(choiceAfter(cases.slice(0, 1), 0)).toBe(0);
    expect(choiceAfter(cases, 9)).toBeUndefined();
  });
});

describe('the kept view', () => {
  it('is believed as far as it makes sense', () => {
    expect(
      readView({ exercise: 'E01', chosenCase: 3, tensor: 1, plane: 2, table: true, scroll: 10 }),
    ).toEqual({
      ...{
        exercise: 'E01',
        chosenCase: 3,
        tensor: 1,
        plane: 2,
        table: true,
        access: false,
        scroll: 10,
      },
    });
    expect(readView({ chosenCase: -1, plane: 'x', scroll: NaN })).toMatchObject({
      ...{ exercise: '', chosenCase: undefined, plane: undefined, table: false, scroll: 0 },
    });
    expect(readView(undefined).table).toBe(false);
  });
});
