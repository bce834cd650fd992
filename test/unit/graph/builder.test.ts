import { describe, expect, test } from 'vitest';
import { exact } from '../../../src/core/blocks/block';
import { graphBlock } from '../../../src/core/blocks/graph-block';
import type { Builder } from '../../../src/core/graph/builder';
import type { Value } from '../../../src/core/graph/draft';
import { buildGraph } from '../../../src/core/graph/builder';
import { forward, forwardWindow } from '../../../src/core/graph/evaluate';
import { whole } from '../../../src/core/graph/region';
import { graphOf, problemOf, seededFor } from './plain';

describe('illegal layers say which number is wrong and why', () => {
  const cases: [(g: Builder, x: Value) => Value, string][] = [
    [
      (g, x) => g.conv(x, { to: 4, kernel: 1, groups: 4 }),
      'conv1: its 6 input channels are not a multiple of groups = 4',
    ],
    [
      (g, x) => g.conv(x, { to: 4, kernel: 1, groups: 3 }),
      'conv1: its 4 output channels are not a multiple of groups = 3',
    ],
    [
      (g, x) => g.conv(x, { to: 4, kernel: [3, 9], padding: [0, 1] }),
      'conv1: the kernel is wider than the padded input: it reaches over 9 columns, and there are 7',
    ],
    [
      (g, x) => g.conv(x, { to: 4, kernel: 3, dilation: 3, name: 'atrous' }),
      'atrous: the kernel is higher than the padded input: it reaches over 7 rows, and there are 5',
    ],
    [
      (g, x) => g.conv(x, { to: 4, kernel: 1, padding: -1 }),
      'conv1: padding must be a whole number of at least 0, and it is -1',
    ],
    [
      (g, x) => g.conv(x, { to: 0, kernel: 1 }),
      'conv1: to must be a whole number of at least 1, and it is 0',
    ],
    [
      (g, x) => g.maxPool(x, { kernel: 2, stride: 0 }),
      'max-pool1: stride must be a whole number of at least 1, and it is 0',
    ],
    [
      (g, x) => g.averagePool(x, { kernel: [4, 3], padding: [2, 2] }),
      'average-pool1: padding = 2 is more than half of kernel = 3: a window could lie in the padding alone',
    ],
    [
      (g, x) => g.maxPool(x, { kernel: 6 }),
      'max-pool1: the kernel is higher than the padded input: it reaches over 6 rows, and there are 5',
    ],
    [
      (g, x) => g.add(x, g.conv(x, { to: 5, kernel: 1 })),
      'add1: the inputs of a sum must have one shape, and they have 2 × 6 × 5 × 5 and 2 × 5 × 5 × 5',
    ],
    [
      (g, x) => g.concat(x, g.maxPool(x, { kernel: 2 })),
      'concat1: a concat joins channels, and all else must agree: 2 × 6 × 5 × 5 and 2 × 6 × 2 × 2 do not',
    ],
    [
      (g, x) => g.multiply(x, g.globalAveragePool(g.conv(x, { to: 3, kernel: 1 }))),
      'multiply1: a gate has one number for each channel, or as many as x: 2 × 3 × 1 × 1 does not fit 2 × 6 × 5 × 5',
    ],
    [
      (g, x) => g.linear(x, { to: 3 }),
      'linear1: a linear layer takes vectors, and its input is 5 × 5: flatten or pool it first',
    ],
    [
      (g, x) => g.linear(g.flatten(x), { to: -3 }),
      'linear1: to must be a whole number of at least 1, and it is -3',
    ],
    [(g, x) => g.shuffle(x, 4), 'shuffle1: its 6 channels are not a multiple of groups = 4'],
    [
      (g, x) => g.shuffle(x, 0),
      'shuffle1: groups must be a whole number of at least 1, and it is 0',
    ],
    [
      (g, x) => g.gather(x, [0, 6]),
      'gather1: index names channel 6, and the input has channels 0 to 5',
    ],
    [(g, x) => g.gather(x, []), 'gather1: index must name at least one channel'],
    [
      (g, x) => g.gatherBy(x, { index: 'i', to: 0 }),
      'gather-by1: to must be a whole number of at least 1, and it is 0',
    ],
    [
      (g, x) => g.resize(x, [4, 0]),
      'resize1: to must be a whole number of at least 1, and it is 0',
    ],
    [
      (g, x) => g.adaptiveAveragePool(x, 1.5),
      'adaptive-average-pool1: bins must be a whole number of at least 1, and it is 1.5',
    ],
    [
      (g, x) => g.localResponseNorm(x, { size: 0 }),
      'local-response-norm1: size must be a whole number of at least 1, and it is 0',
    ],
    [(g, x) => g.dropout(x, 1), 'dropout1: rate must be from 0 to below 1, and it is 1'],
    [
      (g, x) => g.batchNorm(x, { epsilon: -1 }),
      'batch-norm1: epsilon must be at least 0, and it is -1',
    ],
    [
      (g) => g.input('z', [1, 0, 5, 5]),
      'z: every size must be a whole number of at least 1, and one of 1 × 0 × 5 × 5 is 0',
    ],
  ];

  test.each(cases.map(([build, words]) => [words, build] as const))('%s', (words, build) => {
    expect(problemOf((g) => build(g, g.input('x', [2, 6, 5, 5])))).toBe(words);
  });

  test('the first problem is told, and what follows from it is not', () => {
    const words = problemOf((g) => {
      const x = g.conv(g.input('x', [1, 3, 5, 5]), { to: 4, kernel: 7 });
      return g.add(x, g.shuffle(x, 5));
    });
    expect(words).toContain('conv1: the kernel is higher');
  });
});

describe('weights', () => {
  test('are named by their layer, and layers by kind and number', () => {
    const graph = graphOf((g) => {
      const x = g.conv(g.input('x', [1, 2, 5, 5]), { to: 3, kernel: 1, bias: true });
      return g.batchNorm(g.conv(x, { to: 4, kernel: 3, name: 'last' }));
    });
    expect(graph.weights).toEqual({
      'conv1.weight': [3, 2, 1, 1],
      'conv1.bias': [3],
      'last.weight': [4, 3, 3, 3],
      'batch-norm1.statistics': [4, 4],
    });
  });

  test('of one name are packed, layer after layer', () => {
    const graph = graphOf((g) => {
      const x = g.input('x', [1, 2]);
      const first = g.batchNorm(x, { statistics: 'bn' });
      const wide = g.batchNorm(g.linear(first, { weight: 'w', bias: false, to: 3 }), {
        statistics: 'bn',
      });
      return g.linear(wide, { weight: 'w', bias: false, to: 1 });
    });
    expect(graph.weights).toEqual({ bn: [20], w: [9] });
    const unit = [1, 1, 0, 0, 0, 0, 1 - 1e-5, 1 - 1e-5];
    const shifted = [1, 1, 1, 10, 20, 30, 0, 0, 0, 1 - 1e-5, 1 - 1e-5, 1 - 1e-5];
    const tensors = {
      x: Float64Array.of(1, 2),
      bn: Float64Array.from([...unit, ...shifted]),
      w: Float64Array.of(1, 0, 0, 1, 1, 1, 1, 1, 1),
    };
    // (1, 2) to (1, 2, 3), shifted to (11, 22, 33), summed.
    expect(forward(graph, tensors, exact)['y']?.[0]).toBeCloseTo(66, 10);
  });

  test('of one form are stacked', () => {
    const graph = graphOf((g) => {
      const bn = { statistics: 'bn' };
      return g.batchNorm(g.batchNorm(g.input('x', [1, 2, 3, 3]), bn), bn);
    });
    expect(graph.weights).toEqual({ bn: [8, 2] });
  });
});

test('a graph may have several inputs and outputs', () => {
  const built = buildGraph((g) => {
    const [a, b] = [g.input('a', [1, 2]), g.input('b', [1, 2])];
    return { sum: g.add(a, b), both: g.concat(a, b) };
  });
  const tensors = { a: Float64Array.of(1, 2), b: Float64Array.of(30, 40) };
  expect(built.ok && forward(built.graph, tensors, exact)).toEqual({
    sum: Float64Array.of(31, 42),
    both: Float64Array.of(1, 2, 30, 40),
  });
});

test('who asks for what is not there has made a mistake in our own code', () => {
  const graph = graphOf((g) =>
    g.conv(g.input('x', [1, 1, 2, 2]), { weight: 'w', to: 1, kernel: 1 }),
  );
  const { x } = seededFor(graph, 1);
  expect(() => forward(graph, { x: x ?? new Float64Array() }, exact)).toThrow('“w” is missing');
  expect(() => forwardWindow(graph, {}, 'z', whole([1, 1]), exact)).toThrow('no output “z”');
});

test('a block of a graph finds what a layer does not allow', () => {
  const block = graphBlock({
    ...{ id: 'halved', name: '', equation: '', source: '', paper: '', inputs: ['x', 'w'] },
    ...{ parameters: { C: 1, g: 1 }, example: { C: 6, g: 3 } },
    build: (g, { C, g: groups }) => ({
      y: g.conv(g.input('x', [1, C, 1, 1]), { weight: 'w', to: C, kernel: 1, groups }),
    }),
  });
  expect(block.illegal({ C: 6, g: 4 })).toBe(
    'conv1: its 6 input channels are not a multiple of groups = 4',
  );
  expect(block.illegal({ C: 6, g: 0 })).toBe('g must be a whole number of at least 1, and it is 0');
  expect(block.illegal({ C: 6, g: 3 })).toBeUndefined();
  expect(block.shapes({ C: 6, g: 3 })).toEqual({
    x: [1, 6, 1, 1],
    w: [6, 2, 1, 1],
    y: [1, 6, 1, 1],
  });
  expect(() => block.shapes({ C: 6, g: 4 })).toThrow('halved: conv1');
});
