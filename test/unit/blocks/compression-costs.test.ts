import { describe, expect, test } from 'vitest';
import type { Parameters } from '../../../src/core/blocks/block';
import { blockNamed, conv } from './stored';

const square = { N: 8, Kh: 3, Kw: 3, ph: 1, pw: 1 };
const wide = conv({ ...square, H: 56, W: 56, Ci: 64, Co: 64 });
const factored = { ...wide, r: 48, split: 0 };
const normalised = { N: 8, C: 64, H: 56, W: 56, shift: 0 };

/** The labs' bench lines: millions of FLOPs, and megabytes. */
const benches: readonly (readonly [string, string, Parameters, number, number])[] = [
  ['L21', 'capsules', { N: 16, I: 1152, J: 10, Di: 8, Do: 16, R: 3 }, 87, 89.1],
  ['L22', 'fractal-join', { N: 16, M: 128 * 32 * 32, K: 4 }, 8.39, 41.9],
  ['L29', 'learned-group-conv', { N: 8, Ci: 256, H: 28, W: 28, Co: 256, g: 4, Cs: 256 }, 206, 12.9],
  ['L30', 'magnitude-prune', { R: 4096, C: 4096, keep: 1_677_721 }, 0, 148],
  ['L31', 'csr-matmul', { R: 1024, C: 2304, J: 3136, nnz: 235_929 }, 1480, 43.6],
  ['L32', 'block-sparse-matmul', { M: 256, K: 2048, N: 2048, B: 32, nb: 410 }, 215, 5.87],
  ['L33', 'codebook-conv2d', { ...wide, bits: 4 }, 1850, 12.9],
  ['L34', 'int8-conv2d', { ...wide, zx: 0, zy: 0 }, 1850, 3.25],
  ['L35', 'low-rank-conv2d', factored, 925, 22.5],
  ['L36', 'low-rank-sparse-conv2d', { ...factored, nnz: 1843 }, 1020, 35.3],
  ['L37', 'xnor-conv2d', conv({ ...square, H: 28, W: 28, Ci: 256, Co: 256 }), 347, 6.7],
  ['L38', 'softmax-cross-entropy', { N: 4096, C: 1000, eps: 0 }, 32.8, 49.2],
  ['L41', 'sgd', { n: 2 ** 22, lr: 0.1, mu: 0.9, wd: 0, nesterov: 0 }, 25.2, 83.9],
  ['L42', 'batch-norm-training', normalised, 25.7, 32.1],
  ['L43', 'pool-backward', { N: 8, C: 64, H: 112, W: 112, k: 3, s: 2, p: 1, mode: 0 }, 14.5, 45],
];

describe('costs against the bench numbers of the course', () => {
  test.each(benches)('%s %s', (_lab, id, p, mega, megabytes) => {
    const block = blockNamed(id);
    const { flops, bytes } = block.cost(p);
    expect(block.illegal(p)).toBeUndefined();
    // The course gives three digits.
    expect(Math.abs(flops / 1e6 - mega)).toBeLessThanOrEqual(0.004 * mega);
    expect(Math.abs(bytes / 1e6 - megabytes)).toBeLessThanOrEqual(0.005 * megabytes);
  });

  test('the backward pass of a dense layer: two products, and the bias', () => {
    const cost = blockNamed('linear-backward').cost({ batch: 128, nin: 784, nout: 1024 });
    expect(cost.flops).toBe(4 * 128 * 784 * 1024 + 128 * 1024);
    expect(cost.parameters).toBe(784 * 1024 + 1024);
  });

  test('a pruned, factored or shared layer keeps fewer numbers', () => {
    const parameters = (id: string, p: Parameters): number => blockNamed(id).cost(p).parameters;
    expect(parameters('magnitude-prune', { R: 64, C: 576, keep: 3686 })).toBe(3686);
    expect(parameters('low-rank-conv2d', factored)).toBe(48 * (64 * 3 + 64 * 3));
    expect(parameters('low-rank-conv2d', { ...factored, split: 1 })).toBe(48 * (64 + 64 * 9));
    expect(parameters('codebook-conv2d', { ...wide, bits: 4 })).toBe(16);
    expect(parameters('capsules', benches[0]?.[2] ?? {})).toBe(1152 * 10 * 8 * 16);
  });
});
