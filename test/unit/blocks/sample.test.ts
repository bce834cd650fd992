import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Block, exact, type Parameters } from '../../../src/core/blocks/block';
import { blocks } from '../../../src/core/blocks/index';
import { magnitudes, sample, sampleIndices } from '../../../src/core/blocks/sample';
import { convolutions, runs, seeds, sizes } from './legal-shapes';
import { blockNamed, distance, only, seeded } from './stored';

/** What grading asks for at least. */
const sampleSize = 4096;

describe('a sample', () => {
  test('is everything where there is little', () => {
    expect(sampleIndices(1, 0)).toEqual([]);
    expect(sampleIndices(1, 3)).toEqual([0, 1, 2]);
    expect(sampleIndices(1, sampleSize)).toHaveLength(4096);
  });

  test('rises, has no element twice, has the ends, and leaves no wide gap', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 4097, max: 2 ** 31 }), (seed, length) => {
        const at = sampleIndices(seed, length);
        expect(at).toHaveLength(sampleSize);
        expect([at[0], at.at(-1)]).toEqual([0, length - 1]);
        const steps = at.slice(1).map((value, i) => value - (at[i] ?? NaN));
        expect(Math.min(...steps)).toBeGreaterThanOrEqual(1);
        expect(Math.max(...steps)).toBeLessThanOrEqual(
          2 * Math.ceil(length / (sampleSize - 2)) + 1,
        );
      }),
      { ...runs, numRuns: 40 },
    );
  });

  test('depends on the seed alone', () => {
    expect(sampleIndices(5, 1e6)).toEqual(sampleIndices(5, 1e6));
    expect(sampleIndices(5, 1e6)).not.toEqual(sampleIndices(6, 1e6));
  });
});

const grouped = convolutions({ groups: 1 });
const stepping = convolutions({ groups: 1, dilation: 1 });
const square = convolutions({ groups: 1, dilation: 1, stride: 1, kernel: 3 });
const moved = sizes({ N: 2, C: 6, H: 5, W: 6, Co: 4 });

/** Legal shapes of each block that gives single elements. */
const shapes: Record<string, fc.Arbitrary<Parameters>> = {
  im2col: grouped,
  mec: stepping,
  winograd: square,
  pointwise: sizes({ N: 3, Ci: 7, HW: 30, Co: 7 }),
  'channel-shuffle': sizes({ N: 2, g: 4, each: 4, HW: 5 }).map(({ each = 0, ...p }) => ({
    ...p,
    C: each * (p['g'] ?? 0),
  })),
  'interleaved-group': sizes({ N: 2, H: 5, W: 5, L: 4, M: 3 }),
  expander: grouped.map((p) => ({ ...p, D: Math.ceil((p['Ci'] ?? 0) / 2) })),
  shift: moved,
  'shift-pointwise': moved,
  'conv2d-backward-data': convolutions(),
  'conv2d-backward-weights': convolutions(),
};

describe('single elements', () => {
  const able = [...blocks.values()].filter((block) => block.elementsAt !== undefined);

  test('are there for all convolutions but the FFT', () => {
    const ids = able.map((block) => block.id);
    expect(ids.filter((id) => shapes[id] !== undefined)).toEqual(Object.keys(shapes));
    expect('elementsAt' in blockNamed('fft-convolution')).toBe(false);
  });

  test.each(Object.entries(shapes))('of %s are those of the whole, in f64 and f32', (id, legal) => {
    const block = blockNamed(id);
    fc.assert(
      fc.property(legal, seeds, (p, seed) => {
        const inputs = seeded(block, p, seed);
        const [double, single] = [exact, Math.fround].map((round) => {
          const all = block.forward(p, inputs, round);
          const some = sample(block, p, inputs, round, seed, 12);
          return block.outputs.map((output) => {
            const { at = [], values = [] } = some[output] ?? {};
            expect(at.length).toBeGreaterThanOrEqual(Math.min(12, only(all, output).length));
            return { values, truth: Array.from(at, (i) => only(all, output)[i] ?? NaN) };
          });
        });
        for (const { values, truth } of double ?? []) {
          expect(distance(truth, values)).toBeLessThan(1e-12);
        }
        for (const { values, truth } of single ?? []) {
          expect(distance(truth, values)).toBeLessThan(1e-5);
          expect(Array.from(values).every((value) => value === Math.fround(value))).toBe(true);
        }
      }),
      runs,
    );
  });

  test('of a benchmark shape: 4,096 and more, those of its last image as when it is alone', () => {
    const block = blockNamed('conv2d');
    const p = block.example;
    const inputs = seeded(block, p, 1);
    const { at, values } = sample(block, p, inputs, exact, 1)['y'] ?? { at: [], values: [] };
    expect(at.length).toBeGreaterThanOrEqual(4096);
    const image = 64 * 56 * 56;
    const last = { ...inputs, x: only(inputs, 'x').slice(7 * image) };
    const alone = only(block.forward({ ...p, N: 1 }, last, exact), 'y');
    const there = Array.from(at).filter((i) => i >= 7 * image);
    expect(there.length).toBeGreaterThan(64 * 16);
    expect(Array.from(values).slice(-there.length)).toEqual(there.map((i) => alone[i - 7 * image]));
  });

  test('of a block that has none come out of the whole', () => {
    const p = { N: 1, Ci: 2, H: 3, W: 3, Co: 2, Kh: 2, Kw: 2, ph: 0, pw: 0, P: 4, logP: 2 };
    const block = blockNamed('fft-convolution');
    const inputs = seeded(block, p, 1);
    const y = only(block.forward(p, inputs, exact), 'y');
    expect(sample(block, p, inputs, exact, 1)['y']?.values).toEqual(y);
  });
});

test('magnitudes leave tables as they are', () => {
  const inputs = { x: Float64Array.of(-1, 2), d: Float64Array.of(-1, 1) };
  const block: Block = blockNamed('shift');
  expect(magnitudes(block, inputs)).toEqual({ x: Float64Array.of(1, 2), d: inputs.d });
});
