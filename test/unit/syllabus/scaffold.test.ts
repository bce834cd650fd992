import { describe, expect, it } from 'vitest';
import { loadSyllabus } from '../../../src/core/syllabus/load';
import { scaffold } from '../../../src/core/syllabus/scaffold';
import { inMemory } from '../../support/kernels';

describe('a new syllabus', () => {
  it.each(['Our topic', 'Réseaux légers: 3×3', 'شبكات عصبية', '🚀', '!!!', 'Meeting'])(
    '“%s” is in order as it is made',
    async (title) => {
      const texts = scaffold(title, () => false);
      const { catalogue, problems } = await loadSyllabus(inMemory(texts), Object.keys(texts));
      expect(problems).toEqual([]);
      expect(catalogue.topics.map((topic) => topic.title)).toEqual([title]);
      expect(catalogue.papers[0]?.facts.fieldsFromMemory).toContain('title');
    },
  );

  it('takes ids that are free', () => {
    const taken = new Set(['our-topic', 'our-topic-2', 'our-topic-3-paper']);
    const paths = Object.keys(scaffold('Our topic', (id) => taken.has(id)));
    expect(paths).toEqual([
      'topics/our-topic-3.json',
      'papers/our-topic-3-paper-2.json',
      'meetings.json',
    ]);
  });
});
