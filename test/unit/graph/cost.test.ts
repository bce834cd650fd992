import { describe, expect, test } from 'vitest';
import { conventions } from '../../../src/core/graph/conventions';
import {
  costOf,
  countBy,
  layerCosts,
  operationsOf,
  sectionCosts,
  weightBytes,
} from '../../../src/core/graph/cost';
import { pictureOf } from '../../../src/core/graph/picture';
import { receptiveField } from '../../../src/core/graph/receptive-field';
import type { Graph } from '../../../src/core/graph/graph';
import { graphOf } from './plain';

function by(id: string, graph: Graph): number {
  const convention = conventions.find((one) => one.id === id);
  if (convention === undefined) throw new Error(`There is no convention ${id}.`);
  return countBy(graph, convention);
}

/** AlexNet of 2012 up to its second convolution: two rows of its layer table. */
const alexNet = graphOf((g) => {
  const x = g.input('x', [1, 3, 227, 227]);
  const first = g.section('conv1', () =>
    g.localResponseNorm(g.relu(g.conv(x, { to: 96, kernel: 11, stride: 4, bias: true }))),
  );
  return g.section('conv2', () => {
    const pooled = g.maxPool(first, { kernel: 3, stride: 2 });
    return g.relu(g.conv(pooled, { to: 256, kernel: 5, padding: 2, groups: 2, bias: true }));
  });
});

describe('a layer table', () => {
  test('has a row for each section, with the published numbers', () => {
    expect(
      sectionCosts(alexNet).map(({ label, shape, parameters, operations }) => [
        ...[label, shape, parameters, operations.multiplyAdds],
      ]),
    ).toEqual([
      ['conv1', [1, 96, 55, 55], 34_944, 105_415_200],
      ['conv2', [1, 256, 27, 27], 307_456, 223_948_800],
    ]);
  });

  test('has a row for each layer, the layers outside of sections are rows of their own', () => {
    const graph = graphOf((g) =>
      g.relu(g.section('conv', () => g.conv(g.input('x', [1, 2, 3, 3]), { to: 4, kernel: 3 }))),
    );
    expect(sectionCosts(graph).map(({ label }) => label)).toEqual(['conv', 'ReLU']);
    expect(layerCosts(graph)).toMatchObject([
      { name: 'conv1', kind: 'conv', label: 'conv 3 × 3', section: 'conv', parameters: 72 },
      { name: 'relu1', kind: 'relu', label: 'ReLU', shape: [1, 4, 1, 1], parameters: 0 },
    ]);
  });

  test('sums up to the whole', () => {
    const rows = sectionCosts(alexNet);
    const total = (of: (row: (typeof rows)[number]) => number): number =>
      rows.reduce((sum, row) => sum + of(row), 0);
    expect(costOf(alexNet)).toMatchObject({
      parameters: total((row) => row.parameters),
      multiplyAdds: total((row) => row.operations.multiplyAdds ?? 0),
    });
    expect(weightBytes(alexNet)).toBe(4 * (34_944 + 307_456));
  });
});

describe('conventions', () => {
  const graph = graphOf((g) => {
    const x = g.conv(g.input('x', [1, 4, 6, 6]), { to: 8, kernel: 1, bias: true });
    return g.averagePool(g.relu(g.batchNorm(x)), { kernel: 2 });
  });
  // 36 positions, 8 channels of 4 products; 288 elements; 72 means of 4.
  const products = 36 * 8 * 4;

  test('weigh the same operations each in its way', () => {
    expect(operationsOf(graph)).toEqual({
      multiplyAdds: products,
      biases: 288,
      normalised: 288,
      rectified: 288,
      averaged: 288,
    });
    expect(by('multiply-adds', graph)).toBe(products);
    expect(by('two-per-multiply-add', graph)).toBe(2 * products);
    expect(by('condensenet', graph)).toBe(products + 288 + 288);
    expect(by('flops', graph)).toBe(2 * products + (3 + 1 + 1) * 288);
  });

  test('learned numbers leave the running statistics out; stored ones do not', () => {
    const { parameters, bytes } = costOf(graph);
    expect(parameters).toBe(8 * 4 + 8 + 2 * 8);
    expect(weightBytes(graph)).toBe(4 * (8 * 4 + 8 + 4 * 8));
    expect(bytes).toBe(weightBytes(graph) + 4 * (4 * 36 + 8 * 9));
  });

  test('are told apart by their ids, and name a source', () => {
    expect(new Set(conventions.map(({ id }) => id)).size).toBe(conventions.length);
    for (const { source, word } of conventions) expect([source, word]).not.toContain('');
  });
});

describe('the receptive field', () => {
  test('grows by k - 1 strides of what is slid over', () => {
    // 11; 11 + 2·4 = 19 after the pooling; 19 + 4·8 = 51 after the 5 × 5.
    expect(receptiveField(alexNet)).toEqual({ size: [51, 51], stride: [8, 8] });
  });

  test('is that of the widest branch, and knows rows from columns and dilation', () => {
    const graph = graphOf((g) => {
      const x = g.input('x', [1, 1, 9, 9]);
      const wide = g.conv(x, { to: 1, kernel: [1, 3], padding: [0, 2], dilation: 2 });
      return g.concat(wide, g.conv(x, { to: 1, kernel: 1 }));
    });
    expect(receptiveField(graph)).toEqual({ size: [1, 5], stride: [1, 1] });
    expect(receptiveField(graph, 'z')).toBeUndefined();
  });

  test('holds the whole input behind a global pooling', () => {
    const graph = graphOf((g) => g.globalAveragePool(g.input('x', [1, 1, 9, 7])));
    expect(receptiveField(graph)?.size).toEqual([9, 7]);
  });
});

test('the dataflow picture is plain data', () => {
  const graph = graphOf((g) => {
    const x = g.input('x', [1, 2, 5, 5]);
    const hidden = g.section('stem', () =>
      g.conv(x, { weight: 'w', to: 2, kernel: 3, padding: 1 }),
    );
    return g.add(x, hidden);
  });
  const picture = pictureOf(graph);
  expect(JSON.parse(JSON.stringify(picture))).toEqual(picture);
  expect(picture).toEqual({
    nodes: [
      { id: '0', name: 'x', kind: 'input', label: 'x', shape: [1, 2, 5, 5], weights: [] },
      {
        ...{ id: '1', name: 'conv1', kind: 'conv', label: 'conv 3 × 3', shape: [1, 2, 5, 5] },
        ...{ section: 'stem', weights: ['w'] },
      },
      {
        ...{ id: '2', name: 'add1', kind: 'add', label: 'add', shape: [1, 2, 5, 5] },
        ...{ weights: [], output: 'y' },
      },
    ],
    edges: [
      { from: '0', to: '1' },
      { from: '0', to: '2' },
      { from: '1', to: '2' },
    ],
  });
});
