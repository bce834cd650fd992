import { describe, expect, it } from 'vitest';
import type { CaseGrade, Grade } from '../../../src/core/grade/report';
import { exerciseIn, suitesIn } from '../../../src/editor/testing/suites';
import { caseVerdict, entryRange, exerciseVerdict } from '../../../src/editor/testing/verdicts';
import { emptyCatalogue } from '../../../src/core/syllabus/catalogue';
import { material, topic } from '../../support/syllabus';

const range = { start: { line: 4, character: 2 }, end: { line: 4, character: 9 } };
const diagnosis = {
  id: 'x',
  title: 'Right except at the *edge*',
  says: 'Compare `i < p.n`.',
  range,
};
const failed: CaseGrade = {
  ...{ index: 1, label: 'n 257', parameters: { n: 257 }, verdict: 'failed', trials: 3 },
  ...{ wrong: 1, of: 257, diagnoses: [diagnosis] },
  trial: { family: 'index', overrides: { W: 32 }, extra: [0, 0, 0], guarded: true, repeat: 0 },
  first: { tensor: 'y', index: [256], expected: 1 / 3, got: 'unwritten' },
};
const grade: Grade = {
  ...{ formatVersion: 1, exercise: 'E01', verdict: 'failed', title: 'Not right', says: 'Look.' },
  ...{ diagnoses: [], problems: [], cases: [], caseCount: 2, timings: {} },
};

const exercise = (id: string, of: string) => ({
  ...{ id, title: `Title of ${id}`, topic: of, concept: '', folder: id, caseCount: 2 },
});

describe('the suites', () => {
  it('are the topics that have exercises, as in the tree, and the learner’s own', () => {
    const topics = [
      topic('gpu'),
      topic('sums', { parent: 'gpu', material: [material('lecture')] }),
      topic('reading', { order: 2, material: [material('book')] }),
    ];
    const exercises = [exercise('E10', 'sums'), exercise('E02', 'sums')];
    const suites = suitesIn({ ...emptyCatalogue, topics, exercises }, [exercise('My1', '')]);
    const [gpu, mine, ...others] = suites;
    expect(others).toEqual([]);
    expect(gpu).toMatchObject({ label: 'Title of gpu', children: [{ label: 'Title of sums' }] });
    expect(gpu?.children[0]?.children.map(({ id }) => exerciseIn(id))).toEqual(['E02', 'E10']);
    expect(gpu?.children[0]?.children[0]?.label).toBe('E02 Title of E02');
    expect(mine?.children.map(({ id }) => exerciseIn(id))).toEqual(['My1']);
    expect(exerciseIn(gpu?.id ?? '')).toBeUndefined();
    expect(exerciseIn('case:0')).toBeUndefined();
  });
});

describe('what a case says', () => {
  it('is the diagnosis at its place, and the first wrong element as a difference', () => {
    const { state, says } = caseVerdict(failed);
    expect(state).toBe('failed');
    expect(says[0]).toEqual({
      text: '**Right except at the \\*edge\\*.** Compare `i < p.n`.',
      range,
    });
    expect(says[1]).toMatchObject({
      range,
      differs: { expected: 'y[256] = 0.333333\n', actual: 'y[256] = never written\n' },
    });
    expect(says[1]?.text).toContain('W = 32');
    expect(says).toHaveLength(2);
  });

  it('is how many elements are wrong where no mistake can be named', () => {
    const { says } = caseVerdict({ ...failed, diagnoses: [], first: undefined });
    expect(says).toEqual([{ text: '1 of 257 elements are wrong.' }]);
  });

  it('is why it was left out', () => {
    const one = { ...failed, verdict: 'inconclusive', notRun: 'too many rounds' } as const;
    expect(caseVerdict(one)).toEqual({ state: 'skipped', says: [{ text: 'too many rounds' }] });
  });

  it('is nothing for one that passed', () => {
    expect(caseVerdict({ ...failed, verdict: 'passed' })).toEqual({ state: 'passed', says: [] });
  });
});

describe('what an exercise says besides its cases', () => {
  it('is nothing where a case has said it, or all is right', () => {
    expect(exerciseVerdict({ ...grade, cases: [failed] })).toBeUndefined();
    expect(exerciseVerdict({ ...grade, verdict: 'passed' })).toBeUndefined();
  });

  it('is each error of a file that was rejected, at its place', () => {
    const problem = { source: 'compiler', message: 'unresolved value `foo`', range } as const;
    const problems = [
      { ...problem, severity: 'error' as const, says: 'Declare it.' },
      { ...problem, severity: 'warning' as const },
    ];
    const verdict = exerciseVerdict({ ...grade, verdict: 'rejected', problems });
    expect(verdict).toEqual({
      state: 'errored',
      says: [{ text: 'unresolved value `foo`\n\nDeclare it.', range }],
    });
  });

  it('is the verdict where no case was run to its end', () => {
    const endless = exerciseVerdict({ ...grade, diagnoses: [diagnosis] });
    expect(endless).toMatchObject({ state: 'failed', says: [{ range }] });
    const nothing = exerciseVerdict({ ...grade, verdict: 'inconclusive' });
    expect(nothing).toEqual({ state: 'errored', says: [{ text: 'Not right. Look.' }] });
  });
});

describe('the place of a kernel', () => {
  const at = (line: number, from: number, to: number) => ({
    start: { line, character: from },
    end: { line, character: to },
  });

  it('is the name of the first entry point', () => {
    const source =
      '// @compute fn no() {}\n/* @compute\nfn no() {} */ fn helper() {}\n@compute\n@workgroup_size(W, H)\nfn main() {}\n';
    expect(entryRange(source)).toEqual(at(5, 3, 7));
    expect(entryRange('@compute @workgroup_size(64) fn sum() {}')).toEqual(at(0, 32, 35));
  });

  it('is nowhere without one', () => {
    expect(entryRange('fn helper() {}')).toBeUndefined();
    expect(entryRange('')).toBeUndefined();
  });
});
