import { describe, expect, test } from 'vitest';
import { exact, type Rounding, type Tensors } from '../../../src/core/blocks/block';
import { blocks } from '../../../src/core/blocks/index';
import { count } from '../../../src/core/tensor/shape';
import {
  allowance,
  blockNamed,
  inputsOf,
  only,
  type Place,
  readEntries,
  storedAt,
  type Stored,
} from './stored';

/** How far a tensor is from its stored sample, in units of the tensor's largest value. */
function error(place: Place, stored: Float64Array, ours: Float64Array): number {
  const scale = place.largest || 1;
  let worst = 0;
  stored.forEach((value, i) => {
    const own = ours[i * place.step] ?? NaN;
    // NaN stands where a block writes nothing: there it must be on both sides.
    const difference = Object.is(value, own) ? 0 : Math.abs(value - own) / scale;
    if (!(difference <= worst)) worst = difference;
  });
  const sum = ours.reduce((total, value) => total + (Number.isNaN(value) ? 0 : value), 0);
  return Math.max(worst, Math.abs(sum - place.sum) / (scale * Math.max(1, place.length)));
}

function forward(id: string, stored: Stored, round: Rounding): Tensors {
  const block = blockNamed(id);
  expect(block.illegal(stored.parameters)).toBeUndefined();
  return block.forward(stored.parameters, inputsOf(block, stored), round);
}

describe.each([...blocks.keys()])('%s against PyTorch', (id) => {
  const entries = readEntries(id);
  const at = storedAt(id);
  const label = (stored: Stored): string =>
    `${stored.family} ${Object.values(stored.parameters).join(' ')}`;

  test('meets at least three shapes', () => {
    expect(new Set(entries.map((entry) => JSON.stringify(entry.parameters))).size).toBeGreaterThan(
      2,
    );
  });

  test.each(entries.map((stored) => [label(stored), stored] as const))('%s', (_, stored) => {
    const ours = forward(id, stored, exact);
    for (const [name, place] of Object.entries(stored.float64)) {
      expect(only(ours, name)).toHaveLength(place.length);
      expect(error(place, at(place), only(ours, name))).toBeLessThan(1e-10);
    }
  });

  test('has the shapes of its tensors', () => {
    const block = blockNamed(id);
    for (const stored of entries) {
      const shapes = block.shapes(stored.parameters);
      // A tensor that is read and written stands in both lists.
      const names = new Set([...block.inputs, ...block.outputs]);
      expect(Object.keys(shapes)).toEqual([...names]);
      for (const [name, { length }] of Object.entries({ ...stored.inputs, ...stored.float64 })) {
        expect(count(shapes[name] ?? [])).toBe(length);
      }
      const packed = Object.entries(stored.inputs).filter(([, { widths }]) => widths !== undefined);
      expect(block.statistics?.(stored.parameters) ?? {}).toEqual(
        Object.fromEntries(packed.map(([name, { widths }]) => [name, widths])),
      );
    }
  });

  test('PyTorch in float32 is within what a kernel is allowed', () => {
    const block = blockNamed(id);
    for (const stored of entries) {
      const inputs = inputsOf(block, stored);
      const truth = block.forward(stored.parameters, inputs, exact);
      for (const [name, place] of Object.entries(stored.float32 ?? {})) {
        const bound = allowance(block, stored.parameters, inputs, name);
        const outside = [...at(place).entries()].filter(([i, single]) => {
          const k = i * place.step;
          return !(Math.abs(single - (only(truth, name)[k] ?? NaN)) <= (bound[k] ?? NaN));
        });
        expect(outside, name).toEqual([]);
      }
    }
  });
});

describe('the f32 path', () => {
  test.each([
    'add',
    'transpose',
    'relu',
    'relu6',
    'max-pool',
    'concat',
    'shift',
    'channel-shuffle',
  ])('%s is PyTorch’s float32 bit for bit', (id) => {
    const entries = readEntries(id);
    const at = storedAt(id);
    for (const stored of entries) {
      const ours = forward(id, stored, Math.fround);
      for (const [name, place] of Object.entries(stored.float32 ?? {})) {
        expect(
          error({ ...place, largest: 1, sum: 0, length: Infinity }, at(place), only(ours, name)),
        ).toBe(0);
      }
    }
  });
});
