import { describe, expect, it } from 'vitest';
import { formatError, formatNumber, indexText, trialText } from '../../../src/core/grade/format';

describe('formatNumber', () => {
  it.each([
    [135, '135'],
    [0, '0'],
    [-0, '-0'],
    [4294967295, '4294967295'],
    [1 / 3, '0.333333'],
    [1e-7, '1e-7'],
    [3.4e38, '3.4e38'],
    [-795386000000000000000, '-7.95386e20'],
    ['NaN', 'NaN'],
    ['-Infinity', '-infinity'],
    [Infinity, 'infinity'],
  ] as const)('%s is %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it('uses the digits that tell two numbers apart, and no more', () => {
    const got = Math.fround(1 / 3);
    expect([formatNumber(1 / 3, got), formatNumber(got, 1 / 3)]).toEqual([
      '0.33333333',
      '0.33333334',
    ]);
    expect(formatNumber(1.5, 2.5)).toBe('1.5');
    expect(formatNumber(0, -0)).toBe('0');
    expect(formatNumber(0.1, 0.1)).toBe('0.1');
    const next = 1 + Number.EPSILON;
    expect(formatNumber(next, 1)).not.toBe(formatNumber(1, next));
  });
});

it('formatError rounds to three digits', () => {
  expect([formatError(8632), formatError(-41981984768)]).toEqual(['8632', '-4.2e10']);
  expect([formatError(0.00123456), formatError(0), formatError(Infinity)]).toEqual([
    '0.00123',
    '0',
    'infinity',
  ]);
});

it('indexText writes an element as WGSL nearly would', () => {
  expect(indexText('t', [31, 4])).toBe('t[31, 4]');
  expect(indexText('sum', [])).toBe('sum');
});

describe('trialText', () => {
  const plain = {
    family: 'index',
    overrides: {},
    extra: [0, 0, 0],
    guarded: true,
    repeat: 0,
  } as const;

  it('says nothing of what was ordinary', () => {
    expect(trialText({ ...plain, extra: [0, 0, 0] })).toBe('inputs: index');
  });

  it('names what was not', () => {
    const text = trialText({
      ...plain,
      overrides: { W: 32 },
      extra: [1, 0, 2],
      guarded: false,
      repeat: 2,
    });
    expect(text).toBe(
      'inputs: index · W = 32 · one workgroup more than needed in x · two workgroups more than needed in z · ' +
        'buffers exactly as long as the data · run 3 with the same inputs',
    );
  });
});
