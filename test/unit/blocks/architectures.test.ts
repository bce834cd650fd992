import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exact, type Parameters, type Tensors } from '../../../src/core/blocks/block';
import { agrees, expectProved } from './plain';
import { packs } from './plain-maps';
import { definitions } from './plain-architectures';
import { blockNamed, distance, only, seeded } from './stored';

/** Ranges of parameters; small, since what can go wrong shows at small sizes. */
type Ranges = Readonly<Record<string, readonly [number, number]>>;

const map: Ranges = { N: [1, 2], H: [1, 5], W: [1, 5] };
const bottleneck: Ranges = { ...map, Ci: [1, 4], B: [1, 3], Co: [1, 4], s: [1, 2] };
const inception: Ranges = {
  ...{ ...map, Ci: [1, 3] },
  ...{ o1: [1, 3], r2: [1, 3], o2: [1, 3], r3: [1, 3], o3: [1, 3], o4: [1, 3] },
};
const inverted: Ranges = { ...map, Ci: [1, 3], Co: [1, 3], t: [1, 3], s: [1, 3] };
const atrous: Ranges = {
  ...map,
  Ci: [1, 3],
  B: [1, 2],
  Co: [1, 3],
  r1: [1, 3],
  r2: [1, 4],
  r3: [1, 7],
};
const cell: Ranges = { ...map, N: [1, 1], F: [1, 2] };
const codes = Object.fromEntries(
  ['e10', 'e20', 'e21', 'e30', 'e31', 'e32'].map((name) => [name, [0, 6] as const]),
);

const ranges: Readonly<Record<string, Ranges>> = {
  'inverted-residual': inverted,
  'inverted-residual-original': inverted,
  fire: { ...map, Ci: [1, 3], S: [1, 3], E1: [1, 3], E3: [1, 3] },
  inception,
  'inception-biased': inception,
  'inception-v3-a': inception,
  'xception-middle': { ...map, C: [1, 3] },
  'xception-entry': { ...map, Ci: [1, 3], Co: [1, 3] },
  'resnet-basic': { ...map, Ci: [1, 3], Co: [1, 3], s: [1, 3] },
  'resnet-bottleneck': bottleneck,
  'resnet-bottleneck-original': bottleneck,
  resnext: { ...bottleneck, B: [1, 4], g: [1, 3] },
  'resnext-paths': { ...bottleneck, B: [1, 4], g: [1, 3] },
  'dense-layer': { ...map, C: [1, 4], k: [1, 2], Ctotal: [2, 8] },
  'dense-layer-plain': { ...map, C: [1, 4], k: [1, 3] },
  'dense-block': { ...map, C: [1, 3], k: [1, 2], L: [1, 3] },
  'dense-transition': { ...map, H: [2, 5], W: [2, 5], Ci: [1, 4], Co: [1, 3] },
  'condensenet-layer': { ...map, C: [1, 6], k: [1, 3], g: [1, 3], condense: [1, 3] },
  'shufflenet-unit': { ...map, Ci: [1, 4], B: [1, 4], Co: [1, 4], g: [1, 2], s: [1, 2] },
  'interleaved-group-block': { ...map, L: [1, 3], M: [1, 3] },
  'squeeze-excitation': { ...map, C: [1, 6], r: [1, 3] },
  'se-resnet': { ...bottleneck, r: [1, 2] },
  'fractal-block': { ...map, N: [1, 3], Ci: [1, 2], Co: [1, 2], K: [1, 4] },
  aspp: atrous,
  'aspp-deeplab': atrous,
  'pyramid-pooling': { ...map, H: [1, 8], Ci: [1, 3], B: [1, 2] },
  'pyramid-pooling-pspnet': { ...map, W: [1, 8], Ci: [1, 3], B: [1, 2] },
  'nasnet-a-normal': cell,
  'nasnet-a-reduction': cell,
  'pnasnet-5': { ...map, N: [1, 1], Fa: [1, 2], Fb: [1, 2], F: [1, 2], s: [1, 2] },
  'hierarchical-motif': { ...map, C: [1, 3], ...codes },
  'hierarchical-cell': { ...map, C: [1, 3] },
  'hierarchical-cell-original': { ...map, C: [1, 3] },
};

/** Random legal parameters of a block. */
function legal(id: string): fc.Arbitrary<Parameters> {
  const fields = Object.entries(ranges[id] ?? {}).map(([name, [min, max]]) => [
    name,
    fc.integer({ min, max }),
  ]);
  const record = fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<number>>);
  return record.filter((p) => blockNamed(id).illegal(p) === undefined);
}

const runs = { numRuns: 200, seed: 20261 };

describe('against a second, plain definition', () => {
  test.each(Object.entries(definitions))('%s', (id, definition) => {
    const [output = ''] = blockNamed(id).outputs;
    agrees(id, legal(id), (p, inputs) => ({ [output]: [...definition(p, packs(inputs)).data] }), [
      'uniform',
    ]);
  });
});

/** Columns `from` to `to` of a matrix [rows, columns]. */
function columns(w: Float64Array, width: number, from: number, to: number): number[] {
  return [...w].filter((_, at) => at % width >= from && at % width < to);
}

/** The tensors of ResNeXt's grouped form as its sum of paths packs them. */
function asPaths({ B = 0, g = 1 }: Parameters, inputs: Tensors): Tensors {
  const [bn, w3] = [only(inputs, 'bn'), only(inputs, 'w3')];
  const [own, paths] = [B / g, Array.from({ length: g }, (_, path) => path)];
  const norm = (start: number, path: number): number[] =>
    columns(bn.subarray(start, start + 4 * B), B, path * own, (path + 1) * own);
  return {
    ...inputs,
    w3: Float64Array.from(paths.flatMap((path) => columns(w3, B, path * own, (path + 1) * own))),
    bn: Float64Array.from([
      ...paths.flatMap((path) => [...norm(0, path), ...norm(4 * B, path)]),
      ...bn.subarray(8 * B),
    ]),
  };
}

describe('identities', () => {
  const [grouped, paths] = [blockNamed('resnext'), blockNamed('resnext-paths')];

  test('ResNeXt’s grouped form is its sum of paths', () => {
    fc.assert(
      fc.property(legal('resnext'), fc.nat(), (p, seed) => {
        const inputs = seeded(grouped, p, seed);
        const truth = only(grouped.forward(p, inputs, exact), 'y');
        const sum = only(paths.forward(p, asPaths(p, inputs), exact), 'y');
        expect(distance(truth, sum)).toBeLessThan(1e-10);
      }),
      runs,
    );
  });

  test('a global mask leaves one column of the fractal: a chain of its convolutions', () => {
    const block = blockNamed('fractal-block');
    const p = { N: 1, Ci: 2, H: 4, W: 5, Co: 2, K: 3 };
    const inputs = seeded(block, p, 4);
    // Joins of 2, then 3 paths; the middle column has layers 3 and 6 of the seven, in the order of the steps.
    const keep = Float64Array.of(0, 1, 0, 1, 0);
    const [w, bn] = [only(inputs, 'w'), only(inputs, 'bn')];
    const layers = [2, 5];
    const chain = blockNamed('fractal-block');
    let x = only(inputs, 'x');
    for (const layer of layers) {
      const own = {
        w: w.slice(36 * layer, 36 * (layer + 1)),
        bn: bn.slice(8 * layer, 8 * (layer + 1)),
      };
      x = only(chain.forward({ ...p, K: 1 }, { x, ...own, keep: Float64Array.of() }, exact), 'y');
    }
    const column = only(block.forward(p, { ...inputs, keep }, exact), 'y');
    expect(distance(x, column)).toBeLessThan(1e-12);
  });

  test('a dense block is its layers in one growing buffer', () => {
    const [whole, layer] = [blockNamed('dense-block'), blockNamed('dense-layer')];
    const p = { N: 2, C: 3, H: 4, W: 3, k: 2, L: 3 };
    const inputs = seeded(whole, p, 5);
    const plane = p.H * p.W;
    const total = p.C + p.L * p.k;
    let feat: Float64Array = new Float64Array(p.N * total * plane);
    for (let n = 0; n < p.N; n++) {
      const image = only(inputs, 'x').subarray(n * p.C * plane, (n + 1) * p.C * plane);
      feat.set(image, n * total * plane);
    }
    const used = { w1: 0, w2: 0, bn: 0 };
    for (let l = 0; l < p.L; l++) {
      const own = { N: p.N, H: p.H, W: p.W, C: p.C + l * p.k, k: p.k, Ctotal: total };
      const shapes = layer.shapes(own);
      const parts = Object.entries(used).map(([name, from]) => {
        const length = (shapes[name] ?? []).reduce((product, size) => product * size, 1);
        used[name as keyof typeof used] = from + length;
        return [name, only(inputs, name).slice(from, from + length)] as const;
      });
      feat = only(layer.forward(own, { ...Object.fromEntries(parts), feat }, exact), 'feat');
    }
    expect(distance(only(whole.forward(p, inputs, exact), 'y'), feat)).toBeLessThan(1e-12);
  });

  test('a channel of an interleaved group convolution reaches every other', () => {
    const block = blockNamed('interleaved-group-block');
    const p = { N: 1, H: 1, W: 1, L: 3, M: 4 };
    const inputs = seeded(block, p, 6);
    // A batch norm that changes nothing but a shift keeps what the ReLU would hide.
    const bn = Float64Array.from({ length: 48 }, (_, at) =>
      at < 12 ? 1 : at < 24 ? 100 : at < 36 ? 0 : 1,
    );
    const run = (x: Float64Array): Float64Array =>
      only(block.forward(p, { ...inputs, x, bn }, exact), 'y');
    const silent = run(new Float64Array(12));
    for (let c = 0; c < 12; c++) {
      const reached = run(Float64Array.from({ length: 12 }, (_, at) => (at === c ? 1 : 0)));
      expect(reached.every((value, o) => value !== silent[o])).toBe(true);
    }
  });
});

test('every block of this file was held to its definition', () => {
  expectProved('architectures');
});
