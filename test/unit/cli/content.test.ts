import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chosenFrom } from '../../../src/cli/check';
import { filesOf, ownSyllabus, stripBom, syllabusFiles } from '../../../src/cli/content';
import { gradeText } from '../../../src/cli/print';
import { swiftShaderDriver } from '../../../src/cli/swiftshader';
import {
  type CatalogueEntry,
  compareIds,
  emptyCatalogue,
  findEntry,
} from '../../../src/core/syllabus/catalogue';
import { fakeRunner, fromReference, gradeFake } from '../../support/fake-runner';
import { exercise, root } from '../../support/kernels';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tilework-'));
  await mkdir(join(folder, 'root/sub'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await mkdir(join(folder, 'root-beside'));
  await writeFile(join(folder, 'root-beside/file.txt'), 'beside');
  await writeFile(join(folder, 'root/sub/file.txt'), '\uFEFFwith a mark');
  for (const name of ['E2', 'E10', 'node_modules/E3', 'E1']) {
    await mkdir(join(folder, 'many', name), { recursive: true });
    await writeFile(join(folder, 'many', name, 'exercise.json'), '{}');
  }
});
afterAll(() => rm(folder, { recursive: true }));

describe('files of a folder', () => {
  test.each([
    ['sub/file.txt', 'with a mark'],
    ['sub/../sub/file.txt', 'with a mark'],
    ['sub/none.txt', undefined],
    ['sub', undefined],
    ['../secret.txt', undefined],
    ['sub/../../secret.txt', undefined],
    ['../root-beside/file.txt', undefined],
    ['/etc/hostname', undefined],
    ['', undefined],
  ])('%s', async (path, text) => {
    expect(await filesOf(join(folder, 'root')).read(path)).toBe(text);
  });
  test('a byte order mark is left out once', () => {
    expect([stripBom('\uFEFFa'), stripBom('a'), stripBom('\uFEFF\uFEFF')]).toEqual([
      'a',
      'a',
      '\uFEFF',
    ]);
  });
});

describe('the syllabus files below a folder', () => {
  test('in the order of their numbers, without those of packages', async () => {
    expect(await syllabusFiles(join(folder, 'many'))).toEqual(
      ['E1', 'E2', 'E10'].map((name) => `${name}/exercise.json`),
    );
  });
  test('the folder itself', async () => {
    expect(await syllabusFiles(join(folder, 'many/E1'))).toEqual(['exercise.json']);
  });
  test('our own syllabus is found', () => {
    expect(ownSyllabus()).toBe(join(root, 'syllabus'));
  });
});

describe('what an exercise answers to', () => {
  const entries = ['E01', 'E10', 'L09', 'Mine1'].map((id) => ({
    id,
    title: '',
    topic: '',
    concept: '',
    folder: `x/${id}-a-name`,
    caseCount: 1,
  }));
  test.each([
    ['E01', 'E01'],
    ['e1', 'E01'],
    ['E001', 'E01'],
    ['e10', 'E10'],
    ['L9', 'L09'],
    ['L09-a-name', 'L09'],
    ['mine1', 'Mine1'],
    ['E', undefined],
    ['E2', undefined],
    ['', undefined],
    ['x/E01-a-name', undefined],
    ['a-name', undefined],
  ])('%s', (wanted, id) => {
    expect(findEntry(entries, wanted)?.id).toBe(id);
  });
  test('E2 comes before E10, and exercises before labs', () => {
    expect(['L1', 'E10', 'E2', 'L06'].toSorted(compareIds)).toEqual(['E2', 'E10', 'L1', 'L06']);
  });
});

describe('a grade in words', () => {
  const E06 = exercise('E06', {
    cases: [
      { rows: 37, cols: 70 },
      { rows: 4, cols: 4 },
    ],
    misreadings: [],
  });
  test('that failed: the verdict, its evidence, the cases', async () => {
    const { grade } = await gradeFake(
      E06,
      fakeRunner(
        fromReference(E06, ({ values, names }) =>
          names['rows'] === 37 ? void (values[111 + 5] = 7) : undefined,
        ),
      ),
    );
    const lines = gradeText(grade, 'mine.wgsl').split('\n');
    expect(lines.slice(0, 2)).toEqual(['E06  FAILED', '1 of 2,590 elements are wrong']);
    expect(lines).toContain('case 37 × 70');
    expect(lines.filter((line) => line.startsWith('  ')).join('\n')).toMatch(
      /first wrong {2}t\[3, 5\] {2}expected 353 {2}got 7\n {2}worst error {2}346 at t\[3, 5\], allowed 0\n {2}bound {8}T0: exact, bit for bit\n/,
    );
    expect(lines).toContain('  WRONG 37 × 70  1 of 2590 wrong  [wrong-values]');
    expect(lines).toContain('  ok    4 × 4');
    expect(lines).toContain('on JavaScript (software: right values, no meaningful times)');
  });
  test('that was rejected: the place counted from 1, and how many cases were not run', async () => {
    const problem = {
      severity: 'error',
      source: 'compiler',
      message: 'expected ;',
      range: { start: { line: 4, character: 8 }, end: { line: 4, character: 9 } },
    } as const;
    const { grade } = await gradeFake(
      E06,
      fakeRunner(() => undefined, { kind: 'rejected', problems: [problem] }),
    );
    const text = gradeText(grade, 'mine.wgsl');
    expect(text).toContain('E06  REJECTED\nThe kernel does not compile\n');
    expect(text).toContain('mine.wgsl:5:9: expected ;\n');
    expect(text).toContain('  2 more cases not run\n');
  });
});

describe('the driver for machines without a GPU', () => {
  test('another can be named', () => {
    const before = process.env['TILEWORK_SWIFTSHADER'];
    process.env['TILEWORK_SWIFTSHADER'] = '/opt/icd.json';
    expect(swiftShaderDriver()).toBe('/opt/icd.json');
    if (before === undefined) delete process.env['TILEWORK_SWIFTSHADER'];
    else process.env['TILEWORK_SWIFTSHADER'] = before;
  });
});

describe('what `tilework check` takes', () => {
  const folderOf = (id: string) => ({
    folder: `exercises/${id}`,
    exercise: exercise('E01', { id }),
    statement: '',
  });
  const entries = ['E01', 'E02'].map((id) => ({ id, title: id, folder: `exercises/${id}` }));
  const fault = { file: 'exercises/E02/exercise.json', line: 4, character: 2, message: 'not so' };
  const syllabus = {
    catalogue: { ...emptyCatalogue, exercises: entries as unknown as readonly CatalogueEntry[] },
    ...{ papers: [], exercises: ['E01', 'E02'].map(folderOf), problems: [] },
  };
  const broken = { ...syllabus, exercises: [folderOf('E01')], problems: [fault] };

  test('is the exercise that is named, or all of them', () => {
    expect(chosenFrom(syllabus, 'e1')).toEqual([syllabus.exercises[0]]);
    expect(chosenFrom(syllabus)).toEqual(syllabus.exercises);
    expect(chosenFrom(syllabus, 'E99')).toMatch(/^there is no exercise “E99”/);
  });

  test('is not less than was asked for: an exercise that cannot be read is told with its place', () => {
    const told =
      /^syllabus\/exercises\/E02\/exercise\.json:5:3: not so; `tilework validate syllabus`/;
    expect(chosenFrom(broken, 'E02')).toMatch(told);
    expect(chosenFrom(broken)).toMatch(told);
    expect(chosenFrom(broken, 'E01')).toEqual([broken.exercises[0]]);
  });
});
