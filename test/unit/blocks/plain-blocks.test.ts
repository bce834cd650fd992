import { describe, expect, test } from 'vitest';
import { add } from '../../../src/core/blocks/add';
import { exact } from '../../../src/core/blocks/block';
import { blocks } from '../../../src/core/blocks/index';
import { sum } from '../../../src/core/blocks/sum';
import { transpose } from '../../../src/core/blocks/transpose';
import { only, seeded } from './stored';

test('every block is found under its own id', () => {
  expect([...blocks.keys()]).toContain('add');
  for (const [id, block] of blocks) expect(block.id).toBe(id);
});

describe('add', () => {
  test('rounds each sum once', () => {
    const inputs = { a: Float64Array.of(1, 2), b: Float64Array.of(2 ** -30, 3) };
    expect([...only(add.forward({ n: 2 }, inputs, exact), 'c')]).toEqual([1 + 2 ** -30, 5]);
    expect([...only(add.forward({ n: 2 }, inputs, Math.fround), 'c')]).toEqual([1, 5]);
  });

  test('costs 12 n bytes', () => {
    expect(add.cost({ n: 16_000_000 })).toEqual({
      parameters: 0,
      multiplyAdds: 0,
      flops: 16_000_000,
      bytes: 192_000_000,
      peakActivationBytes: 128_000_000,
    });
    expect(add.illegal({ n: -1 })).toBe('n must be a whole number of at least 0, and it is -1');
    expect(add.illegal({ n: 0 })).toBeUndefined();
  });
});

describe('transpose', () => {
  test('twice gives the input', () => {
    const p = { rows: 31, cols: 33 };
    const { a } = seeded(transpose, p, 1);
    const t = only(transpose.forward(p, { a: a ?? new Float64Array() }, exact), 't');
    const back = transpose.forward({ rows: 33, cols: 31 }, { a: t }, exact);
    expect([...only(back, 't')]).toEqual([...(a ?? [])]);
  });

  test('costs 8 bytes an element', () => {
    expect(transpose.cost({ rows: 4096, cols: 4096 })).toMatchObject({
      flops: 0,
      bytes: 134_217_728,
    });
    expect(transpose.terms({ rows: 2, cols: 2 })).toBe(1);
    expect(transpose.illegal({ rows: 0, cols: 1 })).toContain('rows');
  });
});

describe('sum', () => {
  test('of nothing is 0, and has a term all the same', () => {
    expect([...only(sum.forward({ n: 0 }, { x: new Float64Array() }, exact), 's')]).toEqual([0]);
    expect([sum.terms({ n: 0 }), sum.terms({ n: 7 })]).toEqual([1, 7]);
  });

  test('takes no more than n elements, in order', () => {
    const x = Float64Array.of(2 ** 24, 1, 1, 99);
    expect(only(sum.forward({ n: 3 }, { x }, exact), 's')[0]).toBe(2 ** 24 + 2);
    expect(only(sum.forward({ n: 3 }, { x }, Math.fround), 's')[0]).toBe(2 ** 24);
  });

  test('costs n additions; x is read and one number written', () => {
    expect(sum.cost({ n: 65_536 })).toMatchObject({ flops: 65_536, bytes: 4 * 65_537 });
    expect(sum.illegal({})).toBe('n is missing');
  });
});
