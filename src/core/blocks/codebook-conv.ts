import { bitsAt } from './arrange';
import type { Block, Misreading, Parameters, Rounding, Tensors } from './block';
import { conv2d, convolve } from './conv2d';
import { need, tensor, unlisted } from './need';
import { unpackAt, wordsFor } from './packing';
import { convolvedElements } from './pixels';
import { count } from '../tensor/shape';
import { peakBytes } from './traffic';

/** Where the index of weight `t` is looked for. */
type Place = (t: number, width: number, weights: number) => number;

const inOrder: Place = (t) => t;

function weightsIn(p: Parameters): number {
  return count(conv2d.shapes(p)['w'] ?? []);
}

/** The kernel that the indices stand for. */
function lookedUp(p: Parameters, inputs: Tensors, place: Place = inOrder): Float64Array {
  const [ids, book] = [tensor(inputs, 'ids'), tensor(inputs, 'book')];
  const [width, weights] = [need(p, 'bits'), weightsIn(p)];
  return new Float64Array(weights).map(
    (_, t) => book[unpackAt(ids, width, place(t, width, weights))] ?? 0,
  );
}

function run(p: Parameters, inputs: Tensors, round: Rounding, place?: Place): Tensors {
  const [x, w] = [tensor(inputs, 'x'), lookedUp(p, inputs, place)];
  return { y: convolve(p, { x, w }, round) };
}

function misread(id: string, place: Place): Misreading {
  return { id, forward: (p, inputs, round) => run(p, inputs, round, place) };
}

/**
 * Convolution with shared weights: x [N, Ci, H, W] to y [N, Co, Ho, Wo], where weight t of the kernel
 * [Co, Ci/g, Kh, Kw] is book[id_t]. `ids` holds the indices in that order, `bits` (4 or 8) each, low
 * bits first; `book` has 2^bits entries. Every word is legal; what is left of the last one is not read.
 */
export const codebookConv: Block = {
  id: 'codebook-conv2d',
  name: 'Convolution with a codebook',
  paper: 'https://arxiv.org/abs/1510.00149',
  example: { ...conv2d.example, bits: 4 },
  equation:
    'y = w * x, \\quad w_t = book\\left[ \\lfloor ids_{\\lfloor t b / 32 \\rfloor} / 2^{tb \\bmod 32} \\rfloor ' +
    '\\bmod 2^b \\right]',
  source: 'Han et al. 2016, Deep Compression, section 3 and figure 3',
  parameters: [...conv2d.parameters, 'bits'],
  inputs: ['x', 'ids', 'book'],
  outputs: ['y'],
  steps: {
    w: { says: 'unpack, look up', from: ['ids', 'book'] },
    y: { says: 'conv Kh × Kw', from: ['x', 'w'] },
  },
  illegal: (p) => conv2d.illegal(p) ?? unlisted(p, { bits: [4, 8] }),
  shapes: (p) => {
    const { x = [], y = [] } = conv2d.shapes(p);
    const bits = need(p, 'bits');
    return { x, ids: [wordsFor(weightsIn(p), bits)], book: [2 ** bits], y };
  },
  arrange: (_, free) => {
    const ids = tensor(free, 'ids');
    return { ids: ids.map((_, i) => bitsAt(ids, i)) };
  },
  forward: (p, inputs, round) => run(p, inputs, round),
  terms: (p) => conv2d.terms(p) - 1,
  cost: (p) => {
    const { multiplyAdds, flops } = conv2d.cost(p);
    const { x = [], ids = [], book = [], y = [] } = codebookConv.shapes(p);
    const bytes = 4 * (count(x) + count(y) + count(ids) + count(book));
    const peakActivationBytes = peakBytes(codebookConv.shapes(p), ['x', 'y']);
    return { parameters: count(book), multiplyAdds, flops, bytes, peakActivationBytes };
  },
  misreadings: [
    misread('high-bits-first', (t, width) => {
      const perWord = 32 / width;
      return t - (t % perWord) + (perWord - 1 - (t % perWord));
    }),
    // The words of the lab are full words only: the weights of the last, partial one become index 0.
    misread('last-word-lost', (t, width, weights) =>
      t < weights - (weights % (32 / width)) ? t : Infinity,
    ),
  ],
  elementsAt: (p, inputs, _output, at, round) => {
    const w = lookedUp(p, inputs);
    const one = (own: Parameters, x: Float64Array): Float64Array => convolve(own, { x, w }, round);
    return convolvedElements(p, tensor(inputs, 'x'), at, one);
  },
};
