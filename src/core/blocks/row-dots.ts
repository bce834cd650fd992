import type { Block, Misreading, Parameters, Rounding, Tensors } from './block';
import { dot } from './line';
import { need, tensor, unfit, unlisted } from './need';

/** Where the numbers of row r begin, how far apart they lie, and how many are taken. */
type Walk = (r: number, p: Parameters) => { at: number; step: number; count: number };

const straight: Walk = (r, p) => {
  const count = need(p, 'k');
  return need(p, 'order') === 0
    ? { at: r * count, step: 1, count }
    : { at: r, step: need(p, 'rows'), count };
};

function rowAt(inputs: Tensors, { at, step, count }: ReturnType<Walk>, round: Rounding): number {
  const v = { data: tensor(inputs, 'v'), at: 0, step: 1 };
  return dot({ data: tensor(inputs, 'a'), at, step }, v, count, 0, round);
}

function run(p: Parameters, inputs: Tensors, round: Rounding, walk: Walk): Tensors {
  const rows = need(p, 'rows');
  return { y: Float64Array.from({ length: rows }, (_, r) => rowAt(inputs, walk(r, p), round)) };
}

function misread(id: string, walk: Walk): Misreading {
  return { id, forward: (p, inputs, round) => run(p, inputs, round, walk) };
}

/**
 * The dot product of each row of a matrix with one vector: a (rows · k numbers: row after row for order
 * 0, column after column for order 1) and v [k] to y [rows].
 */
export const rowDots: Block = {
  id: 'row-dots',
  name: 'Dot products of rows',
  paper: 'https://courses.cms.caltech.edu/cs179/',
  example: { rows: 65_536, k: 128, order: 0 },
  equation: 'y_r = \\sum_{j=0}^{k-1} A_{r,j} \\, v_j',
  source: 'CS179 lecture 5 and lab 2, question 1.4, instruction-level parallelism',
  parameters: ['rows', 'k', 'order'],
  inputs: ['a', 'v'],
  outputs: ['y'],
  steps: {
    y: { says: 'dot product of each row', from: ['a', 'v'] },
  },
  illegal: (p) => unfit(p, { rows: 0, k: 1 }) ?? unlisted(p, { order: [0, 1] }),
  shapes: (p) => ({
    a: [need(p, 'rows') * need(p, 'k')],
    v: [need(p, 'k')],
    y: [need(p, 'rows')],
  }),
  forward: (p, inputs, round) => run(p, inputs, round, straight),
  terms: (p) => need(p, 'k'),
  cost: (p) => {
    const [rows, k] = [need(p, 'rows'), need(p, 'k')];
    const bytes = 4 * (rows * k + k + rows);
    return {
      ...{ parameters: 0, multiplyAdds: rows * k, flops: 2 * rows * k, bytes },
      peakActivationBytes: bytes,
    };
  },
  misreadings: [
    misread('tail-left-out', (r, p) => {
      const walk = straight(r, p);
      return { ...walk, count: walk.count - (walk.count % 4) };
    }),
    misread('order-ignored', (r, p) => straight(r, { ...p, order: 0 })),
    misread('column-stride-k', (r, p) =>
      need(p, 'order') === 0 ? straight(r, p) : { ...straight(r, p), step: need(p, 'k') },
    ),
  ],
  elementsAt: (p, inputs, _output, at, round) =>
    Float64Array.from(at, (r) => rowAt(inputs, straight(r, p), round)),
};
