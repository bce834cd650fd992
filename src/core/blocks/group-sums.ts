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

/** Of each share the first `taken` numbers. */
function sums(inputs: Tensors, round: Rounding, taken = share): Float64Array {
  const x = tensor(inputs, 'x');
  const groups = { length: groupsOf(x.length) };
  return Float64Array.from(groups, (_, g) => sumOf(x, g, taken, round));
}

/** Of each share only so many numbers are taken, in the one way and in the other. */
function misread(id: string, inPart: number, inFallback: number): Misreading {
  return {
    id,
    forward: (_p, inputs, round) => ({
      part: sums(inputs, round, inPart),
      fallback: sums(inputs, round, inFallback),
    }),
  };
}

/**
 * The sum of every 1024 numbers, x [n] to part, one number for each 1024 begun; one 0 for none. `fallback` is the same
 * once more, for kernels that have a second way to it.
 */
export const groupSums: Block = {
  id: 'group-sums',
  name: 'Sums of workgroups',
  paper: 'https://courses.cms.caltech.edu/cs179/',
  example: { n: 2 ** 24 },
  equation: 'part_g = \\sum_{i=1024 g}^{\\min(1024 g + 1023,\\, n-1)} x_i',
  source: 'CS179 lecture 7, reduction',
  parameters: ['n'],
  inputs: ['x'],
  outputs: ['part', 'fallback'],
  steps: {
    part: { says: 'sum each workgroup’s elements', from: ['x'] },
    fallback: { says: 'the same, by a second way', from: ['x'] },
  },
  illegal: (p) => unfit(p, { n: 0 }),
  shapes: (p) => {
    const groups = [groupsOf(need(p, 'n'))];
    return { x: [need(p, 'n')], part: groups, fallback: groups };
  },
  forward: (_p, inputs, round) => {
    const part = sums(inputs, round);
    return { part, fallback: part.slice() };
  },
  terms: (p) => Math.min(share, Math.max(1, need(p, 'n'))),
  cost: (p) => {
    const n = need(p, 'n');
    const bytes = 4 * (n + 2 * groupsOf(n));
    return { parameters: 0, multiplyAdds: 0, flops: 2 * n, bytes, peakActivationBytes: bytes };
  },
  misreadings: [
    misread('one-number-each', 256, 256),
    misread('one-number-each-with-subgroups', 256, share),
    misread('one-number-each-without', share, 256),
  ],
  elementsAt: (_p, inputs, _output, at, round) =>
    Float64Array.from(at, (g) => sumOf(tensor(inputs, 'x'), g, share, round)),
};
