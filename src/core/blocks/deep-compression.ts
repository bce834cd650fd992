import type { Block, Parameters, Rounding, Tensors } from './block';
import { codedBits, codeLengths, countSymbols } from './huffman';
import { fitCodebook, kmeansCodebook } from './kmeans-codebook';
import { largestMagnitudes } from './magnitude-prune';
import { need, tensor, unfit } from './need';
import { relativePositions } from './relative-positions';

/** Bits of a weight that is not compressed. */
const weightBits = 32;

function huffmanBits(symbols: Float64Array, k: number): number {
  const counts = countSymbols(symbols, k);
  return codedBits(counts, codeLengths(counts));
}

/** The surviving weights and their places. */
function survivors(w: Float64Array, keep: number): { position: Float64Array; value: Float64Array } {
  const kept = largestMagnitudes(w, keep);
  const position = Float64Array.from([...kept.keys()].filter((i) => kept[i] === 1));
  return { position, value: position.map((i) => w[i] ?? 0) };
}

/** Clusters start in a line: the paper's choice, because it keeps large weights best (section 3.2). */
function sharedWeights(p: Parameters, value: Float64Array, round: Rounding): Float64Array {
  return fitCodebook({ ...p, n: value.length, init: 0, seed: 0 }, value, round).ids;
}

function compress(p: Parameters, inputs: Tensors, round: Rounding): Tensors {
  const [n, keep, k] = [need(p, 'n'), need(p, 'keep'), need(p, 'k')];
  const { position, value } = survivors(tensor(inputs, 'w'), keep);
  // Index k stands for the zero of a filler; it needs no place in the codebook.
  const ids = sharedWeights(p, value, round).map((id) => id - k);
  const steps = relativePositions.forward(p, { position, value: ids }, round);
  const used = tensor(steps, 'count')[0] ?? 0;
  const symbols = tensor(steps, 'stored')
    .subarray(0, used)
    .map((id) => id + k);
  const bits = Float64Array.of(
    huffmanBits(symbols, k + 1),
    huffmanBits(tensor(steps, 'gap').subarray(0, used), 2 ** need(p, 'bits')),
    weightBits * k,
  );
  const total = bits.reduce((sum, part) => sum + part, 0);
  return { bits, rate: Float64Array.of((weightBits * n) / total) };
}

/**
 * The three stages of Deep Compression on w [n], without the retraining between them: `keep` weights
 * stay, share k values (`rounds` of Lloyd's iteration from a linear start), and their indices and
 * relative positions of `bits` bits are Huffman-coded. Gives bits [3] (indices with a symbol more for
 * the zeros of fillers; positions; codebook) and the rate 32 n / bits. The code tables are not counted.
 */
export const deepCompression: Block = {
  id: 'deep-compression',
  name: 'Deep Compression, all three stages',
  paper: 'https://arxiv.org/abs/1510.00149',
  example: { n: 36_864, keep: 3686, k: 16, rounds: 10, bits: 4 },
  equation: 'r = \\frac{32 n}{\\sum_t (\\ell_{id_t} + \\ell_{gap_t}) + 32 k}',
  source: 'Han et al. 2016, Deep Compression, sections 2 to 4',
  parameters: ['n', 'keep', 'k', 'rounds', 'bits'],
  inputs: ['w'],
  outputs: ['bits', 'rate'],
  steps: {
    kept: { says: 'prune, then gaps', from: ['w'] },
    book: { says: 'k-means codebook', from: ['kept'] },
    bits: { says: 'Huffman over codes and gaps', from: ['kept', 'book'] },
    rate: { says: '32 n / all bits', from: ['bits'] },
  },
  illegal: (p) => {
    const wrong = unfit(p, { keep: 1, k: 1, rounds: 1 });
    return wrong ?? relativePositions.illegal(p);
  },
  shapes: (p) => ({ w: [need(p, 'n')], bits: [3], rate: [1] }),
  forward: compress,
  terms: () => 0,
  cost: (p) => {
    const own = { ...p, n: need(p, 'keep'), init: 0, seed: 0 };
    const { parameters, flops } = kmeansCodebook.cost(own);
    const peakActivationBytes = 0;
    return {
      parameters,
      multiplyAdds: 0,
      flops,
      bytes: 4 * (need(p, 'n') + 4),
      peakActivationBytes,
    };
  },
  misreadings: [],
};
