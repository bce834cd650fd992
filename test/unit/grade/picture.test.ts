import { describe, expect, it } from 'vitest';
import type { Kept } from '../../../src/core/grade/kept';
import {
  picture,
  planeLabel,
  planeOfFirstWrong,
  ratioCap,
  wrongByPlane,
} from '../../../src/core/grade/picture';

function ramp(
  shape: readonly number[],
  wrongAt: Readonly<Record<number, number>> = {},
  bound = 0,
): Kept {
  const n = shape.reduce((a, b) => a * b, 1);
  const expected = Float64Array.from({ length: n }, (_, i) => i);
  const got = Float32Array.from(expected, (value, i) => wrongAt[i] ?? value);
  return {
    tensor: 'y',
    shape,
    expected,
    got,
    bound: new Float64Array(n).fill(bound),
    poisonSeed: 1,
  };
}

describe('a plane that fits', () => {
  it('shows each element in its place', () => {
    const p = picture(ramp([2, 3], { 4: 99 }), 0, 16, 16);
    expect(p).toMatchObject({
      planes: 1,
      planeLabel: '',
      rows: 2,
      cols: 3,
      blockRows: 1,
      low: 0,
      high: 5,
    });
    expect([...p.elements]).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...p.wrong]).toEqual([0, 0, 0, 0, 1, 0]);
    expect([p.expected[4], p.got[4], p.ratio[4]]).toEqual([4, 99, ratioCap]);
  });

  it('keeps a u32 above 2^24 exact', () => {
    const kept: Kept = {
      ...{ tensor: 'y', shape: [1], bound: Float64Array.of(0), poisonSeed: 1 },
      ...{ expected: Float64Array.of(4294967295), got: Uint32Array.of(4294967294) },
    };
    expect(picture(kept, 0, 8, 8)).toMatchObject({
      expected: Float64Array.of(4294967295),
      wrong: Uint32Array.of(1),
    });
  });
});

describe('planes', () => {
  const kept = ramp([2, 3, 2, 2], { 17: -1, 23: NaN });

  it('goes to the one that is asked for and names it', () => {
    const p = picture(kept, 5, 16, 16);
    expect(p).toMatchObject({ planes: 6, plane: 5, planeLabel: 'n 1, c 2', low: 20, high: 23 });
    expect(p.elements[3]).toBe(23);
    expect(p.ratio[3]).toBe(ratioCap);
    expect(picture(kept, 99, 16, 16).plane).toBe(5);
    expect(picture(kept, -3, 16, 16).plane).toBe(0);
  });

  it('counts the wrong ones and finds the first', () => {
    expect([...wrongByPlane(kept)]).toEqual([0, 0, 0, 0, 1, 1]);
    expect(planeOfFirstWrong(kept)).toBe(4);
    expect(planeOfFirstWrong(ramp([2, 3, 2, 2]))).toBe(0);
  });

  it('names the axis of a CHW tensor and of a grouped one', () => {
    expect(planeLabel([4, 2, 2], 3)).toBe('c 3');
    expect(planeLabel([1, 2, 3, 4, 4], 4)).toBe('n 0, g 1, c 1');
  });
});

describe('vectors', () => {
  it('stay one row while they are short', () => {
    expect(picture(ramp([20]), 0, 64, 64)).toMatchObject({ rows: 1, cols: 20, folded: false });
  });

  it('are folded into rows of a power of two, with nothing past the end', () => {
    const p = picture(ramp([257], { 256: 0 }), 0, 64, 64);
    expect(p).toMatchObject({ rows: 9, cols: 32, width: 32, size: 257, folded: true });
    expect([p.elements[256], p.elements[257]]).toEqual([256, -1]);
    expect(p.wrong[256]).toBe(1);
    expect(picture(ramp([5000]), 0, 256, 256).width).toBe(128);
  });

  it('show a scalar as one cell', () => {
    expect(picture(ramp([]), 0, 8, 8)).toMatchObject({ rows: 1, cols: 1, planes: 1 });
  });
});

describe('blocks', () => {
  it('are powers of two and show their worst element', () => {
    const p = picture(ramp([10, 10], { 11: 11.5, 33: 40, 99: Infinity }, 0.25), 0, 4, 4);
    expect(p).toMatchObject({ blockRows: 4, blockCols: 4, rows: 3, cols: 3 });
    expect(p.elements[0]).toBe(33);
    expect(p.wrong[0]).toBe(2);
    expect(p.ratio[0]).toBe(28);
    expect(p.elements[8]).toBe(99);
    expect(p.elements[1]).toBe(4);
  });

  it('never hide one wrong element among a million', () => {
    const p = picture(ramp([1024, 1024], { 777_777: 0 }), 0, 64, 64);
    expect(p.wrong.reduce((a, b) => a + b, 0)).toBe(1);
    expect(p.elements.includes(777_777)).toBe(true);
  });
});

describe('edges', () => {
  it.each([[[0]], [[2, 0, 3, 3]], [[0, 5]]])('%j has nothing to write', (shape) => {
    const p = picture(ramp(shape), 3, 16, 16);
    expect(p).toMatchObject({ rows: 0, cols: 0, planes: 1, plane: 0, low: 0, high: 0 });
    expect(planeOfFirstWrong(ramp(shape))).toBe(0);
  });

  it('takes the range from finite expected values only', () => {
    const kept = { ...ramp([4]), expected: Float64Array.of(NaN, 2, Infinity, -1) };
    expect(picture(kept, 0, 8, 8)).toMatchObject({ low: -1, high: 2 });
  });

  it('calls an error at the bound right and one just above it wrong', () => {
    const kept = { ...ramp([2], { 0: 0.5, 1: 1.5000001 }), bound: Float64Array.of(0.5, 0.5) };
    const p = picture(kept, 0, 8, 8);
    expect([...p.wrong]).toEqual([0, 1]);
    expect(p.ratio[0]).toBe(1);
  });
});
