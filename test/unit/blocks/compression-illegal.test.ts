import { describe, expect, test } from 'vitest';
import type { Parameters } from '../../../src/core/blocks/block';
import { blocks } from '../../../src/core/blocks/index';
import { shownOfCompression } from './misread-shapes';
import { blockNamed, conv } from './stored';

const windows = conv({ N: 1, Ci: 2, H: 4, W: 4, Co: 3, Kh: 3, Kw: 3, ph: 1, pw: 1 });
const kmeans = { n: 3, k: 2, rounds: 1, init: 0, seed: 0 };
const pool = { N: 1, C: 1, H: 4, W: 4, k: 2, s: 2, p: 0, mode: 0 };
const rates = { n: 1, lr: 0.1, mu: 0.9, wd: 0, nesterov: 0 };

const cases: readonly (readonly [string, Parameters, string])[] = [
  ['magnitude-prune', { R: 2, C: 3, keep: 7 }, 'keep = 7 is more than the R·C = 6 weights'],
  [
    'csr-matmul',
    { R: 2, C: 3, J: 1, nnz: 7 },
    'nnz = 7 is more than the 2 × 3 places of the matrix',
  ],
  ['block-sparse-matmul', { M: 1, K: 9, N: 8, B: 4, nb: 1 }, 'K = 9 is not a multiple of B = 4'],
  ['block-sparse-matmul', { M: 1, K: 8, N: 9, B: 4, nb: 1 }, 'N = 9 is not a multiple of B = 4'],
  [
    'block-sparse-matmul',
    { M: 1, K: 8, N: 8, B: 4, nb: 5 },
    'nb = 5 is more than the 4 blocks of the matrix',
  ],
  [
    'learned-group-conv',
    { N: 1, Ci: 6, H: 1, W: 1, Co: 4, g: 4, Cs: 6 },
    'Cs = 6 is not a multiple of g = 4',
  ],
  [
    'learned-group-conv',
    { N: 1, Ci: 6, H: 1, W: 1, Co: 6, g: 4, Cs: 8 },
    'Co = 6 is not a multiple of g = 4',
  ],
  ['condense-prune', { Co: 5, Ci: 6, g: 2, condense: 3 }, 'Co = 5 is not a multiple of g = 2'],
  [
    'condense-prune',
    { Co: 4, Ci: 6, g: 2, condense: 4 },
    'Ci = 6 is not a multiple of condense = 4',
  ],
  ['kmeans-codebook', { ...kmeans, init: 3 }, 'init must be 0 or 1 or 2, and it is 3'],
  [
    'kmeans-codebook',
    { ...kmeans, k: 4, init: 1 },
    'k = 4 is more than the n = 3 weights that random centres are drawn from',
  ],
  ['codebook-conv2d', { ...windows, bits: 5 }, 'bits must be 4 or 8, and it is 5'],
  ['huffman', { n: 0, k: 4, b: 32 }, 'n must be a whole number of at least 1, and it is 0'],
  ['relative-positions', { n: 4, keep: 5, bits: 2 }, 'keep = 5 is more than n = 4'],
  ['relative-positions', { n: 4, keep: 2, bits: 17 }, 'bits = 17 is more than 16'],
  [
    'deep-compression',
    { n: 4, keep: 0, k: 1, rounds: 1, bits: 2 },
    'keep must be a whole number of at least 1, and it is 0',
  ],
  [
    'int8-conv2d',
    { ...windows, zx: 256, zy: 0 },
    'zx must be a number from 0 to 255, and it is 256',
  ],
  [
    'int8-conv2d',
    { ...windows, Ci: 8000, zx: 0, zy: 0 },
    'Ci·Kh·Kw = 72000 is more than 65536: the sums would not fit an i32',
  ],
  [
    'binary-weight-conv2d',
    { ...windows, H: 0 },
    'H must be a whole number of at least 1, and it is 0',
  ],
  ['xnor-conv2d', { ...windows, ph: -1 }, 'ph must be a whole number of at least 0, and it is -1'],
  ['sign-pack', { N: 1, C: 0, H: 1, W: 1 }, 'C must be a whole number of at least 1, and it is 0'],
  [
    'xnor-dot',
    { ...windows, W: 1, pw: 0 },
    'Kw = 3 is too large: it reaches over 3 columns, and the padded input has 1',
  ],
  [
    'low-rank-conv2d',
    { ...windows, r: 0, split: 0 },
    'r must be a whole number of at least 1, and it is 0',
  ],
  [
    'low-rank-kernel',
    { Co: 1, Ci: 1, Kh: 1, Kw: 1, r: 1, split: 2 },
    'split must be 0 or 1, and it is 2',
  ],
  [
    'low-rank-sparse-conv2d',
    { ...windows, r: 1, split: 0, nnz: 55 },
    'nnz = 55 is more than the 3 × 18 places of the matrix',
  ],
  [
    'low-rank-sparse-split',
    { Co: 1, Ci: 1, Kh: 1, Kw: 1, r: 1, split: 0, tau: -1 },
    'tau must be a number at least 0, and it is -1',
  ],
  ['squash', { M: 1 }, 'D is missing'],
  [
    'capsule-prediction',
    { N: 1, I: 1, J: 0, Di: 1, Do: 1 },
    'J must be a whole number of at least 1, and it is 0',
  ],
  [
    'capsule-routing',
    { N: 1, I: 1, J: 1, Do: 1, R: 0 },
    'R must be a whole number of at least 1, and it is 0',
  ],
  [
    'capsules',
    { N: 1, I: 1, J: 1, Di: 1, Do: 1, R: 0 },
    'R must be a whole number of at least 1, and it is 0',
  ],
  ['fractal-join', { N: 1, M: 1, K: 6 }, 'K = 6 is more than the 5 paths that can be bound'],
  [
    'drop-path',
    { N: 1, K: 1, mode: 0, seed: 0, drop: 1.5 },
    'drop must be a number from 0 to 1, and it is 1.5',
  ],
  [
    'batch-norm-training',
    { N: 1, C: 1, H: 1, W: 1, shift: NaN },
    'shift must be a number from 0 to 100000, and it is NaN',
  ],
  [
    'softmax-cross-entropy',
    { N: 1, C: 2, eps: -0.1 },
    'eps must be a number from 0 to 1, and it is -0.1',
  ],
  [
    'pool-backward',
    { ...pool, p: 2 },
    'p = 2 is not below k = 2: a window would lie in the padding alone',
  ],
  [
    'pool-backward',
    { ...pool, H: 1 },
    'k = 2 is too large: it reaches over 2 rows, and the padded input has 1',
  ],
  [
    'pool-backward',
    { ...pool, W: 1 },
    'k = 2 is too large: it reaches over 2 columns, and the padded input has 1',
  ],
  ['pool-backward', { ...pool, mode: 2 }, 'mode must be 0 or 1, and it is 2'],
  ['sgd', { ...rates, mu: 1.1 }, 'mu must be a number from 0 to 1, and it is 1.1'],
  ['sgd', { ...rates, nesterov: 2 }, 'nesterov must be 0 or 1, and it is 2'],
  [
    'linear-backward',
    { batch: 0, nin: 1, nout: 1 },
    'batch must be a whole number of at least 1, and it is 0',
  ],
];

describe('illegal parameters', () => {
  test.each(cases)('%s %o', (id, p, words) => {
    expect(blockNamed(id).illegal(p)).toBe(words);
  });

  test('every block of these families refuses something here', () => {
    expect([...new Set(cases.map(([id]) => id))]).toEqual(Object.keys(shownOfCompression));
  });

  test('every parameter that is left out is missed by its name', () => {
    const whole = Object.keys(shownOfCompression).flatMap((id) => {
      const p = Object.values(shownOfCompression[id] ?? {})[0];
      return p === undefined ? [] : [[id, p] as const];
    });
    expect(whole.length).toBeGreaterThan(20);
    for (const [id, p] of whole) {
      for (const name of blocks.get(id)?.parameters ?? []) {
        const rest = Object.fromEntries(Object.entries(p).filter(([key]) => key !== name));
        expect(blockNamed(id).illegal(rest), id).toBe(`${name} is missing`);
      }
    }
  });
});
