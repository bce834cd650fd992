import { describe, expect, test } from 'vitest';
import type { Parameters } from '../../../src/core/blocks/block';
import { blockNamed } from './stored';

/** The benchmark shapes of the course, with two FLOPs for each multiply-add, in millions, as it rounds them. */
const benches: readonly (readonly [string, Parameters, string])[] = [
  ['inverted-residual', { N: 8, Ci: 24, H: 56, W: 56, Co: 24, t: 6, s: 1 }, '412'],
  [
    'inception',
    { N: 8, Ci: 192, H: 28, W: 28, o1: 64, r2: 96, o2: 128, r3: 16, o3: 32, o4: 32 },
    '2049',
  ],
  ['xception-middle', { N: 2, C: 728, H: 19, W: 19 }, '2324'],
  ['resnet-bottleneck', { N: 8, Ci: 256, H: 56, W: 56, B: 64, Co: 256, s: 1 }, '3494'],
  ['resnext', { N: 8, Ci: 256, H: 56, W: 56, B: 128, Co: 256, s: 1, g: 32 }, '3520'],
  ['resnext-paths', { N: 8, Ci: 256, H: 56, W: 56, B: 128, Co: 256, s: 1, g: 32 }, '3520'],
  ['dense-layer', { N: 8, H: 28, W: 28, C: 256, k: 32, Ctotal: 288 }, '873'],
  ['shufflenet-unit', { N: 8, Ci: 240, H: 28, W: 28, B: 60, Co: 240, g: 3, s: 1 }, '127'],
  ['interleaved-group-block', { N: 8, H: 32, W: 32, L: 24, M: 4 }, '94'],
  ['pnasnet-5', { N: 8, Fa: 54, Fb: 54, F: 54, H: 28, W: 28, s: 1 }, '610'],
];

describe('multiply-adds of the course’s benchmarks', () => {
  test.each(benches)('%s', (id, shape, megaflops) => {
    const { multiplyAdds } = blockNamed(id).cost(shape);
    expect(((2 * multiplyAdds) / 1e6).toFixed(0)).toBe(megaflops);
  });

  test('nasnet-a-normal, where the course counts three average pools, nine for each output', () => {
    const { multiplyAdds } = blockNamed('nasnet-a-normal').cost({ N: 8, F: 44, H: 28, W: 28 });
    const pools = 3 * 9 * 8 * 44 * 28 * 28;
    expect(((2 * multiplyAdds + pools) / 1e6).toFixed(0)).toBe('335');
  });

  test('squeeze-excitation: 4 C²/r for each image beside the maps', () => {
    const { multiplyAdds } = blockNamed('squeeze-excitation').cost({
      N: 8,
      C: 256,
      H: 56,
      W: 56,
      r: 16,
    });
    expect(2 * multiplyAdds).toBe((8 * 4 * 256 * 256) / 16);
  });
});
