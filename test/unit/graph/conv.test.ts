import fc from 'fast-check';
import { expect, test } from 'vitest';
import { furthest, graphOf, mapOf, outputOf, reader, runs, seededFor, shapeOf } from './plain';

const pair = (min: number, max: number): fc.Arbitrary<[number, number]> =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

const convolutions = fc
  .record({
    N: fc.integer({ min: 1, max: 2 }),
    groups: fc.integer({ min: 1, max: 3 }),
    depth: fc.integer({ min: 1, max: 3 }),
    width: fc.integer({ min: 1, max: 5 }),
    size: pair(1, 9),
    kernel: pair(1, 4),
    stride: pair(1, 3),
    padding: pair(0, 4),
    dilation: pair(1, 3),
    bias: fc.boolean(),
  })
  .filter(({ size, kernel, padding, dilation }) =>
    size.every(
      (length, d) => length + 2 * (padding[d] ?? 0) > (dilation[d] ?? 0) * ((kernel[d] ?? 0) - 1),
    ),
  );

test('convolution is its seven nested loops', () => {
  fc.assert(
    fc.property(convolutions, fc.nat(), (p, seed) => {
      const [H, W] = p.size;
      const [Ci, Co] = [p.groups * p.depth, p.groups * p.width];
      const graph = graphOf((g) =>
        g.conv(g.input('x', [p.N, Ci, H, W]), {
          ...{ weight: 'w', bias: p.bias ? 'b' : false, to: Co, groups: p.groups },
          ...{ kernel: p.kernel, stride: p.stride, padding: p.padding, dilation: p.dilation },
        }),
      );
      const tensors = seededFor(graph, seed);
      const x = reader(tensors['x'] ?? new Float64Array(), [p.N, Ci, H, W]);
      const w = reader(tensors['w'] ?? new Float64Array(), [Co, p.depth, ...p.kernel]);
      const expected = mapOf(shapeOf(graph), (n, o, r, q) => {
        let sum = p.bias ? (tensors['b']?.[o] ?? NaN) : 0;
        for (let c = 0; c < p.depth; c++) {
          for (let i = 0; i < p.kernel[0]; i++) {
            for (let j = 0; j < p.kernel[1]; j++) {
              const row = r * p.stride[0] - p.padding[0] + i * p.dilation[0];
              const col = q * p.stride[1] - p.padding[1] + j * p.dilation[1];
              const channel = Math.floor(o / p.width) * p.depth + c;
              sum += (w(o, c, i, j) ?? NaN) * (x(n, channel, row, col) ?? 0);
            }
          }
        }
        return sum;
      });
      expect(furthest(expected, outputOf(graph, tensors))).toBeLessThan(1e-13);
    }),
    runs,
  );
});

test('a map that is wider than the numbers laid out at a time is convolved row by row', () => {
  const graph = graphOf((g) =>
    g.conv(g.input('x', [1, 40, 3, 1000]), { weight: 'w', to: 2, kernel: [3, 1], padding: [1, 0] }),
  );
  const tensors = seededFor(graph, 1);
  const x = reader(tensors['x'] ?? new Float64Array(), [1, 40, 3, 1000]);
  const w = reader(tensors['w'] ?? new Float64Array(), [2, 40, 3, 1]);
  const expected = mapOf([1, 2, 3, 1000], (n, o, r, q) => {
    let sum = 0;
    for (let c = 0; c < 40; c++) {
      for (let i = 0; i < 3; i++) sum += (w(o, c, i, 0) ?? NaN) * (x(n, c, r + i - 1, q) ?? 0);
    }
    return sum;
  });
  expect(furthest(expected, outputOf(graph, tensors))).toBeLessThan(1e-13);
});

test('linear is a product of matrices', () => {
  fc.assert(
    fc.property(
      fc.record({
        N: fc.integer({ min: 1, max: 4 }),
        C: fc.integer({ min: 1, max: 9 }),
        to: fc.integer({ min: 1, max: 9 }),
        bias: fc.boolean(),
      }),
      fc.nat(),
      ({ N, C, to, bias }, seed) => {
        const graph = graphOf((g) =>
          g.linear(g.input('x', [N, C]), { weight: 'w', bias: bias ? 'b' : false, to }),
        );
        const tensors = seededFor(graph, seed);
        const [x, w] = [tensors['x'] ?? [], tensors['w'] ?? []];
        const expected = mapOf([N, to], (n, o) => {
          let sum = bias ? (tensors['b']?.[o] ?? NaN) : 0;
          for (let c = 0; c < C; c++) sum += (x[n * C + c] ?? NaN) * (w[o * C + c] ?? NaN);
          return sum;
        });
        expect(shapeOf(graph)).toEqual([N, to]);
        expect(furthest(expected, outputOf(graph, tensors))).toBeLessThan(1e-14);
      },
    ),
    runs,
  );
});
