import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { networkCost } from '../../../src/core/cost/network-cost';
import { networks } from '../../../src/core/cost/networks';
import type { Values } from '../../../src/core/cost/options';
import { agrees, readFigure } from '../../../src/core/cost/published';
import { costSchema, type NetworkCost } from '../../../src/core/cost/report';
import { costed } from './costed';

/** Millions to the printed digits. */
function millions(macs: number, printed: string): string {
  return (macs / 1e6).toFixed(printed.split('.')[1]?.length ?? 0);
}

/** Layers, output, parameters, and millions of multiply-adds as printed. */
type Row = readonly [string, readonly number[], number, string];

interface Table {
  readonly network: string;
  readonly options: Values;
  readonly rows: readonly Row[];
  readonly total: readonly [parameters: number, macs: string];
}

describe('layer tables', () => {
  const { tables } = JSON.parse(readFileSync(new URL('tables.json', import.meta.url), 'utf8')) as {
    readonly tables: readonly Table[];
  };
  test.each(tables)('$network $options: every row and the total', (table) => {
    const cost = costed(table.network, table.options);
    const ours = cost.sections.slice(0, table.rows.length).map((row, i) => {
      const [label = '', , , printed = ''] = table.rows[i] ?? [];
      const shape = [...row.shape, 1, 1].slice(0, 3);
      return [label, shape, row.parameters, millions(row.macs, printed)];
    });
    expect(ours).toEqual(table.rows);
    expect([cost.parameters, millions(cost.macs, table.total[1])]).toEqual(table.total);
    // What stands behind the table’s last row, a pooling, has neither weights nor multiply-adds.
    for (const { parameters, macs } of cost.sections.slice(table.rows.length)) {
      expect([parameters, macs]).toEqual([0, 0]);
    }
  });

  test.each([
    ['alexnet_one_group', {}, 62_378_344, '1135.3'],
    ['googlenet', {}, 6_624_904, '1498.4'],
    ['igcv1', {}, 8_637_900, '1264.8'],
    ['inception_v3', {}, 23_834_568, '5713'],
    ['resnet18', {}, 11_689_512, '1814.1'],
    ['resnet34', {}, 21_797_672, '3663.8'],
    ['resnet50', { strides: 'v1' }, 25_557_032, '3858.0'],
    ['resnet101', {}, 44_549_160, '7801.4'],
    ['resnet101', { strides: 'v1' }, 44_549_160, '7570.2'],
    ['resnet152', {}, 60_192_808, '11513.6'],
    ['resnext101_32x4d', {}, 44_177_704, '7970'],
    ['resnext101_32x8d', {}, 88_791_336, '16414'],
    ['resnext101_64x4d', {}, 83_455_272, '15460'],
    ['se_resnet50', { strides: 'v1.5' }, 28_088_024, '4091.7'],
    ['densenet161', {}, 28_681_000, '7727.9'],
    ['densenet169', {}, 14_149_480, '3359.8'],
    ['densenet201', {}, 20_013_928, '4291'],
    ['mobilenet_v1', { width: 0.75 }, 2_585_560, '325.4'],
    ['mobilenet_v1', { width: 0.25 }, 470_072, '41.0'],
    ['mobilenet_v1', { width: 0.25, resolution: 192 }, 470_072, '30.2'],
    ['mobilenet_v1', { resolution: 192 }, 4_231_976, '418.1'],
    ['mobilenet_v1', { resolution: 160 }, 4_231_976, '290.7'],
    ['mobilenet_v1', { resolution: 128 }, 4_231_976, '186.4'],
    ['mobilenet_v2', { width: 1.4 }, 6_108_776, '582.2'],
    ['mobilenet_v2', { width: 0.75 }, 2_636_424, '209.1'],
    ['mobilenet_v2', { width: 0.35 }, 1_677_128, '59.3'],
    ['shufflenet_v1', { groups: 1 }, 1_531_936, '143.1'],
    ['shufflenet_v1', { groups: 2 }, 1_733_848, '140.8'],
    ['shufflenet_v1', { groups: 4 }, 1_968_344, '134.3'],
    ['shufflenet_v1', { scale: 1.5 }, 3_442_168, '292.4'],
    ['shufflenet_v2_x1_0', {}, 2_278_604, '144.9'],
    ['shufflenet_v2_x1_5', {}, 3_503_624, '295.8'],
    ['nasnet_a_mobile', {}, 5_289_978, '564'],
    ['nasnet_a_large', {}, 88_753_150, '23783'],
    ['pnasnet5_large', {}, 86_057_668, '24937'],
    ['efficientnet_b0', {}, 5_288_548, '385.8'],
    ['deeplabv3_resnet50', {}, 42_004_074, '178722'],
    ['deeplabv3_resnet101', {}, 60_996_202, '258743'],
  ] as const)('%s %j: %i parameters, %s M multiply-adds', (name, options, parameters, macs) => {
    const cost = costed(name, options);
    expect([cost.parameters, millions(cost.macs, macs)]).toEqual([parameters, macs]);
  });

  /** Sums of the sections whose label begins with one of these words. */
  function part(cost: NetworkCost, ...words: readonly string[]): [number, string] {
    const rows = cost.sections.filter(({ label }) => words.some((word) => label.startsWith(word)));
    const sum = (pick: 'parameters' | 'macs'): number =>
      rows.reduce((total, row) => total + row[pick], 0);
    return [sum('parameters'), (sum('macs') / 1e9).toFixed(3)];
  }
  test('DeepLab v3: trunk, head and auxiliary head', () => {
    const cost = costed('deeplabv3_resnet50');
    expect(part(cost, 'conv 7', 'stage')).toEqual([23_508_032, '102.808']);
    expect(part(cost, 'ASPP', '3 × 3')).toEqual([16_130_837, '65.923']);
    expect(part(cost, 'auxiliary')).toEqual([2_365_205, '9.991']);
  });
  test.each([
    [{}, 23_150_742, '68.277'],
    [{ classes: 21 }, 23_084_565, '68.039'],
    [{ classes: 19, resolution: 713 }, 23_083_539, '153.014'],
  ] as const)('PSPNet’s head %j', (options, parameters, macs) => {
    const cost = costed('pspnet_resnet50', options);
    expect(part(cost, 'pyramid', '3 × 3')).toEqual([parameters, macs]);
  });
});

describe('published figures', () => {
  const figures = networks.flatMap((network) =>
    network.published.map((figure) => ({ name: network.name, network, figure })),
  );
  test.each(figures)('$name: $figure.printed, $figure.source', ({ network, figure }) => {
    const made = networkCost(network, figure.at ?? {});
    if (!made.ok) throw new Error(made.problem);
    const ours = made.cost.published.find(
      ({ printed, source }) => printed === figure.printed && source === figure.source,
    );
    expect(ours).toBeDefined();
    // Either the layers give it, or the data say why they do not.
    expect(ours?.agrees).toBe(figure.reason === undefined);
    const far = Math.abs((ours?.ours ?? 0) / readFigure(figure.printed).value - 1);
    if (figure.reason === undefined) expect(far).toBeLessThan(0.09);
  });
  test('CondenseNet under both conventions', () => {
    const cost = costed('condensenet74');
    expect(millions(cost.macs, '516.6')).toBe('516.6');
    const own = cost.counts.find(({ convention }) => convention === 'condensenet');
    expect(millions(own?.count ?? 0, '529.3')).toBe('529.3');
    const eight = costed('condensenet74', { groups: 8 });
    expect(
      millions(
        eight.counts.find(({ convention }) => convention === 'condensenet')?.count ?? 0,
        '274.2',
      ),
    ).toBe('274.2');
  });
  test.each([
    ['4.2M', 4_231_976, true],
    ['569M', 568_740_352, true],
    ['290M', 290_700_000, true],
    ['3.5M', 3_449_999, false],
    ['22,855,952', 22_855_952, true],
    ['22,855,952', 22_855_953, false],
    ['3.8G', 3_900_000_000, false],
  ])('%s is printed for %i: %s', (printed, count, same) => {
    expect(agrees(count, printed)).toBe(same);
  });
});

describe('every network', () => {
  test('has a name of its own and a paper', () => {
    expect(new Set(networks.map(({ name }) => name)).size).toBe(networks.length);
    for (const { name, paper } of networks) {
      expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(paper).toMatch(/^[a-z0-9-]+$/);
    }
  });
  test.each(networks.map(({ name }) => [name]))('%s: the rows and the layers add up', (name) => {
    const cost = costed(name, {}, true);
    expect(() => costSchema.parse(JSON.parse(JSON.stringify(cost)))).not.toThrow();
    for (const rows of [cost.sections, cost.layers ?? []]) {
      expect(rows.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(cost.parameters);
      expect(rows.reduce((sum, { macs }) => sum + macs, 0)).toBe(cost.macs);
    }
    expect(Number.isSafeInteger(cost.macs)).toBe(true);
    // A section whose name comes twice would be one row of the table.
    const labels = cost.sections.map(({ label }) => label);
    expect(new Set(labels).size).toBe(labels.length);
    expect(cost.layers?.every(({ section }) => section !== undefined)).toBe(true);
  });
});

describe('receptive field of the last map', () => {
  // VGG-16, ResNet-50 (v1) and MobileNet: Araujo, Norris and Sim 2019, “Computing receptive fields of convolutional
  // neural networks”, from memory; the others counted by hand, layer by layer.
  test.each([
    ['vgg16', {}, 212, 32],
    ['alexnet', {}, 195, 32],
    ['mobilenet_v1', {}, 315, 32],
    ['resnet50', { strides: 'v1' }, 483, 32],
    ['resnet50', {}, 427, 32],
    ['resnet18', {}, 435, 32],
    ['squeezenet1_1', {}, 207, 16],
  ] as const)('%s %j: %i, every %i pixels', (name, options, size, stride) => {
    expect(costed(name, options).receptiveField).toEqual({
      ...{ size: [size, size], stride: [stride, stride] },
    });
  });
});

describe('stored weights', () => {
  test('f32 unless compressed; running statistics count', () => {
    expect(costed('alexnet').weightBytes).toBe(4 * 61_100_840);
    // 26,560 channels of batch norm have a mean and a variance each.
    expect(costed('resnet50').weightBytes).toBe(4 * (25_557_032 + 2 * 26_560));
  });
  test('XNOR-Net’s AlexNet', () => {
    const cost = costed('alexnet_xnor');
    const full = 34_848 + 4_096_000;
    const outputs = 256 + 384 + 384 + 256 + 4096 + 4096;
    const biases = 96 + outputs + 1000;
    const binary = 62_378_344 - full - biases;
    expect(cost.weightBytes).toBe(binary / 8 + 4 * (full + biases + outputs));
    const own = cost.counts.find(({ convention }) => convention === 'xnor-net');
    const dense = 105_415_200 + 4_096_000;
    expect(own?.count).toBe(Math.round(dense + (cost.macs - dense) / 64));
  });
  test('XNOR-Net’s energy reads the stored bytes', () => {
    const [binary, dense] = [costed('alexnet_xnor'), costed('alexnet_one_group')];
    const ratio = binary.energy.weights[0] / dense.energy.weights[0];
    expect(ratio).toBeCloseTo(binary.weightBytes / dense.weightBytes, 12);
  });
  test('pruned AlexNet is about as small as its paper says before Huffman coding', () => {
    const { weightBytes } = costed('alexnet_pruned');
    // 27 times smaller in the paper, with the padding zeros that are not counted here.
    expect((4 * 60_965_224) / weightBytes).toBeGreaterThan(27);
    expect((4 * 60_965_224) / weightBytes).toBeLessThan(32);
  });
});
