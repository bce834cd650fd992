import type { Block, Misreading, Rounding, Tensors } from './block';
import { need, tensor, unfit } from './need';

/** Numbers that one workgroup adds up. */
const share = 1024;

const groupsOf = (n: number): number => Math.max(1, Math.ceil(n / share));

/** The sum of the first `taken` numbers of a workgroup. */
function sumOf(x: Float64Array, g: number, taken: number, round: Rounding): number {
  const end = Math.min(g * share + taken, x.length);
  let sum = 0;
  for (let i = g * share; i < end; i++) sum = round(sum + (x[i] ?? 0));
  return sum;
}

function run(inputs: Tensors, round: Rounding, taken = share): Tensors {
  const x = tensor(inputs, 'x');
  const groups = { length: groupsOf(x.length) };
  return { part: Float64Array.from(groups, (_, g) => sumOf(x, g, taken, round)) };
}

function misread(id: string, taken: number): Misreading {
  return { id, forward: (_p, inputs, round) => run(inputs, round, taken) };
}

/** The sum of every 1024 numbers, x [n] to part, one number for each 1024 begun; one 0 for none. */
export const groupSums: Block = {
  id: 'group-sums',
  name: 'Sums of workgroups',
  paper: 'https://courses.cms.caltech.edu/cs179/',
  example: { n: 2 ** 24 },
  equation: 'part_g = \\sum_{i=1024 g}^{\\min(1024 g + 1023,\\, n-1)} x_i',
  source: 'CS179 lecture 7, reduction',
  parameters: ['n'],
  inputs: ['x'],
  outputs: ['part'],
  steps: {
    part: { says: 'sum each workgroup’s elements', from: ['x'] },
  },
  illegal: (p) => unfit(p, { n: 0 }),
  shapes: (p) => ({ x: [need(p, 'n')], part: [groupsOf(need(p, 'n'))] }),
  forward: (_p, inputs, round) => run(inputs, round),
  terms: (p) => Math.min(share, Math.max(1, need(p, 'n'))),
  cost: (p) => {
    const n = need(p, 'n');
    const bytes = 4 * (n + groupsOf(n));
    return { parameters: 0, multiplyAdds: 0, flops: n, bytes, peakActivationBytes: bytes };
  },
  misreadings: [misread('one-number-each', 256), misread('first-subgroup-only', 32)],
  elementsAt: (_p, inputs, _output, at, round) =>
    Float64Array.from(at, (g) => sumOf(tensor(inputs, 'x'), g, share, round)),
};
