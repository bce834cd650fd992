import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Block, exact, type Parameters, type Tensors } from '../../../src/core/blocks/block';
import { channelShuffle } from '../../../src/core/blocks/channel-shuffle';
import { expander } from '../../../src/core/blocks/expander';
import { interleavedGroup } from '../../../src/core/blocks/interleaved-group';
import { shift } from '../../../src/core/blocks/shift';
import { convolutions, runs, seeds, sizes } from './legal-shapes';
import { agrees, expectProved } from './plain';
import { sevenLoops } from './seven-loops';
import { conv, distance, only, seeded } from './stored';

const limit = 1e-12;

function outputOf(block: Block, p: Parameters, inputs: Tensors, name = 'y'): Float64Array {
  expect(block.illegal(p)).toBeUndefined();
  return only(block.forward(p, inputs, exact), name);
}

/** x [N, C, plane] as [N, rows, C / rows, plane], its two middle dimensions exchanged, one number at a time. */
function transposedChannels(x: Float64Array, C: number, plane: number, rows: number): number[] {
  const y: number[] = [];
  for (let n = 0; n < x.length / (C * plane); n++) {
    for (let b = 0; b < C / rows; b++) {
      for (let a = 0; a < rows; a++) {
        for (let s = 0; s < plane; s++)
          y.push(x[((n * rows + a) * (C / rows) + b) * plane + s] ?? NaN);
      }
    }
  }
  return y;
}

test('pointwise is the seven loops with a kernel of one pixel', () => {
  agrees('pointwise', sizes({ N: 3, Ci: 7, HW: 40, Co: 7 }), (p, inputs) => {
    const same = conv({ N: p['N'] ?? 0, Ci: p['Ci'] ?? 0, W: p['HW'] ?? 0, Co: p['Co'] ?? 0 });
    return { y: [...sevenLoops(same, only(inputs, 'x'), only(inputs, 'w'))] };
  });
});

describe('channel shuffle', () => {
  const shuffles = sizes({ N: 3, g: 5, each: 5, HW: 6 }).map((p) => ({
    ...{ N: p['N'] ?? 0, HW: p['HW'] ?? 0, g: p['g'] ?? 0 },
    C: (p['g'] ?? 0) * (p['each'] ?? 0),
  }));

  test('is reshape, transpose, flatten', () => {
    agrees('channel-shuffle', shuffles, ({ C = 0, HW = 0, g = 0 }, inputs) => ({
      y: transposedChannels(only(inputs, 'x'), C, HW, g),
    }));
  });

  test('with C/g groups it is undone', () => {
    fc.assert(
      fc.property(shuffles, seeds, (p, seed) => {
        const inputs = seeded(channelShuffle, p, seed);
        const y = outputOf(channelShuffle, p, inputs);
        const back = outputOf(channelShuffle, { ...p, g: p.C / p.g }, { x: y });
        expect([...back]).toEqual([...only(inputs, 'x')]);
      }),
      runs,
    );
  });

  test('one group, and as many as channels, leave the order as it is', () => {
    for (const g of [1, 6]) {
      const inputs = seeded(channelShuffle, { N: 2, C: 6, HW: 3, g }, 1);
      expect(outputOf(channelShuffle, { N: 2, C: 6, HW: 3, g }, inputs)).toEqual(inputs['x']);
    }
  });
});

describe('interleaved group convolution', () => {
  const shapes = sizes({ N: 2, H: 5, W: 5, L: 4, M: 4 });

  test('is two grouped convolutions with a permutation before and after the second', () => {
    agrees('interleaved-group', shapes, (p, inputs) => {
      const { N = 0, H = 0, W = 0, L = 0, M = 0 } = p;
      const C = L * M;
      const first = conv({ N, Ci: C, H, W, Co: C, g: L, Kh: 3, Kw: 3, ph: 1, pw: 1 });
      const z = sevenLoops(first, only(inputs, 'x'), only(inputs, 'wp'));
      const second = conv({ N, Ci: C, H, W, Co: C, g: M });
      const between = Float64Array.from(transposedChannels(z, C, H * W, L));
      const mixed = sevenLoops(second, between, only(inputs, 'ws'));
      return { y: transposedChannels(mixed, C, H * W, M) };
    });
  });

  test('is dense: an impulse in any channel reaches every output channel', () => {
    fc.assert(
      fc.property(shapes, seeds, (p, seed) => {
        const { N = 0, H = 0, W = 0, L = 0, M = 0 } = p;
        const inputs = seeded(interleavedGroup, p, seed);
        // Weights away from 0, so that no product vanishes by chance; an impulse of its own size a channel.
        const positive = {
          wp: only(inputs, 'wp').map(Math.exp),
          ws: only(inputs, 'ws').map(Math.exp),
        };
        for (let c = 0; c < L * M; c++) {
          const at = c * H * W + Math.floor((H * W) / 2);
          const x = new Float64Array(N * L * M * H * W).fill(1, at, at + 1);
          const y = outputOf(interleavedGroup, p, { x, ...positive });
          const reached = Array.from({ length: L * M }, (_, o) => y[at + (o - c) * H * W] ?? NaN);
          expect(reached.every((value) => value > 0)).toBe(true);
        }
      }),
      { ...runs, numRuns: 50 },
    );
  });
});

describe('expander convolution', () => {
  const shapes = fc
    .tuple(convolutions({ groups: 1 }), fc.nat())

    .map(([p, pick]): Parameters => ({ ...p, D: 1 + (pick % (p['Ci'] ?? 1)) }));

  test('is a dense convolution with zeros where the lists have no channel', () => {
    agrees('expander', shapes, (p, inputs) => {
      const { Ci = 0, Co = 0, D = 0, Kh = 0, Kw = 0 } = p;
      const dense = new Float64Array(Co * Ci * Kh * Kw);
      only(inputs, 'v').forEach((weight, at) => {
        const [row, tap] = [Math.floor(at / (Kh * Kw)), at % (Kh * Kw)];
        const c = only(inputs, 'idx')[row] ?? NaN;
        dense[(Math.floor(row / D) * Ci + c) * Kh * Kw + tap] = weight;
      });
      return { y: [...sevenLoops(p, only(inputs, 'x'), dense)] };
    });
  });

  test('with D = Ci in order it is the dense convolution itself', () => {
    fc.assert(
      fc.property(convolutions({ groups: 1 }), seeds, (p, seed) => {
        const { Ci = 0, Co = 0 } = p;
        const full = { ...p, D: Ci };
        const inputs = seeded(expander, full, seed);
        const idx = Float64Array.from({ length: Co * Ci }, (_, at) => at % Ci);
        const wanted = sevenLoops(p, only(inputs, 'x'), only(inputs, 'v'));
        expect(distance(wanted, outputOf(expander, full, { ...inputs, idx }))).toBeLessThan(limit);
      }),
      runs,
    );
  });
});

describe('shift', () => {
  const shapes = sizes({ N: 2, C: 6, H: 6, W: 6, Co: 4 });

  test('is a depthwise convolution with one-hot kernels, and then pointwise', () => {
    const moved = ({ N = 0, C = 0, H = 0, W = 0 }: Parameters, inputs: Tensors): Float64Array => {
      const reach = Math.max(H, W) + 1;
      const side = 2 * reach + 1;
      const hot = new Float64Array(C * side * side);
      for (let c = 0; c < C; c++) {
        const [down = NaN, across = NaN] = [c, C + c].map((at) => inputs['d']?.[at]);
        hot[(c * side + down + reach) * side + across + reach] = 1;
      }
      const kernel = { Kh: side, Kw: side, ph: reach, pw: reach };
      const depthwise = conv({ N, Ci: C, H, W, Co: C, g: C, ...kernel });
      return sevenLoops(depthwise, only(inputs, 'x'), hot);
    };
    agrees('shift', shapes, (p, inputs) => ({ s: [...moved(p, inputs)] }));
    agrees('shift-pointwise', shapes, (p, inputs) => {
      const { N = 0, C = 0, H = 0, W = 0, Co = 0 } = p;
      const s = moved(p, inputs);
      const mixed = sevenLoops(conv({ N, Ci: C, H, W, Co }), s, only(inputs, 'w'));
      return { s: [...s], y: [...mixed] };
    });
  });

  test('all nine shifts by one, at the corner where they show', () => {
    const p = { N: 1, C: 9, H: 2, W: 2 };
    const x = Float64Array.from({ length: 36 }, (_, at) => 1 + (at % 4));
    const steps = [-1, 0, 1];
    const d = Float64Array.from([
      ...steps.flatMap((dy) => [dy, dy, dy]),
      ...steps,
      ...steps,
      ...steps,
    ]);
    const first = outputOf(shift, p, { x, d }, 's').filter((_, at) => at % 4 === 0);
    expect([...first]).toEqual([0, 0, 0, 0, 1, 2, 0, 3, 4]);
  });

  test('further than the image gives zeros', () => {
    const inputs = { x: Float64Array.of(1, 2, 3, 4), d: Float64Array.of(-7, 0) };
    expect([...outputOf(shift, { N: 1, C: 1, H: 2, W: 2 }, inputs, 's')]).toEqual([0, 0, 0, 0]);
  });
});

test('every block of this file was held to its definition', () => {
  expectProved('mixing-properties');
});
