import { describe, expect, test } from 'vitest';
import type { Cost } from '../../../src/core/blocks/block';
import { blockNamed } from './stored';

/** The benchmarks of the course, which are the examples of their blocks, with two FLOPs for each multiply-add, in millions, as it rounds them. */
const benches: readonly (readonly [string, string])[] = [
  ['inverted-residual', '412'],
  ['inception', '2049'],
  ['xception-middle', '2324'],
  ['resnet-bottleneck', '3494'],
  ['resnext', '3520'],
  ['dense-layer', '873'],
  ['shufflenet-unit', '127'],
  ['interleaved-group-block', '94'],
  ['pnasnet-5', '610'],
];

function costOfExample(id: string): Cost {
  const block = blockNamed(id);
  return block.cost(block.example);
}

describe('multiply-adds of the course’s benchmarks', () => {
  test.each(benches)('%s', (id, megaflops) => {
    const { multiplyAdds } = costOfExample(id);
    expect(((2 * multiplyAdds) / 1e6).toFixed(0)).toBe(megaflops);
  });

  test('resnext-paths, which is the same block told otherwise', () => {
    const [grouped, paths] = [blockNamed('resnext'), blockNamed('resnext-paths')];
    const { multiplyAdds } = paths.cost(grouped.example);
    expect(multiplyAdds).toBe(costOfExample('resnext').multiplyAdds);
  });

  test('nasnet-a-normal, where the course counts three average pools, nine for each output', () => {
    const { multiplyAdds } = costOfExample('nasnet-a-normal');
    const pools = 3 * 9 * 8 * 44 * 28 * 28;
    expect(((2 * multiplyAdds + pools) / 1e6).toFixed(0)).toBe('335');
  });

  test('squeeze-excitation: 4 C²/r for each image beside the maps', () => {
    const { multiplyAdds } = costOfExample('squeeze-excitation');
    expect(2 * multiplyAdds).toBe((8 * 4 * 256 * 256) / 16);
  });
});
