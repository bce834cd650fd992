import { describe, expect, test } from 'vitest';
import { exact, type Parameters, type Tensors } from '../../../src/core/blocks/block';
import { conv2d } from '../../../src/core/blocks/conv2d';
import { count, unflatten } from '../../../src/core/tensor/shape';
import { conv, distance, only, seeded } from './stored';

function y(p: Parameters, inputs: Tensors): Float64Array {
  return only(conv2d.forward(p, inputs, exact), 'y');
}

/** A number by name, NaN where there is none: a mistake of the test then shows in every comparison. */
function at(p: Parameters, name: string): number {
  return p[name] ?? NaN;
}

/** The input at (n, c, row, col); what lies in the padding is 0. */
function padded(p: Parameters, x: Float64Array, index: readonly number[]): number {
  const [n = 0, c = 0, row = 0, col = 0] = index;
  const [H, W] = [at(p, 'H'), at(p, 'W')];
  if (row < 0 || row >= H || col < 0 || col >= W) return 0;
  return x[((n * at(p, 'Ci') + c) * H + row) * W + col] ?? NaN;
}

/** One output of the definition, product by product, each rounded to f32. */
function naive(p: Parameters, inputs: Tensors, index: readonly number[]): number {
  const [n = 0, o = 0, r = 0, q = 0] = index;
  const kernel = [at(p, 'Ci') / at(p, 'g'), at(p, 'Kh'), at(p, 'Kw')];
  const [channels = NaN] = kernel;
  const first = Math.floor((o * at(p, 'g')) / at(p, 'Co')) * channels;
  let sum = only(inputs, 'bias')[o] ?? NaN;
  for (let k = 0; k < count(kernel); k++) {
    const [c = 0, i = 0, j = 0] = unflatten(kernel, k);
    const row = r * at(p, 'sh') - at(p, 'ph') + i * at(p, 'dh');
    const col = q * at(p, 'sw') - at(p, 'pw') + j * at(p, 'dw');
    const weight = only(inputs, 'w')[o * count(kernel) + k] ?? NaN;
    const product = weight * padded(p, only(inputs, 'x'), [n, first + c, row, col]);
    sum = Math.fround(sum + Math.fround(product));
  }
  return sum;
}

const awkward = conv({
  N: 2,
  Ci: 4,
  H: 7,
  W: 6,
  Co: 6,
  Kh: 3,
  Kw: 2,
  g: 2,
  sh: 2,
  ph: 1,
  pw: 2,
  dw: 2,
});

test('the f32 path is the definition with every product and sum rounded', () => {
  const inputs = seeded(conv2d, awkward, 4);
  const single = only(conv2d.forward(awkward, inputs, Math.fround), 'y');
  const shape = conv2d.shapes(awkward)['y'] ?? [];
  expect([...single]).toEqual(
    [...single].map((_, i) => naive(awkward, inputs, unflatten(shape, i))),
  );
  expect(single.some((value, i) => value !== y(awkward, inputs)[i])).toBe(true);
});

describe('identities', () => {
  const dense = { ...awkward, g: 1 };
  const inputs = seeded(conv2d, awkward, 5);

  test('grouped is dense with a block-diagonal kernel', () => {
    const shape = conv2d.shapes(dense)['w'] ?? [];
    const blockDiagonal = new Float64Array(count(shape)).map((_, at) => {
      const [o = 0, c = 0, i = 0, j = 0] = unflatten(shape, at);
      const inside = Math.floor(c / 2) === Math.floor(o / 3);
      return inside ? (only(inputs, 'w')[((o * 2 + (c % 2)) * 3 + i) * 2 + j] ?? NaN) : 0;
    });
    expect(distance(y(awkward, inputs), y(dense, { ...inputs, w: blockDiagonal }))).toBeLessThan(
      1e-15,
    );
  });

  test('depthwise is one convolution for each channel', () => {
    const p = conv({ Ci: 3, H: 5, W: 6, Co: 6, Kh: 3, Kw: 3, ph: 1, pw: 1, g: 3 });
    const all = seeded(conv2d, p, 6);
    const single = { ...p, Ci: 1, Co: 1, g: 1 };
    const apart = [0, 1, 2, 3, 4, 5].flatMap((o) => {
      const c = Math.floor(o / 2);
      const x = only(all, 'x').slice(c * 30, (c + 1) * 30);
      const w = only(all, 'w').slice(o * 9, (o + 1) * 9);
      return [...y(single, { x, w, bias: only(all, 'bias').slice(o, o + 1) })];
    });
    expect([...y(p, all)]).toEqual(apart);
  });

  test('it is linear in x', () => {
    const none = new Float64Array(only(inputs, 'bias').length);
    const other = { ...inputs, x: only(seeded(conv2d, awkward, 7), 'x'), bias: none };
    const sum = only(inputs, 'x').map((value, i) => value - 3 * (other.x[i] ?? NaN));
    const [first, second] = [y(awkward, inputs), y(awkward, other)];
    const combined = first.map((value, i) => value - 3 * (second[i] ?? NaN));
    expect(distance(combined, y(awkward, { ...inputs, x: sum }))).toBeLessThan(1e-14);
  });

  test('an impulse in the middle gives the kernel back, turned', () => {
    const p = conv({ H: 5, W: 5, Kh: 3, Kw: 3 });
    const x = new Float64Array(25).fill(1, 12, 13);
    const w = Float64Array.from({ length: 9 }, (_, k) => k + 1);
    const turned = [9, 8, 7, 6, 5, 4, 3, 2, 1];
    expect([...y(p, { x, w, bias: new Float64Array(1) })]).toEqual(turned);
  });

  test('a kernel that meets only padding leaves the bias', () => {
    const p = conv({ Ci: 1, Kh: 2, Kw: 2, ph: 2, pw: 2 });
    const one = Float64Array.of(1);
    const four = Float64Array.of(1, 2, 3, 4);
    expect([...y(p, { x: one, w: four, bias: one })]).toEqual([
      1, 1, 1, 1, 1, 5, 4, 1, 1, 3, 2, 1, 1, 1, 1, 1,
    ]);
  });
});

describe('costs against the bench numbers of the course', () => {
  const { example } = conv2d;
  const benches = [
    { lab: 'L01', p: example, mega: 1850, megabytes: 13.0, ratio: 142 },
    {
      lab: 'L06',
      p: { ...example, Ci: 256, H: 28, W: 28, Co: 256, g: 32 },
      mega: 231,
      megabytes: 12.9,
      ratio: 17.9,
    },
    {
      lab: 'L07',
      p: { ...example, Ci: 144, Co: 144, g: 144 },
      mega: 65,
      megabytes: 28.9,
      ratio: 2.25,
    },
  ];

  test.each(benches)('$lab', ({ p, mega, megabytes, ratio }) => {
    const cost = conv2d.cost(p);
    expect(cost.flops).toBe(2 * cost.multiplyAdds);
    expect(Math.abs(cost.flops / 1e6 / mega - 1)).toBeLessThan(0.004);
    expect(Math.abs(cost.bytes / 1e6 / megabytes - 1)).toBeLessThan(0.004);
    expect(Math.abs(cost.flops / cost.bytes / ratio - 1)).toBeLessThan(0.004);
  });

  test('learned numbers are weights and biases', () => {
    // AlexNet's second layer: 256 kernels of 5 × 5 × 48 in two groups, and 256 biases.
    const p = conv({ Ci: 96, H: 27, W: 27, Co: 256, Kh: 5, Kw: 5, ph: 2, pw: 2, g: 2 });
    expect(conv2d.cost(p).parameters).toBe(307_456);
    expect(conv2d.cost(p).multiplyAdds).toBe(223_948_800);
    expect(conv2d.terms(p)).toBe(1201);
  });
});

describe('illegal parameters', () => {
  test.each([
    [{ Ci: 6, Co: 8, g: 4 }, 'Ci = 6 is not a multiple of g = 4'],
    [{ Ci: 4, Co: 6, g: 4 }, 'Co = 6 is not a multiple of g = 4'],
    [{ H: 3, Kh: 4 }, 'Kh = 4 is too large: it reaches over 4 rows, and the padded input has 3'],
    [
      { W: 5, Kw: 3, dw: 3 },
      'Kw = 3 is too large: it reaches over 7 columns, and the padded input has 5',
    ],
    [{ sh: 0 }, 'sh must be a whole number of at least 1, and it is 0'],
    [{ pw: -1 }, 'pw must be a whole number of at least 0, and it is -1'],
    [{ N: 1.5 }, 'N must be a whole number of at least 1, and it is 1.5'],
  ])('%o', (given, words) => {
    expect(conv2d.illegal(conv(given))).toBe(words);
  });

  test('a missing one is named', () => {
    expect(conv2d.illegal({ N: 1, Ci: 1 })).toBe('H is missing');
    expect(() => conv2d.shapes({ N: 1, Ci: 1 })).toThrow('“H” is missing');
  });
});
