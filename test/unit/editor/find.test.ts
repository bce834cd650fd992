import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSyllabus } from '../../../src/cli/list';
import type { Catalogue } from '../../../src/core/syllabus/catalogue';
import { loadSyllabus } from '../../../src/core/syllabus/load';
import { emptyProgress } from '../../../src/core/progress/state';
import { continueWords } from '../../../src/editor/continue-words';
import { follow } from '../../../src/editor/find/addresses';
import { type Findable, findables, isFound } from '../../../src/editor/find/findables';
import { exercise, inMemory, root } from '../../support/kernels';
import { material, meetings, paper, syllabusTexts, topic } from '../../support/syllabus';

const texts = syllabusTexts({
  topics: [
    topic('grid-of-invocations', {
      title: 'Grouped convolutions',
      papers: ['resnext'],
      material: [material('cs179-lecture-04', { title: 'Memory', number: '4' })],
      planned: [{ id: 'L14', title: 'ResNeXt block' }],
    }),
  ],
  papers: [
    paper('resnext', {
      ...{ name: 'ResNeXt', title: 'Aggregated Residual Transformations' },
      ...{ authors: ['Saining Xie', 'Piotr Dollár'], year: 2017, arxiv: '1611.05431' },
    }),
  ],
  exercises: { 'exercises/E07': exercise('E07') },
  meetings: meetings([{ id: 'meeting-2', title: 'Second meeting' }]),
});
const load = async (): Promise<Catalogue> =>
  (await loadSyllabus(inMemory(texts), Object.keys(texts))).catalogue;

describe('find anything', () => {
  it.each([
    ['dollar 2017', ['resnext']],
    ['xie resnext', ['resnext']],
    ['1611.05431', ['resnext']],
    ['resnxt', ['L14', 'resnext']],
    ['aggregted residual', ['resnext']],
    ['e07', ['E07']],
    ['lecture 4', ['cs179-lecture-04']],
    ['grouped xie', ['resnext']],
    ['second', ['meeting-2']],
    ['ada', ['ada']],
    ['qqqq', []],
    [' ', []],
  ])('“%s” finds %j', async (query, ids) => {
    const found = findables(await load(), []).filter((one) => isFound(one, query));
    expect(found.map(({ target }) => target.value.id)).toEqual(ids);
  });

  it('lists exercises of the plan that are to come as such', async () => {
    const toCome = findables(await load(), []).find(({ target }) => target.kind === 'toCome');
    expect(toCome?.description).toBe('to come · Grouped convolutions');
  });
});

describe('find anything in the syllabus that comes with Tilework', () => {
  let all: readonly Findable[] = [];
  beforeAll(async () => {
    all = findables((await readSyllabus(join(root, 'syllabus'))).catalogue, []);
  });

  it.each([
    ['fire module', 'squeezenet'],
    ['inception module', 'googlenet'],
    ['bottleneck unit', 'resnet'],
    ['inverted residual', 'mobilenet-v2'],
    ['squeeze excitation', 'senet'],
    ['aspp', 'deeplab-v3'],
    ['psp module', 'pspnet'],
    ['dense block', 'densenet'],
    ['mbconv', 'efficientnet'],
    ['x-conv', 'x-nets'],
    ['routing by agreement', 'capsnet'],
    ['im2col', 'cudnn'],
    ['xnor conv', 'xnor-net'],
    ['saining xie', 'resnext'],
    ['1510.00149', 'deep-compression'],
    ['E07', 'E07'],
    ['lecture 4', 'cs179-lecture-04'],
  ])('“%s” finds %s', (query, id) => {
    const found = all.filter((one) => isFound(one, query)).map(({ target }) => target.value.id);
    expect(found).toContain(id);
    // Who says so much gets no list to look through.
    expect(found.length).toBeLessThan(12);
  });

  it('shows the words by which a block was found', () => {
    const fire = all.find(({ target }) => target.value.id === 'squeezenet');
    expect(fire?.detail).toMatch(/^Fire module · /);
  });
});

describe('addresses', () => {
  it.each([
    ['/paper/resnext', 'paper', 'resnext'],
    ['/exercise/E07', 'exercise', 'E07'],
    ['/exercise/e7', 'exercise', 'E07'],
    ['/lab/L14', 'toCome', 'L14'],
    ['/lab/l14/', 'toCome', 'L14'],
    ['/topic/grid-of-invocations', 'topic', 'grid-of-invocations'],
    ['/lecture/cs179-lecture-04', 'material', 'cs179-lecture-04'],
    ['/meeting/meeting-2', 'meeting', 'meeting-2'],
    ['/person/ada', 'person', 'ada'],
  ])('%s leads there', async (path, kind, id) => {
    const arrival = follow(path, await load(), []);
    expect(arrival.ok && [arrival.target.kind, arrival.target.value.id]).toEqual([kind, id]);
  });

  it.each([
    ['/paper/resnxt', 'There is no paper “resnxt” here. The nearest is “resnext”.', 'resnext'],
    ['/paper/bert', 'There is no paper “bert” here. There are 1, for example resnext.', undefined],
    ['/exercise/resnext', /There is no exercise “resnext” here/, undefined],
    ['/topic/../paper/resnext', /is no address of Tilework/, undefined],
    ['/constructor/x', /is no address of Tilework. They look like \/paper\/resnext/, undefined],
    ['', /is no address of Tilework/, undefined],
    [`/paper/${'x'.repeat(5000)}`, /^There is no paper “x{60}…” here/, undefined],
  ])('%s says what is there instead', async (path, message, instead) => {
    const arrival = follow(path, await load(), []);
    if (arrival.ok) throw new Error('it leads somewhere');
    if (typeof message === 'string') expect(arrival.message).toBe(message);
    else expect(arrival.message).toMatch(message);
    expect(arrival.instead?.value.id).toBe(instead);
  });
});

describe('the status bar', () => {
  it('begins with the first exercise, and then says where the learner was', async () => {
    const { exercises } = await load();
    expect(continueWords(exercises, emptyProgress)?.text).toBe('Start with E07');
    const passed = { passedHash: 'aa', hintsShown: 0, gaveUp: false };
    const progress = { ...emptyProgress, lastOpened: 'E07', exercises: { E07: passed } };
    expect(continueWords(exercises, progress)).toEqual({
      text: 'E07 · 1/1',
      tooltip: expect.stringContaining('1 of 1 exercises passed') as string,
    });
    expect(continueWords(exercises, { ...emptyProgress, lastOpened: 'Gone1' })).toBeUndefined();
    expect(continueWords([], emptyProgress)).toBeUndefined();
  });
});
