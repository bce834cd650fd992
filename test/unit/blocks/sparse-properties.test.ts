import { describe, expect, test } from 'vitest';
import { exact, type Tensors } from '../../../src/core/blocks/block';
import { agrees, at, expectProved, onLegal, range, sizes, total } from './plain';
import { blockNamed, only, seeded } from './stored';

/** The dense matrix of compressed rows. */
function dense(inputs: Tensors, columns: number): number[][] {
  const rp = only(inputs, 'rp');
  return range(rp.length - 1).map((r) => {
    const row = new Array<number>(columns).fill(0);
    for (let k = rp[r] ?? NaN; k < (rp[r + 1] ?? NaN); k++) {
      row[only(inputs, 'col')[k] ?? NaN] = only(inputs, 'val')[k] ?? NaN;
    }
    return row;
  });
}

function product(a: readonly number[][], b: readonly number[][]): number[] {
  const columns = b[0]?.length ?? 0;
  return a.flatMap((row) =>
    range(columns).map((j) => total(row.map((v, k) => v * (b[k]?.[j] ?? NaN)))),
  );
}

function rows(values: Float64Array, columns: number): number[][] {
  return range(values.length / columns).map((r) => [
    ...values.slice(r * columns, (r + 1) * columns),
  ]);
}

describe('magnitude pruning', () => {
  const shapes = sizes({ R: [1, 9], C: [1, 9], keep: [0, 81] });

  test('keeps what a stable sort by magnitude has first, in compressed rows', () => {
    agrees('magnitude-prune', shapes, (p, inputs) => {
      const w = [...only(inputs, 'w')];
      const order = range(w.length).sort(
        (a, b) => Math.abs(w[b] ?? NaN) - Math.abs(w[a] ?? NaN) || a - b,
      );
      const kept = order.slice(0, at(p, 'keep')).sort((a, b) => a - b);
      return {
        rowptr: range(at(p, 'R') + 1).map((r) => kept.filter((i) => i < r * at(p, 'C')).length),
        col: kept.map((i) => i % at(p, 'C')),
        val: kept.map((i) => w[i] ?? NaN),
      };
    });
  });

  test('of equal weights the first stay, and a sparsity of 0 or 1 keeps all or nothing', () => {
    const block = blockNamed('magnitude-prune');
    const w = Float64Array.of(2, -2, 2, -2, 2, 2);
    const run = (keep: number): Tensors => block.forward({ R: 3, C: 2, keep }, { w }, exact);
    expect([...only(run(3), 'rowptr')]).toEqual([0, 2, 3, 3]);
    expect([...only(run(3), 'col')]).toEqual([0, 1, 0]);
    expect([...only(run(0), 'rowptr')]).toEqual([0, 0, 0, 0]);
    expect([...only(run(6), 'val')]).toEqual([...w]);
  });

  test('pruned and multiplied is the product with the weights that stayed', () => {
    onLegal('magnitude-prune', shapes, (p, inputs) => {
      const { rowptr, col, val } = blockNamed('magnitude-prune').forward(p, inputs, exact);
      const own = { R: at(p, 'R'), C: at(p, 'C'), J: 1, nnz: at(p, 'keep') };
      const X = new Float64Array(own.C).fill(1);
      const sparse = { rp: rowptr ?? X, col: col ?? X, val: val ?? X, X };
      const Y = only(blockNamed('csr-matmul').forward(own, sparse, exact), 'Y');
      expect(Math.abs(total(Y) - total(val ?? X))).toBeLessThan(1e-9);
    });
  });
});

describe('compressed rows times a dense matrix', () => {
  const shapes = sizes({ R: [1, 8], C: [1, 8], J: [1, 5], nnz: [0, 64] });

  test('is the dense product', () => {
    agrees('csr-matmul', shapes, (p, inputs) => {
      const X = rows(only(inputs, 'X'), at(p, 'J'));
      return { Y: product(dense(inputs, at(p, 'C')), X) };
    });
  });

  test('made inputs are legal, and leave rows empty where there is room', () => {
    onLegal('csr-matmul', shapes, (p, { rp, col }) => {
      expect(rp?.[0]).toBe(0);
      expect(rp?.at(-1)).toBe(at(p, 'nnz'));
      for (const r of range(at(p, 'R'))) {
        const row = [...(col ?? []).slice(rp?.[r], rp?.[r + 1])];
        expect(row).toEqual([...new Set(row)].sort((a, b) => a - b));
        expect(row.every((c) => c >= 0 && c < at(p, 'C'))).toBe(true);
      }
    });
    const { rp } = seeded(blockNamed('csr-matmul'), { R: 12, C: 18, J: 5, nnz: 43 }, 1);
    expect([2, 6, 10].map((r) => (rp?.[r + 1] ?? NaN) - (rp?.[r] ?? NaN))).toEqual([0, 0, 0]);
  });
});

describe('block-sparse product', () => {
  const shapes = sizes({ M: [1, 5], rows: [1, 4], columns: [1, 4], B: [1, 4], nb: [0, 16] }).map(
    ({ M = 1, rows: r = 1, columns = 1, B = 1, nb = 0 }) => ({
      M,
      K: r * B,
      N: columns * B,
      B,
      nb,
    }),
  );

  test('is the dense product', () => {
    agrees('block-sparse-matmul', shapes, (p, inputs) => {
      const [B, K, N] = [at(p, 'B'), at(p, 'K'), at(p, 'N')];
      const [lut, blocks] = [only(inputs, 'lut'), only(inputs, 'blocks')];
      const S = range(K).map(() => new Array<number>(N).fill(0));
      for (const at of range(blocks.length)) {
        const [k, i, j] = [Math.floor(at / B ** 2), Math.floor(at / B) % B, at % B];
        const row = S[(lut[2 * k] ?? NaN) * B + i] ?? [];
        row[(lut[2 * k + 1] ?? NaN) * B + j] = blocks[at] ?? NaN;
      }
      return { Y: product(rows(only(inputs, 'X'), K), S) };
    });
  });

  test('made tables agree with each other', () => {
    onLegal('block-sparse-matmul', shapes, (p, { lut, ptr }) => {
      for (const column of range(at(p, 'N') / at(p, 'B'))) {
        for (let k = ptr?.[column] ?? NaN; k < (ptr?.[column + 1] ?? NaN); k++) {
          expect(lut?.[2 * k + 1]).toBe(column);
        }
      }
      expect(ptr?.at(-1)).toBe(at(p, 'nb'));
    });
  });
});

describe('learned group convolution', () => {
  const shapes = sizes({
    N: [1, 2],
    Ci: [1, 6],
    H: [1, 3],
    W: [1, 3],
    g: [1, 3],
    per: [1, 3],
    out: [1, 3],
  }).map(({ per = 1, out = 1, g = 1, ...rest }) => ({ ...rest, g, Cs: per * g, Co: out * g }));

  test('is a sum over picked channels', () => {
    agrees('learned-group-conv', shapes, (p, inputs) => {
      const [Ci, Co, g, per] = [at(p, 'Ci'), at(p, 'Co'), at(p, 'g'), at(p, 'Cs') / at(p, 'g')];
      const plane = at(p, 'H') * at(p, 'W');
      const y = range(at(p, 'N') * Co * plane).map((to) => {
        const [n, o, pixel] = [
          Math.floor(to / (Co * plane)),
          Math.floor(to / plane) % Co,
          to % plane,
        ];
        const group = Math.floor(o / (Co / g));
        return total(
          range(per).map((t) => {
            const c = only(inputs, 'index')[group * per + t] ?? NaN;
            return (
              (only(inputs, 'w')[o * per + t] ?? NaN) *
              (only(inputs, 'x')[(n * Ci + c) * plane + pixel] ?? NaN)
            );
          }),
        );
      });
      return { y };
    });
  });

  test('with every channel in place it is a grouped 1 × 1 convolution', () => {
    const p = { N: 2, Ci: 6, H: 3, W: 2, Co: 4, g: 2, Cs: 6 };
    const inputs = seeded(blockNamed('learned-group-conv'), p, 3);
    const inPlace = { ...inputs, index: Float64Array.of(0, 1, 2, 3, 4, 5) };
    const grouped = { ...p, Kh: 1, Kw: 1, sh: 1, sw: 1, ph: 0, pw: 0, dh: 1, dw: 1 };
    const bias = new Float64Array(4);
    expect(only(blockNamed('learned-group-conv').forward(p, inPlace, exact), 'y')).toEqual(
      only(blockNamed('conv2d').forward(grouped, { ...inputs, bias }, exact), 'y'),
    );
  });
});

describe('the condensing step', () => {
  const shapes = sizes({ g: [1, 3], out: [1, 3], part: [1, 4], condense: [1, 4] }).map(
    ({ g = 1, out = 1, part = 1, condense = 1 }) => ({
      Co: g * out,
      Ci: part * condense,
      g,
      condense,
    }),
  );

  test('drops the channel with the smallest norm, the last of equal ones, so many times', () => {
    agrees('condense-prune', shapes, (p, inputs) => {
      const [Ci, filters] = [at(p, 'Ci'), at(p, 'Co') / at(p, 'g')];
      const mask = [...only(inputs, 'mask')];
      for (const group of range(at(p, 'g'))) {
        const norm = (c: number): number =>
          total(
            range(filters).map((f) =>
              Math.abs(only(inputs, 'w')[(group * filters + f) * Ci + c] ?? NaN),
            ),
          );
        for (let turn = 0; turn < Ci / at(p, 'condense'); turn++) {
          const left = range(Ci).filter((c) => mask[group * Ci + c] === 1);
          const least = Math.min(...left.map(norm));
          const goes = left.filter((c) => norm(c) === least).at(-1);
          if (goes !== undefined) mask[group * Ci + goes] = 0;
        }
      }
      return { mask };
    });
  });
});

test('every block of this file was held to its definition', () => {
  expectProved('sparse-properties');
});
