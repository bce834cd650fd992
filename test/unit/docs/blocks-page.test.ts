import { readdirSync, readFileSync } from 'node:fs';
import { renderToString } from 'katex';
import { describe, expect, test } from 'vitest';
import { type Block, exact, type Tensors } from '../../../src/core/blocks/block';
import { blocks } from '../../../src/core/blocks/index';
import { blocksPage } from '../../../src/docs/blocks-page';
import { dataflowOf } from '../../../src/core/dataflow/dataflow';
import { readEntries, seeded } from '../blocks/stored';

const files = blocksPage();
const all = [...blocks.values()].map((block) => [block.id, block] as const);

describe('docs/blocks.md', () => {
  test.each(Object.entries(files))('%s is what `npm run docs` writes', (name, text) => {
    expect(readFileSync(`docs/${name}`, 'utf8')).toBe(text);
  });

  test('has a picture of each block and no other', () => {
    const pictures = Object.keys(files).filter((name) => name.endsWith('.svg'));
    expect(readdirSync('docs/blocks').map((name) => `blocks/${name}`)).toEqual(pictures.sort());
    expect(pictures).toHaveLength(blocks.size);
  });
});

describe.each(all)('what the page says of %s', (_, block) => {
  test('has an equation that KaTeX sets, and the address of a paper', () => {
    expect(renderToString(block.equation, { throwOnError: true, strict: 'error' })).toContain(
      'katex',
    );
    expect(new URL(block.paper).protocol).toBe('https:');
    expect(block.name).not.toBe('');
  });

  test('has a legal example, of all parameters and no others', () => {
    expect(Object.keys(block.example).sort()).toEqual([...block.parameters].sort());
    expect(block.illegal(block.example)).toBeUndefined();
  });

  test('has a picture in which every input is read and every output made', () => {
    const { boxes, edges } = dataflowOf(block);
    const made = boxes.flatMap(({ output }) => output ?? []);
    expect(made.sort()).toEqual([...block.outputs].sort());
    const inner = boxes.filter(({ output }) => output === undefined).map(({ id }) => id);
    const read = new Set(edges.map(({ from }) => from));
    expect(inner.filter((id) => !read.has(id))).toEqual([]);
  });
});

/** The inputs that an output is made of, by way of the steps before it. */
function sourcesOf(block: Block, output: string): ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>();
  for (const [name, { from }] of Object.entries(block.steps ?? {})) {
    known.set(name, new Set(from.flatMap((source) => [...(known.get(source) ?? [source])])));
  }
  return known.get(output) ?? new Set();
}

describe.each(all.filter(([, block]) => block.steps !== undefined))(
  'the steps of %s',
  (id, block) => {
    const parameters = readEntries(id)[0]?.parameters ?? {};
    const [one, other] = [1, 2].map((seed) => seeded(block, parameters, seed));

    test('come from inputs and from steps before them', () => {
      const before = new Set(block.inputs);
      for (const [name, { from }] of Object.entries(block.steps ?? {})) {
        expect(from.filter((source) => !before.has(source))).toEqual([]);
        before.add(name);
      }
    });

    test.each(block.outputs)('to “%s” leave no input out that it depends on', (output) => {
      const sources = sourcesOf(block, output);
      const mixed: Tensors = Object.fromEntries(
        block.inputs.map((name) => [
          name,
          (sources.has(name) ? one : other)?.[name] ?? new Float64Array(),
        ]),
      );
      const run = (inputs: Tensors): unknown => block.forward(parameters, inputs, exact)[output];
      expect(run(mixed)).toEqual(run(one ?? {}));
    });
  },
);
