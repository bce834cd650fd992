import { bringDown } from './arrange';
import type { Block, Misreading, Rounding, Tensors } from './block';
import { need, tensor, unfit } from './need';

/** Horner's scheme: from the highest of the given coefficients down. */
function horner(coefficients: Float64Array, x: number, round: Rounding): number {
  let value = 0;
  for (let k = coefficients.length - 1; k >= 0; k--) {
    value = round(round(value * x) + (coefficients[k] ?? 0));
  }
  return value;
}

function run(
  inputs: Tensors,
  round: Rounding,
  read: (coefficients: Float64Array) => Float64Array,
): Tensors {
  const coefficients = read(tensor(inputs, 'coef'));
  return { y: tensor(inputs, 'x').map((x) => horner(coefficients, x, round)) };
}

function misread(id: string, read: (coefficients: Float64Array) => Float64Array): Misreading {
  return { id, forward: (_p, inputs, round) => run(inputs, round, read) };
}

/**
 * A polynomial at many places: x [n] and coef [deg + 1], the constant first, to y [n]. Arranged so that
 * |x| is at most 1: else its powers would leave f32.
 */
export const polynomial: Block = {
  id: 'polynomial',
  name: 'Polynomial',
  paper: 'https://courses.cms.caltech.edu/cs179/',
  example: { n: 2 ** 22, deg: 64 },
  equation: 'y_i = \\sum_{k=0}^{deg} coef_k \\, x_i^k',
  source: 'CS179 lab 1 of 2014, polynomial evaluation',
  parameters: ['n', 'deg'],
  inputs: ['x', 'coef'],
  outputs: ['y'],
  steps: {
    y: { says: 'evaluate', from: ['x', 'coef'] },
  },
  illegal: (p) => unfit(p, { n: 0, deg: 0 }),
  shapes: (p) => ({ x: [need(p, 'n')], coef: [need(p, 'deg') + 1], y: [need(p, 'n')] }),
  arrange: (_p, free) => ({
    // Whole numbers stay whole, so that the result is exact.
    x: tensor(free, 'x').map((x) => (Number.isInteger(x) ? Math.sign(x) : bringDown(x, 1))),
  }),
  forward: (_p, inputs, round) => run(inputs, round, (coefficients) => coefficients),
  terms: (p) => need(p, 'deg') + 1,
  cost: (p) => {
    const [n, deg] = [need(p, 'n'), need(p, 'deg')];
    const bytes = 8 * n + 4 * (deg + 1);
    return {
      ...{ parameters: 0, multiplyAdds: n * deg, flops: 2 * n * deg, bytes },
      peakActivationBytes: bytes,
    };
  },
  misreadings: [
    misread('highest-first', (coefficients) => coefficients.toReversed()),
    misread('highest-left-out', (coefficients) => coefficients.subarray(0, -1)),
    misread('constant-left-out', (coefficients) => coefficients.map((c, k) => (k === 0 ? 0 : c))),
  ],
  elementsAt: (_p, inputs, _output, at, round) => {
    const [x, coef] = [tensor(inputs, 'x'), tensor(inputs, 'coef')];
    return Float64Array.from(at, (i) => horner(coef, x[i] ?? 0, round));
  },
};
