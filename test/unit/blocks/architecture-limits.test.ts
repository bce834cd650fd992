import { describe, expect, test } from 'vitest';
import type { Parameters } from '../../../src/core/blocks/block';
import { blocks } from '../../../src/core/blocks/index';
import { architectureShapes } from './architecture-shapes';
import { blockNamed } from './stored';

/** A legal shape of each block. */
const legal = Object.entries(architectureShapes).map(
  ([id, shown]) => [id, Object.values(shown)[0] ?? {}] as const,
);
const shapeOf = (id: string): Parameters => legal.find(([name]) => name === id)?.[1] ?? {};

describe('a size that is none', () => {
  test.each(legal)('%s names it', (id, shape) => {
    const block = blockNamed(id);
    expect(block.illegal(shape)).toBeUndefined();
    for (const name of block.parameters) {
      const rest = Object.entries(shape).filter(([other]) => other !== name);
      expect(block.illegal(Object.fromEntries(rest))).toBe(`${name} is missing`);
      // A 2 × 2 pool halves the map of a transition.
      const halved = id === 'dense-transition' && ['H', 'W'].includes(name);
      const least = name.startsWith('e') ? 0 : halved ? 2 : 1;
      for (const value of [least - 1, -3, 1.5, NaN]) {
        expect(block.illegal({ ...shape, [name]: value })).toBe(
          `${name} must be a whole number of at least ${least}, and it is ${value}`,
        );
      }
    }
  });
});

describe('shapes that do not fit', () => {
  const unit = { ...shapeOf('shufflenet-unit'), s: 1, Co: 6 };
  const condensed = shapeOf('condensenet-layer');
  const motif = shapeOf('hierarchical-motif');
  test.each<[string, Parameters, string]>([
    ['resnext', { ...shapeOf('resnext'), g: 4 }, 'B = 6 is not a multiple of g = 4'],
    ['resnext-paths', { ...shapeOf('resnext'), B: 7 }, 'B = 7 is not a multiple of g = 3'],
    ['se-resnet', { ...shapeOf('se-resnet'), r: 4 }, 'Co = 6 is not a multiple of r = 4'],
    ['squeeze-excitation', { N: 1, C: 6, H: 2, W: 2, r: 12 }, 'C = 6 is not a multiple of r = 12'],
    ['shufflenet-unit', { ...unit, Ci: 7 }, 'Ci = 7 is not a multiple of g = 3'],
    ['shufflenet-unit', { ...unit, B: 4 }, 'B = 4 is not a multiple of g = 3'],
    ['shufflenet-unit', { ...unit, Co: 5 }, 'Co = 5 is not a multiple of g = 3'],
    ['shufflenet-unit', { ...unit, Co: 9 }, 'Co = 9 must be Ci = 6 with s = 1'],
    ['condensenet-layer', { ...condensed, condense: 4 }, 'C = 6 is not a multiple of condense = 4'],
    ['condensenet-layer', { ...condensed, k: 3 }, 'k = 3 is not a multiple of g = 2'],
    [
      'dense-layer',
      { ...shapeOf('dense-layer'), Ctotal: 8 },
      'Ctotal = 8 is less than C + k = 9: there is no room for the new channels',
    ],
    [
      'dense-transition',
      { N: 1, Ci: 2, H: 1, W: 4, Co: 2 },
      'H must be a whole number of at least 2',
    ],
    [
      'dense-transition',
      { N: 1, Ci: 2, H: 4, W: 1, Co: 2 },
      'W must be a whole number of at least 2',
    ],
    ['fractal-block', { ...shapeOf('fractal-block'), K: 8 }, 'K = 8 columns are more than the 7'],
    ['hierarchical-motif', { ...motif, e31: 7 }, 'e31 = 7 is no operation: codes are 0 to 6'],
    [
      'hierarchical-motif',
      { ...motif, e30: 0, e31: 0, e32: 0 },
      'no path leads to node 3, the output',
    ],
    [
      'hierarchical-motif',
      { ...motif, e10: 0, e30: 0, e32: 0 },
      'no path leads to node 3, the output',
    ],
  ])('%s %o', (id, shape, words) => {
    expect(blockNamed(id).illegal(shape)).toContain(words);
  });
});

describe('tables', () => {
  const architectures = [...blocks.values()].filter(({ id }) => id in architectureShapes);
  const made = architectures.flatMap((block) =>
    Object.entries(block.tables ?? {}).map(([name, table]) => [block, name, table] as const),
  );

  test.each(made.map(([block, name]) => [block.id, name]))('%s makes a legal %s', (id, name) => {
    const table = blockNamed(id).tables?.[name];
    const shape = shapeOf(id);
    const [one, again, other] = [7, 7, 8].map((seed) => table?.make(shape, seed));
    expect(table?.illegal(shape, one ?? new Float64Array())).toBeUndefined();
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });

  test('an index outside x, and a mask that is neither 0 nor 1, are named by their place', () => {
    const index = blockNamed('condensenet-layer').tables?.['index'];
    const shape = shapeOf('condensenet-layer');
    expect(index?.illegal(shape, Float64Array.of(0, 5, 6, 1))).toBe(
      'element 2 is 6, and x has the channels 0 to 5',
    );
    expect(index?.illegal(shape, Float64Array.of(0.5))).toContain('element 0 is 0.5');
    const keep = blockNamed('fractal-block').tables?.['keep'];
    expect(keep?.illegal(shapeOf('fractal-block'), Float64Array.of(1, 0, 2))).toBe(
      'element 2 is 2, and a path is kept (1) or not (0)',
    );
  });
});
