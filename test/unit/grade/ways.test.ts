import { describe, expect, test } from 'vitest';
import type { Kept } from '../../../src/core/grade/kept';
import type { Respect } from '../../../src/core/grade/runner';
import { wayFindings } from '../../../src/core/grade/ways';

/** What is told where one element comes out as `usual` and in another way as `other`; 1 is expected, within 1e-6. */
function told(respect: Respect, usual: number, other: number): string[] {
  const kept: Kept = {
    ...{ tensor: 'y', shape: [1], got: Float32Array.of(usual), poisonSeed: 1 },
    ...{ expected: Float64Array.of(1), bound: Float64Array.of(1e-6) },
  };
  const alternative = {
    ...{ respect, usual: 'the one', other: 'the other', findings: [] },
    buffers: new Map([['y', Float32Array.of(other)]]),
  };
  const ran = { kind: 'ran', buffers: new Map(), alternatives: [alternative] } as const;
  return wayFindings([kept], ran).map(({ id }) => id);
}

describe('two legal ways to run a kernel', () => {
  test.each([
    ['order', 'depends-on-schedule'],
    ['subgroupSize', 'depends-on-subgroup-size'],
    ['lanes', 'depends-on-lanes'],
    ['exchange', 'depends-on-weak-exchange'],
  ] as const)(
    'in %s: right in one and wrong in the other is told, however little',
    (respect, id) => {
      expect(told(respect, 1, 1.00001)).toEqual([id]);
      expect(told(respect, 1.00001, 1)).toEqual([id]);
    },
  );

  test('both right is nothing, though the bits differ', () => {
    expect(told('order', 1, 1.0000005)).toEqual([]);
    expect(told('lanes', 1, 1.0000005)).toEqual([]);
  });

  test('both wrong is told where the order changes more than roundings', () => {
    expect(told('order', 7.5, 7.5000005)).toEqual([]);
    expect(told('order', 7.5, 7.6)).toEqual(['depends-on-schedule']);
    expect(told('order', 7.5, NaN)).toEqual(['depends-on-schedule']);
    // A count has no roundings.
    expect(told('order', 10_000, 10_001)).toEqual(['depends-on-schedule']);
  });

  test('what is wrong in the usual way already needs no other machine', () => {
    expect(told('subgroupSize', 7.5, 8.5)).toEqual([]);
  });
});
