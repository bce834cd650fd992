import { describe, expect, test } from 'vitest';
import type { Catalogue } from '../../../src/core/syllabus/catalogue';
import { isSyllabusFile, loadSyllabus, type LoadedSyllabus } from '../../../src/core/syllabus/load';
import { exercise, inMemory } from '../../support/kernels';
import { material, meetings, paper, syllabusTexts, topic } from '../../support/syllabus';

type Parts = Parameters<typeof syllabusTexts>[0];

async function load(parts: Parts, beside?: Catalogue): Promise<LoadedSyllabus> {
  const texts = syllabusTexts(parts);
  return await loadSyllabus(inMemory(texts), Object.keys(texts), beside);
}

/** Every problem as `file: message`, and what stands at its place in the file. */
async function problemsOf(parts: Parts, beside?: Catalogue): Promise<readonly [string, string][]> {
  const texts = syllabusTexts(parts);
  const { problems } = await loadSyllabus(inMemory(texts), Object.keys(texts), beside);
  return problems.map(({ file, line, character, message }) => [
    `${file}: ${message}`,
    (texts[file] ?? '').split('\n')[line]?.slice(character) ?? '',
  ]);
}

const grid = topic('grid-of-invocations');
const E01 = exercise('E01');

describe('a syllabus that is in order', () => {
  const parts: Parts = {
    topics: [
      topic('second', { order: 2, papers: ['p', 'q'], planned: [{ id: 'E02', title: 'To come' }] }),
      topic('first', {
        papers: ['q'],
        parent: 'second',
        planned: [{ id: 'E01', title: 'Is there' }],
        material: [material('m', { exercises: ['E01', 'E02'], paper: 'p' })],
      }),
      grid,
    ],
    papers: [paper('p', { buildsOn: ['q'], labs: ['E02', 'E01'] }), paper('q')],
    exercises: { 'x/E01': { ...E01, prerequisites: ['E02'] } },
    meetings: meetings([
      {
        items: [
          { part: 'basics', title: 't', about: ['first', 'p', 'm', 'E02'], presenters: ['ada'] },
        ],
      },
    ]),
  };
  test('has no problem', async () => {
    expect(await problemsOf(parts)).toEqual([]);
  });
  test('becomes a catalogue', async () => {
    const { catalogue } = await load(parts);
    expect(catalogue.topics.map(({ id }) => id)).toEqual([
      'grid-of-invocations',
      'second',
      'first',
    ]);
    expect(catalogue.papers.map(({ id, topics }) => [id, topics])).toEqual([
      ['p', ['second']],
      ['q', ['second', 'first']],
    ]);
    expect(catalogue.toCome).toEqual([{ id: 'E02', title: 'To come', topic: 'second' }]);
    expect(catalogue.exercises.map(({ id, folder }) => [id, folder])).toEqual([['E01', 'x/E01']]);
    expect(catalogue.plan?.people).toEqual([{ id: 'ada', name: 'Ada' }]);
  });
});

describe('references', () => {
  test.each<[string, Parts, [string, string]]>([
    [
      'an id twice',
      { topics: [grid], exercises: { a: E01, b: E01 } },
      ['b/exercise.json: the id “E01” is used twice: a/exercise.json has it too', '"E01",'],
    ],
    [
      'a paper with the id of a topic',
      { topics: [topic('x', { papers: ['x'] })], papers: [paper('x')] },
      ['papers/x.json: the id “x” is used twice: topics/x.json has it too', '"x",'],
    ],
    [
      'no such topic',
      { topics: [topic('grid-of-invocation')], exercises: { a: E01 } },
      [
        'a/exercise.json: there is no topic “grid-of-invocations”: did you mean “grid-of-invocation”?',
        '"grid-of-invocations",',
      ],
    ],
    [
      'no such paper',
      { topics: [grid], exercises: { a: { ...E01, papers: ['p'] } } },
      ['a/exercise.json: there is no paper “p”', '"p"'],
    ],
    [
      'no such prerequisite',
      { topics: [grid], exercises: { a: { ...E01, prerequisites: ['L40'] } } },
      ['a/exercise.json: there is no exercise “L40”', '"L40"'],
    ],
    [
      'a topic without its parent',
      { topics: [topic('a', { parent: 'top' })] },
      ['topics/a.json: there is no topic “top”', '"top"'],
    ],
    [
      'a topic with a paper that is not there',
      { topics: [topic('a', { papers: ['b', 'resnet'] })], papers: [paper('b')] },
      ['topics/a.json: there is no paper “resnet”', '"resnet"'],
    ],
    [
      'a paper that builds on an exercise',
      {
        topics: [topic('a', { papers: ['b'], planned: [{ id: 'E1', title: 't' }] })],
        papers: [paper('b', { labs: ['E2'] })],
      },
      ['papers/b.json: there is no exercise “E2”: did you mean “E1”?', '"E2"'],
    ],
    [
      'a paper that builds on a topic',
      { topics: [topic('a', { papers: ['b'] })], papers: [paper('b', { buildsOn: ['a'] })] },
      ['papers/b.json: “a” is a topic; a paper is wanted here', '"a"'],
    ],
    [
      'a lecture with an exercise that is neither there nor planned',
      { topics: [topic('a', { material: [material('m', { exercises: ['E09'] })] })] },
      ['topics/a.json: there is no exercise “E09”', '"E09"'],
    ],
    [
      'a reading that is a paper that is not there',
      { topics: [topic('a', { material: [material('m', { paper: 'alexnet' })] })] },
      ['topics/a.json: there is no paper “alexnet”', '"alexnet"'],
    ],
    [
      'a meeting about nothing that is there',
      { meetings: meetings([{ items: [{ part: 'basics', title: 't', about: ['fractals'] }] }]) },
      [
        'meetings.json: there is no topic, paper, lecture or reading or exercise “fractals”',
        '"fractals"',
      ],
    ],
    [
      'a part that the meetings do not have',
      { meetings: meetings([{ items: [{ part: 'gpu', title: 't', about: [] }] }]) },
      ['meetings.json: there is no part “gpu”', '"gpu",'],
    ],
    [
      'a presenter who is nobody',
      {
        meetings: meetings([
          { items: [{ part: 'basics', title: 't', about: [], presenters: ['adah'] }] },
        ]),
      },
      ['meetings.json: there is no person “adah”: did you mean “ada”?', '"adah"'],
    ],
    [
      'a paper in no topic',
      { papers: [paper('p')] },
      [
        'papers/p.json: no topic names the paper “p”: put its id into the “papers” of a topic',
        '"p",',
      ],
    ],
    [
      'an inferred link in front',
      {
        topics: [
          topic('a', {
            material: [
              material('m', {
                links: [{ text: 'Slides', url: 'https://a.org/s', inferred: true }],
              }),
            ],
          }),
        ],
      },
      ['topics/a.json: an inferred link comes first: put the page that lists it before it', '{'],
    ],
  ])('%s', async (_, parts, problem) => {
    expect(await problemsOf(parts)).toEqual([problem]);
  });

  test('the name of a file is the id in it', async () => {
    const text = JSON.stringify(topic('a'));
    const loaded = await loadSyllabus(inMemory({ 'topics/b.json': text }), ['topics/b.json']);
    expect(loaded.problems.map(({ message }) => message)).toEqual([
      'the id is “a”: call the file a.json',
    ]);
  });

  test('a folder of exercises alone has nothing that its links could lead to', async () => {
    expect(await problemsOf({ exercises: { a: { ...E01, papers: ['p'] } } })).toEqual([]);
  });
});

describe('circles', () => {
  test.each<[string, Parts, string[]]>([
    [
      'its own parent',
      { topics: [topic('a', { parent: 'a' })] },
      ['topics/a.json: the topic “a” stands under itself: a → a'],
    ],
    [
      'two topics',
      { topics: [topic('a', { parent: 'b' }), topic('b', { parent: 'a' })] },
      ['topics/a.json: the topic “a” stands under itself: a → b → a'],
    ],
    [
      'three papers, with one beside the circle',
      {
        topics: [topic('t', { papers: ['a', 'b', 'c', 'd'] })],
        papers: [
          paper('d', { buildsOn: ['a'] }),
          paper('a', { buildsOn: ['b'] }),
          paper('b', { buildsOn: ['c'] }),
          paper('c', { buildsOn: ['a'] }),
        ],
      },
      ['papers/a.json: the paper “a” builds on itself: a → b → c → a'],
    ],
    [
      'two ways to the same paper are no circle',
      {
        topics: [topic('t', { papers: ['a', 'b', 'c', 'd'] })],
        papers: [
          paper('a', { buildsOn: ['b', 'c'] }),
          paper('b', { buildsOn: ['d'] }),
          paper('c', { buildsOn: ['d', 'b'] }),
          paper('d'),
        ],
      },
      [],
    ],
  ])('%s', async (_, parts, messages) => {
    expect((await problemsOf(parts)).map(([message]) => message)).toEqual(messages);
  });
});

test('topics come in the order of the tree, also those that are in a circle', async () => {
  const { catalogue } = await load({
    topics: [
      topic('a', { order: 2 }),
      topic('b', { order: 1, parent: 'a' }),
      topic('c', { order: 1 }),
      topic('d', { order: 0, parent: 'b' }),
      topic('e', { parent: 'f' }),
      topic('f', { parent: 'e' }),
      topic('g', { order: 3, parent: 'built-in' }),
    ],
  });
  expect(catalogue.topics.map(({ id }) => id).join('')).toBe('cabdgef');
});

describe('beside the built-in syllabus', () => {
  const builtIn = async (): Promise<Catalogue> =>
    (
      await load({
        topics: [topic('built-in', { papers: ['p'], planned: [{ id: 'E02', title: 't' }] })],
        papers: [paper('p')],
      })
    ).catalogue;
  test('its topics, papers and exercises may be referred to', async () => {
    const parts: Parts = {
      topics: [topic('mine', { parent: 'built-in', papers: ['p', 'q'] })],
      papers: [paper('q', { buildsOn: ['p'], labs: ['E02'] })],
    };
    expect(await problemsOf(parts, await builtIn())).toEqual([]);
    const { catalogue } = await load(parts, await builtIn());
    expect(catalogue.topics.map(({ id }) => id)).toEqual(['mine']);
    expect(catalogue.papers.map(({ id }) => id)).toEqual(['q']);
  });
  test('its ids are taken', async () => {
    const parts: Parts = { topics: [topic('built-in', { papers: ['p'] })], papers: [paper('p')] };
    expect(await problemsOf(parts, await builtIn())).toEqual([
      [
        'topics/built-in.json: the id “built-in” is one of the built-in syllabus: choose another',
        '"built-in",',
      ],
      ['papers/p.json: the id “p” is one of the built-in syllabus: choose another', '"p",'],
    ]);
  });
});

describe('links', () => {
  test.each([
    'http://arxiv.org/abs/1611.05431',
    'javascript:alert(1)',
    'https://',
    'https://localhost/x',
    'https://arxiv.org/abs/1 2',
    'https://user@host.org/',
    'https://arxiv.org"onclick="x',
    'HTTPS://arxiv.org',
  ])('%s is refused', async (page) => {
    const parts: Parts = {
      topics: [topic('t', { papers: ['p'] })],
      papers: [paper('p', { page })],
    };
    const [first] = await problemsOf(parts);
    expect(first).toEqual([
      expect.stringMatching(/^papers\/p\.json: “page”: a link starts with https/),
      `${JSON.stringify(page)},`,
    ]);
  });
  test.each([
    'https://arxiv.org/abs/1611.05431',
    'https://www.youtube.com/watch?v=AgkfIQ4IGaM&t=99s',
    'https://www.nari.ee.ethz.ch/commth//pubs/files/Energy2017.pdf',
    'https://stats385.github.io',
    'https://www.robots.ox.ac.uk/~vgg/research/very_deep/',
  ])('%s is taken', async (page) => {
    const parts: Parts = {
      topics: [topic('t', { papers: ['p'] })],
      papers: [paper('p', { page })],
    };
    expect(await problemsOf(parts)).toEqual([]);
  });
});

test('files of a syllabus', () => {
  const paths = [
    'topics/a.json',
    'papers/b.json',
    'meetings.json',
    'x/y/exercise.json',
    'exercise.json',
  ];
  const others = [
    'topics/a/b.json',
    'schema/topic.schema.json',
    'x/meetings.json',
    'exercise.json.bak',
  ];
  expect([...paths, ...others].filter(isSyllabusFile)).toEqual(paths);
});
