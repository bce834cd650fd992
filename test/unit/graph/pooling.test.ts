import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  furthest,
  graphOf,
  mapOf,
  maps,
  outputOf,
  reader,
  runs,
  seededFor,
  shapeOf,
} from './plain';

const windows = fc.record({
  kernel: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
  stride: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
  padded: fc.boolean(),
  ceil: fc.boolean(),
});

/** Rows or columns of output position `at`, inside the map, and how many places the window has with the padding. */
function line(
  at: number,
  [size, kernel, stride, padding]: [number, number, number, number],
): { inside: number[]; places: number } {
  const all = Array.from({ length: kernel }, (_, k) => at * stride - padding + k);
  return {
    inside: all.filter((position) => position >= 0 && position < size),
    places: all.filter((position) => position < size + padding).length,
  };
}

describe.each(['max', 'average', 'average with padding'] as const)('%s pooling', (kind) => {
  test('is the definition, window by window', () => {
    fc.assert(
      fc.property(
        maps,
        windows,
        fc.nat(),
        ({ N, C, H, W }, { kernel, stride, padded, ceil }, seed) => {
          const padding = kernel.map((k) => (padded ? k >> 1 : 0)) as [number, number];
          fc.pre(H + 2 * padding[0] >= kernel[0] && W + 2 * padding[1] >= kernel[1]);
          const options = { kernel, stride, padding, ceil };
          const graph = graphOf((g) => {
            const x = g.input('x', [N, C, H, W]);
            return kind === 'max'
              ? g.maxPool(x, options)
              : g.averagePool(x, { ...options, countPadding: kind === 'average with padding' });
          });
          const tensors = seededFor(graph, seed);
          const x = reader(tensors['x'] ?? new Float64Array(), [N, C, H, W]);
          const expected = mapOf(shapeOf(graph), (n, c, r, q) => {
            const rows = line(r, [H, kernel[0], stride[0], padding[0]]);
            const cols = line(q, [W, kernel[1], stride[1], padding[1]]);
            const seen = rows.inside.flatMap((i) => cols.inside.map((j) => x(n, c, i, j) ?? NaN));
            const sum = seen.reduce((a, b) => a + b, 0);
            if (kind === 'max') return Math.max(...seen);
            return sum / (kind === 'average' ? seen.length : rows.places * cols.places);
          });
          expect(furthest(expected, outputOf(graph, tensors))).toBeLessThan(1e-13);
        },
      ),
      runs,
    );
  });
});

test('ceil mode rounds the size up, and never begins a window behind the map', () => {
  const sizes = (
    H: number,
    kernel: number,
    stride: number,
    padding: number,
  ): (number | undefined)[] =>
    [false, true].map(
      (ceil) =>
        shapeOf(
          graphOf((g) => g.maxPool(g.input('x', [1, 1, H, H]), { kernel, stride, padding, ceil })),
        )[2],
    );
  expect(sizes(112, 3, 2, 0)).toEqual([55, 56]);
  expect(sizes(13, 3, 2, 0)).toEqual([6, 6]);
  expect(sizes(5, 2, 2, 1)).toEqual([3, 3]);
  expect(sizes(1, 2, 3, 1)).toEqual([1, 1]);
});

test('padding that wins as 0 is a misreading of its own', () => {
  const build = (zeroPadding: boolean): Float64Array =>
    outputOf(
      graphOf((g) =>
        g.maxPool(g.input('x', [1, 1, 2, 2]), { kernel: 3, stride: 1, padding: 1, zeroPadding }),
      ),
      { x: Float64Array.of(-4, -3, -2, -1) },
    );
  expect([...build(false)]).toEqual([-1, -1, -1, -1]);
  expect([...build(true)]).toEqual([0, 0, 0, 0]);
});

test('adaptive pooling takes the mean from floor(i H / b) up to ceil((i + 1) H / b)', () => {
  fc.assert(
    fc.property(
      maps,
      fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 })),
      fc.nat(),
      ({ N, C, H, W }, bins, seed) => {
        const graph = graphOf((g) => g.adaptiveAveragePool(g.input('x', [N, C, H, W]), bins));
        const tensors = seededFor(graph, seed);
        const x = reader(tensors['x'] ?? new Float64Array(), [N, C, H, W]);
        const expected = mapOf([N, C, ...bins], (n, c, r, q) => {
          let [sum, seen] = [0, 0];
          for (let i = Math.floor((r * H) / bins[0]); i < ((r + 1) * H) / bins[0]; i++) {
            for (let j = Math.floor((q * W) / bins[1]); j < ((q + 1) * W) / bins[1]; j++, seen++) {
              sum += x(n, c, i, j) ?? NaN;
            }
          }
          return sum / seen;
        });
        expect(furthest(expected, outputOf(graph, tensors))).toBeLessThan(1e-13);
      },
    ),
    runs,
  );
});

test.each([false, true])(
  'bilinear resize mixes the four pixels around, corners aligned: %s',
  (aligned) => {
    fc.assert(
      fc.property(
        maps,
        fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })),
        fc.nat(),
        ({ N, C, H, W }, to, seed) => {
          const graph = graphOf((g) => g.resize(g.input('x', [N, C, H, W]), to, aligned));
          const tensors = seededFor(graph, seed);
          const x = reader(tensors['x'] ?? new Float64Array(), [N, C, H, W]);
          // Every pixel weighs 1 less its distance: a tent, with what hangs over the edge clamped.
          const tent = (i: number, size: number, out: number, pixel: number): number => {
            const free = aligned
              ? (i * (size - 1)) / Math.max(1, out - 1)
              : (i + 0.5) * (size / out) - 0.5;
            const at = Math.min(Math.max(free, 0), size - 1);
            return Math.max(0, 1 - Math.abs(at - pixel));
          };
          const expected = mapOf([N, C, ...to], (n, c, r, q) => {
            let sum = 0;
            for (let i = 0; i < H; i++) {
              for (let j = 0; j < W; j++) {
                sum += tent(r, H, to[0], i) * tent(q, W, to[1], j) * (x(n, c, i, j) ?? NaN);
              }
            }
            return sum;
          });
          expect(furthest(expected, outputOf(graph, tensors))).toBeLessThan(1e-12);
        },
      ),
      runs,
    );
  },
);
