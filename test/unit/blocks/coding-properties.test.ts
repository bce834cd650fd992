import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exact, type Parameters, type Tensors } from '../../../src/core/blocks/block';
import {
  canonicalCodes,
  codeLengths,
  decodeHuffman,
  sharingRate,
} from '../../../src/core/blocks/huffman';
import { countOneBits, pack, unpackAt } from '../../../src/core/blocks/packing';
import {
  agrees,
  at,
  convSizes,
  expectProved,
  onLegal,
  plainConv,
  range,
  runs,
  sizes,
  total,
} from './plain';
import { blockNamed, only } from './stored';

const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('packed numbers', () => {
  test('come back as they went in', () => {
    const cases = fc.constantFrom(1, 2, 4, 8, 16).chain((width) =>
      fc.record({
        width: fc.constant(width),
        values: fc.array(fc.integer({ min: 0, max: 2 ** width - 1 }), { maxLength: 70 }),
      }),
    );
    fc.assert(
      fc.property(cases, ({ width, values }) => {
        const words = pack(values, width);
        expect(words).toHaveLength(Math.ceil((values.length * width) / 32));
        expect(values.map((_, i) => unpackAt(words, width, i))).toEqual(values);
      }),
      runs,
    );
  });

  test('and whole words too', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 9 }), fc.constantFrom(1, 4, 8), (words, width) => {
        const numbers = range((words.length * 32) / width).map((i) =>
          unpackAt(Float64Array.from(words), width, i),
        );
        expect([...pack(numbers, width)]).toEqual(words);
      }),
      runs,
    );
  });

  test('ones are counted as the digits of the word in base two', () => {
    fc.assert(
      fc.property(word, (value) => {
        const ones = Array.from(value.toString(2)).filter((digit) => digit === '1').length;
        expect(countOneBits(value)).toBe(ones);
      }),
      runs,
    );
  });
});

/** Lloyd's iteration, a weight and a centre at a time. */
function lloyd(
  w: readonly number[],
  start: readonly number[],
  rounds: number,
): { book: number[]; ids: number[] } {
  const book = [...start];
  let ids: number[] = [];
  for (let turn = 0; turn < rounds; turn++) {
    ids = w.map((value) => {
      const distances = book.map((centre) => Math.abs(value - centre));
      return distances.indexOf(Math.min(...distances));
    });
    for (const j of range(book.length)) {
      const own = w.filter((_, i) => ids[i] === j);
      if (own.length > 0) book[j] = total(own) / own.length;
    }
  }
  return { book, ids };
}

function linearStart(w: readonly number[], k: number): number[] {
  const [low, high] = [Math.min(...w), Math.max(...w)];
  const step = k === 1 ? 0 : (high - low) / (k - 1);
  return range(k).map((j) => low + j * step);
}

describe('codebook', () => {
  const shapes = sizes({ n: [1, 60], k: [1, 20], rounds: [1, 4], init: [0, 2], seed: [0, 99] });

  test('from a linear start it is Lloyd’s iteration', () => {
    agrees(
      'kmeans-codebook',
      shapes.map((p) => ({ ...p, init: 0 })),
      (p, inputs) => {
        const w = [...only(inputs, 'w')];
        return lloyd(w, linearStart(w, at(p, 'k')), at(p, 'rounds'));
      },
    );
  });

  const error = (w: Float64Array, { book, ids }: Tensors): number =>
    total([...w].map((v, i) => (v - (book?.[ids?.[i] ?? NaN] ?? NaN)) ** 2));

  test('each round brings the weights nearer to their centres, from every start', () => {
    onLegal('kmeans-codebook', shapes, (p, inputs) => {
      const block = blockNamed('kmeans-codebook');
      const before = error(only(inputs, 'w'), block.forward(p, inputs, exact));
      const more = { ...p, rounds: at(p, 'rounds') + 1 };
      const after = error(only(inputs, 'w'), block.forward(more, inputs, exact));
      expect(after).toBeLessThanOrEqual(before + 1e-12);
    });
  });

  test('random centres are weights of different places, the same for the same seed', () => {
    onLegal(
      'kmeans-codebook',
      shapes.map((p) => ({ ...p, k: at(p, 'n'), init: 1, rounds: 1 })),
      (p, inputs) => {
        // As many centres as weights: when the weights differ, each has its own and none is empty.
        const { book } = blockNamed('kmeans-codebook').forward(p, inputs, exact);
        expect([...(book ?? [])].sort()).toEqual([...only(inputs, 'w')].sort());
      },
      ['uniform'],
    );
  });

  test('density-based centres start in the middle of equal shares', () => {
    const w = Float64Array.of(9, 0, 1, 2, 3, 4, 5, 6);
    const p = { n: 8, k: 2, rounds: 1, init: 2, seed: 0 };
    // The shares 0 1 2 3 and 4 5 6 9 have 2 and 6 as their middles; 4 is as near to both, and goes to the lower.
    const { book, ids } = blockNamed('kmeans-codebook').forward(p, { w }, exact);
    expect([...(ids ?? [])]).toEqual([1, 0, 0, 0, 0, 0, 1, 1]);
    expect([...(book ?? [])]).toEqual([2, 20 / 3]);
  });

  test('an empty cluster keeps its centre', () => {
    const p = { n: 3, k: 3, rounds: 2, init: 0, seed: 0 };
    const { book } = blockNamed('kmeans-codebook').forward(
      p,
      { w: Float64Array.of(-1, 1, 1) },
      exact,
    );
    expect([...(book ?? [])]).toEqual([-1, 0, 1]);
  });
});

test('the codebook convolution is the convolution with the weights looked up', () => {
  const shapes = convSizes({ half: [1, 2] }).map((p) => ({ ...p, g: 1, bits: 4 * at(p, 'half') }));
  agrees('codebook-conv2d', shapes, (p, inputs) => {
    const weights = at(p, 'Co') * at(p, 'Ci') * at(p, 'Kh') * at(p, 'Kw');
    // The digits of each word in hexadecimal, from the last: two make a byte.
    const digits = [...only(inputs, 'ids')].flatMap((w) =>
      Array.from(w.toString(16).padStart(8, '0'), (digit) => parseInt(digit, 16)).reverse(),
    );
    const ids = range(weights).map((t) =>
      at(p, 'bits') === 4
        ? (digits[t] ?? NaN)
        : (digits[2 * t] ?? NaN) + 16 * (digits[2 * t + 1] ?? NaN),
    );
    const w = ids.map((id) => only(inputs, 'book')[id] ?? NaN);
    return { y: plainConv(p, only(inputs, 'x'), w) };
  });
});

/** The bits of Huffman's code: the sum of all joins, each of the two lightest of a sorted list. */
function joins(symbols: Iterable<number>): number {
  const counts = new Map<number, number>();
  for (const symbol of symbols) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  const weights = [...counts.values()];
  if (weights.length === 1) return weights[0] ?? NaN;
  let bits = 0;
  while (weights.length > 1) {
    weights.sort((a, b) => b - a);
    const joined = (weights.pop() ?? NaN) + (weights.pop() ?? NaN);
    weights.push(joined);
    bits += joined;
  }
  return bits;
}

function entropy(symbols: Float64Array, k: number): number {
  const shares = range(k).map((s) => symbols.filter((v) => v === s).length / symbols.length);
  return total(shares.filter((q) => q > 0).map((q) => -q * Math.log2(q)));
}

describe('Huffman', () => {
  const shapes = sizes({ n: [1, 200], k: [1, 40], b: [1, 32] });
  const run = (p: Parameters, inputs: Tensors): Tensors =>
    blockNamed('huffman').forward(p, inputs, exact);

  test('has the fewest bits, and Deep Compression’s rate', () => {
    agrees('huffman', shapes, (p, inputs) => {
      const bits = joins(only(inputs, 'ids'));
      const [n, k, b] = [at(p, 'n'), at(p, 'k'), at(p, 'b')];
      return { bits: [bits], rate: [(n * b) / (bits + k * b)] };
    });
  });

  test('what is decoded is what was coded', () => {
    onLegal('huffman', shapes, (p, inputs) => {
      const { length, stream } = run(p, inputs);
      const ids = only(inputs, 'ids');
      expect(decodeHuffman(length ?? ids, stream ?? ids, ids.length)).toEqual([...ids]);
    });
  });

  test('the mean length is from the entropy to the entropy plus 1, and the code wastes nothing', () => {
    onLegal('huffman', shapes, (p, inputs) => {
      const { bits, length } = run(p, inputs);
      const used = [...(length ?? [])].filter((l) => l > 0);
      const mean = (bits?.[0] ?? NaN) / at(p, 'n');
      const least = entropy(only(inputs, 'ids'), at(p, 'k'));
      expect(mean).toBeGreaterThanOrEqual(least - 1e-12);
      expect(mean).toBeLessThanOrEqual(least + 1);
      const kraft = total(used.map((l) => 2 ** -l));
      expect(kraft).toBe(used.length === 1 ? 0.5 : 1);
    });
  });

  test('codes are canonical: in order of length, then of symbol', () => {
    const lengths = Float64Array.of(2, 0, 1, 3, 3);
    expect([...canonicalCodes(lengths)]).toEqual([0b10, 0, 0b0, 0b110, 0b111]);
    const counts = Float64Array.of(5, 0, 9, 1, 1);
    expect([...codeLengths(counts)]).toEqual([2, 0, 1, 3, 3]);
  });

  test('codes of fixed length have the rate of equation 1', () => {
    // The example of the paper, section 3: 16 weights of 32 bits in 4 clusters, 3.2 times smaller.
    expect(sharingRate(16, 32, 4)).toBeCloseTo(3.2, 12);
    const fixed = blockNamed('huffman').misreadings.find(({ id }) => id === 'fixed-length');
    const ids = Float64Array.from(range(16), (i) => i % 4);
    const { rate } = fixed?.forward({ n: 16, k: 4, b: 32 }, { ids }, exact) ?? {};
    expect(rate?.[0]).toBe(sharingRate(16, 32, 4));
  });
});

describe('relative positions', () => {
  const shapes = sizes({ n: [1, 200], keep: [0, 30], bits: [1, 4] });

  test('are the steps, with the longest one and a zero wherever it is too short', () => {
    agrees('relative-positions', shapes, (p, inputs) => {
      const reach = 2 ** at(p, 'bits');
      const steps = [...only(inputs, 'position')].flatMap((place, i) => {
        const length = place - (only(inputs, 'position')[i - 1] ?? -1);
        const fillers = Math.ceil(length / reach) - 1;
        const value = only(inputs, 'value')[i] ?? NaN;
        return [
          ...range(fillers).map(() => [reach - 1, 0] as const),
          [length - fillers * reach - 1, value] as const,
        ];
      });
      const rest = range(at(p, 'keep') + Math.floor(at(p, 'n') / reach) - steps.length).map(
        () => 0,
      );
      return {
        gap: [...steps.map(([gap]) => gap), ...rest],
        stored: [...steps.map(([, value]) => value), ...rest],
        count: [steps.length],
      };
    });
  });

  test('lead back to the positions, with a zero at every filler', () => {
    onLegal('relative-positions', shapes, (p, inputs) => {
      const { gap, stored, count } = blockNamed('relative-positions').forward(p, inputs, exact);
      const restored = new Array<number>(at(p, 'n')).fill(0);
      let place = -1;
      for (const t of range(count?.[0] ?? NaN)) {
        expect(gap?.[t]).toBeLessThan(2 ** at(p, 'bits'));
        place += (gap?.[t] ?? NaN) + 1;
        restored[place] = stored?.[t] ?? NaN;
      }
      const wanted = new Array<number>(at(p, 'n')).fill(0);
      only(inputs, 'position').forEach((to, i) => (wanted[to] = only(inputs, 'value')[i] ?? NaN));
      expect(restored).toEqual(wanted);
    });
  });

  test('the figure of the paper: a step beyond eight takes a filler', () => {
    const inputs = { position: Float64Array.of(1, 4, 15), value: Float64Array.of(3.4, 0.9, 1.7) };
    const steps = blockNamed('relative-positions').forward(
      { n: 16, keep: 3, bits: 3 },
      inputs,
      exact,
    );
    expect(steps).toMatchObject({
      gap: Float64Array.of(1, 2, 7, 2, 0),
      stored: Float64Array.of(3.4, 0.9, 0, 1.7, 0),
      count: Float64Array.of(4),
    });
  });
});

test('Deep Compression counts the bits of its three parts', () => {
  const shapes = sizes({ n: [1, 90], keep: [1, 40], k: [1, 8], rounds: [1, 3], bits: [1, 3] });
  agrees('deep-compression', shapes, (p, inputs) => {
    const w = [...only(inputs, 'w')];
    const order = range(w.length).sort(
      (a, b) => Math.abs(w[b] ?? NaN) - Math.abs(w[a] ?? NaN) || a - b,
    );
    const position = order.slice(0, at(p, 'keep')).sort((a, b) => a - b);
    const value = position.map((i) => w[i] ?? NaN);
    const { ids } = lloyd(value, linearStart(value, at(p, 'k')), at(p, 'rounds'));
    const reach = 2 ** at(p, 'bits');
    const gaps: number[] = [];
    const symbols: number[] = [];
    position.forEach((to, i) => {
      let left = to - (position[i - 1] ?? -1);
      for (; left > reach; left -= reach) {
        gaps.push(reach - 1);
        symbols.push(-1);
      }
      gaps.push(left - 1);
      symbols.push(ids[i] ?? NaN);
    });
    const bits = [joins(symbols), joins(gaps), 32 * at(p, 'k')];
    return { bits, rate: [(32 * at(p, 'n')) / total(bits)] };
  });
});

test('every block of this file was held to its definition', () => {
  expectProved('coding-properties');
});
