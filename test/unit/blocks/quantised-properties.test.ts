import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exact, type Parameters, type Tensors } from '../../../src/core/blocks/block';
import { roundHalfEven } from '../../../src/core/blocks/int8-conv';
import {
  agrees,
  at,
  convSizes,
  expectProved,
  inW,
  inX,
  onLegal,
  plainConv,
  range,
  runs,
  sevenLoops,
  sizes,
  total,
} from './plain';
import { blockNamed, only, seeded } from './stored';

/** A byte of a word as its digits in base 256 have it. */
function byte(word: number, place: number): number {
  return Math.floor(word / 256 ** place) % 256;
}

describe('int8 convolution', () => {
  const shapes = convSizes({ Ci: [1, 6], Co: [1, 5], zx: [0, 255], zy: [0, 255] });

  /** Channel c of a packed tensor [rows, ceil(channels/4), plane]. */
  const channel =
    (words: Float64Array, channels: number, plane: number) =>
    (n: number, c: number, place: number) =>
      byte(words[(n * Math.ceil(channels / 4) + Math.floor(c / 4)) * plane + place] ?? NaN, c % 4);

  function accumulators(p: Parameters, inputs: Tensors): number[] {
    const taps = at(p, 'Kh') * at(p, 'Kw');
    const x = channel(only(inputs, 'xq'), at(p, 'Ci'), at(p, 'H') * at(p, 'W'));
    const w = channel(only(inputs, 'wq'), at(p, 'Ci'), taps);
    return sevenLoops(p, (place, k) => {
      const quantised = place.inside
        ? x(place.n, place.c, place.h * at(p, 'W') + place.w)
        : at(p, 'zx');
      const weight = w(k.o, k.c, k.i * at(p, 'Kw') + k.j);
      return (quantised - at(p, 'zx')) * (weight > 127 ? weight - 256 : weight);
    });
  }

  /** To the nearest, a half to the even one, by choosing between both neighbours. */
  function nearest(value: number): number {
    const [low, high] = [Math.floor(value), Math.ceil(value)];
    if (value - low !== high - value) return value - low < high - value ? low : high;
    return low % 2 === 0 ? low : high;
  }

  function quantised(p: Parameters, inputs: Tensors, acc: readonly number[]): number[] {
    const plane = acc.length / (at(p, 'N') * at(p, 'Co'));
    return acc.map((sum, i) => {
      const o = Math.floor(i / plane) % at(p, 'Co');
      return Math.min(
        255,
        Math.max(0, nearest(sum * (only(inputs, 'scale')[o] ?? NaN)) + at(p, 'zy')),
      );
    });
  }

  /** What is in the bytes of yq, with a check that the bytes of channels that do not exist are 0. */
  function unpacked(p: Parameters, words: Float64Array): number[] {
    const each = words.length / (at(p, 'N') * Math.ceil(at(p, 'Co') / 4));
    const get = channel(words, at(p, 'Co'), each);
    const rest = range(4 * Math.ceil(at(p, 'Co') / 4)).slice(at(p, 'Co'));
    for (const c of rest)
      expect(range(each).map((place) => get(at(p, 'N') - 1, c, place))).toEqual(
        range(each).map(() => 0),
      );
    return range(at(p, 'N')).flatMap((n) =>
      range(at(p, 'Co')).flatMap((c) => range(each).map((place) => get(n, c, place))),
    );
  }

  test('sums are those of seven loops over whole numbers, and so are the outputs', () => {
    agrees('int8-conv2d', shapes, (p, inputs) => ({ acc: accumulators(p, inputs) }));
    onLegal('int8-conv2d', shapes, (p, inputs) => {
      const { yq } = blockNamed('int8-conv2d').forward(p, inputs, exact);
      const sums = accumulators(p, inputs);
      expect(unpacked(p, yq ?? new Float64Array())).toEqual(quantised(p, inputs, sums));
    });
  });

  test('other scales than powers of two are as good', () => {
    const p = { ...blockShape, zx: 9, zy: 30 };
    const inputs = seeded(blockNamed('int8-conv2d'), p, 4);
    const scaled = { ...inputs, scale: Float64Array.of(0.0031, 0.00047, 0.0029, 0.0011, 0.0007) };
    const { yq } = blockNamed('int8-conv2d').forward(p, scaled, exact);
    expect(unpacked(p, yq ?? new Float64Array())).toEqual(
      quantised(p, scaled, accumulators(p, scaled)),
    );
  });

  test('halves go to the even number', () => {
    const halves = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 2.49, 2.51];
    expect(halves.map((value) => roundHalfEven(value) + 0)).toEqual([-2, -2, 0, 0, 2, 2, 2, 3]);
    fc.assert(
      fc.property(fc.integer({ min: -4000, max: 4000 }), (quarters) => {
        expect(roundHalfEven(quarters / 4) - nearest(quarters / 4)).toBe(0);
      }),
      runs,
    );
  });
});

const blockShape = {
  ...{ N: 1, Ci: 6, H: 9, W: 7, Co: 5, Kh: 3, Kw: 3 },
  ...{ sh: 1, sw: 1, ph: 1, pw: 1, dh: 1, dw: 1 },
};

function sign(value: number): number {
  return value >= 0 ? 1 : -1;
}

/** mean |w| of each filter, once for each output. */
function scales(p: Parameters, w: Float64Array, outputs: number): number[] {
  const size = w.length / at(p, 'Co');
  const alpha = range(at(p, 'Co')).map(
    (o) => total([...w.slice(o * size, (o + 1) * size)].map(Math.abs)) / size,
  );
  const plane = outputs / (at(p, 'N') * at(p, 'Co'));
  return range(outputs).map((i) => alpha[Math.floor(i / plane) % at(p, 'Co')] ?? NaN);
}

function signDot(p: Parameters, x: ArrayLike<number>, w: ArrayLike<number>): number[] {
  return sevenLoops(
    p,
    (place, k) => (place.inside ? sign(x[inX(p, place)] ?? NaN) : 1) * sign(w[inW(p, k)] ?? NaN),
  );
}

describe('binary convolution', () => {
  test('with binary weights alone it is a convolution with sign times scale', () => {
    agrees('binary-weight-conv2d', convSizes(), (p, inputs) => {
      const w = only(inputs, 'w');
      const sums = plainConv(p, only(inputs, 'x'), w.map(sign));
      const alpha = scales(p, w, sums.length);
      return { y: sums.map((sum, i) => sum * (alpha[i] ?? NaN)) };
    });
  });

  test('of signs it is scaled by filter and by place', () => {
    agrees('xnor-conv2d', convSizes(), (p, inputs) => {
      const [x, w] = [only(inputs, 'x'), only(inputs, 'w')];
      const dot = signDot(p, x, w);
      const alpha = scales(p, w, dot.length);
      const size = at(p, 'Ci') * at(p, 'Kh') * at(p, 'Kw');
      const local = sevenLoops(p, (place) =>
        place.inside ? Math.abs(x[inX(p, place)] ?? NaN) / size : 0,
      );
      return { y: dot.map((sum, i) => sum * (alpha[i] ?? NaN) * (local[i] ?? NaN)) };
    });
  });

  const wide = convSizes({ Ci: [1, 70], H: [1, 4], W: [1, 4], Co: [1, 2] });

  test('K less twice the differing bits is the sum of products of signs', () => {
    const [dots, pack] = [blockNamed('xnor-dot'), blockNamed('sign-pack')];
    onLegal('xnor-conv2d', wide, (p, inputs) => {
      const [x, w] = [only(inputs, 'x'), only(inputs, 'w')];
      const packed = (own: Parameters, values: Float64Array): Float64Array =>
        only(pack.forward(own, { x: values }, exact), 'words');
      const xb = packed({ ...p, C: at(p, 'Ci') }, x);
      const wb = packed({ N: at(p, 'Co'), C: at(p, 'Ci'), H: at(p, 'Kh'), W: at(p, 'Kw') }, w);
      expect([...only(dots.forward(p, { xb, wb }, exact), 'dot')]).toEqual(signDot(p, x, w));
    });
  });

  test('packed words of any bits: the digits of the words are the signs', () => {
    agrees('xnor-dot', wide, (p, inputs) => {
      const bit = (words: Float64Array, place: number, c: number): number => {
        const word = words[place * Math.ceil(at(p, 'Ci') / 32) + Math.floor(c / 32)] ?? NaN;
        return Math.floor(word / 2 ** (c % 32)) % 2 === 1 ? 1 : -1;
      };
      const dot = sevenLoops(p, ({ n, c, h, w, inside }, k) => {
        const x = inside ? bit(only(inputs, 'xb'), (n * at(p, 'H') + h) * at(p, 'W') + w, c) : 1;
        return x * bit(only(inputs, 'wb'), (k.o * at(p, 'Kh') + k.i) * at(p, 'Kw') + k.j, c);
      });
      return { dot };
    });
  });

  test('signs are packed along channels, 0 as positive, and the tail is 0', () => {
    agrees('sign-pack', sizes({ N: [1, 2], C: [1, 70], H: [1, 3], W: [1, 3] }), (p, inputs) => {
      const [C, plane] = [at(p, 'C'), at(p, 'H') * at(p, 'W')];
      const words = range(at(p, 'N') * plane).flatMap((pixel) =>
        range(Math.ceil(C / 32)).map((k) => {
          const own = range(C).filter((c) => Math.floor(c / 32) === k);
          const place = (c: number): number =>
            (Math.floor(pixel / plane) * C + c) * plane + (pixel % plane);
          const ones = own.filter((c) => (only(inputs, 'x')[place(c)] ?? NaN) >= 0);
          return total(ones.map((c) => 2 ** (c % 32)));
        }),
      );
      return { words };
    });
  });
});

test('every block of this file was held to its definition', () => {
  expectProved('quantised-properties');
});
