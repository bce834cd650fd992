import { addScaled } from './add-scaled';
import {
  type Block,
  exact,
  type Misreading,
  type Parameters,
  type Rounding,
  type Tensors,
} from './block';
import { dot, type Line } from './line';
import { need, tensor, unfit } from './need';
import { peakBytes } from './traffic';

/** a [rows, inner] times b [inner, columns], summed over `inner` in order; both row-major. */
function multiply(
  a: Float64Array,
  b: Float64Array,
  columns: number,
  round: Rounding,
): Float64Array {
  const inner = b.length / columns;
  const product = new Float64Array((a.length / inner) * columns);
  a.forEach((factor, at) => {
    const [r, k] = [Math.floor(at / inner), at % inner];
    addScaled(product, r * columns, factor, b, k * columns, columns, round);
  });
  return product;
}

/** The transpose of a matrix with so many columns. */
function turned(a: Float64Array, columns: number): Float64Array {
  const rows = a.length / columns;
  return a.map((_, at) => a[(at % rows) * columns + Math.floor(at / rows)] ?? 0);
}

interface Sizes {
  readonly batch: number;
  readonly nin: number;
  readonly nout: number;
}

function sizesOf(p: Parameters): Sizes {
  return { batch: need(p, 'batch'), nin: need(p, 'nin'), nout: need(p, 'nout') };
}

function run(p: Parameters, inputs: Tensors, round: Rounding): Tensors {
  const { batch, nin, nout } = sizesOf(p);
  const [x, W, dy] = [tensor(inputs, 'x'), tensor(inputs, 'W'), tensor(inputs, 'dy')];
  return {
    dx: multiply(dy, turned(W, nout), nin, round),
    dW: multiply(turned(x, nin), dy, nout, round),
    db: multiply(new Float64Array(batch).fill(1), dy, nout, round),
  };
}

/** A result with one of its tensors changed. */
function misread(
  id: string,
  change: (p: Parameters, truth: Tensors, inputs: Tensors) => Tensors,
): Misreading {
  return {
    id,
    forward: (p, inputs, round) => {
      const truth = run(p, inputs, round);
      return { ...truth, ...change(p, truth, inputs) };
    },
  };
}

/**
 * The backward pass of y = x W + b: x [batch, nin], W [nin, nout] and dy [batch, nout] to dx, dW and
 * db [nout]; gradients are sums over the batch.
 */
export const linearBackward: Block = {
  id: 'linear-backward',
  name: 'Linear layer, backward',
  paper: 'https://courses.cms.caltech.edu/cs179/',
  example: { batch: 128, nin: 784, nout: 1024 },
  equation: 'dx = dy \\, W^\\top, \\quad dW = x^\\top dy, \\quad db_j = \\sum_n dy_{n,j}',
  source: 'CS179 lecture 14',
  parameters: ['batch', 'nin', 'nout'],
  inputs: ['x', 'W', 'dy'],
  outputs: ['dx', 'dW', 'db'],
  steps: {
    dx: { says: 'dy Wᵀ', from: ['dy', 'W'] },
    dW: { says: 'xᵀ dy', from: ['x', 'dy'] },
    db: { says: 'sum over the batch', from: ['dy'] },
  },
  illegal: (p) => unfit(p, { batch: 1, nin: 1, nout: 1 }),
  shapes: (p) => {
    const { batch, nin, nout } = sizesOf(p);
    const [x, W, dy] = [
      [batch, nin],
      [nin, nout],
      [batch, nout],
    ];
    return { x, W, dy, dx: x, dW: W, db: [nout] };
  },
  forward: run,
  // dx sums over nout, dW and db over the batch: the longer sum bounds all three.
  terms: (p) => Math.max(need(p, 'batch'), need(p, 'nout')),
  cost: (p) => {
    const { batch, nin, nout } = sizesOf(p);
    const multiplyAdds = 2 * batch * nin * nout;
    const numbers = 2 * (batch * nin + nin * nout) + batch * nout + nout;
    return {
      parameters: nin * nout + nout,
      multiplyAdds,
      flops: 2 * multiplyAdds + batch * nout,
      bytes: 4 * numbers,
      peakActivationBytes: peakBytes(linearBackward.shapes(p), ['x', 'dy', 'dx', 'dW', 'db']),
    };
  },
  misreadings: [
    misread('gradient-negated', (_, truth) =>
      Object.fromEntries(
        Object.entries(truth).map(([name, values]) => [name, values.map((v) => -v)]),
      ),
    ),
    misread('averaged-over-the-batch', (p, truth) => ({
      dW: tensor(truth, 'dW').map((value) => value / need(p, 'batch')),
      db: tensor(truth, 'db').map((value) => value / need(p, 'batch')),
    })),
    // W is walked as if it were [nout, nin]: the right numbers in the wrong order.
    misread('w-not-transposed', (p, _, inputs) => ({
      dx: multiply(tensor(inputs, 'dy'), tensor(inputs, 'W'), need(p, 'nin'), exact),
    })),
  ],
  elementsAt: (p, inputs, output, at, round) => {
    const { batch, nin, nout } = sizesOf(p);
    const line = (name: string, from: number, step: number): Line => ({
      ...{ data: tensor(inputs, name), at: from, step },
    });
    const ones = { data: Float64Array.of(1), at: 0, step: 0 };
    return Float64Array.from(at, (flat) => {
      if (output === 'db') return dot(ones, line('dy', flat, nout), batch, 0, round);
      const width = output === 'dx' ? nin : nout;
      const [row, column] = [Math.floor(flat / width), flat % width];
      return output === 'dx'
        ? dot(line('dy', row * nout, 1), line('W', column * nout, 1), nout, 0, round)
        : dot(line('x', row, nin), line('dy', column, nout), batch, 0, round);
    });
  },
};
