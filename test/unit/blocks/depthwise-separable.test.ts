import { describe, expect, test } from 'vitest';
import { exact } from '../../../src/core/blocks/block';
import { depthwiseSeparable, twoPassBytes } from '../../../src/core/blocks/depthwise-separable';
import { distance, only, seeded } from './stored';

describe('depthwise-separable', () => {
  const p = { N: 2, Ci: 6, H: 9, W: 7, Co: 8, s: 2 };

  test('the f32 path is near the truth and not equal to it', () => {
    const inputs = seeded(depthwiseSeparable, p, 2);
    const truth = only(depthwiseSeparable.forward(p, inputs, exact), 'y');
    const single = only(depthwiseSeparable.forward(p, inputs, Math.fround), 'y');
    expect(distance(truth, single)).toBeGreaterThan(1e-9);
    expect(distance(truth, single)).toBeLessThan(1e-6);
    expect(single.every((value) => value === Math.fround(value))).toBe(true);
  });

  test('shapes and legal parameters', () => {
    expect(depthwiseSeparable.shapes(p)).toMatchObject({
      y: [2, 8, 5, 4],
      bn1: [4, 6],
      wp: [8, 6, 1, 1],
    });
    expect(depthwiseSeparable.illegal(p)).toBeUndefined();
    expect(depthwiseSeparable.illegal({ ...p, s: 0 })).toContain('s must be');
    expect(depthwiseSeparable.terms(p)).toBe(0);
  });

  test('costs the bench numbers of the course', () => {
    const bench = { N: 8, Ci: 128, H: 56, W: 56, Co: 128, s: 1 };
    const cost = depthwiseSeparable.cost(bench);
    const unfused = twoPassBytes(bench);
    expect((cost.flops / 1e6).toFixed(0)).toBe('906');
    expect((unfused / 1e6).toFixed(1)).toBe('51.5');
    expect((cost.flops / unfused).toFixed(1)).toBe('17.6');
    expect((cost.bytes / 1e6).toFixed(1)).toBe('25.8');
    expect(cost.parameters).toBe(9 * 128 + 128 * 128 + 4 * 128);
  });
});
