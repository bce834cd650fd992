import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exact } from '../../../src/core/blocks/block';
import { conv2d } from '../../../src/core/blocks/conv2d';
import { depthwiseSeparable } from '../../../src/core/blocks/depthwise-separable';
import { sample } from '../../../src/core/blocks/sample';
import type { Builder } from '../../../src/core/graph/builder';
import type { Value } from '../../../src/core/graph/draft';
import { forward, forwardWindow } from '../../../src/core/graph/evaluate';
import { crop, type Region, whole } from '../../../src/core/graph/region';
import { sample as sampleGraph } from '../../../src/core/graph/sample';
import { conv, only, seeded } from '../blocks/stored';
import { graphOf, runs, seededFor, shapeOf } from './plain';

/** Layers that take any map, each with a number that varies it. */
const steps: readonly ((g: Builder, x: Value, by: number) => Value)[] = [
  (g, x, by) => g.conv(x, { to: 1 + by, kernel: [3, 1 + (by % 3)], padding: 1 }),
  (g, x, by) =>
    g.depthwise(x, { kernel: 3, stride: 1 + (by % 3), padding: 2, dilation: 1 + (by % 2) }),
  (g, x) => g.relu(g.batchNorm(x)),
  (g, x, by) =>
    g.maxPool(x, { kernel: 2 + (by % 2), stride: 1 + (by % 3), padding: 1, ceil: true }),
  (g, x, by) =>
    g.averagePool(x, { kernel: 3, stride: 1 + (by % 2), padding: 1, countPadding: by > 2 }),
  (g, x, by) => g.resize(x, [3 + by, 8 - by]),
  (g, x, by) => g.adaptiveAveragePool(x, [1 + by, 4]),
  (g, x) => g.multiply(x, g.sigmoid(g.globalAveragePool(x))),
  (g, x) => g.concat(x, g.shift(x, { offsets: 'd' + `${x.node}` })),
  (g, x) => g.add(x, g.conv(x, { to: x.shape[1] ?? 1, kernel: 3, padding: 1 })),
  (g, x) => g.mean([x, g.localResponseNorm(x), g.softmax(x)]),
  (g, x) => g.shuffle(g.gather(x, [0, 0, (x.shape[1] ?? 1) - 1, 0]), 2),
];

const chains = fc.record({
  size: fc.tuple(fc.integer({ min: 3, max: 9 }), fc.integer({ min: 3, max: 9 })),
  chain: fc.array(fc.tuple(fc.nat({ max: steps.length - 1 }), fc.nat({ max: 4 })), {
    minLength: 1,
    maxLength: 5,
  }),
  corners: fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), {
    minLength: 6,
    maxLength: 6,
  }),
  seed: fc.nat(),
});

/** A region of a map, from two places along each of images, rows and columns. */
function regionFrom(shape: readonly number[], at: readonly number[]): Region {
  const [N = 1, , H = 1, W = 1] = shape;
  const between = (size: number, k: number): { from: number; to: number } => {
    const [a = 0, b = 0] = [at[k], at[k + 1]].map((part) => Math.floor((part ?? 0) * size));
    return { from: Math.min(a, b), to: Math.max(a, b) + 1 };
  };
  return { images: between(N, 0), rows: between(H, 2), cols: between(W, 4) };
}

describe('windows', () => {
  test.each([
    ['exact', exact],
    ['in f32', Math.fround],
  ] as const)('equal the crop of the whole, bit for bit, %s', (_, round) => {
    fc.assert(
      fc.property(chains, ({ size, chain, corners, seed }) => {
        const graph = graphOf((g) =>
          chain.reduce(
            (x, [step, by]) => steps[step]?.(g, x, by) ?? x,
            g.input('x', [2, 3, ...size]),
          ),
        );
        const tensors = seededFor(graph, seed);
        const shape = shapeOf(graph);
        const region = regionFrom(shape, corners);
        const all = only(forward(graph, tensors, round), 'y');
        const patch = { region: whole(shape), channels: shape[1] ?? 1, data: all };
        const window = forwardWindow(graph, tensors, 'y', region, round);
        expect([...window]).toEqual([...crop(patch, region)]);
      }),
      runs,
    );
  });

  test('a window behind a flattened map needs all of it', () => {
    const graph = graphOf((g) =>
      g.linear(g.flatten(g.relu(g.input('x', [3, 2, 3, 4]))), { to: 5 }),
    );
    const tensors = seededFor(graph, 3);
    const one = { ...whole([3, 5]), images: { from: 1, to: 2 } };
    const all = only(forward(graph, tensors, exact), 'y');
    expect([...forwardWindow(graph, tensors, 'y', one, exact)]).toEqual([...all.slice(5, 10)]);
  });
});

describe('samples', () => {
  test('hold at least 4,096 elements of the whole, the corners among them', () => {
    const p = { N: 2, Ci: 12, H: 41, W: 37, Co: 24, s: 1 };
    const inputs = seeded(depthwiseSeparable, p, 4);
    const all = only(depthwiseSeparable.forward(p, inputs, exact), 'y');
    const { y } = sample(depthwiseSeparable, p, inputs, exact, 7);
    expect(y?.at.length).toBeGreaterThanOrEqual(4096);
    expect(y?.at.length).toBeLessThan(6000);
    expect([...(y?.values ?? [])]).toEqual([...(y?.at ?? [])].map((at) => all[at]));
    for (const corner of [0, 36, 40 * 37, 41 * 37 - 1, all.length - 1])
      expect(y?.at).toContain(corner);
  });

  test('of another seed are elsewhere, of the same seed the same', () => {
    const graph = graphOf((g) => g.relu(g.input('x', [1, 1, 300, 300])));
    const tensors = seededFor(graph, 1);
    const places = (seed: number): number[] => [
      ...(sampleGraph(graph, tensors, exact, seed, 100)['y']?.at ?? []),
    ];
    expect(places(1)).toEqual(places(1));
    expect(places(1)).not.toEqual(places(2));
    expect(new Set(places(1)).size).toBe(places(1).length);
  });

  test('of a small output are the whole', () => {
    const p = conv({ Ci: 2, H: 5, W: 5, Co: 3, Kh: 3, Kw: 3 });
    const inputs = seeded(conv2d, p, 4);
    const { y } = sample(conv2d, p, inputs, exact, 1);
    expect(y?.values).toEqual(conv2d.forward(p, inputs, exact)['y']);
  });
});
