import { expect, test } from 'vitest';
import { bibtexOf } from '../../../src/cite/bibtex';
import { catalogueText, indexOf, readCatalogueText } from '../../../src/core/syllabus/catalogue';
import { loadSyllabus, type LoadedSyllabus } from '../../../src/core/syllabus/load';
import { inMemory } from '../../support/kernels';
import { syllabusTexts } from '../../support/syllabus';
import { syntheticSyllabus } from '../../support/synthetic';

async function load(items: number): Promise<LoadedSyllabus> {
  const texts = syllabusTexts(syntheticSyllabus(items));
  return await loadSyllabus(inMemory(texts), Object.keys(texts));
}

test('the same seed makes the same syllabus, another one another', () => {
  expect(syntheticSyllabus(500)).toEqual(syntheticSyllabus(500));
  expect(syntheticSyllabus(500, 2)).not.toEqual(syntheticSyllabus(500));
});

test.each([1, 2, 49, 50, 51, 1000])('a syllabus of %i items is in order', async (items) => {
  const { problems, catalogue } = await load(items);
  expect(problems).toEqual([]);
  expect(indexOf(catalogue).size).toBe(items);
});

test('five thousand items go through the catalogue’s text and into BibTeX whole', async () => {
  const { problems, catalogue } = await load(5000);
  expect(problems).toEqual([]);
  expect(indexOf(catalogue).size).toBe(5000);
  expect(readCatalogueText(catalogueText(catalogue))).toMatchObject(catalogue);
  expect(bibtexOf(catalogue.papers).match(/^@/gm)).toHaveLength(catalogue.papers.length);
}, 60_000);

test('a catalogue of another version, or none, is not taken for one', () => {
  for (const text of ['', 'null', '[]', '{}', '{"catalogueVersion":1,"topics":[]}'])
    expect(readCatalogueText(text)).toBeUndefined();
});
