import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { loadGlossary } from '../../../src/core/glossary/load';
import { anchorOf, glossaryText, termText } from '../../../src/core/glossary/page';
import { type Glossary, glossarySchema } from '../../../src/core/glossary/schema';
import { folders, root } from '../../support/kernels';

const text = readFileSync(join(root, 'syllabus/glossary.json'), 'utf8');
const glossary = glossarySchema.parse(JSON.parse(text));
const exercises = folders.map(({ exercise }) => exercise.id);
const load = (changed: string) => loadGlossary({ read: () => Promise.resolve(changed) }, exercises);
const changed = (change: (terms: Glossary['terms']) => void): string => {
  const copy = structuredClone(glossary);
  change(copy.terms);
  return JSON.stringify(copy, null, 2);
};
const term = (id: string) => {
  const found = glossary.terms.find((one) => one.id === id);
  if (found === undefined) throw new Error(`the glossary has no ${id}`);
  return found;
};

describe('the glossary', () => {
  it('fits the syllabus: nothing is named twice, and every exercise is there', async () => {
    expect(await load(text)).toMatchObject({ ok: true });
    expect(glossary.terms.length).toBeGreaterThanOrEqual(35);
    const words = glossary.terms.flatMap(({ hover }) => hover);
    expect(new Set(words).size).toBe(words.length);
  });

  it('serves every exercise of the course, and names no lab', () => {
    const used = new Set(glossary.terms.flatMap((one) => one.exercises));
    expect([...used].sort()).toEqual(exercises.filter((id) => id.startsWith('E')).sort());
  });

  it('keeps to a few short sentences', () => {
    const sentences = (words: string): number =>
      words.replace(/`[^`]*`/g, 'x').split(/[.?!](?=\s|$)/).length - 1;
    for (const { id, is, trap } of glossary.terms) {
      expect(sentences(is), `${id}: ${is}`).toBeLessThanOrEqual(3);
      expect(sentences(trap), `${id}: ${trap}`).toBeLessThanOrEqual(2);
      expect(`${is}${trap}`.length, id).toBeLessThan(700);
    }
  });

  it('agrees with the tables in the statements of the exercises', () => {
    const tables = folders.flatMap(({ folder }) =>
      readFileSync(join(root, 'syllabus', folder, 'statement.md'), 'utf8')
        .split('\n')
        .filter((line) => line.startsWith('|')),
    );
    const pairs: readonly (readonly [string, string, string])[] = [
      ['local-id', '`threadIdx.x`', '`local_invocation_id.x`'],
      ['workgroup-id', '`blockIdx.x`', '`workgroup_id.x`'],
      ['dispatch', '`gridDim.x`', '`num_workgroups.x`'],
      ['workgroup', '`dim3 block(W, H)`', '`@workgroup_size(W, H)`'],
      ['global-id', '`blockIdx.x * blockDim.x + threadIdx.x`', '`global_invocation_id.x`'],
    ];
    for (const [id, cuda, wgsl] of pairs) {
      expect(tables.some((row) => row.startsWith(`| ${cuda} | ${wgsl} |`))).toBe(true);
      expect(term(id).cuda).toContain(cuda);
      expect(term(id).wgsl).toContain(wgsl);
    }
  });

  it('is refused with the place, where a word belongs to two terms', async () => {
    const loaded = await load(changed((terms) => terms[1]?.hover.push('__syncthreads')));
    expect(loaded).toMatchObject({
      ok: false,
      problems: [
        {
          file: 'glossary.json',
          message: 'the word “__syncthreads” is that of “kernel” too; choose one',
        },
      ],
    });
  });

  it('is refused with what was meant, where an exercise is not there', async () => {
    const loaded = await load(changed((terms) => terms[0]?.exercises.push('E71')));
    expect(loaded).toMatchObject({
      ok: false,
      problems: [{ message: expect.stringMatching(/^there is no exercise “E71”/) as string }],
    });
  });

  it('is refused where an id or a title is used again, or the form is wrong', async () => {
    const twice = await load(
      changed((terms) => terms.push({ ...term('race'), hover: [], exercises: [] })),
    );
    expect(twice).toMatchObject({
      ok: false,
      problems: [
        { message: 'the id “race” is that of “race” too; choose one' },
        { message: 'the title “Race” is that of “race” too; choose one' },
      ],
    });
    expect(await load('')).toMatchObject({ ok: false });
  });
});

describe('the page of the glossary', () => {
  const page = new MarkdownIt().render(glossaryText(glossary, (id) => `${id} title`));

  it('has a heading for each term, to which the table in front leads', () => {
    const headings = [...page.matchAll(/<h2>(.*)<\/h2>/g)].map(([, title = '']) => title);
    expect(headings).toEqual(glossary.terms.map(({ title }) => title));
    for (const one of glossary.terms) expect(page).toContain(`<a href="#${anchorOf(one)}">`);
    expect(anchorOf(term('local-id'))).toBe('place-in-the-workgroup');
  });

  it('has a row of three cells for each term, whatever signs its words have', () => {
    const rows = [...page.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) => row);
    expect(rows).toHaveLength(glossary.terms.length + 1);
    const cells = rows.slice(1).map((row) => [...row.matchAll(/<td>(.+?)<\/td>/gs)].length);
    expect(new Set(cells)).toEqual(new Set([3]));
    expect(page).toContain('<code>kernel&lt;&lt;&lt;grid, block&gt;&gt;&gt;(…)</code>');
  });

  it('says where one of the two languages has nothing', () => {
    const said = termText(term('printf'), (id) => `<${id}>`);
    expect(said).toContain('CUDA: `printf`  \nWGSL: nothing of the kind');
    expect(said).toContain('**The trap:** ');
    expect(said).toMatch(/\n\nExercises: <E01>$/);
    expect(termText(term('texture'), String)).not.toContain('Exercises');
  });
});
