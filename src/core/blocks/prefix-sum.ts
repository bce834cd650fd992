import { bitsAt } from './arrange';
import type { Block, Misreading, Parameters, Tensors } from './block';
import { need, tensor, unfit } from './need';

/** Elements of one workgroup. */
export const scanned = 1024;

/** Adds up from the left, modulo 2^32; `restarts` says where the sum begins anew. */
function run(
  inputs: Tensors,
  inclusive = false,
  restarts: (i: number) => boolean = () => false,
): Tensors {
  const x = tensor(inputs, 'x');
  const y = new Float64Array(x.length);
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const before = restarts(i) ? 0 : sum;
    sum = (before + (x[i] ?? 0)) >>> 0;
    y[i] = inclusive ? sum : before;
  }
  return { y };
}

function misread(id: string, make: (inputs: Tensors) => Tensors): Misreading {
  return { id, forward: (_p, inputs) => make(inputs) };
}

/** What is wrong with the number of workgroups of a scan. */
export function unfitBlocks(p: Parameters): string | undefined {
  const wanted = Math.ceil(need(p, 'n') / scanned);
  const given = need(p, 'blocks');
  return given === wanted
    ? undefined
    : `blocks must be ${wanted} for n = ${need(p, 'n')}, one for each ${scanned} elements begun, and it is ${given}`;
}

/**
 * The sum of all elements before each one, modulo 2^32: whole numbers x [n] to y [n]. Fractions become words of 32
 * random bits, so that sums go beyond 2^32.
 */
export const prefixSum: Block = {
  id: 'prefix-sum',
  name: 'Prefix sum',
  paper: 'https://courses.cms.caltech.edu/cs179/',
  example: { n: 2 ** 22, blocks: 2 ** 12 },
  equation: 'y_i = \\sum_{k=0}^{i-1} x_k \\bmod 2^{32}',
  source: 'CS179 lecture 7, prefix sum; Blelloch 1990, Prefix Sums and Their Applications',
  parameters: ['n', 'blocks'],
  inputs: ['x'],
  outputs: ['y'],
  steps: {
    y: { says: 'sum of all before', from: ['x'] },
  },
  illegal: (p) => unfit(p, { n: 0, blocks: 0 }) ?? unfitBlocks(p),
  shapes: (p) => ({ x: [need(p, 'n')], y: [need(p, 'n')] }),
  arrange: (_p, free) => {
    const x = tensor(free, 'x');
    return { x: x.map((value, i) => (Number.isInteger(value) ? Math.abs(value) : bitsAt(x, i))) };
  },
  forward: (_p, inputs) => run(inputs),
  terms: () => 1,
  cost: (p) => {
    const n = need(p, 'n');
    const bytes = 8 * n;
    return { parameters: 0, multiplyAdds: 0, flops: n, bytes, peakActivationBytes: bytes };
  },
  misreadings: [
    misread('inclusive', (inputs) => run(inputs, true)),
    misread('blocks-not-joined', (inputs) => run(inputs, false, (i) => i % scanned === 0)),
    misread('only-four-together', (inputs) => run(inputs, false, (i) => i % 4 === 0)),
  ],
};
