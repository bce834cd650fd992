import { expect, test } from 'vitest';
import type { Builder } from '../../../src/core/graph/builder';
import type { Value } from '../../../src/core/graph/draft';
import { peakElements } from '../../../src/core/graph/memory';
import { graphOf } from './plain';

/** The peak of a graph over one map of 2 channels, in maps of one channel. */
function peak(describe: (g: Builder, x: Value) => Value | Readonly<Record<string, Value>>): number {
  return peakElements(graphOf((g) => describe(g, g.input('x', [1, 2, 4, 4])))) / 16;
}

const wide = (g: Builder, x: Value, to: number): Value => g.conv(x, { to, kernel: 1 });

test('a layer holds what it reads and what it makes', () => {
  expect(peak((g, x) => wide(g, x, 3))).toBe(5);
  // x and 3, then 3 and 7, then 7 and 1.
  expect(peak((g, x) => wide(g, wide(g, wide(g, x, 3), 7), 1))).toBe(10);
});

test('element-wise layers write over an input that nobody needs again', () => {
  expect(peak((g, x) => g.relu(g.batchNorm(x)))).toBe(2);
  // x is needed for the sum, so the ReLU has memory of its own; the sum then writes over one of the two.
  expect(peak((g, x) => g.add(x, g.relu(x)))).toBe(4);
});

test('a residual unit keeps its input beside the widest layer', () => {
  // x (2), hidden (12): 14; then x, hidden, narrow (2): 16; the sum is in place.
  expect(
    peak((g, x) => {
      const hidden = g.relu6(g.batchNorm(wide(g, x, 12)));
      return g.add(x, wide(g, hidden, 2));
    }),
  ).toBe(16);
});

test('a concat copies, and its branches live until then', () => {
  // x 2 + a 3, + b 4 = 9, x is gone: a 3 + b 4 + 7 = 14.
  expect(peak((g, x) => g.concat(wide(g, x, 3), wide(g, x, 4)))).toBe(14);
});

test('an output lives to the end, and is not written over', () => {
  expect(
    peak((g, x) => {
      const y = wide(g, x, 3);
      return { y, z: g.relu(y) };
    }),
  ).toBe(6);
});

test('flatten and dropout are other names for the same memory', () => {
  expect(peak((g, x) => g.dropout(g.flatten(g.relu(x))))).toBe(2);
  // The view keeps x alive: x (2) is in the linear layer's sight, and the ReLU may not write over it.
  expect(
    peak((g, x) => {
      const view = g.flatten(x);
      const y = g.relu(x);
      return { y, z: g.linear(view, { to: 16 }) };
    }),
  ).toBe(5);
});

test('what is too small to hold the output is not written over', () => {
  // A gate of one number a map is no room for the product, whose other input is needed again.
  expect(
    peak((g, x) => {
      const product = g.multiply(x, g.globalAveragePool(x));
      return g.add(product, x);
    }),
  ).toBe(4 + 2 / 16);
});
