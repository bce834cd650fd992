import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Tensors } from '../../../src/core/blocks/block';
import type { Builder } from '../../../src/core/graph/builder';
import type { Value } from '../../../src/core/graph/draft';
import type { Shape } from '../../../src/core/tensor/shape';
import {
  furthest,
  graphOf,
  type Index,
  mapOf,
  maps,
  outputOf,
  reader,
  runs,
  seededFor,
  shapeOf,
} from './plain';

type Read = (...index: Index) => number | undefined;

/** Holds a layer of one input, x, against an element-by-element definition, over random maps. */
function agrees(
  layer: (g: Builder, x: Value) => Value,
  definition: (x: Read, shape: Shape, tensors: Tensors) => (...index: Index) => number,
): void {
  fc.assert(
    fc.property(maps, fc.nat(), ({ N, C, H, W }, seed) => {
      const graph = graphOf((g) => layer(g, g.input('x', [N, C, H, W])));
      const tensors = seededFor(graph, seed);
      const x = reader(tensors['x'] ?? new Float64Array(), [N, C, H, W]);
      const expected = mapOf(shapeOf(graph), definition(x, [N, C, H, W], tensors));
      expect(furthest(expected, outputOf(graph, tensors))).toBeLessThan(1e-13);
    }),
    runs,
  );
}

describe('element by element', () => {
  const cases: [string, (g: Builder, x: Value) => Value, (value: number) => number][] = [
    ['relu', (g, x) => g.relu(x), (v) => (v > 0 ? v : 0)],
    ['sigmoid', (g, x) => g.sigmoid(x), (v) => 1 / (1 + Math.exp(-v))],
    [
      'tanh',
      (g, x) => g.tanh(x),
      (v) => (Math.exp(v) - Math.exp(-v)) / (Math.exp(v) + Math.exp(-v)),
    ],
    ['dropout', (g, x) => g.dropout(x), (v) => v],
    ['the sum of three', (g, x) => g.add(x, g.relu(x), x), (v) => 2 * v + Math.max(v, 0)],
    ['the product with itself', (g, x) => g.multiply(x, x), (v) => v * v],
  ];
  test.each(cases)('%s', (_, layer, value) => {
    agrees(
      layer,
      (x) =>
        (...index) =>
          value(x(...index) ?? NaN),
    );
  });

  test('relu6 has its ceiling at 6', () => {
    const graph = graphOf((g) => g.relu6(g.input('x', [1, 4])));
    expect([...outputOf(graph, { x: Float64Array.of(-1, 2, 6, 7) })]).toEqual([0, 2, 6, 6]);
  });
});

test('batch norm takes gamma, beta, mean and var kind by kind', () => {
  agrees(
    (g, x) => g.batchNorm(x, { statistics: 'bn' }),
    (x, [, C = 1], { bn }) =>
      (n, c, r, q) => {
        const [gamma, beta, mean, variance] = [0, 1, 2, 3].map((kind) => bn?.[kind * C + c] ?? NaN);
        const deviation = Math.sqrt((variance ?? NaN) + 1e-5);
        return (
          ((gamma ?? NaN) * ((x(n, c, r, q) ?? NaN) - (mean ?? NaN))) / deviation + (beta ?? NaN)
        );
      },
  );
});

test('softmax sums to 1 over the channels', () => {
  agrees(
    (g, x) => g.softmax(x),
    (x, [, C = 1]) =>
      (n, c, r, q) => {
        let sum = 0;
        for (let k = 0; k < C; k++) sum += Math.exp(x(n, k, r, q) ?? NaN);
        return Math.exp(x(n, c, r, q) ?? NaN) / sum;
      },
  );
});

test('concat and gather put channels in their order', () => {
  agrees(
    (g, x) => g.concat(g.relu(x), x),
    (x, [, C = 1]) =>
      (n, c, r, q) =>
        c < C ? Math.max(x(n, c, r, q) ?? NaN, 0) : (x(n, c - C, r, q) ?? NaN),
  );
  agrees(
    (g, x) => g.gather(x, [0, 0]),
    (x) => (n, _, r, q) => x(n, 0, r, q) ?? NaN,
  );
  const graph = graphOf((g) => g.gatherBy(g.input('x', [2, 3]), { index: 'index', to: 4 }));
  const tensors = { x: Float64Array.of(1, 2, 3, 4, 5, 6), index: Float64Array.of(2, 0, 9, 2) };
  expect([...outputOf(graph, tensors)]).toEqual([3, 1, 0, 3, 6, 4, 0, 6]);
});

test('shuffle sends input c to (c mod C/g) g + floor(c / (C/g)), and C/g undoes g', () => {
  const x = Float64Array.from({ length: 12 }, (_, c) => c);
  for (const groups of [1, 2, 3, 4, 6, 12]) {
    const depth = 12 / groups;
    const graph = graphOf((g) => g.shuffle(g.input('x', [1, 12]), groups));
    const y = outputOf(graph, { x });
    for (let c = 0; c < 12; c++) expect(y[(c % depth) * groups + Math.floor(c / depth)]).toBe(c);
    const back = graphOf((g) => g.shuffle(g.shuffle(g.input('x', [1, 12]), groups), depth));
    expect([...outputOf(back, { x })]).toEqual([...x]);
  }
});

test('shift reads from dy rows below and dx columns to the right, and 0 outside', () => {
  fc.assert(
    fc.property(
      maps,
      fc.integer({ min: -9, max: 9 }),
      fc.integer(),
      ({ N, C, H, W }, far, seed) => {
        const graph = graphOf((g) => g.shift(g.input('x', [N, C, H, W]), { offsets: 'd' }));
        const d = Float64Array.from({ length: 2 * C }, (_, k) => (k === 0 ? far : (k % 3) - 1));
        const tensors: Tensors = { ...seededFor(graph, seed), d };
        const x = reader(tensors['x'] ?? new Float64Array(), [N, C, H, W]);
        const expected = mapOf([N, C, H, W], (n, c, r, q) => {
          return x(n, c, r + (d[c] ?? NaN), q + (d[C + c] ?? NaN)) ?? 0;
        });
        expect([...outputOf(graph, tensors)]).toEqual(expected);
      },
    ),
    runs,
  );
});

test('a gate multiplies every map by its number', () => {
  agrees(
    (g, x) => g.multiply(x, g.sigmoid(g.globalAveragePool(x))),
    (x, [, , H = 1, W = 1]) =>
      (n, c, r, q) => {
        let sum = 0;
        for (let i = 0; i < H * W; i++) sum += x(n, c, Math.floor(i / W), i % W) ?? NaN;
        return (x(n, c, r, q) ?? NaN) / (1 + Math.exp(-sum / (H * W)));
      },
  );
});

test('flatten keeps the order of memory', () => {
  agrees(
    (g, x) => g.flatten(x),
    (x, [, , H = 1, W = 1]) =>
      (n, f) =>
        x(n, Math.floor(f / (H * W)), Math.floor(f / W) % H, f % W) ?? NaN,
  );
});

test('the mean of paths is over those kept, and the first stays where none is', () => {
  const build = (keep?: string): ReturnType<typeof graphOf> =>
    graphOf((g) => {
      const x = g.input('x', [3, 1]);
      return g.mean([x, g.relu(x), g.add(x, x)], keep === undefined ? {} : { keep });
    });
  const x = Float64Array.of(-3, 3, 6);
  expect([...outputOf(build(), { x })]).toEqual([-3, 4, 8]);
  const keep = Float64Array.of(0, 0, 0, 1, 0, 1, 0, 1, 0);
  expect([...outputOf(build('keep'), { x, keep })]).toEqual([-3, 4.5, 6]);
});

test.each([true, false])(
  'local response norm looks at the channels around, alpha per channel: %s',
  (alphaPerChannel) => {
    agrees(
      (g, x) => g.localResponseNorm(x, { size: 3, alpha: 0.5, alphaPerChannel }),
      (x) => (n, c, r, q) => {
        const squares = [c - 1, c, c + 1].map((k) => (x(n, k, r, q) ?? 0) ** 2);
        const sum = squares.reduce((a, b) => a + b) * (alphaPerChannel ? 0.5 / 3 : 0.5);
        return (x(n, c, r, q) ?? NaN) / (2 + sum) ** 0.75;
      },
    );
  },
);
