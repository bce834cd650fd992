import { readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { blocks } from '../../../src/core/blocks/index';
import { count } from '../../../src/core/tensor/shape';
import { provedIn } from './proved';
import { blockNamed, readEntries } from './stored';

const all = [...blocks.values()].map((block) => [block.id, block] as const);

/** Parameters that are no sizes: any number of a range is legal. */
const reals = new Set(['lr', 'mu', 'wd', 'eps', 'drop', 'tau', 'shift', 'c', 't', 'hot']);
/** And these may be of either sign. */
const signed = new Set(['t']);

describe.each(all)('%s', (_, block) => {
  test.each(block.parameters)('says that “%s” is missing, broken or negative', (name) => {
    const problem = (value: number): string | undefined =>
      block.illegal({ ...block.example, [name]: value });
    const named = new RegExp(`\\b${name}\\b`);
    const wrong = [NaN, ...(signed.has(name) ? [] : [-1]), ...(reals.has(name) ? [] : [0.5])];
    for (const value of wrong) {
      expect(problem(value), `${name} = ${value}`).toMatch(named);
    }
    // 0 is a size of nothing, and elsewhere a padding or a code.
    expect(problem(0) ?? name).toMatch(named);
    const others = Object.entries(block.example).filter(([key]) => key !== name);
    expect(block.illegal(Object.fromEntries(others))).toBe(`${name} is missing`);
  });
});

// Illegal parameters need no list: the cases above are made for every parameter of every block.
describe('every block is proved', () => {
  const ids = [...blocks.keys()].sort();

  test('by a second, plain definition', () => {
    expect(Object.values(provedIn).flat().sort()).toEqual(ids);
  });

  test.each(Object.keys(provedIn))('%s.test.ts holds its blocks to it', (file) => {
    const own = readFileSync(`test/unit/blocks/${file}.test.ts`, 'utf8');
    expect(own).toContain(`expectProved('${file}');`);
  });

  test.each(all)(
    '%s: by PyTorch at three shapes, one of them awkward and one of realistic widths',
    (id) => {
      const shapes = new Map(
        readEntries(id).map(({ parameters }) => [JSON.stringify(parameters), parameters]),
      );
      expect(shapes.size).toBeGreaterThanOrEqual(3);
      // The widest case has more in it than a small one could show.
      const numbers = [...shapes.values()].map((p) =>
        Object.values(blockNamed(id).shapes(p)).reduce((sum, shape) => sum + count(shape), 0),
      );
      expect(Math.max(...numbers) / Math.min(...numbers)).toBeGreaterThan(4);
    },
  );

  test.each(all)('%s: with a section in docs/blocks.md', (id, block) => {
    const page = readFileSync('docs/blocks.md', 'utf8');
    expect(page).toContain(`\`${id}\``);
    expect(page).toContain(block.paper);
  });
});

test('fixtures stay below 4 MB, and each is a block’s', () => {
  const folder = 'test/oracle/fixtures';
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const bytes = files.reduce((sum, file) => sum + statSync(`${folder}/${file}`).size, 0);
  expect(bytes).toBeLessThan(4e6);
  const stored = files.filter((file) => file.endsWith('.bin')).map((file) => file.slice(0, -4));
  expect(stored.sort()).toEqual([...blocks.keys(), 'generator'].sort());
});
