import { describe, expect, it } from 'vitest';
import type { ReadingStatus } from '../../../src/core/progress/reading';
import { recordGrade, recordReading } from '../../../src/core/progress/record';
import { emptyProgress, type Progress } from '../../../src/core/progress/state';
import type { Catalogue, PaperEntry } from '../../../src/core/syllabus/catalogue';
import type { TreeInput } from '../../../src/editor/tree/build';
import { type Filter, filtered, filterWords, noFilter } from '../../../src/editor/tree/filter';
import { buildTree, type Grouping } from '../../../src/editor/tree/groupings';
import { lookAt, saidAbout, standings } from '../../../src/editor/tree/look';
import { childrenOf, findNode, parentsOf, type TreeNode } from '../../../src/editor/tree/nodes';
import { plainMathematics } from '../../../src/editor/tree/plain-mathematics';
import { tooltipOf } from '../../../src/editor/tree/tooltip';
import { firstView, readViewState } from '../../../src/editor/tree/view-state';
import { whereOf, wordsOf } from '../../../src/editor/tree/words';
import { material, meetings } from '../../support/syllabus';

const paperEntry = (id: string, change: Partial<PaperEntry> = {}): PaperEntry => ({
  ...{
    id,
    name: id,
    title: `Title of ${id}`,
    authors: ['A. Author'],
    year: 2016,
    venue: 'CVPR 2016',
  },
  ...{ page: `https://example.org/${id}`, idea: 'An idea.', topics: [] },
  facts: { rows: 0, rowsFromMemory: 0, fieldsFromMemory: [] },
  ...change,
});

const resnext = paperEntry('resnext', {
  ...{
    name: 'ResNeXt',
    title: 'Aggregated *Residual* Transformations',
    authors: ['S. Xie', 'P. Dollár'],
  },
  ...{ year: 2017, venue: 'CVPR 2017', arxiv: '1611.05431', idea: 'Cost falls by $1/C_o + 1/9$.' },
  facts: { rows: 5, rowsFromMemory: 2, fieldsFromMemory: ['authors'] },
});

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

const plan = meetings(
  [
    {
      title: 'First',
      items: [
        {
          ...{ part: 'basics', title: 'Both', presenters: ['ada'] },
          about: ['inner', 'resnext', 'L06', 'lecture-1', 'E2'],
        },
      ],
    },
  ],
  {
    people: [
      { id: 'ada', name: 'Ada' },
      { id: 'bob', name: 'Bob' },
    ],
  },
);

const lecture = material('lecture-1', {
  ...{ number: '1', year: 2015, exercises: ['E2'], fromMemory: ['says'] },
  links: [
    { text: 'Course page', url: 'https://example.org/course' },
    { text: 'Slides', url: 'https://example.org/slides.pdf', inferred: true },
  ],
});

const catalogue: Catalogue = {
  topics: [
    topic('b', 2),
    { ...topic('a', 1), papers: ['resnext', 'resnext'], material: [lecture] },
    { ...topic('inner', 1, 'a'), papers: ['resnext', 'other'] },
    topic('lost', 9, 'gone'),
  ],
  exercises: [
    exercise('E10', 'a'),
    exercise('E2', 'a'),
    exercise('L06', 'inner'),
    exercise('E01', 'b'),
  ],
  papers: [resnext, paperEntry('other')],
  toCome: [{ id: 'E03', title: 'Later', topic: 'a' }],
  plan,
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

/** The state with marks for the two papers. */
const read = (state: Progress, resnext: ReadingStatus, other: ReadingStatus): Progress =>
  recordReading(recordReading(state, 'resnext', resnext, 1), 'other', other, 1);

const input = (change: Partial<TreeInput> = {}): TreeInput => ({
  ...{ catalogue, mine: [], broken: [], progress: emptyProgress },
  ...{ hashOf: () => undefined, takersOf: () => [] },
  ...change,
});

const tree = (change: Partial<TreeInput> = {}, by: Grouping = 'topic'): readonly TreeNode[] =>
  buildTree(input(change), by);

const only = (filter: Partial<Filter>, change: Partial<TreeInput> = {}): string[] =>
  outline(filtered(tree(change), { ...noFilter, ...filter }));

function outline(nodes: readonly TreeNode[], depth = 0): string[] {
  return nodes.flatMap((node) => {
    const { label, description } = wordsOf(node);
    const line = `${'  '.repeat(depth)}${label}${description === '' ? '' : ` | ${description}`}`;
    return [line, ...outline(childrenOf(node), depth + 1)];
  });
}

function first(nodes: readonly TreeNode[], kind: TreeNode['kind']): TreeNode {
  const node = findNode(nodes, (one) => one.kind === kind);
  if (node === undefined) throw new Error(`no ${kind}`);
  return node;
}

describe('the syllabus by topic', () => {
  it('nests topics, with papers and lectures before exercises, and counts each paper once', () => {
    const progress = read(pass(pass(emptyProgress, 'E2'), 'L06'), 'read', 'reading');
    expect(outline(tree({ progress }))).toEqual([
      'A | 3/5',
      '  Aggregated *Residual* Transformations | read · 2017 · CVPR',
      '  Lecture 1: Title of lecture-1 | 2015 · → E2',
      '  E2 Title of E2 | passed',
      '  E03 Later | to come',
      '  E10 Title of E10',
      '  INNER | 2/3',
      '    Aggregated *Residual* Transformations | read · 2017 · CVPR',
      '    Title of other | reading · 2016 · CVPR',
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
    expect(tooltipOf(first(nodes, 'broken'))).toContain('line 7: unknown key');
  });

  it('an exercise says what it builds on, and one that builds on nothing says nothing of it', () => {
    const tooltip = (prerequisites: readonly string[]): string => {
      const mine = [{ ...exercise('Mine1', 'a'), prerequisites }];
      const node = findNode(
        tree({ mine }),
        (one) => one.kind === 'exercise' && one.entry.id === 'Mine1',
      );
      return node === undefined ? 'it is not there' : tooltipOf(node);
    };
    expect(tooltip(['E06', 'L08'])).toContain('Builds on E06, L08');
    expect(tooltip([])).toMatch(/^\*\*Mine1/);
    expect(tooltip([])).not.toContain('Builds on');
  });

  it('shows the path: one that is not begun says after which ones it comes, until those are passed', () => {
    const mine = [{ ...exercise('Mine1', 'a'), prerequisites: ['E2', 'E10'] }];
    const row = (progress: Progress): string => outline(tree({ mine, progress })).at(-1) ?? '';
    const one = pass(emptyProgress, 'E2');
    expect(row(emptyProgress)).toBe('  Mine1 Title of Mine1 | after E2, E10');
    expect(row(one)).toBe('  Mine1 Title of Mine1 | after E10');
    expect(row(pass(one, 'E10'))).toBe('  Mine1 Title of Mine1');
    expect(row(pass(emptyProgress, 'Mine1'))).toBe('  Mine1 Title of Mine1 | passed');
    const node = findNode(tree({ mine, progress: one }), (each) => each.key.endsWith(':Mine1'));
    expect(node && wordsOf(node).spoken).toBe(
      'Mine1 Title of Mine1, exercise, not begun, after E10',
    );
  });

  it('keeps a tick on a file that was edited since', () => {
    const nodes = tree({ progress: pass(emptyProgress, 'E2'), hashOf: () => 'another' });
    expect(outline(nodes)[3]).toBe('  E2 Title of E2 | passed, edited since');
    expect(outline(nodes)[0]).toBe('A | 1/5');
  });

  it.each<Grouping>(['topic', 'meeting', 'year', 'who', 'status'])(
    'gives every node a key of its own and knows its parent, by %s',
    (by) => {
      const nodes = tree({ mine: [exercise('Mine1', 'a')] }, by);
      const parents = parentsOf(nodes);
      expect(parents.size).toBe(outline(nodes).length);
      for (const [key, parent] of parents) {
        expect(parent === undefined || key.startsWith(`${parent.key}/`)).toBe(true);
      }
    },
  );

  it('says every row in words', () => {
    const spoken = tree().map((node) => wordsOf(node).spoken);
    expect(spoken[0]).toBe(
      'A, topic, 0 of 2 papers read, 0 of 3 exercises passed, 1 exercise to come, 1 lecture or reading',
    );
    expect(wordsOf(first(tree(), 'exercise')).spoken).toBe('E2 Title of E2, exercise, not begun');
    expect(wordsOf(first(tree(), 'toCome')).spoken).toBe('E03 Later, exercise to come');
  });
});

describe('year and venue of a paper', () => {
  it.each([
    ['CVPR 2017', '2017 · CVPR'],
    ['CVPR 2017, pages 67-76', '2017 · CVPR, pages 67-76'],
    ['OpenAI technical report, 2017', '2017 · OpenAI technical report'],
    ['Communications of the ACM 52(4)', '2017 · Communications of the ACM 52(4)'],
    ['2017', '2017'],
    ['', '2017'],
  ])('“%s” is shown as %s', (venue, shown) => {
    expect(whereOf(paperEntry('p', { year: 2017, venue }))).toBe(shown);
  });
});

describe('a paper whose labs are passed', () => {
  const papers = [{ ...resnext, labs: ['L06', 'E10', 'L99'] }, paperEntry('other')];
  const shown = (...passed: readonly string[]): TreeNode =>
    first(
      tree({
        catalogue: { ...catalogue, papers },
        progress: passed.reduce(pass, read(emptyProgress, 'read', 'to-read')),
      }),
      'paper',
    );

  it('is built: the row, the words for a screen reader and the tooltip say so', () => {
    const node = shown('L06', 'E10');
    expect(wordsOf(node).description).toBe('read · built it · 2017 · CVPR');
    expect(wordsOf(node).spoken).toMatch(/, paper, 2017 · CVPR, read, built it$/);
    expect(tooltipOf(node)).toContain('You built it: L06, E10 · to come: L99');
  });

  it('is not built before the last of those that are there', () => {
    const node = shown('L06');
    expect(wordsOf(node)).toMatchObject({ description: 'read · 2017 · CVPR' });
    expect(wordsOf(node).spoken).not.toContain('built');
    expect(tooltipOf(node)).toContain('To build: L06, E10, L99');
  });

  it('has another row as soon as it is built', () => {
    expect(standings([shown('L06')])).not.toBe(standings([shown('L06', 'E10')]));
  });

  it('without labs is never built', () => {
    const node = findNode(tree(), (one) => one.kind === 'paper' && one.paper.id === 'other');
    expect(node).toMatchObject({ kind: 'paper', built: [] });
  });
});

describe('tooltips', () => {
  it('say what of a paper is from memory, and show no Markdown of a title', () => {
    const tooltip = tooltipOf(first(tree(), 'paper'));
    expect(tooltip).toContain('Aggregated \\*Residual\\* Transformations');
    expect(tooltip).toContain('From memory, not yet checked: authors, 2 of 5 rows of results');
  });

  it('say of a lecture which address is inferred and what is from memory', () => {
    const tooltip = tooltipOf(first(tree(), 'material'));
    expect(tooltip).toContain('Slides (address inferred, never seen)');
    expect(tooltip).toContain('From memory, not yet checked: says');
    expect(tooltip).toContain('Exercises that follow it: E2');
  });

  it.each([
    ['HTML', '<img src=x onerror=alert(1)> & <b>', '\\<img src=x onerror=alert(1)\\> \\& \\<b\\>'],
    ['two lines', 'one\n# two', 'one \\# two'],
    ['right to left', 'شبكات عصبية', 'شبكات عصبية'],
    ['emoji', '🚀 nets', '🚀 nets'],
  ])('show a title with %s as it is', (_, title, shown) => {
    const papers = [{ ...resnext, title }];
    const node = first(tree({ catalogue: { ...catalogue, papers } }), 'paper');
    expect(tooltipOf(node).startsWith(`**${shown}**`)).toBe(true);
    expect(wordsOf(node).label).toBe(title);
  });
});

describe('the other groupings', () => {
  it('by meeting: the parts of each, a row in its topic or beside it, then the papers in none', () => {
    expect(outline(tree({}, 'meeting'))).toEqual([
      'First | 0/4 · Both',
      '  Both | 0/4 · Basics · Ada',
      '    INNER | 0/3',
      '      Aggregated *Residual* Transformations | 2017 · CVPR',
      '      Title of other | 2016 · CVPR',
      '      L06 Title of L06',
      '    Lecture 1: Title of lecture-1 | 2015 · → E2',
      '    E2 Title of E2',
    ]);
  });

  it('by meeting: a topic below another topic of the list stands there alone', () => {
    const items = [{ part: 'basics', title: 'Both', about: ['inner', 'a', 'E10'] }];
    const nested = { ...catalogue, plan: meetings([{ title: 'First', items }]) };
    const [first] = tree({ catalogue: nested }, 'meeting');
    const rows = outline(first === undefined ? [] : [first]);
    expect(rows.filter((row) => row.includes('INNER'))).toEqual(['      INNER | 0/3']);
    expect(rows.filter((row) => row.includes('E10'))).toHaveLength(1);
  });

  it('by meeting without a plan: every paper is still there', () => {
    const { topics, papers, exercises, toCome } = catalogue;
    const without = { topics, papers, exercises, toCome };
    expect(outline(tree({ catalogue: without }, 'meeting'))[0]).toBe('No meeting is planned | 0/2');
  });

  it('by year: papers and readings, the oldest first', () => {
    expect(outline(tree({}, 'year'))).toEqual([
      '2015 | 1 text',
      '  Lecture 1: Title of lecture-1 | 2015 · → E2',
      '2016 | 0/1',
      '  Title of other | 2016 · CVPR',
      '2017 | 0/1',
      '  Aggregated *Residual* Transformations | 2017 · CVPR',
    ]);
  });

  it('by who has it: people with their topics, then what is free, without what stands under a taken topic', () => {
    const takersOf = (id: string) => (id === 'inner' ? ['ada', 'guest'] : []);
    const nodes = tree({ takersOf }, 'who');
    expect(outline(nodes).filter((line) => !line.startsWith('    '))).toEqual([
      'Ada | 0/3',
      '  INNER | 0/3',
      'Bob | no topic yet',
      'guest | 0/3',
      '  INNER | 0/3',
      'Taken by nobody yet | 0/3',
      '  A | 0/3',
    ]);
  });

  it('by status: what is begun first, and no group that is empty', () => {
    const progress = read(pass(emptyProgress, 'E2'), 'reading', 'presented');
    const groups = outline(tree({ progress }, 'status'));
    expect(groups.filter((line) => !line.startsWith(' '))).toEqual([
      'In progress | 1',
      'Not begun | 3',
      'Done | 1',
      'Presented | 1',
      'To come | 1',
    ]);
  });
});

describe('the filter', () => {
  it('finds authors without their accents, and shows what the row stands under', () => {
    expect(only({ text: 'dollar' })).toEqual([
      'A | 0/1',
      '  Aggregated *Residual* Transformations | 2017 · CVPR',
      '  INNER | 0/1',
      '    Aggregated *Residual* Transformations | 2017 · CVPR',
    ]);
  });

  it.each(['1611.05431', '2017 xie', 'RESNEXT', 'aggregated'])('finds “%s”', (text) => {
    expect(only({ text })).toHaveLength(4);
  });

  it('takes words of the topic and of the row together', () => {
    expect(only({ text: 'inner other' })).toEqual([
      'A | 0/1',
      '  INNER | 0/1',
      '    Title of other | 2016 · CVPR',
    ]);
    expect(only({ text: 'b' })).toContain('  E01 Title of E01');
  });

  it('filters by status, which lectures do not have', () => {
    expect(only({ statuses: ['toCome'] })).toEqual(['A | 1 to come', '  E03 Later | to come']);
    const progress = pass(emptyProgress, 'E2');
    expect(only({ statuses: ['done', 'toCome'], text: 'e' }, { progress })).toEqual([
      'A | 1/1',
      '  E2 Title of E2 | passed',
      '  E03 Later | to come',
    ]);
  });

  it('shows nothing where nothing fits, and everything where it is empty', () => {
    expect(only({ text: 'quantum' })).toEqual([]);
    expect(only({ text: '  ' })).toEqual(outline(tree()));
  });

  it('is told in words', () => {
    expect(filterWords({ text: ' xie ', statuses: ['open', 'begun'] })).toBe(
      '“xie”, not begun or in progress',
    );
  });
});

describe('how the tree is looked at', () => {
  it('opens at first what leads to where the learner was, and later what the learner has opened', () => {
    const look = lookAt(input({ progress: { ...emptyProgress, lastOpened: 'L06' } }), firstView);
    const isOpen = (key: string, at = look): boolean => {
      const node = findNode(at.roots, (one) => one.key === key);
      return node !== undefined && at.isOpen(node);
    };
    expect(isOpen('topic:a')).toBe(true);
    expect(isOpen('topic:a/topic:inner')).toBe(true);
    expect(isOpen('topic:b')).toBe(false);
    const left = lookAt(input(), { ...firstView, open: { 'topic:b': true, 'topic:a': false } });
    expect(isOpen('topic:b', left)).toBe(true);
    expect(isOpen('topic:a', left)).toBe(false);
  });

  it('says above the rows what is filtered, and where kernels go without a folder', () => {
    const said = (state: Partial<typeof firstView>, place: 'folder' | 'none' | 'restricted') => {
      const whole = { ...firstView, ...state };
      return saidAbout(lookAt(input(), whole), whole, place);
    };
    expect(said({}, 'folder')).toEqual({
      message: undefined,
      description: '0/2 read · 0/4 passed · by topic',
    });
    expect(said({}, 'none').message).toContain('No folder is open');
    expect(said({}, 'restricted').message).toContain('Restricted Mode');
    const filter = { text: 'xie', statuses: [] };
    expect(said({ filter }, 'folder').message).toContain('Filter: “xie”. 2 rows shown');
    const nothing = { text: 'quantum', statuses: [] };
    expect(said({ filter: nothing }, 'folder')).toEqual({
      message: undefined,
      description: '“quantum”',
    });
  });

  it('comes back as it was, and from a damaged state as far as it can be read', () => {
    const state = {
      groupBy: 'year' as const,
      filter: { text: 'x', statuses: ['done' as const] },
      open: { 'topic:a': true },
    };
    expect(readViewState(JSON.parse(JSON.stringify(state)))).toEqual(state);
    expect(readViewState({ ...state, groupBy: 'colour' })).toEqual({ ...state, groupBy: 'topic' });
    expect(readViewState('nonsense')).toEqual(firstView);
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
