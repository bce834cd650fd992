import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exact, type Parameters } from '../../../src/core/blocks/block';
import { couplings } from '../../../src/core/blocks/capsules';
import { philox } from '../../../src/core/tensor/philox';
import { agrees, at, dot, expectProved, onLegal, range, runs, sizes, total } from './plain';
import { blockNamed, distance, only, seeded } from './stored';

function squashed(s: readonly number[]): number[] {
  const square = total(s.map((v) => v * v));
  return s.map((v) => (square / (1 + square)) * (v / Math.sqrt(square + 1e-8)));
}

describe('squash', () => {
  const shapes = sizes({ M: [1, 6], D: [1, 6] });

  test('keeps the direction, and a length below 1', () => {
    agrees('squash', shapes, (p, inputs) => {
      const D = at(p, 'D');
      const vectors = range(at(p, 'M')).map((m) => [
        ...only(inputs, 's').slice(m * D, (m + 1) * D),
      ]);
      return { v: vectors.flatMap(squashed) };
    });
    onLegal('squash', shapes, (p, inputs) => {
      const v = only(blockNamed('squash').forward(p, inputs, exact), 'v');
      for (const m of range(at(p, 'M'))) {
        const own = v.slice(m * at(p, 'D'), (m + 1) * at(p, 'D'));
        expect(dot(own, own)).toBeLessThan(1);
      }
    });
  });

  test('a zero vector stays one', () => {
    const v = blockNamed('squash').forward({ M: 1, D: 3 }, { s: new Float64Array(3) }, exact)['v'];
    expect([...(v ?? [])]).toEqual([0, 0, 0]);
  });
});

/** Routing of one sample's predictions uhat[i][j], as the procedure is written. */
function routed(uhat: readonly number[][][], rounds: number): number[][] {
  const J = uhat[0]?.length ?? 0;
  const b = uhat.map(() => new Array<number>(J).fill(0));
  let v: number[][] = [];
  for (let turn = 0; turn < rounds; turn++) {
    const c = b.map((row) => row.map((value) => Math.exp(value) / total(row.map(Math.exp))));
    v = range(J).map((j) => {
      const sum = (uhat[0]?.[j] ?? []).map((_, d) =>
        total(uhat.map((own, i) => (c[i]?.[j] ?? NaN) * (own[j]?.[d] ?? NaN))),
      );
      return squashed(sum);
    });
    uhat.forEach((own, i) => {
      const row = b[i] ?? [];
      own.forEach((vector, j) => (row[j] = (row[j] ?? NaN) + dot(vector, v[j] ?? [])));
    });
  }
  return v;
}

/** Predictions of one sample out of a flat [N, I, J, Do]. */
function nested(p: Parameters, flat: ArrayLike<number>, n: number): number[][][] {
  const [I, J, Do] = [at(p, 'I'), at(p, 'J'), at(p, 'Do')];
  return range(I).map((i) =>
    range(J).map((j) => range(Do).map((d) => flat[((n * I + i) * J + j) * Do + d] ?? NaN)),
  );
}

function predicted(p: Parameters, u: Float64Array, W: Float64Array): number[] {
  const [I, J, Di, Do] = [at(p, 'I'), at(p, 'J'), at(p, 'Di'), at(p, 'Do')];
  const uhat: number[] = [];
  for (const n of range(at(p, 'N')))
    for (const i of range(I))
      for (const j of range(J))
        for (const o of range(Do))
          uhat.push(
            total(
              range(Di).map(
                (d) =>
                  (W[((i * J + j) * Do + o) * Di + d] ?? NaN) * (u[(n * I + i) * Di + d] ?? NaN),
              ),
            ),
          );
  return uhat;
}

describe('capsules', () => {
  const sizesOf = { N: [1, 2], I: [1, 5], J: [1, 4], Do: [1, 4] } as const;

  test('predictions are a product for each pair', () => {
    agrees('capsule-prediction', sizes({ ...sizesOf, Di: [1, 4] }), (p, inputs) => ({
      uhat: predicted(p, only(inputs, 'u'), only(inputs, 'W')),
    }));
  });

  test('routing is the paper’s procedure', () => {
    agrees('capsule-routing', sizes({ ...sizesOf, R: [1, 4] }), (p, inputs) => {
      const uhat = only(inputs, 'uhat');
      return { v: range(at(p, 'N')).flatMap((n) => routed(nested(p, uhat, n), at(p, 'R')).flat()) };
    });
  });

  test('the layer is both', () => {
    agrees('capsules', sizes({ ...sizesOf, Di: [1, 4], R: [1, 4] }), (p, inputs) => {
      const uhat = predicted(p, only(inputs, 'u'), only(inputs, 'W'));
      return { v: range(at(p, 'N')).flatMap((n) => routed(nested(p, uhat, n), at(p, 'R')).flat()) };
    });
  });

  test('each capsule divides itself: weights over those above sum to 1, however large the logits', () => {
    const logits = fc.integer({ min: 1, max: 5 }).chain((J) =>
      fc.record({
        J: fc.constant(J),
        b: fc.array(fc.double({ min: -1e4, max: 1e4, noNaN: true }), {
          minLength: 3 * J,
          maxLength: 3 * J,
        }),
      }),
    );
    fc.assert(
      fc.property(logits, ({ J, b }) => {
        const c = couplings({ I: 3, J }, Float64Array.from(b), exact);
        for (const i of range(3)) {
          expect(Math.abs(total(c.slice(i * J, (i + 1) * J)) - 1)).toBeLessThan(1e-14);
        }
      }),
      runs,
    );
  });
});

describe('fractal join', () => {
  const shapes = sizes({ N: [1, 4], M: [1, 6], K: [1, 5] });

  test('is the mean of what a sample keeps, else its first path', () => {
    agrees('fractal-join', shapes, (p, inputs) => {
      const [M, K] = [at(p, 'M'), at(p, 'K')];
      const y = range(at(p, 'N') * M).map((place) => {
        const n = Math.floor(place / M);
        const kept = range(K).filter((k) => only(inputs, 'keep')[n * K + k] === 1);
        const own = kept.length === 0 ? [0] : kept;
        return total(own.map((k) => only(inputs, `x${k + 1}`)[place] ?? NaN)) / own.length;
      });
      return { y };
    });
  });

  test('with all paths kept it is the plain mean, and one path is itself', () => {
    const block = blockNamed('fractal-join');
    const p = { N: 2, M: 5, K: 3 };
    const inputs = { ...seeded(block, p, 5), keep: new Float64Array(6).fill(1) };
    const mean = range(10).map(
      (i) => total(['x1', 'x2', 'x3'].map((x) => only(inputs, x)[i] ?? NaN)) / 3,
    );
    expect(distance(mean, only(block.forward(p, inputs, exact), 'y'))).toBeLessThan(1e-15);
    const single = { ...inputs, keep: Float64Array.of(0, 1, 0, 0, 0, 0) };
    const y = only(block.forward(p, single, exact), 'y');
    expect([...y]).toEqual([...only(inputs, 'x2').slice(0, 5), ...only(inputs, 'x1').slice(5)]);
  });
});

describe('drop-path', () => {
  const mask = (p: Parameters): Float64Array =>
    only(blockNamed('drop-path').forward(p, {}, exact), 'keep');

  test('every sample keeps a path; globally it keeps one', () => {
    const shapes = fc
      .record({
        own: sizes({ N: [1, 9], K: [1, 5], mode: [0, 1], seed: [0, 1000] }),
        drop: fc.constantFrom(0, 0.15, 0.5, 1),
      })
      .map(({ own, drop }) => ({ ...own, drop }));
    onLegal('drop-path', shapes, (p) => {
      const keep = mask(p);
      for (const n of range(at(p, 'N'))) {
        const kept = total(keep.slice(n * at(p, 'K'), (n + 1) * at(p, 'K')));
        expect(kept).toBeGreaterThanOrEqual(1);
        if (at(p, 'mode') === 1) expect(kept).toBe(1);
        if (at(p, 'mode') === 0 && at(p, 'drop') === 0) expect(kept).toBe(at(p, 'K'));
        if (at(p, 'mode') === 0 && at(p, 'drop') === 1) expect(keep[n * at(p, 'K')]).toBe(1);
      }
    });
  });

  test('is drawn from the words of its seed, and leaves no sample without a path', () => {
    const shapes = fc
      .record({
        own: sizes({ N: [1, 9], K: [1, 5], mode: [0, 1], seed: [0, 1000] }),
        drop: fc.constantFrom(0, 0.25, 0.5, 1),
      })
      .map(({ own, drop }) => ({ ...own, drop }));
    agrees('drop-path', shapes, (p) => {
      const [N, K, seed] = [at(p, 'N'), at(p, 'K'), at(p, 'seed')];
      const word = (n: number, k: number, stream: number): number =>
        philox([n, k, stream, 0], [seed, 0])[0];
      const local = (n: number): number[] =>
        range(K).filter((k) => word(n, k, 0) / 2 ** 32 >= at(p, 'drop'));
      const kept = (n: number): number[] => (at(p, 'mode') === 1 ? [word(n, 0, 1) % K] : local(n));
      return {
        keep: range(N).flatMap((n) => {
          const own = kept(n).length === 0 ? [0] : kept(n);
          return range(K).map((k) => (own.includes(k) ? 1 : 0));
        }),
      };
    });
  });

  test('drops about as many as it should', () => {
    const keep = mask({ N: 5000, K: 4, mode: 0, seed: 3, drop: 0.15 });
    // Of 20,000 fair draws the share is within 0.01 of 0.15 but for once in 10,000 seeds.
    expect(Math.abs(1 - total(keep) / keep.length - 0.15)).toBeLessThan(0.01);
  });
});

test('Philox gives the known answers of its authors', () => {
  const ones = 0xffffffff;
  const hex = (words: readonly number[]): string =>
    words.map((w) => w.toString(16).padStart(8, '0')).join(' ');
  expect(hex(philox([0, 0, 0, 0], [0, 0]))).toBe('6627e8d5 e169c58d bc57ac4c 9b00dbd8');
  expect(hex(philox([ones, ones, ones, ones], [ones, ones]))).toBe(
    '408f276d 41c83b0e a20bc7c6 6d5451fd',
  );
  const pi = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344] as const;
  expect(hex(philox(pi, [0xa4093822, 0x299f31d0]))).toBe('d16cfe09 94fdcceb 5001e420 24126ea1');
});

test('every block of this file was held to its definition', () => {
  expectProved('routing-properties');
});
