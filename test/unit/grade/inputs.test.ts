import { describe, expect, test } from 'vitest';
import { expander } from '../../../src/core/blocks/expander';
import { shiftPointwise } from '../../../src/core/blocks/shift';
import type { Binding } from '../../../src/core/exercise/schema';
import { asTensors, makeInputs } from '../../../src/core/grade/inputs';
import { reference } from '../../../src/core/grade/tolerance';
import { exercise } from '../../support/kernels';
import { conv } from '../blocks/stored';

/** A contract with these input bindings; the inputs' names are the block's. */
function contract(types: Readonly<Record<string, Binding['type']>>) {
  const bindings = Object.entries(types).map(([name, type], i) => {
    return { binding: i + 1, name, type, role: 'in' as const, shape: [], says: '' };
  });
  return exercise('E01', { bindings, tolerance: { class: 'T2' } });
}

describe('inputs that are tables', () => {
  const lists = { ...conv({ N: 2, Ci: 6, H: 4, W: 5, Co: 8 }), D: 3 };

  test.each(['uniform', 'constant', 'impulse'] as const)(
    'are made by the block and bound as integers, whatever the family is (%s)',
    (family) => {
      const of = contract({ x: 'f32', v: 'f32', idx: 'u32' });
      const inputs = makeInputs(of, expander, lists, expander.shapes(lists), family, 7);
      expect(inputs['idx']).toBeInstanceOf(Uint32Array);
      expect(inputs['x']).toBeInstanceOf(Float32Array);
      const idx = Float64Array.from(inputs['idx'] ?? []);
      expect(idx).toHaveLength(24);
      expect(expander.tables?.['idx']?.illegal(lists, idx)).toBeUndefined();
    },
  );

  test('keep their signs where the size of a sum’s terms is taken', () => {
    const p = { N: 1, C: 2, H: 1, W: 3, Co: 1 };
    const of = contract({ x: 'f32', d: 'i32', w: 'f32' });
    const made = makeInputs(of, shiftPointwise, p, shiftPointwise.shapes(p), 'uniform', 3);
    expect(made['d']).toBeInstanceOf(Int32Array);
    const inputs = {
      ...asTensors(made),
      ...{ x: Float64Array.of(1, -2, 3, -4, 5, 6), d: Float64Array.of(0, 0, -1, 1) },
      w: Float64Array.of(0.5, -0.25),
    };
    const { magnitude, expected } = reference(of, shiftPointwise, p, inputs);
    // Channel 0 comes from the left, channel 1 from the right: |0.5|·{0, 1, 2} + |-0.25|·{5, 6, 0}.
    expect([...(magnitude?.['y'] ?? [])]).toEqual([1.25, 2, 1]);
    expect([...(expected['y'] ?? [])]).toEqual([-1.25, -1, -1]);
  });
});
