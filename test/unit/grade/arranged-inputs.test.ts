import { expect, test } from 'vitest';
import { csrMatmul } from '../../../src/core/blocks/csr';
import { int8Conv } from '../../../src/core/blocks/int8-conv';
import type { Binding } from '../../../src/core/exercise/schema';
import { makeInputs } from '../../../src/core/grade/inputs';
import { exercise } from '../../support/kernels';
import { conv } from '../blocks/stored';

/** A contract with these input bindings; the inputs' names are the block's. */
function contract(types: Readonly<Record<string, Binding['type']>>) {
  const bindings = Object.entries(types).map(([name, type], i) => {
    return { binding: i + 1, name, type, role: 'in' as const, shape: [], says: '' };
  });
  return exercise('E01', { bindings });
}

test.each(['integers', 'uniform', 'constant', 'impulse'] as const)(
  'indices of the family %s are legal, and bound as integers',
  (family) => {
    const p = { R: 12, C: 18, J: 5, nnz: 43 };
    const of = contract({ rp: 'u32', col: 'u32', val: 'f32', X: 'f32' });
    const inputs = makeInputs(of, csrMatmul, p, csrMatmul.shapes(p), family, 7);
    const [rp, col] = [[...(inputs['rp'] ?? [])], [...(inputs['col'] ?? [])]];
    expect(inputs['rp']).toBeInstanceOf(Uint32Array);
    expect(inputs['val']).toBeInstanceOf(Float32Array);
    expect([rp[0], rp.at(-1)]).toEqual([0, 43]);
    expect(rp).toEqual(rp.toSorted((a, b) => a - b));
    expect(Math.max(...col)).toBeLessThan(18);
    expect(new Set(col).size).toBeGreaterThan(9);
  },
);

test('packed words keep all of their 32 bits', () => {
  const p = { ...conv({ Ci: 6, H: 9, W: 7, Co: 5, Kh: 3, Kw: 3, ph: 1, pw: 1 }), zx: 131, zy: 120 };
  const of = contract({ xq: 'u32', wq: 'u32', scale: 'f32' });
  const { xq = [], wq = [] } = makeInputs(of, int8Conv, p, int8Conv.shapes(p), 'uniform', 7);
  expect(Math.max(...xq)).toBeGreaterThan(2 ** 31);
  expect([...xq].some((word) => word % 2 === 1)).toBe(true);
  // Six channels: of every second word of the weights the upper half belongs to no channel.
  const second = [...wq].filter((_, i) => Math.floor(i / 9) % 2 === 1);
  expect(second.every((word) => word < 2 ** 16)).toBe(true);
});
