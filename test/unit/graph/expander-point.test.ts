import { describe, expect, test } from 'vitest';
import { exact } from '../../../src/core/blocks/block';
import { buildGraph } from '../../../src/core/graph/builder';
import { costOf, weightBytes } from '../../../src/core/graph/cost';
import { forward } from '../../../src/core/graph/evaluate';
import { expanderPoint } from '../../../src/core/graph/layers/expander-point';

describe('expander 1 × 1', () => {
  const built = (channels: number, to: number, degree: number): ReturnType<typeof buildGraph> =>
    buildGraph((g) => ({
      y: g.layer(expanderPoint({ to, degree }), [g.input('x', [2, channels, 1, 3])], {
        weights: { weight: 'v', index: 'idx' },
      }),
    }));
  test('each output reads the channels that its row names', () => {
    const made = built(4, 2, 2);
    if (!made.ok) throw new Error(made.problem);
    // Image n, channel c, column q is 100 n + 10 c + q.
    const x = Float64Array.from(
      { length: 24 },
      (_, i) => 100 * Math.floor(i / 12) + 10 * (Math.floor(i / 3) % 4) + (i % 3),
    );
    const inputs = { x, v: Float64Array.of(1, 2, 3, -1), idx: Float64Array.of(3, 0, 1, 2) };
    // x₃ + 2 x₀, and 3 x₁ - x₂.
    expect([...(forward(made.graph, inputs, exact)['y'] ?? [])]).toEqual([
      ...[30, 33, 36, 10, 12, 14],
      ...[330, 333, 336, 210, 212, 214],
    ]);
  });
  test('counts what is learned, and stores the index besides', () => {
    const made = built(8, 6, 2);
    if (!made.ok) throw new Error(made.problem);
    const { parameters, multiplyAdds } = costOf(made.graph);
    expect([parameters, multiplyAdds, weightBytes(made.graph)]).toEqual([12, 2 * 6 * 3 * 2, 96]);
  });
  test('more inputs than there are', () => {
    expect(built(4, 2, 5)).toEqual({
      ok: false,
      problem:
        'expander-point1: each output would read 5 inputs, and there are 4: degree must be at most that',
    });
  });
});
