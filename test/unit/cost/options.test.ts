import { describe, expect, test } from 'vitest';
import { findNetwork } from '../../../src/core/cost/find';
import { networkCost } from '../../../src/core/cost/network-cost';
import { networks } from '../../../src/core/cost/networks';
import type { Values } from '../../../src/core/cost/options';
import { costed } from './costed';

/** What is said of options that must not be legal. */
function problem(name: string, options: Values): string {
  const found = findNetwork(name);
  if (!found.ok) return found.problem;
  const made = networkCost(found.network, options);
  return made.ok ? 'legal' : made.problem;
}

describe('what is illegal', () => {
  test.each([
    [
      'mobilenet_v1',
      { width: 0 },
      '“width” of mobilenet_v1 is a number from 0.01 to 8, and it is 0: write for example --width 1',
    ],
    [
      'mobilenet_v1',
      { width: 'wide' },
      '“width” of mobilenet_v1 is a number from 0.01 to 8, and it is wide: write for example --width 1',
    ],
    [
      'resnet50',
      { resolution: 224.5 },
      '“resolution” of resnet50 is a whole number from 1 to 4096, and it is 224.5: write for example --resolution 224',
    ],
    [
      'resnet50',
      { strides: 'v2' },
      '“strides” of resnet50 is v1 or v1.5, and it is v2: write for example --strides v1.5',
    ],
    [
      'shufflenet_v1',
      { groups: 5 },
      '“groups” of shufflenet_v1 is one of 1, 2, 3, 4, 8, and it is 5: write for example --groups 3',
    ],
    [
      'vgg16',
      { groups: 2 },
      'vgg16 has no option “groups”: write it without --groups; it has resolution, classes',
    ],
    [
      'alexnet',
      { resolution: 10 },
      'alexnet does not go with resolution 10, classes 1000: max-pool1: the kernel is higher than the padded input: it reaches over 3 rows, and there are 1. Its defaults fit: --resolution 224 --classes 1000',
    ],
    ['resnet5', {}, 'there is no network “resnet5”: did you mean “resnet50”?'],
    ['transformer', {}, 'there is no network “transformer”'],
  ] as const)('%s %j', (name, options, says) => {
    expect(problem(name, options)).toBe(says);
  });
});

describe('what is legal', () => {
  test.each(['ResNet50', 'resnext50-32x4d', 'MOBILENET_V2'])('%s is a name', (name) => {
    expect(findNetwork(name).ok).toBe(true);
  });
  test.each(networks.map(({ name }) => [name]))(
    '%s at its smallest width and few classes',
    (name) => {
      const { options } = networks.find((network) => network.name === name) ?? { options: {} };
      const small: Values = {
        ...('classes' in options ? { classes: 1 } : {}),
        ...('width' in options ? { width: 0.01 } : {}),
        ...('scale' in options ? { scale: 0.01 } : {}),
      };
      const [cost, usual] = [costed(name, small), costed(name)];
      expect(cost.parameters).toBeLessThan(usual.parameters);
      expect(cost.macs).toBeLessThan(usual.macs);
    },
  );
  test.each([1, 2, 3, 4, 8])('ShuffleNet in %i groups at any scale', (groups) => {
    for (const scale of [0.1, 0.25, 0.37, 0.5, 1.25, 1.5, 2, 3.3]) {
      expect(problem('shufflenet_v1', { groups, scale })).toBe('legal');
    }
  });
  test.each([1, 2, 4, 8])('CondenseNet with G = C = %i', (groups) => {
    expect(problem('condensenet74', { groups })).toBe('legal');
  });
  test.each([
    [0.5, 149],
    [0.25, 41],
  ])('MobileNet at width %d needs %i M', (width, millions) => {
    expect(Math.floor(costed('mobilenet_v1', { width }).macs / 1e6)).toBe(millions);
  });
});
