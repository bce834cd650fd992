import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Block, exact, type Parameters, type Tensors } from '../../../src/core/blocks/block';
import { conv2d, convolve } from '../../../src/core/blocks/conv2d';
import { conv2dBackwardData } from '../../../src/core/blocks/conv2d-backward-data';
import { conv2dBackwardWeights } from '../../../src/core/blocks/conv2d-backward-weights';
import { fftConvolution } from '../../../src/core/blocks/fft-convolution';
import { im2col } from '../../../src/core/blocks/im2col';
import { mec } from '../../../src/core/blocks/mec';
import { winograd } from '../../../src/core/blocks/winograd';
import { count, unflatten } from '../../../src/core/tensor/shape';
import { convolutions, runs, seeds, withSide } from './legal-shapes';
import { agrees, expectProved } from './plain';
import { dataGradient, sevenLoops, weightGradient } from './seven-loops';
import { conv, distance, only, seeded } from './stored';

const limit = 1e-12;

function outputOf(block: Block, p: Parameters, inputs: Tensors, name = 'y'): Float64Array {
  expect(block.illegal(p)).toBeUndefined();
  return only(block.forward(p, inputs, exact), name);
}

/** Weights [Co, Ci, Kh, Kw] in MEC's order [Kh, Kw, Ci, Co]. */
function permuted(p: Parameters, w: Float64Array): Float64Array {
  const shape = mec.shapes(p)['w'] ?? [];
  const [, Kw = 0, Ci = 0] = shape;
  return w.map((_, at) => {
    const [i = 0, j = 0, c = 0, o = 0] = unflatten(shape, at);
    return w[((o * Ci + c) * (shape[0] ?? 0) + i) * Kw + j] ?? NaN;
  });
}

/** Each algorithm on the inputs x and w of a convolution without groups and bias. */
const algorithms: Record<string, (p: Parameters, inputs: Tensors) => Float64Array> = {
  im2col: (p, inputs) => outputOf(im2col, p, inputs),
  mec: (p, inputs) => outputOf(mec, p, { ...inputs, w: permuted(p, only(inputs, 'w')) }),
  winograd: (p, inputs) => outputOf(winograd, p, inputs),
  fft: (p, inputs) => outputOf(fftConvolution, withSide(p), inputs),
};

/** The shapes that an algorithm has, as what is fixed of a convolution. */
const shapes: Record<string, Parameters> = {
  im2col: { groups: 1 },
  mec: { groups: 1, dilation: 1 },
  winograd: { groups: 1, dilation: 1, stride: 1, kernel: 3 },
  fft: { groups: 1, dilation: 1, stride: 1 },
};

function dotOf(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);
}

describe('the same convolution', () => {
  test('direct, grouped and depthwise is the seven loops, and its bias', () => {
    agrees('conv2d', convolutions(), (p, inputs) => {
      const sums = [...sevenLoops(p, only(inputs, 'x'), only(inputs, 'w'))];
      const bias = only(inputs, 'bias');
      const plane = sums.length / bias.length / (p['N'] ?? NaN);
      return {
        y: sums.map((sum, at) => sum + (bias[Math.floor(at / plane) % bias.length] ?? NaN)),
      };
    });
  });

  test.each(['im2col', 'winograd'])('%s is the seven loops on all shapes that it has', (id) => {
    agrees(id, convolutions(shapes[id]), (p, inputs) => ({
      y: [...sevenLoops(p, only(inputs, 'x'), only(inputs, 'w'))],
    }));
  });

  test('the FFT convolution is the seven loops', () => {
    agrees('fft-convolution', convolutions(shapes['fft']).map(withSide), (p, inputs) => ({
      y: [...sevenLoops(p, only(inputs, 'x'), only(inputs, 'w'))],
    }));
  });

  test('MEC is the seven loops, with its weights in their order', () => {
    agrees('mec', convolutions(shapes['mec']), (p, inputs) => {
      const { Ci = 0, Kh = 0, Kw = 0, Co = 0 } = p;
      const w = only(inputs, 'w').map((_, at) => {
        const [o = 0, c = 0, i = 0, j = 0] = unflatten([Co, Ci, Kh, Kw], at);
        return only(inputs, 'w')[((i * Kw + j) * Ci + c) * Co + o] ?? NaN;
      });
      return { y: [...sevenLoops(p, only(inputs, 'x'), w)] };
    });
  });

  test('im2col = MEC = Winograd = FFT = direct, where all of them can', () => {
    fc.assert(
      fc.property(convolutions(shapes['winograd']), seeds, (p, seed) => {
        const inputs = seeded(im2col, p, seed);
        const direct = convolve(p, inputs, exact);
        for (const algorithm of Object.values(algorithms)) {
          expect(distance(direct, algorithm(p, inputs))).toBeLessThan(limit);
        }
      }),
      runs,
    );
  });
});

describe('intermediates', () => {
  test('a row of the column matrix is a convolution with a kernel that is 1 at its tap', () => {
    fc.assert(
      fc.property(convolutions({ groups: 1 }), seeds, (p, seed) => {
        const inputs = seeded(im2col, p, seed);
        const col = outputOf(im2col, p, inputs, 'col');
        const [N = 0, depth = 0, pixels = 0] = im2col.shapes(p)['col'] ?? [];
        const tap = seed % depth;
        const kernel = new Float64Array(depth).fill(1, tap, tap + 1);
        const rows = Array.from({ length: N }, (_, n) => (n * depth + tap) * pixels);
        expect(rows.flatMap((at) => [...col.subarray(at, at + pixels)])).toEqual([
          ...sevenLoops({ ...p, Co: 1 }, only(inputs, 'x'), kernel),
        ]);
      }),
      runs,
    );
  });

  test('a spectrum is the sum over all pixels that defines it', () => {
    const p = withSide({ ...{ N: 1, Ci: 1, H: 4, W: 3, Co: 1 }, Kh: 3, Kw: 2, ph: 1, pw: 0 });
    const inputs = seeded(fftConvolution, p, 3);
    const FX = outputOf(fftConvolution, p, inputs, 'FX');
    const P = p['P'] ?? NaN;
    const defined = FX.map((_, at) => {
      const [a = 0, b = 0, part] = unflatten([P, P, 2], at);
      return only(inputs, 'x').reduce((sum, value, k) => {
        const angle = (-2 * Math.PI * (a * Math.floor(k / 3) + b * (k % 3))) / P;
        return sum + value * (part === 0 ? Math.cos(angle) : Math.sin(angle));
      }, 0);
    });
    expect(distance(defined, FX)).toBeLessThan(1e-14);
  });

  test('spectra keep the energy of the image (Parseval)', () => {
    fc.assert(
      fc.property(convolutions(shapes['fft']), seeds, (p, seed) => {
        const side = withSide(p);
        const inputs = seeded(fftConvolution, side, seed);
        const [x, FX] = [only(inputs, 'x'), outputOf(fftConvolution, side, inputs, 'FX')];
        const energy = dotOf(FX, FX) / (side['P'] ?? NaN) ** 2;
        expect(Math.abs(energy / dotOf(x, x) - 1)).toBeLessThan(1e-12);
      }),
      runs,
    );
  });

  test('Winograd is exact on whole numbers, since its halves are', () => {
    const p = { ...{ N: 2, Ci: 3, H: 5, W: 6, Co: 2, Kh: 3, Kw: 3, g: 1 } };
    const all = { ...p, sh: 1, sw: 1, ph: 1, pw: 1, dh: 1, dw: 1 };
    const inputs = Object.fromEntries(
      Object.entries(seeded(winograd, all, 5)).map(([name, v]) => [
        name,
        v.map((value) => Math.round(20 * value)),
      ]),
    );
    const single = only(winograd.forward(all, inputs, Math.fround), 'y');
    expect([...single]).toEqual([...sevenLoops(all, only(inputs, 'x'), only(inputs, 'w'))]);
  });
});

describe('gradients', () => {
  test('are sums over the products of the seven loops', () => {
    agrees('conv2d-backward-data', convolutions(), (p, inputs) => ({
      dx: [...dataGradient(p, only(inputs, 'dy'), only(inputs, 'w'))],
    }));
    agrees('conv2d-backward-weights', convolutions(), (p, inputs) => {
      const [x, dy] = [only(inputs, 'x'), only(inputs, 'dy')];
      // A bias adds what a weight of a 1 × 1 kernel over an image of ones would add.
      const [N = 0, Co = 0, Ho = 0, Wo = 0] = conv2dBackwardWeights.shapes(p)['dy'] ?? [];
      const ones = new Float64Array(N * Ho * Wo).fill(1);
      return {
        dw: [...weightGradient(p, x, dy)],
        db: [...weightGradient(conv({ N, H: Ho, W: Wo, Co }), ones, dy)],
      };
    });
  });

  test('are adjoint to the convolution: ⟨conv x, dy⟩ = ⟨x, dx⟩ = ⟨w, dw⟩', () => {
    fc.assert(
      fc.property(convolutions(), seeds, (p, seed) => {
        const inputs = { ...seeded(conv2d, p, seed), ...seeded(conv2dBackwardData, p, seed) };
        const bias = new Float64Array(p['Co'] ?? 0);
        const y = outputOf(conv2d, p, { ...inputs, bias });
        const dx = outputOf(conv2dBackwardData, p, inputs, 'dx');
        const dw = outputOf(conv2dBackwardWeights, p, inputs, 'dw');
        const products = [
          dotOf(y, only(inputs, 'dy')),
          dotOf(only(inputs, 'x'), dx),
          dotOf(only(inputs, 'w'), dw),
        ];
        const spread = Math.max(...products) - Math.min(...products);
        expect(spread).toBeLessThan(1e-12 * (1 + conv2d.cost(p).multiplyAdds));
      }),
      runs,
    );
  });

  test('are what finite differences measure', () => {
    fc.assert(
      fc.property(convolutions(), seeds, fc.nat(), (p, seed, pick) => {
        const inputs = { ...seeded(conv2d, p, seed), ...seeded(conv2dBackwardData, p, seed) };
        const gradients = {
          x: outputOf(conv2dBackwardData, p, inputs, 'dx'),
          w: outputOf(conv2dBackwardWeights, p, inputs, 'dw'),
          bias: outputOf(conv2dBackwardWeights, p, inputs, 'db'),
        };
        for (const [name, gradient] of Object.entries(gradients)) {
          const at = pick % gradient.length;
          // The loss is linear in each of them, so any step is small enough.
          const [more, less] = [0.5, -0.5].map((step) => {
            const moved = only(inputs, name).map((v, i) => (i === at ? v + step : v));
            return dotOf(outputOf(conv2d, p, { ...inputs, [name]: moved }), only(inputs, 'dy'));
          });
          expect((more ?? NaN) - (less ?? NaN)).toBeCloseTo(gradient[at] ?? NaN, 9);
        }
      }),
      runs,
    );
  });

  test('a pixel that no window touches gets 0', () => {
    const p = { ...{ N: 1, Ci: 1, H: 6, W: 6, Co: 1, Kh: 1, Kw: 1, g: 1 } };
    const all = { ...p, sh: 3, sw: 3, ph: 0, pw: 0, dh: 1, dw: 1 };
    const inputs = { dy: Float64Array.of(1, 2, 3, 4), w: Float64Array.of(5) };
    const dx = outputOf(conv2dBackwardData, all, inputs, 'dx');
    expect(dx.filter((value) => value !== 0)).toEqual(Float64Array.of(5, 10, 15, 20));
    expect(count(conv2dBackwardData.shapes(all)['dx'] ?? [])).toBe(36);
    expect([dx[0], dx[3], dx[18], dx[21]]).toEqual([5, 10, 15, 20]);
  });
});

test('every block of this file was held to its definition', () => {
  expectProved('convolution-properties');
});
