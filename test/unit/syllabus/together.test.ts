import { describe, expect, it } from 'vitest';
import { type Catalogue, emptyCatalogue } from '../../../src/core/syllabus/catalogue';
import { loadSyllabus, type LoadedSyllabus } from '../../../src/core/syllabus/load';
import { together } from '../../../src/core/syllabus/together';
import { inMemory } from '../../support/kernels';
import { meetings, paper, syllabusTexts, topic } from '../../support/syllabus';

async function load(
  parts: Parameters<typeof syllabusTexts>[0],
  beside?: Catalogue,
): Promise<LoadedSyllabus> {
  const texts = syllabusTexts(parts);
  return await loadSyllabus(inMemory(texts), Object.keys(texts), beside);
}

const builtIn = async (): Promise<Catalogue> =>
  (
    await load({
      topics: [topic('a', { papers: ['p'] })],
      papers: [paper('p')],
      meetings: meetings([{ id: 'meeting-1' }]),
    })
  ).catalogue;

describe('a syllabus beside another', () => {
  it('may name people, parts and topics of the other, and its meetings come after those', async () => {
    const first = await builtIn();
    const plan = meetings(
      [
        {
          id: 'ours',
          items: [
            { part: 'basics', title: 't', about: ['p', 'ours-topic'], presenters: ['ada', 'eve'] },
          ],
        },
      ],
      {
        people: [{ id: 'eve', name: 'Eve' }],
        parts: [{ id: 'talk', title: 'Talk', minutes: 30, says: 'One talk.' }],
      },
    );
    const { catalogue, problems } = await load(
      { topics: [topic('ours-topic')], meetings: plan },
      first,
    );
    expect(problems).toEqual([]);
    const both = together(first, catalogue);
    expect(both.topics.map(({ id }) => id)).toEqual(['a', 'ours-topic']);
    expect(both.plan?.meetings.map(({ id }) => id)).toEqual(['meeting-1', 'ours']);
    expect(both.plan?.people.map(({ id }) => id)).toEqual(['ada', 'eve']);
  });

  it('is told of an id that the other has, of a person too, and what the other has is kept', async () => {
    const first = await builtIn();
    const { catalogue, problems } = await load(
      {
        topics: [topic('a', { title: 'Mine', papers: ['q'] })],
        papers: [paper('q')],
        meetings: meetings([], {
          parts: [{ id: 'talk', title: 'Talk', minutes: 30, says: 'One talk.' }],
        }),
      },
      first,
    );
    expect(problems.map(({ file, message }) => `${file}: ${message}`)).toEqual([
      'topics/a.json: the id “a” is one of the built-in syllabus: choose another',
      'meetings.json: the id “ada” is one of the built-in syllabus: choose another',
    ]);
    expect(together(first, catalogue).topics.map(({ title }) => title)).toEqual(['Title of a']);
  });

  it('changes nothing when there is none', async () => {
    const first = await builtIn();
    expect(together(first, emptyCatalogue)).toEqual(first);
  });
});
