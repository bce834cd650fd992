import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exact, type Parameters, type Tensors } from '../../../src/core/blocks/block';
import { lowRankFactors } from '../../../src/core/blocks/low-rank';
import { type Svd, svd } from '../../../src/core/blocks/svd';
import { fill } from '../../../src/core/tensor/families';
import {
  agrees,
  at,
  convSizes,
  defines,
  dot,
  expectProved,
  onLegal,
  plainConv,
  range,
  runs,
  sizes,
  total,
} from './plain';
import { blockNamed, distance, only } from './stored';

const square = { min: 1, max: 9 };
const matrices = fc
  .record({
    rows: fc.integer(square),
    columns: fc.integer(square),
    seed: fc.nat(),
    family: fc.constantFrom('uniform', 'integers', 'wide', 'constant', 'impulse'),
  })
  .map(({ rows, columns, seed, family }) => {
    return { rows, columns, matrix: Float64Array.from(fill(family, seed, rows * columns, 3)) };
  });

/** Whether the columns that belong to singular values above 0 are orthonormal. */
function orthonormal(columns: readonly Float64Array[], s: Float64Array): void {
  const used = columns.filter((_, k) => (s[k] ?? 0) > 1e-13 * (s[0] ?? 0));
  used.forEach((a, i) => {
    used.forEach((b, j) => {
      expect(Math.abs(dot(a, b) - (i === j ? 1 : 0))).toBeLessThan(1e-12);
    });
  });
}

function rebuilt({ u, s, v }: Svd, rows: number, columns: number): number[] {
  return range(rows * columns).map((at) => {
    const [r, c] = [Math.floor(at / columns), at % columns];
    return total([...s].map((value, k) => (u[k]?.[r] ?? NaN) * value * (v[k]?.[c] ?? NaN)));
  });
}

describe('singular value decomposition', () => {
  test('U and V are orthonormal, and U S V’ is the matrix', () => {
    fc.assert(
      fc.property(matrices, ({ matrix, rows, columns }) => {
        const parts = svd(matrix, rows, columns, exact);
        expect(parts.s).toHaveLength(Math.min(rows, columns));
        expect([...parts.s]).toEqual([...parts.s].sort((a, b) => b - a));
        orthonormal(parts.u, parts.s);
        orthonormal(parts.v, parts.s);
        expect(distance(matrix, rebuilt(parts, rows, columns))).toBeLessThan(1e-13);
      }),
      runs,
    );
  });

  test('in f32 it is right to what a kernel of that precision may reach', () => {
    fc.assert(
      fc.property(matrices, ({ matrix, rows, columns }) => {
        const parts = svd(matrix, rows, columns, Math.fround);
        expect(distance(matrix, rebuilt(parts, rows, columns))).toBeLessThan(1e-5);
        expect([...parts.s].every((value) => value === Math.fround(value))).toBe(true);
      }),
      runs,
    );
  });
});

const weights = {
  Co: [1, 4],
  Ci: [1, 4],
  Kh: [1, 3],
  Kw: [1, 3],
  r: [1, 5],
  split: [0, 1],
} as const;

function energy(values: Iterable<number>): number {
  return total([...values].map((v) => v * v));
}

/** M M' of the kernel's matrix M, whose rows are (c, i) for split 0 and c for split 1. */
function gramOf(p: Parameters, w: Float64Array): number[] {
  const [Co, Ci, Kh, Kw] = [at(p, 'Co'), at(p, 'Ci'), at(p, 'Kh'), at(p, 'Kw')];
  const byChannel = at(p, 'split') === 1;
  const rows = range(Ci * (byChannel ? 1 : Kh)).map((row) =>
    range(Co * Kh * Kw).flatMap((place) => {
      const [o, i, j] = [Math.floor(place / (Kh * Kw)), Math.floor(place / Kw) % Kh, place % Kw];
      const [c, own] = byChannel ? [row, i] : [Math.floor(row / Kh), row % Kh];
      return own === i ? [w[((o * Ci + c) * Kh + i) * Kw + j] ?? NaN] : [];
    }),
  );
  return rows.flatMap((a) => rows.map((b) => dot(a, b)));
}

describe('low-rank kernel', () => {
  test('what is left out weighs as much as the singular values that are cut', () => {
    defines('low-rank-kernel', sizes(weights), (p, inputs) => {
      const { kernel, s } = blockNamed('low-rank-kernel').forward(p, inputs, exact);
      const w = only(inputs, 'w');
      const rest = w.map((value, i) => value - (kernel?.[i] ?? NaN));
      const tail = energy([...(s ?? [])].slice(at(p, 'r')));
      expect(Math.abs(energy(rest) - tail)).toBeLessThan(1e-12 * (1 + energy(w)));
      expect(Math.abs(energy(s ?? []) - energy(w))).toBeLessThan(1e-12 * (1 + energy(w)));
      // Fourth powers are the energy of M M’, which tells singular values apart that the sum of squares does not.
      const gram = energy(gramOf(p, w));
      expect(Math.abs(energy((s ?? w).map((v) => v * v)) - gram)).toBeLessThan(1e-12 * (1 + gram));
    });
  });

  test('a full rank gives the kernel back', () => {
    onLegal('low-rank-kernel', sizes({ ...weights, r: [12, 12] }), (p, inputs) => {
      const { kernel } = blockNamed('low-rank-kernel').forward(p, inputs, exact);
      expect(distance(only(inputs, 'w'), kernel ?? [])).toBeLessThan(1e-13);
    });
  });

  test('the product of its factors is what is given, and the factors share the root', () => {
    onLegal('low-rank-kernel', sizes(weights), (p, inputs) => {
      const { v, h, kernel } = lowRankFactors(p, only(inputs, 'w'), exact);
      expect(distance(productOf(p, { v, h }), kernel)).toBeLessThan(1e-13);
      expect(Math.abs(energy(v) - energy(h))).toBeLessThan(1e-12 * (1 + energy(v)));
    });
  });
});

/** w[o, c, i, j] as the sum over ranks of the factors’ products. */
function productOf(p: Parameters, { v, h }: Tensors): number[] {
  const [Ci, Kh, Kw, r] = [at(p, 'Ci'), at(p, 'Kh'), at(p, 'Kw'), at(p, 'r')];
  return range(at(p, 'Co') * Ci * Kh * Kw).map((place) => {
    const [j, i] = [place % Kw, Math.floor(place / Kw) % Kh];
    const [c, o] = [Math.floor(place / (Kw * Kh)) % Ci, Math.floor(place / (Kw * Kh * Ci))];
    return total(
      range(r).map((k) =>
        at(p, 'split') === 1
          ? (v?.[k * Ci + c] ?? NaN) * (h?.[((o * r + k) * Kh + i) * Kw + j] ?? NaN)
          : (v?.[(k * Ci + c) * Kh + i] ?? NaN) * (h?.[(o * r + k) * Kw + j] ?? NaN),
      ),
    );
  });
}

describe('factored convolution', () => {
  const shapes = { r: [1, 3], split: [0, 1] } as const;

  test('is the convolution with the product kernel, in both splits', () => {
    agrees('low-rank-conv2d', convSizes(shapes), (p, inputs) => ({
      y: plainConv(p, only(inputs, 'x'), productOf(p, inputs)),
    }));
  });

  test('with a sparse part it is the convolution with the sum', () => {
    agrees('low-rank-sparse-conv2d', convSizes({ ...shapes, nnz: [0, 40] }), (p, inputs) => {
      const w = productOf(p, inputs);
      const [rp, each] = [only(inputs, 'rp'), w.length / at(p, 'Co')];
      for (const o of range(at(p, 'Co'))) {
        for (let k = rp[o] ?? NaN; k < (rp[o + 1] ?? NaN); k++) {
          const place = o * each + (only(inputs, 'col')[k] ?? NaN);
          w[place] = (w[place] ?? NaN) + (only(inputs, 'val')[k] ?? NaN);
        }
      }
      return { y: plainConv(p, only(inputs, 'x'), w) };
    });
  });

  test('low rank and sparse together are within tau of the kernel', () => {
    const shape = fc
      .record({ own: sizes(weights), tau: fc.constantFrom(0, 0.125, 0.5, 2) })
      .map(({ own, tau }) => ({ ...own, tau }));
    agrees('low-rank-sparse-split', shape, (p, inputs) => {
      const low = [...only(blockNamed('low-rank-kernel').forward(p, inputs, exact), 'kernel')];
      const rest = low.map((value, i) => (only(inputs, 'w')[i] ?? NaN) - value);
      const large = rest.map((value) => Math.abs(value) > at(p, 'tau'));
      return {
        low,
        sparse: rest.map((value, i) => (large[i] === true ? value : 0)),
        count: [large.filter(Boolean).length],
      };
    });
  });
});

test('every block of this file was held to its definition', () => {
  expectProved('low-rank-properties');
});
