import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exact } from '../../../src/core/blocks/block';
import { forwardWindow } from '../../../src/core/graph/evaluate';
import { offset } from '../../../src/core/graph/layers/offset';
import { whole } from '../../../src/core/graph/region';
import { furthest, graphOf, mapOf, maps, outputOf, reader, runs, seededFor } from './plain';

const steps = fc.integer({ min: -10, max: 10 });

test('an offset map holds what lies dy rows below and dx columns to the right, and 0 outside; so do its windows', () => {
  fc.assert(
    fc.property(maps, steps, steps, fc.nat(), ({ N, C, H, W }, dy, dx, seed) => {
      const graph = graphOf((g) => g.layer(offset(dy, dx), [g.input('x', [N, C, H, W])]));
      const tensors = seededFor(graph, seed);
      const x = reader(tensors['x'] ?? new Float64Array(), [N, C, H, W]);
      const moved = (n: number, c: number, r: number, q: number): number =>
        x(n, c, r + dy, q + dx) ?? 0;
      expect(furthest(mapOf([N, C, H, W], moved), outputOf(graph, tensors))).toBe(0);
      const [row, col] = [seed % H, seed % W];
      const rows = { from: row, to: row + 1 };
      const region = { ...whole([N, C, H, W]), rows, cols: { from: col, to: W } };
      const window = mapOf([N, C, 1, W - col], (n, c, _, q) => moved(n, c, row, col + q));
      expect([...forwardWindow(graph, tensors, 'y', region, exact)]).toEqual(window);
    }),
    runs,
  );
});
