import type { Block, Misreading, Rounding, Table, Tensors } from './block';
import { need, tensor, unfit } from './need';

const zero: Table = {
  make: () => Float64Array.of(0),
  illegal: (_p, values) => (values.every((value) => value === 0) ? undefined : 'it starts at 0'),
};

/** How one more value changes the totals; the definition, or a mistake. */
interface Reading {
  readonly signed?: boolean;
  /** The maximum is that of the bits, in which the sign is on top. */
  readonly bits?: boolean;
  readonly mean?: boolean;
}

function larger(a: number, b: number, { bits }: Reading): number {
  const negative = Math.min(a, b) < 0;
  return bits === true && negative ? Math.min(a, b) : Math.max(a, b);
}

function run(inputs: Tensors, round: Rounding, reading: Reading = {}): Tensors {
  const x = tensor(inputs, 'x');
  let top = tensor(inputs, 'top')[0] ?? 0;
  let total = tensor(inputs, 'total')[0] ?? 0;
  for (const value of x) {
    top = larger(
      top,
      reading.signed === true || reading.bits === true ? value : Math.abs(value),
      reading,
    );
    total = round(total + value);
  }
  const count = (tensor(inputs, 'count')[0] ?? 0) + x.length;
  if (reading.mean === true && count > 0) total = round(total / count);
  return {
    top: Float64Array.of(top),
    total: Float64Array.of(total),
    count: Float64Array.of(count),
  };
}

function misread(id: string, reading: Reading): Misreading {
  return { id, forward: (_p, inputs, round) => run(inputs, round, reading) };
}

/**
 * The largest magnitude, the sum and the count of x [n], added to what the three single numbers top, total and
 * count hold before, which is 0.
 */
export const atomicTotals: Block = {
  id: 'atomic-totals',
  name: 'Totals by atomics',
  paper: 'https://courses.cms.caltech.edu/cs179/',
  example: { n: 2 ** 22 },
  equation: 'top = \\max_i |x_i|, \\quad total = \\sum_i x_i, \\quad count = n',
  source: 'CS179 lab 3 (atomic maximum of floats) and set 5 of 2015 (compare and swap)',
  parameters: ['n'],
  inputs: ['x', 'top', 'total', 'count'],
  outputs: ['top', 'total', 'count'],
  steps: {
    top: { says: 'largest magnitude', from: ['x', 'top'] },
    total: { says: 'sum', from: ['x', 'total'] },
    count: { says: 'count', from: ['x', 'count'] },
  },
  tables: { top: zero, total: zero, count: zero },
  illegal: (p) => unfit(p, { n: 0 }),
  shapes: (p) => ({ x: [need(p, 'n')], top: [1], total: [1], count: [1] }),
  forward: (_p, inputs, round) => run(inputs, round),
  terms: (p) => Math.max(1, need(p, 'n')),
  cost: (p) => {
    const n = need(p, 'n');
    const bytes = 4 * (n + 3);
    return {
      ...{ parameters: 0, multiplyAdds: 0, flops: 2 * n, bytes },
      peakActivationBytes: bytes,
    };
  },
  misreadings: [
    misread('bits-with-sign', { bits: true }),
    misread('sign-kept', { signed: true }),
    misread('mean-not-sum', { mean: true }),
  ],
};
