import { describe, expect, test } from 'vitest';
import type { Parameters } from '../../../src/core/blocks/block';
import { conv2d } from '../../../src/core/blocks/conv2d';
import { blockNamed, conv, only, seeded } from './stored';

const plain = conv({ N: 2, Ci: 4, H: 6, W: 7, Co: 6, Kh: 3, Kw: 3, ph: 1, pw: 1 });
const spectral = { ...plain, P: 16, logP: 4 };
const lists = { ...plain, D: 2 };
const groups = { N: 2, H: 5, W: 4, L: 3, M: 2 };
const shifting = { N: 2, C: 6, H: 9, W: 7, Co: 5 };

/** For each block: legal parameters, and what one change makes of them. */
const refused: Record<string, [Parameters, [Parameters, string][]]> = {
  im2col: [
    plain,
    [
      [
        { g: 2 },
        'g must be 1, and it is 2: the column matrix holds all channels, so there is one product an image',
      ],
    ],
  ],
  mec: [
    plain,
    [
      [{ g: 2 }, 'g must be 1, and it is 2: a window of L holds all channels'],
      [{ dh: 2 }, 'dh must be 1, and it is 2: a window of L is a stretch without gaps'],
      [{ dw: 3 }, 'dw must be 1, and it is 3: a window of L is a stretch without gaps'],
    ],
  ],
  winograd: [
    plain,
    [
      [{ Kh: 5 }, 'Kh must be 3, and it is 5: F(2×2, 3×3) has transforms for kernels of 3 × 3'],
      [{ Kw: 1 }, 'Kw must be 3, and it is 1: F(2×2, 3×3) has transforms for kernels of 3 × 3'],
      [{ sh: 2 }, 'sh must be 1, and it is 2: a tile makes outputs that lie side by side'],
      [{ sw: 2 }, 'sw must be 1, and it is 2: a tile makes outputs that lie side by side'],
      [{ dw: 2 }, 'dw must be 1, and it is 2: a tile is 4 × 4 pixels that lie side by side'],
      [{ g: 2 }, 'g must be 1, and it is 2: the sixteen products sum over all channels'],
    ],
  ],
  'fft-convolution': [
    spectral,
    [
      [{ P: 12 }, 'P must be 2 to the power of logP = 4, and it is 12'],
      [{ logP: 5 }, 'P must be 2 to the power of logP = 5, and it is 16'],
      [{ P: 8192, logP: 13 }, 'P must be at most 4096, and it is 8192'],
      [
        { H: 15 },
        'P must be at least H + Kh - 1 = 17, and it is 16: the end of a plane would wrap round to its start',
      ],
      [
        { W: 14, pw: 3 },
        'P must be at least W + pw = 17, and it is 16: the end of a plane would wrap round to its start',
      ],
      [{ Kw: 12 }, 'Kw = 12 is too large: it reaches over 12 columns, and the padded input has 9'],
      [{ ph: -1 }, 'ph must be a whole number of at least 0, and it is -1'],
      [{ P: 1, logP: 0 }, 'P must be a whole number of at least 2, and it is 1'],
    ],
  ],
  pointwise: [
    { N: 2, Ci: 6, HW: 63, Co: 5 },
    [[{ HW: 0 }, 'HW must be a whole number of at least 1, and it is 0']],
  ],
  'channel-shuffle': [
    { N: 2, C: 6, HW: 63, g: 3 },
    [
      [{ g: 4 }, 'C = 6 is not a multiple of g = 4'],
      [{ g: 0 }, 'g must be a whole number of at least 1, and it is 0'],
    ],
  ],
  'interleaved-group': [
    groups,
    [
      [{ L: 0 }, 'L must be a whole number of at least 1, and it is 0'],
      [{ M: 1.5 }, 'M must be a whole number of at least 1, and it is 1.5'],
    ],
  ],
  expander: [
    lists,
    [
      [
        { D: 5 },
        'D = 5 is more than Ci = 4: an output channel reads each input channel once at most',
      ],
      [{ D: 0 }, 'D must be a whole number of at least 1, and it is 0'],
      [{ g: 2 }, 'g must be 1, and it is 2: the index list says which channels meet'],
      [{ sh: 0 }, 'sh must be a whole number of at least 1, and it is 0'],
    ],
  ],
  shift: [shifting, [[{ C: 0 }, 'C must be a whole number of at least 1, and it is 0']]],
  'shift-pointwise': [
    shifting,
    [[{ Co: 0 }, 'Co must be a whole number of at least 1, and it is 0']],
  ],
  'conv2d-backward-data': [plain, [[{ g: 3 }, 'Ci = 4 is not a multiple of g = 3']]],
  'conv2d-backward-weights': [plain, [[{ g: 4 }, 'Co = 6 is not a multiple of g = 4']]],
};

describe.each(Object.entries(refused))('%s', (id, [legal, cases]) => {
  test.each(cases)('with %o', (change, words) => {
    const block = blockNamed(id);
    expect(block.illegal(legal)).toBeUndefined();
    expect(block.illegal({ ...legal, ...change })).toBe(words);
  });

  test('names each parameter that is missing', () => {
    const block = blockNamed(id);
    for (const name of block.parameters) {
      const without = Object.fromEntries(Object.entries(legal).filter(([key]) => key !== name));
      expect(block.illegal(without)).toBe(`${name} is missing`);
    }
  });
});

test('whatever a convolution refuses, every form of it refuses in the same words', () => {
  const wrong = [{ H: 1, ph: 0 }, { W: 1, pw: 0 }, { sh: 0 }, { pw: -1 }, { N: 0 }, { Ci: 2.5 }];
  const forms = ['im2col', 'mec', 'winograd', 'conv2d-backward-data', 'conv2d-backward-weights'];
  for (const change of wrong) {
    const words = conv2d.illegal({ ...plain, ...change });
    expect(words).toMatch(/^\w+ (must be|= \d+ is too large)/);
    for (const id of [...forms, 'expander']) {
      expect(blockNamed(id).illegal({ ...lists, ...change }), id).toBe(words);
    }
  }
});

describe('tables', () => {
  const cases: Record<string, Parameters> = {
    ...{ expander: lists, 'fft-convolution': spectral },
    ...{ shift: shifting, 'shift-pointwise': shifting },
  };
  const makers = Object.keys(cases).flatMap((id) =>
    Object.keys(blockNamed(id).tables ?? {}).map((name) => [id, name] as const),
  );

  test.each(makers)('%s makes legal values of “%s”, exact in f32, from each seed', (id, name) => {
    const block = blockNamed(id);
    const p = cases[id] ?? {};
    const made = Array.from({ length: 50 }, (_, seed) => only(seeded(block, p, seed), name));
    for (const values of made) {
      expect(block.tables?.[name]?.illegal(p, values)).toBeUndefined();
      expect([...values].every((value) => value === Math.fround(value))).toBe(true);
    }
    // Twiddle factors are what they are; lists and shifts differ from seed to seed.
    expect(new Set(made.map((values) => values.join())).size > 40).toBe(name !== 'tw');
  });

  const idx = blockNamed('expander').tables?.['idx'];
  const three = { ...plain, Co: 2, D: 2 };
  test.each([
    [[0, 3, 2, 2], 'idx[1, 1] = 2 is in row 1 twice: its products would be summed twice'],
    [[0, 4, 1, 2], 'idx[0, 1] = 4 is no input channel: there are 4, from 0'],
    [[0, 1, -1, 2], 'idx[1, 0] = -1 is no input channel: there are 4, from 0'],
    [[0, 1, 0.5, 2], 'idx[1, 0] = 0.5 is no input channel: there are 4, from 0'],
    [[0, 1, 0, 1], undefined],
  ])('an index list %o', (values, words) => {
    expect(idx?.illegal(three, Float64Array.from(values))).toBe(words);
  });

  test('shifts are whole, twiddles are roots of unity', () => {
    const d = blockNamed('shift').tables?.['d'];
    const two = { N: 1, C: 2, H: 2, W: 2 };
    expect(d?.illegal(two, Float64Array.of(0, -9, 1, 0.5))).toBe(
      'dx of channel 1 must be a whole number, and it is 0.5',
    );
    expect(d?.illegal(two, Float64Array.of(0, -9, 1, 5))).toBeUndefined();
    const tw = blockNamed('fft-convolution').tables?.['tw'];
    const four = { ...spectral, P: 4, logP: 2 };
    expect(tw?.illegal(four, Float64Array.of(1, 0, 0, -1))).toBeUndefined();
    expect(tw?.illegal(four, Float64Array.of(1, 0, 0, 1))).toBe('tw[1] must be exp(-2πi·1/P)');
  });

  test('far shifts are among those that are made', () => {
    const made = seeded(blockNamed('shift'), { ...shifting, C: 64 }, 3)['d'] ?? new Float64Array();
    expect(Math.max(...made.map(Math.abs))).toBeGreaterThan(shifting.H - 1);
    const pairs = new Set([...made.subarray(0, 64)].map((dy, c) => `${dy} ${made[64 + c] ?? NaN}`));
    for (const dy of [-1, 0, 1]) {
      for (const dx of [-1, 0, 1]) expect(pairs).toContain(`${dy} ${dx}`);
    }
  });
});
