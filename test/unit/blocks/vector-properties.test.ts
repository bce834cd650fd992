// The blocks of the first exercises against definitions that are read off their equations, a number at a time.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exact, type Parameters, type Tensors } from '../../../src/core/blocks/block';
import { agrees, at, expectProved, onLegal, range, sizes, total } from './plain';
import { blockNamed, only } from './stored';

/** Element i of a tensor; NaN outside, where nothing may be read. */
const get = (inputs: Tensors, name: string, i: number): number => only(inputs, name)[i] ?? NaN;

/** As many workgroups as a scan of n elements has: one for each 1024 begun. */
const scans = fc.integer({ min: 0, max: 2500 }).map((n) => ({ n, blocks: Math.ceil(n / 1024) }));

describe('vectors', () => {
  test('a polynomial is the sum of its powers', () => {
    agrees('polynomial', sizes({ n: [0, 30], deg: [0, 9] }), (p, inputs) => ({
      y: range(at(p, 'n')).map((i) =>
        total(
          range(at(p, 'deg') + 1).map((k) => get(inputs, 'coef', k) * get(inputs, 'x', i) ** k),
        ),
      ),
    }));
  });

  test('a signal is weighed from its start on', () => {
    agrees('causal-convolution', sizes({ n: [0, 40], m: [1, 50] }), (p, inputs) => ({
      y: range(at(p, 'n')).map((i) =>
        total(
          range(at(p, 'm'))
            .filter((j) => j <= i)
            .map((j) => get(inputs, 'h', j) * get(inputs, 'x', i - j)),
        ),
      ),
    }));
  });

  const averages = fc
    .record({ own: sizes({ n: [0, 40], terms: [1, 12] }), c: fc.constantFrom(0, 0.25, 0.9, 1) })
    .map(({ own, c }): Parameters => ({ ...own, c }));

  test('a moving average is cut off after its terms, and says what is left', () => {
    agrees('moving-average', averages, (p, inputs) => {
      const c = Math.fround(at(p, 'c'));
      return {
        y: range(at(p, 'n')).map((i) =>
          total(
            range(at(p, 'terms'))
              .filter((k) => k <= i)
              .map((k) => c * (1 - c) ** k * get(inputs, 'x', i - k)),
          ),
        ),
        bound: [(1 - c) ** at(p, 'terms')],
      };
    });
  });

  test('its bound is the distance from the recurrence, for inputs up to 1', () => {
    onLegal(
      'moving-average',
      averages,
      (p, inputs) => {
        const c = Math.fround(at(p, 'c'));
        const { y, bound } = blockNamed('moving-average').forward(p, inputs, exact);
        let average = 0;
        only(inputs, 'x').forEach((x, i) => {
          average = c * x + (1 - c) * average;
          expect(Math.abs(average - (y?.[i] ?? NaN))).toBeLessThanOrEqual(
            (bound?.[0] ?? NaN) + 1e-12,
          );
        });
      },
      ['uniform'],
    );
  });

  test('each of two maps has its places', () => {
    const [slow, push] = [Math.fround(0.99), Math.fround(0.01)];
    // The even map is affine: 64 steps in closed form.
    const even = (x: number): number =>
      slow ** 64 * x + push * total(range(64).map((k) => slow ** k));
    const odd = (x: number): number => range(64).reduce((v) => v ** 2 - 0.5, x);
    agrees('two-maps', sizes({ n: [0, 40] }), (p, inputs) => ({
      y: range(at(p, 'n')).map((i) => (i % 2 === 0 ? even : odd)(get(inputs, 'x', i))),
    }));
  });
});

describe('matrices', () => {
  test('the transpose by four is the transpose', () => {
    const shapes = sizes({ rows: [1, 9], cols: [1, 9] }).map((p) => ({
      ...p,
      aligned: (at(p, 'rows') * at(p, 'cols')) % 4 === 0 ? 1 : 0,
    }));
    agrees('transpose-by-four', shapes, (p, inputs) => ({
      t: range(at(p, 'cols')).flatMap((c) =>
        range(at(p, 'rows')).map((r) => get(inputs, 'a', r * at(p, 'cols') + c)),
      ),
    }));
  });

  test('rows times a vector, in both orders', () => {
    agrees('row-dots', sizes({ rows: [0, 9], k: [1, 12], order: [0, 1] }), (p, inputs) => ({
      y: range(at(p, 'rows')).map((r) =>
        total(
          range(at(p, 'k')).map((j) => {
            const place = p['order'] === 0 ? r * at(p, 'k') + j : j * at(p, 'rows') + r;
            return get(inputs, 'a', place) * get(inputs, 'v', j);
          }),
        ),
      ),
    }));
  });
});

describe('reductions', () => {
  test('normalisation divides by the largest magnitude', () => {
    const shapes = sizes({ n: [1, 40], groups: [1, 4], spread: [0, 3] });
    agrees('normalise', shapes, (_, inputs) => {
      const x = [...only(inputs, 'x')];
      const m = Math.max(...x, ...x.map((value) => -value));
      return { m: [m], y: x.map((value) => (m === 0 ? 0 : value / m)) };
    });
  });

  test('totals by atomics are those of a list', () => {
    agrees('atomic-totals', sizes({ n: [0, 50] }), (_, inputs) => {
      const x = [...only(inputs, 'x')];
      return { top: [Math.max(0, ...x.map(Math.abs))], total: [total(x)], count: [x.length] };
    });
  });

  test('a histogram counts what is equal to its bin', () => {
    const shapes = sizes({ n: [0, 200], bins: [1, 40], hot: [0, 100] });
    agrees('histogram', shapes, (p, inputs) => {
      const v = [...only(inputs, 'v')];
      return { h: range(at(p, 'bins')).map((b) => v.filter((value) => value === b).length) };
    });
  });

  test('workgroups sum 1024 numbers each', () => {
    agrees('group-sums', sizes({ n: [0, 2600] }), (p, inputs) => {
      const groups = Math.max(1, Math.ceil(at(p, 'n') / 1024));
      const own = (g: number): Float64Array => only(inputs, 'x').slice(1024 * g, 1024 * (g + 1));
      const sums = range(groups).map((g) => total(own(g)));
      return { part: sums, fallback: sums };
    });
  });

  test('a prefix sum is the sum of all before, in whole words', () => {
    agrees('prefix-sum', scans, (_, inputs) => {
      let sum = 0n;
      const y = [...only(inputs, 'x')].map((value) => {
        const before = BigInt.asUintN(32, sum);
        sum += BigInt(value);
        return Number(before);
      });
      return { y };
    });
  });

  test('compaction keeps what is above the threshold, in order, and writes no more', () => {
    const shapes = fc
      .record({
        own: scans,
        t: fc.constantFrom(-1, 0, 0.5),
        spread: fc.integer({ min: 0, max: 2 }),
      })
      .map(({ own, t, spread }): Parameters => ({ ...own, t, spread }));
    agrees('compaction', shapes, (p, inputs) => {
      const found = [...only(inputs, 'x')].filter((value) => value > at(p, 't'));
      return { count: [found.length] };
    });
    onLegal('compaction', shapes, (p, inputs) => {
      const found = [...only(inputs, 'x')].filter((value) => value > at(p, 't'));
      const { kept } = blockNamed('compaction').forward(p, inputs, exact);
      const rest = range(at(p, 'n') - found.length).map(() => NaN);
      expect([...(kept ?? [])]).toEqual([...found, ...rest]);
    });
  });
});

describe('orders', () => {
  test('each word stands where as many words are smaller, or equal and before it', () => {
    agrees('sort', sizes({ n: [0, 60], spread: [0, 4] }), (_, inputs) => {
      const x = [...only(inputs, 'x')];
      const y = new Array<number>(x.length).fill(NaN);
      x.forEach((word, i) => {
        const before = x.filter((other, j) => other < word || (other === word && j < i)).length;
        y[before] = word;
      });
      return { y };
    });
  });
});

test('every block of this file was held to its definition', () => {
  expectProved('vector-properties');
});
