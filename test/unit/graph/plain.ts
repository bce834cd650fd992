import fc from 'fast-check';
import { exact, type Rounding, type Tensors } from '../../../src/core/blocks/block';
import { type Builder, buildGraph } from '../../../src/core/graph/builder';
import type { Value } from '../../../src/core/graph/draft';
import { forward } from '../../../src/core/graph/evaluate';
import { type Graph, nodeAt } from '../../../src/core/graph/graph';
import { fill, fillBatchNorm } from '../../../src/core/tensor/families';
import { subseed } from '../../../src/core/tensor/random';
import { count, type Shape, unflatten } from '../../../src/core/tensor/shape';

/** The same random cases on every machine. */
export const runs = { seed: 20_261, numRuns: 200 };

/** A graph that must be legal. */
export function graphOf(describe: (g: Builder) => Value | Readonly<Record<string, Value>>): Graph {
  const built = buildGraph((g) => {
    const made = describe(g);
    return 'node' in made ? { y: made as Value } : made;
  });
  if (!built.ok) throw new Error(built.problem);
  return built.graph;
}

/** What is wrong with a graph that must not be legal. */
export function problemOf(describe: (g: Builder) => Value): string {
  const built = buildGraph((g) => ({ y: describe(g) }));
  if (built.ok) throw new Error('The graph is legal.');
  return built.problem;
}

/** Seeded numbers for all inputs and weights of a graph; batch norms get statistics that they can have. */
export function seededFor(graph: Graph, seed: number): Tensors {
  const statistics = new Set(
    graph.nodes.flatMap(({ weights }) =>
      weights.flatMap(({ role, tensor }) => (role === 'statistics' ? [tensor] : [])),
    ),
  );
  const inputs = Object.entries(graph.inputs).map(
    ([name, place]) => [name, nodeAt(graph, place).shape] as const,
  );
  return Object.fromEntries(
    [...inputs, ...Object.entries(graph.weights)].map(([name, shape]) => {
      const own = subseed(seed, name);
      const values = statistics.has(name)
        ? fillBatchNorm(own, count(shape) / 4)
        : fill('uniform', own, count(shape), 1);
      return [name, Float64Array.from(values)];
    }),
  );
}

export function outputOf(graph: Graph, tensors: Tensors, round: Rounding = exact): Float64Array {
  return forward(graph, tensors, round)['y'] ?? new Float64Array();
}

export function shapeOf(graph: Graph, output = 'y'): Shape {
  return nodeAt(graph, graph.outputs[output] ?? -1).shape;
}

export type Index = readonly [n: number, c: number, r: number, q: number];

/** Reads a map by index; what lies outside it is undefined. */
export function reader(
  values: Float64Array,
  shape: Shape,
): (...index: Index) => number | undefined {
  const [N = 1, C = 1, H = 1, W = 1] = shape;
  return (n, c, r, q) => {
    const inside = n >= 0 && n < N && c >= 0 && c < C && r >= 0 && r < H && q >= 0 && q < W;
    return inside ? values[((n * C + c) * H + r) * W + q] : undefined;
  };
}

/** A map made element by element from its definition. */
export function mapOf(shape: Shape, value: (...index: Index) => number): number[] {
  return Array.from({ length: count(shape) }, (_, at) => {
    const [n = 0, c = 0, r = 0, q = 0] = unflatten(shape, at);
    return value(n, c, r, q);
  });
}

/** Sizes of a small map. */
export const maps = fc.record({
  N: fc.integer({ min: 1, max: 3 }),
  C: fc.integer({ min: 1, max: 6 }),
  H: fc.integer({ min: 1, max: 9 }),
  W: fc.integer({ min: 1, max: 9 }),
});

/** The largest difference, in units of the largest value. */
export function furthest(expected: readonly number[], got: Float64Array): number {
  if (expected.length !== got.length) return Infinity;
  const scale = Math.max(1e-300, ...expected.map(Math.abs));
  return Math.max(0, ...expected.map((value, i) => Math.abs(value - (got[i] ?? NaN)) / scale));
}
