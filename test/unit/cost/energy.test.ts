import { describe, expect, test } from 'vitest';
import { energyOf } from '../../../src/core/cost/energy';
import { buildGraph, type Builder } from '../../../src/core/graph/builder';
import type { Value } from '../../../src/core/graph/draft';
import type { Graph } from '../../../src/core/graph/graph';
import { costOf, weightBytes } from '../../../src/core/graph/cost';
import { costed } from './costed';

function graphOf(describeGraph: (g: Builder) => Value): Graph {
  const built = buildGraph((g) => ({ y: describeGraph(g) }));
  if (!built.ok) throw new Error(built.problem);
  return built.graph;
}

function energy(graph: Graph): ReturnType<typeof energyOf> {
  return energyOf(graph, costOf(graph).multiplyAdds, weightBytes(graph));
}

describe('energy by hand', () => {
  test('a convolution, batch norm and ReLU', () => {
    const graph = graphOf((g) =>
      g.relu(g.batchNorm(g.conv(g.input('x', [1, 2, 5, 5]), { to: 4, kernel: 3 }))),
    );
    const { arithmetic, weights, activations, total } = energy(graph);
    // 4 · 3 · 3 outputs of 2 · 9 products, 3.7 pJ and 0.9 pJ each.
    expect(arithmetic).toBeCloseTo(36 * 18 * 4.6e-9, 15);
    // 72 weights and 4 · 4 numbers of batch norm: 352 bytes are 44 accesses of 1.3 to 2.6 nJ.
    expect(weights[0]).toBeCloseTo(44 * 1.3e-6, 15);
    expect(weights[1]).toBeCloseTo(44 * 2.6e-6, 15);
    // 50 numbers in and 36 out, 43 accesses of 100 pJ; batch norm and ReLU work in place.
    expect(activations).toBeCloseTo(43 * 1e-7, 15);
    expect(total[0]).toBeCloseTo(arithmetic + weights[0] + activations, 15);
    expect(total[1]).toBeCloseTo(arithmetic + weights[1] + activations, 15);
  });
  test('a sum reads both of its inputs, flatten moves nothing', () => {
    const graph = graphOf((g) => {
      const x = g.input('x', [1, 2, 4, 4]);
      return g.flatten(g.add(x, x));
    });
    expect(energy(graph).activations).toBeCloseTo(((3 * 32 * 4) / 8) * 1e-7, 15);
  });
  test('AlexNet’s arithmetic and weights', () => {
    const cost = costed('alexnet');
    expect(cost.energy.arithmetic).toBeCloseTo(714_188_480 * 4.6e-9, 9);
    expect(cost.energy.weights[0]).toBeCloseTo((61_100_840 / 2) * 1.3e-6, 6);
    expect(cost.energy.fromMemory).toEqual(['cache1MiB', 'dram']);
  });
});
