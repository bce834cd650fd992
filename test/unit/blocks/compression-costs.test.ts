import { describe, expect, test } from 'vitest';
import type { Parameters } from '../../../src/core/blocks/block';
import { blockNamed } from './stored';

/** The labs' bench lines, for the example of each block: millions of FLOPs, and megabytes. */
const benches: readonly (readonly [string, string, number, number])[] = [
  ['L21', 'capsules', 87, 89.1],
  ['L22', 'fractal-join', 8.39, 41.9],
  ['L29', 'learned-group-conv', 206, 12.9],
  ['L30', 'magnitude-prune', 0, 148],
  ['L31', 'csr-matmul', 1480, 43.6],
  ['L32', 'block-sparse-matmul', 215, 5.87],
  ['L33', 'codebook-conv2d', 1850, 12.9],
  ['L34', 'int8-conv2d', 1850, 3.25],
  ['L35', 'low-rank-conv2d', 925, 22.5],
  ['L36', 'low-rank-sparse-conv2d', 1020, 35.3],
  ['L37', 'xnor-conv2d', 347, 6.7],
  ['L38', 'softmax-cross-entropy', 32.8, 49.2],
  ['L41', 'sgd', 25.2, 83.9],
  ['L42', 'batch-norm-training', 25.7, 32.1],
  ['L43', 'pool-backward', 14.5, 45],
];

describe('costs against the bench numbers of the course', () => {
  test.each(benches)('%s %s', (_lab, id, mega, megabytes) => {
    const block = blockNamed(id);
    const { flops, bytes } = block.cost(block.example);
    expect(block.illegal(block.example)).toBeUndefined();
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
    const example = (id: string): Parameters => blockNamed(id).example;
    expect(parameters('magnitude-prune', { R: 64, C: 576, keep: 3686 })).toBe(3686);
    expect(parameters('low-rank-conv2d', example('low-rank-conv2d'))).toBe(48 * (64 * 3 + 64 * 3));
    expect(parameters('low-rank-conv2d', { ...example('low-rank-conv2d'), split: 1 })).toBe(
      48 * (64 + 64 * 9),
    );
    expect(parameters('codebook-conv2d', example('codebook-conv2d'))).toBe(16);
    expect(parameters('capsules', example('capsules'))).toBe(1152 * 10 * 8 * 16);
  });
});
