import type { Parameters } from '../../../src/core/blocks/block';
import type { Family } from '../../../src/core/tensor/families';
import { conv } from './stored';

/** Families for blocks whose mistakes need ties, which evenly spread numbers do not have. */
export const families: Readonly<Record<string, Family>> = {
  compaction: 'integers',
  'magnitude-prune': 'integers',
  'condense-prune': 'integers',
  'kmeans-codebook': 'integers',
  'softmax-cross-entropy': 'integers',
};

type Shown = Readonly<Record<string, Parameters>>;

/** Outputs of packed words: a difference in one of four numbers may be a small part of the word. */
export const packed: readonly string[] = ['yq', 'words', 'stream'];

/** One shape for all misreadings of a block. */
function all(p: Parameters, ids: readonly string[]): Shown {
  return Object.fromEntries(ids.map((id) => [id, p]));
}

const binary = conv({ N: 2, Ci: 6, H: 9, W: 7, Co: 4, Kh: 3, Kw: 3, ph: 1, pw: 1 });
const factored = {
  ...conv({ N: 2, Ci: 5, H: 9, W: 8, Co: 7, Kh: 3, Kw: 2, ph: 1, pw: 1 }),
  r: 4,
  split: 0,
};
const codebook = conv({ N: 1, Ci: 5, H: 6, W: 5, Co: 7, Kh: 3, Kw: 3, ph: 1, pw: 1 });
const routing = ['softmax-over-inputs', 'one-round-more', 'squash-left-out'];
const pooled = { N: 2, C: 3, H: 7, W: 5, k: 3, s: 1, p: 1, mode: 0 };
const averaged = { ...pooled, mode: 1 };

/** Shapes of the labs for the misreadings of compression, routing and training. */
export const shownOfCompression: Readonly<Record<string, Shown>> = {
  'magnitude-prune': all({ R: 12, C: 18, keep: 43 }, [
    'ties-keep-higher',
    'all-ties-kept',
    'no-tie-kept',
    'signed-not-magnitude',
    'rowptr-inclusive',
  ]),
  'csr-matmul': all({ R: 12, C: 18, J: 5, nnz: 43 }, ['last-entry-lost', 'column-ignored']),
  'block-sparse-matmul': all({ M: 31, K: 24, N: 24, B: 8, nb: 4 }, [
    'block-transposed',
    'block-row-and-column-swapped',
  ]),
  'learned-group-conv': all({ N: 2, Ci: 6, H: 9, W: 7, Co: 4, g: 2, Cs: 6 }, [
    'group-offset-twice',
    'index-ignored',
  ]),
  'condense-prune': all({ Co: 8, Ci: 12, g: 4, condense: 3 }, [
    'ties-drop-lower',
    'norm-over-all-filters',
    'mask-not-heeded',
  ]),
  'kmeans-codebook': {
    'magnitudes-clustered': { n: 315, k: 16, rounds: 2, init: 0, seed: 0 },
    'empty-cluster-zeroed': { n: 315, k: 16, rounds: 2, init: 0, seed: 0 },
    // Four centres from -3 to 3 are at -3, -1, 1 and 3: the even numbers are between two.
    'ties-to-higher': { n: 315, k: 4, rounds: 1, init: 0, seed: 0 },
  },
  'codebook-conv2d': all({ ...codebook, bits: 4 }, ['high-bits-first', 'last-word-lost']),
  huffman: all({ n: 315, k: 16, b: 32 }, ['fixed-length']),
  'relative-positions': all({ n: 997, keep: 30, bits: 3 }, [
    'reach-one-short',
    'filler-without-zero',
  ]),
  'deep-compression': {},
  'int8-conv2d': all(
    { ...conv({ Ci: 6, H: 9, W: 7, Co: 5, Kh: 3, Kw: 3, ph: 1, pw: 1 }), zx: 131, zy: 120 },
    ['padding-is-zero', 'round-half-away', 'weights-unsigned'],
  ),
  'binary-weight-conv2d': all(binary, ['scale-left-out']),
  'xnor-conv2d': all(binary, [
    'zero-has-no-sign',
    'scale-left-out',
    'map-left-out',
    'padding-is-zero',
    'padding-is-minus-one',
  ]),
  'sign-pack': all({ N: 2, C: 6, H: 9, W: 7 }, ['zero-is-negative', 'tail-is-one']),
  'xnor-dot': {
    'padded-bits-in-k': binary,
    'xnor-without-mask': { ...binary, Ci: 33 },
  },
  'low-rank-conv2d': all(factored, ['padding-axes-exchanged']),
  'low-rank-kernel': all({ Co: 7, Ci: 5, Kh: 3, Kw: 3, r: 5, split: 0 }, ['root-on-one-side']),
  'low-rank-sparse-conv2d': all({ ...factored, nnz: 31 }, [
    'sparse-overwrites',
    'channels-side-by-side',
  ]),
  'low-rank-sparse-split': {},
  squash: all({ M: 7, D: 5 }, ['direction-only']),
  'capsule-prediction': {},
  'capsule-routing': all({ N: 2, I: 5, J: 3, Do: 6, R: 3 }, routing),
  capsules: all({ N: 2, I: 5, J: 3, Di: 4, Do: 6, R: 1 }, routing),
  'fractal-join': all({ N: 16, M: 9, K: 2 }, ['divided-by-all-paths', 'nothing-kept-is-zero']),
  'drop-path': all({ N: 33, K: 2, mode: 0, seed: 7, drop: 0.5 }, ['every-path-may-go']),
  'batch-norm-training': {
    'unbiased-variance': { N: 3, C: 5, H: 1, W: 2, shift: 0 },
    'one-pass-variance': { N: 2, C: 6, H: 9, W: 7, shift: 10_000 },
    'one-sample-statistics': { N: 2, C: 6, H: 9, W: 7, shift: 0 },
    'statistics-held-fixed': { N: 3, C: 5, H: 1, W: 2, shift: 0 },
  },
  'softmax-cross-entropy': all({ N: 6, C: 10, eps: 0.1 }, [
    'mean-over-classes',
    'gradient-of-the-sum',
    'smoothing-left-out',
    'last-of-equals-wins',
  ]),
  'pool-backward': {
    'one-window-each': pooled,
    'divisor-counts-padding': averaged,
    'last-window-cut-off': averaged,
  },
  sgd: {
    ...all({ n: 65, lr: 0.1, mu: 0.9, wd: 0.5, nesterov: 0 }, [
      'decay-after-momentum',
      'stale-velocity',
      'ascent',
    ]),
    'nesterov-left-out': { n: 65, lr: 0.1, mu: 0.9, wd: 0.5, nesterov: 1 },
  },
  'linear-backward': all({ batch: 3, nin: 31, nout: 10 }, [
    'gradient-negated',
    'averaged-over-the-batch',
    'w-not-transposed',
  ]),
};
