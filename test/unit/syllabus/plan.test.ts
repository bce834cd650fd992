import { join } from 'node:path';
import katex from 'katex';
import { Cite } from '@citation-js/core';
import { beforeAll, describe, expect, test } from 'vitest';
import { bibtexOf } from '../../../src/cite/bibtex';
import { readSyllabus } from '../../../src/cli/list';
import { type Found, indexOf } from '../../../src/core/syllabus/catalogue';
import type { LoadedSyllabus } from '../../../src/core/syllabus/load';
import { isFromMemory } from '../../../src/core/syllabus/paper';
import type { Material } from '../../../src/core/syllabus/schema';
import { root } from '../../support/kernels';

let syllabus: LoadedSyllabus;
let index: ReadonlyMap<string, Found>;
beforeAll(async () => {
  syllabus = await readSyllabus(join(root, 'syllabus'));
  index = indexOf(syllabus.catalogue);
});

/** The ids of a topic and of all topics under it. */
function below(id: string): string[] {
  const { topics } = syllabus.catalogue;
  return [id, ...topics.filter(({ parent }) => parent === id).flatMap((topic) => below(topic.id))];
}

const allMaterial = (): Material[] =>
  syllabus.catalogue.topics.flatMap(({ material = [] }) => material);

test('everything belongs together', () => {
  expect(syllabus.problems).toEqual([]);
});

describe('the study group’s plan: every line is in the tree', () => {
  /** A line of the plan, the topic under which it must be, and the paper, topic or lecture that it is. */
  test.each([
    [
      'trained pruning and quantization (arXiv 1510.00149)',
      'explicit-compression',
      'deep-compression',
    ],
    [
      'low rank and sparse approximations (IEEE 8099498)',
      'explicit-compression',
      'low-rank-sparse',
    ],
    ['binarized networks (XNOR-Net)', 'explicit-compression', 'xnor-net'],
    ['grouped convolutions', 'efficient-cnn-designs', 'grouped-convolutions'],
    ['depthwise separable convolutions (MobileNet)', 'efficient-cnn-designs', 'mobilenet-v1'],
    [
      'depthwise separable convolutions',
      'efficient-cnn-designs',
      'depthwise-separable-convolutions',
    ],
    ['ResNeXt', 'efficient-cnn-designs', 'resnext'],
    ['DenseNet', 'efficient-cnn-designs', 'densenet'],
    ['ShuffleNet', 'efficient-cnn-designs', 'shufflenet'],
    ['interleaved convolution', 'efficient-cnn-designs', 'igcv1'],
    ['interleaved convolution', 'efficient-cnn-designs', 'igcv2'],
    ['deep expander nets', 'efficient-cnn-designs', 'x-nets'],
    ['zero-FLOP operation (shift)', 'efficient-cnn-designs', 'shift'],
    ['block-sparse GPU kernels', 'efficient-cnn-designs', 'block-sparse'],
    ['capsule network', 'efficient-cnn-designs', 'capsnet'],
    ['FractalNet', 'efficient-cnn-designs', 'fractalnet'],
    ['MEC (ICML 2017)', 'efficient-cnn-designs', 'mec'],
    ['SENet (ImageNet 2017 winner)', 'efficient-cnn-designs', 'senet'],
    ['MobileNet v2', 'efficient-cnn-designs', 'mobilenet-v2'],
    ['Inception', 'efficient-cnn-designs', 'inception-v3'],
    ['Xception', 'efficient-cnn-designs', 'xception'],
    ['GoogLeNet', 'efficient-cnn-designs', 'googlenet'],
    ['ResNet', 'efficient-cnn-designs', 'resnet'],
    ['DenseNet-BC', 'efficient-cnn-designs', 'dense-connections'],
    ['DeepLab v3 (atrous convolution)', 'semantic-segmentation', 'deeplab-v3'],
    ['PSPNet (pyramid pooling)', 'semantic-segmentation', 'pspnet'],
    ['NASNet', 'architecture-search', 'nasnet'],
    ['hierarchical representations', 'architecture-search', 'hierarchical-nas'],
    ['progressive search', 'architecture-search', 'pnasnet'],
    ['CondenseNet', 'architecture-search', 'condensenet'],
    ['tvmlang (TVM)', 'gpu-programming', 'tvm'],
    ['CS179', 'gpu-programming', 'cs179-course'],
    ['stats385', 'theory-for-cnns', 'stats385-course'],
  ])('%s: under %s there is %s', (_, top, id) => {
    const topics = below(top);
    const found = index.get(id);
    const homes =
      found?.kind === 'paper'
        ? found.paper.topics
        : found?.kind === 'topic' || found?.kind === 'material'
          ? [found.topic.id]
          : [];
    expect(homes.filter((home) => topics.includes(home))).not.toEqual([]);
  });

  test('six parts and what is around them, in this order', () => {
    const tops = syllabus.catalogue.topics.filter(({ parent }) => parent === undefined);
    expect(tops.map(({ id }) => id)).toEqual([
      ...['explicit-compression', 'efficient-cnn-designs', 'semantic-segmentation'],
      ...['architecture-search', 'gpu-programming', 'theory-for-cnns', 'around-the-plan'],
    ]);
  });

  test('what the plan calls by number is found by number', () => {
    const papers = new Map(syllabus.papers.map((paper) => [paper.id, paper]));
    expect(papers.get('deep-compression')?.arxiv).toBe('1510.00149');
    expect(papers.get('low-rank-sparse')?.note).toMatch(/IEEE document 8099498/);
    expect(papers.get('mec')?.venue).toBe('ICML 2017');
  });

  test('MobileNet v2 comes with its detection and segmentation scores', () => {
    const rows = syllabus.papers.find(({ id }) => id === 'mobilenet-v2')?.results ?? [];
    const score = (name: string, dataset: RegExp): number =>
      rows.filter(
        (row) => dataset.test(row.dataset) && row.measures?.some((one) => one.name === name),
      ).length;
    expect([score('mAP', /COCO/), score('mIOU', /PASCAL VOC/)]).toEqual([5, 8]);
  });

  test('CS179: 18 lectures of the main line, older ones, and the labs, each with exercises', () => {
    const lectures = allMaterial().filter(({ kind }) => kind === 'lecture');
    const labs = allMaterial().filter(({ kind }) => kind === 'lab');
    expect([lectures.length, labs.length]).toEqual([29, 12]);
    const numbers = lectures.map(({ number }) => number);
    expect(numbers).toEqual(
      expect.arrayContaining(Array.from({ length: 18 }, (_, i) => String(i + 1))),
    );
    for (const { id, exercises = [] } of [...lectures, ...labs])
      expect([id, exercises.length > 0]).toEqual([id, true]);
  });

  test('all 36 exercises and 46 labs are there or to come, each once', () => {
    const { exercises, toCome } = syllabus.catalogue;
    const ids = [...exercises, ...toCome].map(({ id }) => id).sort();
    const numbered = (letter: string, count: number): string[] =>
      Array.from({ length: count }, (_, i) => `${letter}${String(i + 1).padStart(2, '0')}`);
    expect(ids).toEqual(expect.arrayContaining([...numbered('E', 36), ...numbered('L', 46)]));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('stats385: the readings, by theme', () => {
    const themes = syllabus.catalogue.topics.filter(({ parent }) => parent === 'theory-for-cnns');
    expect(themes).toHaveLength(21);
    // The lists have 100 lines; one article stands on them under two titles.
    expect(themes.flatMap(({ material = [] }) => material)).toHaveLength(99);
  });
});

describe('meetings and people', () => {
  test('eight people', () => {
    expect(syllabus.catalogue.plan?.people.map(({ name }) => name)).toEqual([
      ...['Ameya Prabhu', 'Aniruddha Vivek Patil', 'Sriharsha Annamaneni', 'Aaron Varghese'],
      ...['Vallurupalli Nikitha', 'Sudhir Kumar Reddy', 'Soham Saha', 'Ashutosh Mishra'],
    ]);
  });
  test('each takes a topic and reads all its papers, and where it has too many the load is shared', () => {
    expect(syllabus.catalogue.plan?.sharing).toMatch(/one topic.+all its papers.+shared/s);
  });
  test('weekly, three hours in three parts, the last with a place for hardware', () => {
    const { every, parts = [] } = syllabus.catalogue.plan ?? {};
    expect([every, parts.map(({ minutes }) => minutes)]).toEqual(['week', [60, 60, 60]]);
    expect(parts.map(({ title }) => title)).toEqual([
      ...['Basics', 'Recent techniques or theory', 'GPU programming'],
    ]);
    expect(parts[0]?.says).toMatch(/before 2017/);
    expect(parts.at(-1)?.says).toMatch(/FPGAs and hardware/);
  });
  test.each([
    ['meeting-1', [/introduction and survey/, /Depthwise separable/, /Pruning and quantization/]],
    ['meeting-2', [/ResNeXt/, /GPU programming 1/]],
    ['meeting-3', [/FractalNet/, /MEC/]],
    ['meeting-4', [/Capsule/, /tvmlang/, /PSP module, atrous/]],
  ])('%s', (id, items) => {
    const meeting = syllabus.catalogue.plan?.meetings.find((one) => one.id === id);
    expect(meeting?.items.map(({ title }) => title)).toEqual(
      items.map((words) => expect.stringMatching(words) as string),
    );
    for (const item of meeting?.items ?? []) expect(item.about).not.toEqual([]);
  });
});

describe('facts and words', () => {
  test('every idea is told in two to four sentences', () => {
    const sentences = (text: string): number =>
      text.replace(/\d\.\d|[A-Z]\. |v\. /g, '').match(/[.!?](?=\s|$)/g)?.length ?? 0;
    for (const { id, idea } of syllabus.papers) {
      expect([id, sentences(idea)]).toEqual([id, expect.toSatisfy((n) => n >= 2 && n <= 4)]);
    }
  });
  test('every paper has its block and its way of counting; what has an equation says what its signs mean', () => {
    for (const { id, block, convention, equation, where } of syllabus.papers) {
      expect([id, block !== undefined, convention !== undefined]).toEqual([id, true, true]);
      expect([id, where !== undefined]).toEqual([id, equation !== undefined]);
    }
  });
  test('every paper is found by what its blocks are called, but the two that give a network none', () => {
    const without = syllabus.papers.filter(({ blockNames }) => blockNames === undefined);
    expect(without.map(({ id }) => id).sort()).toEqual(['roofline', 'tvm']);
  });
  test('every formula can be typeset', () => {
    const inline = (text = ''): string[] =>
      [...text.matchAll(/\$([^$\n]+)\$/g)].map(([, formula = '']) => formula);
    const broken: string[] = [];
    for (const { id, idea, block, equation, where, note, convention } of syllabus.papers) {
      const says = (block?.parameters ?? []).flatMap((one) => [one.value, one.says]);
      const texts = [idea, block?.says, where, note, convention, ...says];
      for (const formula of [
        ...texts.flatMap(inline),
        ...(equation === undefined ? [] : [equation]),
      ])
        try {
          katex.renderToString(formula, { throwOnError: true, strict: 'error' });
        } catch (error) {
          broken.push(`${id}: ${formula}: ${String(error)}`);
        }
    }
    expect(broken).toEqual([]);
  });
  test('a row says something, and what it marks as from memory is there', () => {
    for (const { id, results = [] } of syllabus.papers) {
      for (const row of results) {
        const values = [row.top1, row.top5, row.measures, row.parameters, row.multiplyAdds];
        const says = [...values, row.note, row.recount].some((value) => value !== undefined);
        expect([id, row.model, says]).toEqual([id, row.model, true]);
        const marked = Array.isArray(row.fromMemory) ? row.fromMemory : [];
        for (const cell of marked) {
          expect([id, row.model, cell, row[cell] !== undefined]).toEqual([
            id,
            row.model,
            cell,
            true,
          ]);
          expect(isFromMemory(row, cell)).toBe(true);
        }
      }
    }
  });
  test('what is marked as from memory in a paper is there', () => {
    for (const paper of syllabus.papers) {
      for (const field of paper.fromMemory ?? [])
        expect([paper.id, field, paper[field] !== undefined]).toEqual([paper.id, field, true]);
    }
  });
  test('an inferred address has a safe one before it; copies by others are marked', () => {
    const links = allMaterial().flatMap((one) =>
      one.links.map((link) => ({ id: one.id, ...link })),
    );
    expect(links.filter(({ inferred }) => inferred).length).toBeGreaterThan(20);
    const student = links.filter(({ url }) => /devincody|matathias|yingyuho|slideplayer/.test(url));
    expect(student.length).toBeGreaterThan(10);
    expect(student.filter(({ thirdParty }) => thirdParty !== true)).toEqual([]);
  });
  test('the BibTeX of all papers reads back as what it was made of', () => {
    const read = new Cite(bibtexOf(syllabus.catalogue.papers)).data;
    expect(read.map(({ id, title }) => [id, title])).toEqual(
      syllabus.catalogue.papers.map(({ id, title }) => [id, title]),
    );
    expect(read.map(({ author = [] }) => author.map(({ family }) => family).join())).toEqual(
      syllabus.catalogue.papers.map(({ authors }) =>
        authors.map((name) => name.split(' ').at(-1)).join(),
      ),
    );
  });
});
