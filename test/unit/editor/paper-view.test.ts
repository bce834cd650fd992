import { describe, expect, it } from 'vitest';
import { recordReading } from '../../../src/core/progress/record';
import { emptyProgress, untouched } from '../../../src/core/progress/state';
import { loadSyllabus } from '../../../src/core/syllabus/load';
import { paperView } from '../../../src/editor/papers/view';
import type { PaperView } from '../../../src/protocol/messages';
import { exercise, inMemory } from '../../support/kernels';
import { paper, syllabusTexts, topic } from '../../support/syllabus';

const shown = paper('resnext', { labs: ['E01', 'L14', 'Mine1', 'gone'], buildsOn: ['resnet'] });
const texts = syllabusTexts({
  topics: [
    topic('grid-of-invocations', {
      papers: ['resnext', 'resnet', 'senet'],
      planned: [{ id: 'L14', title: 'ResNeXt block' }],
    }),
  ],
  papers: [
    paper('resnext', { labs: ['E01', 'L14'], buildsOn: ['resnet'] }),
    paper('resnet'),
    paper('senet', { buildsOn: ['resnext'] }),
  ],
  exercises: { 'exercises/E01': exercise('E01') },
});

async function view(progress = emptyProgress): Promise<PaperView> {
  const { catalogue } = await loadSyllabus(inMemory(texts), Object.keys(texts));
  const mine = [
    { id: 'Mine1', title: 'My own', topic: '', concept: '', folder: 'x', caseCount: 1 },
  ];
  return paperView(shown, catalogue, mine, {
    ...{ progress, hashOf: () => 'aa' },
    isThere: (id) => id === 'E01' || id === 'Mine1',
  });
}

describe('what the panel of a paper shows', () => {
  it('is its topics, and its labs: there, to come, or the learner’s own', async () => {
    const { topics, labs } = await view();
    expect(topics).toEqual(['Title of grid-of-invocations']);
    expect(labs.map(({ id, toCome }) => [id, toCome])).toEqual([
      ['E01', false],
      ['L14', true],
      ['Mine1', false],
    ]);
  });

  it('is what it builds on, and what builds on it', async () => {
    const { nodes } = (await view()).lineage;
    expect(nodes.map(({ id, layer }) => [id, layer])).toEqual([
      ['resnet', -1],
      ['resnext', 0],
      ['senet', 1],
    ]);
  });

  it('is how far the learner is with it and with its labs', async () => {
    expect((await view()).reading.status).toBe('to-read');
    const passed = { ...emptyProgress, exercises: { E01: { ...untouched, passedHash: 'aa' } } };
    const { status, standings } = (await view(recordReading(passed, 'resnext', 'presented', 1)))
      .reading;
    expect([status, standings['E01'], standings['L14']]).toEqual(['presented', 'passed', '']);
  });

  it('is that it is built once all its labs that are there are passed, whatever is to come', async () => {
    const passed = { ...untouched, passedHash: 'aa' };
    const some = { ...emptyProgress, exercises: { E01: passed } };
    const all = { ...emptyProgress, exercises: { E01: passed, Mine1: passed } };
    expect((await view(some)).reading.built).toEqual([]);
    expect((await view(all)).reading.built).toEqual(['E01', 'Mine1']);
  });
});
