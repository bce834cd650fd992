import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { glossarySchema } from '../../../src/core/glossary/schema';
import { search } from '../../../src/core/glossary/search';
import { root } from '../../support/kernels';

const glossary = glossarySchema.parse(
  JSON.parse(readFileSync(join(root, 'syllabus/glossary.json'), 'utf8')),
);
const found = (query: string): string[] =>
  search(glossary, query).flatMap(({ term, isFound }) => (isFound ? [term.id] : []));

describe('the search in the glossary', () => {
  it.each([
    ['__syncthreads()', 'barrier'],
    ['threadIdx.x', 'local-id'],
    ['float atomic', 'float-atomic'],
    ['FLOATS atomic', 'float-atomic'],
    ['pinned', 'read-back'],
    ['constant memory', 'uniform'],
    ['<<<', 'dispatch'],
    ['relation lanes', 'lane'],
    ['x / 0 is x', 'integers'],
    ['barrier all', 'grid-barrier'],
  ])('finds %s', (query, id) => {
    expect(found(query)[0]).toBe(id);
  });

  it('has those that speak of it after those that are called so', () => {
    expect(found('half')[0]).toBe('float-types');
    expect(found('look-back')).toContain('progress');
    const barriers = found('barrier');
    expect(barriers.slice(0, 3)).toEqual(['barrier', 'storage-barrier', 'grid-barrier']);
    expect(barriers).toContain('uniform-control-flow');
  });

  it('loses no term, and finds nothing for nothing', () => {
    expect(search(glossary, '').map(({ term }) => term)).toEqual(glossary.terms);
    expect(search(glossary, 'xyzzy')).toHaveLength(glossary.terms.length);
    expect(found('')).toEqual([]);
    expect(found('xyzzy')).toEqual([]);
  });
});
