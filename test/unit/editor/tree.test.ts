import { describe, expect, it } from 'vitest';
import { recordGrade } from '../../../src/core/progress/record';
import { emptyProgress, type Progress } from '../../../src/core/progress/state';
import type { Catalogue, PaperEntry } from '../../../src/core/syllabus/catalogue';
import {
  buildTree,
  childrenOf,
  findNode,
  parentsOf,
  type TreeNode,
} from '../../../src/editor/tree/nodes';
import { plainMathematics } from '../../../src/editor/tree/plain-mathematics';
import { wordsOf } from '../../../src/editor/tree/words';

const paper: PaperEntry = {
  ...{
    id: 'resnext',
    name: 'ResNeXt',
    title: 'Aggregated *Residual* Transformations',
    authors: ['S. Xie', 'R. Girshick'],
  },
  ...{ year: 2017, venue: 'CVPR 2017', page: 'https://arxiv.org/abs/1611.05431' },
  ...{ idea: 'Cost falls by $1/C_o + 1/9$.', fromMemory: ['authors'], topics: ['a'] },
  facts: { rows: 0, rowsFromMemory: 0, fieldsFromMemory: ['authors'] },
};

const topic = (id: string, order: number, parent?: string): Catalogue['topics'][number] => ({
  ...{ formatVersion: 1, id, title: id.toUpperCase(), order, summary: '', papers: [] },
  ...(parent === undefined ? {} : { parent }),
});

const exercise = (id: string, of: string): Catalogue['exercises'][number] => ({
  ...{
    id,
    title: `Title of ${id}`,
    topic: of,
    concept: '',
    folder: `exercises/${id}`,
    caseCount: 11,
  },
});

const catalogue: Catalogue = {
  topics: [
    topic('b', 2),
    { ...topic('a', 1), papers: ['resnext'] },
    topic('inner', 1, 'a'),
    topic('lost', 9, 'gone'),
  ],
  exercises: [
    exercise('E10', 'a'),
    exercise('E2', 'a'),
    exercise('L06', 'inner'),
    exercise('E01', 'b'),
  ],
  papers: [paper],
  toCome: [],
};

const pass = (state: Progress, id: string): Progress =>
  recordGrade(
    state,
    id,
    {
      ...{ formatVersion: 1, exercise: id, verdict: 'passed', title: '', says: '' },
      ...{ diagnoses: [], problems: [], cases: [], caseCount: 11, timings: {} },
    },
    'hash',
    0,
  );

const tree = (input: Partial<Parameters<typeof buildTree>[0]> = {}): readonly TreeNode[] =>
  buildTree({
    ...{ catalogue, mine: [], broken: [], progress: emptyProgress, hashOf: () => undefined },
    ...input,
  });

function outline(nodes: readonly TreeNode[], depth = 0): string[] {
  return nodes.flatMap((node) => {
    const { label, description } = wordsOf(node);
    const line = `${'  '.repeat(depth)}${label}${description === '' ? '' : ` | ${description}`}`;
    return [line, ...outline(childrenOf(node), depth + 1)];
  });
}

describe('the syllabus as a tree', () => {
  it('nests topics, with papers before exercises, in order', () => {
    expect(outline(tree({ progress: pass(pass(emptyProgress, 'E2'), 'L06') }))).toEqual([
      'A | 2/3',
      '  Aggregated *Residual* Transformations | 2017 · CVPR',
      '  E2 Title of E2 | passed',
      '  E10 Title of E10',
      '  INNER | 1/1',
      '    L06 Title of L06 | passed',
      'B | 0/1',
      '  E01 Title of E01',
      'LOST',
    ]);
  });

  it('lists the learner’s own exercises, whole and broken, at the end', () => {
    const problems = [
      { file: 'exercise.json', line: 6, character: 2, message: 'unknown key “tolerence”' },
    ];
    const broken = [{ name: 'mine/second', file: 'file:///w/mine/second/exercise.json', problems }];
    const nodes = tree({ mine: [exercise('Mine1', 'a')], broken });
    expect(outline(nodes).slice(-3)).toEqual([
      'My exercises | 0/1',
      '  Mine1 Title of Mine1',
      '  mine/second | 1 problem',
    ]);
    const node = findNode(nodes, ({ kind }) => kind === 'broken');
    expect(node && wordsOf(node).tooltip).toContain('line 7: unknown key');
  });

  it('keeps a tick on a file that was edited since', () => {
    const nodes = tree({ progress: pass(emptyProgress, 'E2'), hashOf: () => 'another' });
    expect(outline(nodes)[2]).toBe('  E2 Title of E2 | passed, edited since');
    expect(outline(nodes)[0]).toBe('A | 1/3');
  });

  it('gives every node a key of its own and knows its parent', () => {
    const nodes = tree({ mine: [exercise('Mine1', 'a')] });
    const parents = parentsOf(nodes);
    expect(parents.size).toBe(outline(nodes).length);
    expect(parents.get('exercise:L06')?.key).toBe('topic:inner');
    expect(parents.get('topic:a')).toBeUndefined();
  });

  it('says every row in words', () => {
    const spoken = tree().map((node) => wordsOf(node).spoken);
    expect(spoken[0]).toBe('A, topic, 0 of 3 exercises passed');
    const node = findNode(tree(), ({ kind }) => kind === 'exercise');
    expect(node && wordsOf(node).spoken).toBe('E2 Title of E2, exercise, not begun');
  });

  it('shows in a tooltip what is from memory, and no Markdown of a title', () => {
    const node = findNode(tree(), ({ kind }) => kind === 'paper');
    const { tooltip } = node === undefined ? { tooltip: '' } : wordsOf(node);
    expect(tooltip).toContain('Aggregated \\*Residual\\* Transformations');
    expect(tooltip).toContain('From memory, not yet checked: authors');
  });
});

describe('plainMathematics', () => {
  it.each([
    ['$\\alpha$ thins, $\\rho$ shrinks', 'α thins, ρ shrinks'],
    ['$C_i \\times k^2$', 'C\\_i × k²'],
    ['$\\frac{1}{9}$ of $3 \\cdot 10^{12}$', '(1)/(9) of 3 · 10¹²'],
    ['$\\text{groups}_2$', 'groups₂'],
    ['costs 5 dollars', 'costs 5 dollars'],
  ])('%s', (source, shown) => {
    expect(plainMathematics(source)).toBe(shown);
  });
});
