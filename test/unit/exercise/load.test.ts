import { describe, expect, test } from 'vitest';
import {
  type ContentProblem,
  loadExercise,
  parseContent,
  problemAt,
} from '../../../src/core/exercise/load';
import { planSchema } from '../../../src/core/exercise/plan-schema';
import { exerciseSchema } from '../../../src/core/exercise/schema';
import { changed, exercise, inMemory } from '../../support/kernels';

const right = JSON.stringify(exercise('E01'), null, 2);

function problemsOf(text: string): readonly ContentProblem[] {
  const loaded = parseContent('x/exercise.json', text, exerciseSchema);
  return loaded.ok ? [] : loaded.problems;
}

/** The place in the text, counted from 1 as people do. */
function placeOf(text: string, part: string): string {
  const lines = text.slice(0, text.indexOf(part)).split('\n');
  return `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}

/** Puts `to` in place of `from`, and wants a problem at the place of `at` (in the changed text). */
function check(title: string, from: string, to: string, at: string, message: RegExp): void {
  test(title, () => {
    const text = changed(right, from, to);
    const problems = problemsOf(text);
    const problem = problems.find((candidate) => message.test(candidate.message));
    expect(problem, JSON.stringify(problems)).toMatchObject({ file: 'x/exercise.json' });
    expect(`${(problem?.line ?? -1) + 1}:${(problem?.character ?? -1) + 1}`).toBe(
      placeOf(text, at),
    );
  });
}

test('an exercise of the syllabus loads', () => {
  expect(problemsOf(right)).toEqual([]);
});

describe('unknown keys', () => {
  check(
    'a misspelt one',
    '"concept"',
    '"consept"',
    '"consept"',
    /unknown key “consept”: did you mean “concept”\?/,
  );
  check(
    'one inside a list',
    '"role"',
    '"rolle"',
    '"rolle"',
    /unknown key “rolle”: did you mean “role”/,
  );
  check(
    'one like no other',
    '"workgroup": {',
    '"workgroup": { "shader": 1,',
    '"shader"',
    /unknown key “shader”: known keys here: size, memory/,
  );
  check(
    'one of a pass',
    '"entry": "main"',
    '"entry": "main", "binding": {}',
    '"binding": {}',
    /did you mean “bindings”/,
  );
  check(
    'one of the tolerance',
    '"class": "T0"',
    '"class": "T0", "operation": 1',
    '"operation"',
    /unknown key “operation”: did you mean “operations”/,
  );
  check(
    'one that JavaScript would take for the prototype',
    '"id": "E01"',
    '"__proto__": {}, "id": "E01"',
    '"__proto__"',
    /unknown key “__proto__”/,
  );
});

describe('wrong values', () => {
  check(
    'a number for a text',
    '"title": "Add two vectors"',
    '"title": 7',
    '7',
    /“title”: .*expected string, received number/,
  );
  check(
    'a text for a number',
    '"binding": 2',
    '"binding": "two"',
    '"two"',
    /“bindings\.1\.binding”: .*expected number, received string/,
  );
  check('a fraction', '"binding": 2', '"binding": 2.5', '2.5', /“bindings\.1\.binding”/);
  check(
    'a wrong word',
    '"role": "out"',
    '"role": "output"',
    '"output"',
    /“bindings\.2\.role”.*"in"\|"out"\|"inout"/,
  );
  check('a wrong id', '"id": "E01"', '"id": "e-1"', '"e-1"', /an id is a letter/);
  check(
    'nothing for an expression',
    '"ceil(n/W)"',
    'null',
    'null',
    /“plan\.passes\.0\.workgroups\.0”: .*a whole number or an expression/,
  );
  check('an unknown tolerance', '"class": "T0"', '"class": "T9"', '"T9"', /“tolerance\.class”/);
  check(
    'a version from the future',
    '"formatVersion": 1',
    '"formatVersion": 2',
    '2,',
    /“formatVersion”/,
  );
  check('a name that is none', '"name": "a"', '"name": "a b"', '"a b"', /a name is letters/);
  check('a missing key', `"title": "Add two vectors",`, '', '{', /“title”: .*expected string/);
});

describe('not JSON', () => {
  test.each([
    ['nothing', '', '1:1', /not JSON/],
    ['a comment', '{ // here\n}', '1:3', /not JSON: InvalidCommentToken/],
    ['a comma too many', '{\n  "id": "E01",\n}', '3:1', /not JSON/],
    ['a missing quote', '{\n  "id: "E01"\n}', '2:9', /not JSON/],
    ['two values', '{} {}', '1:4', /not JSON: EndOfFileExpected/],
    ['plain text', 'hello', '1:1', /not JSON/],
  ])('%s', (_, text, place, message) => {
    const [problem] = problemsOf(text);
    expect(problem?.message).toMatch(message);
    expect(`${(problem?.line ?? -1) + 1}:${(problem?.character ?? -1) + 1}`).toBe(place);
  });

  test('JSON of another kind', () => {
    for (const text of ['[]', 'null', '3', '"x"']) {
      expect(problemsOf(text).map((problem) => problem.message)).toEqual([
        expect.stringMatching(/the file: .*expected object/),
      ]);
    }
  });

  test('100,000 brackets do not overflow the stack', () => {
    expect(problemsOf('['.repeat(100_000))[0]?.message).toMatch(/not JSON/);
  });
});

describe('a folder', () => {
  const folder = 'mine/one';
  const load = async (texts: Record<string, string>): Promise<string> => {
    const loaded = await loadExercise(inMemory(texts), folder);
    return loaded.ok
      ? `loaded ${loaded.value.statement}`
      : loaded.problems.map((p) => `${p.file}: ${p.message}`).join();
  };
  test('with both files', async () => {
    expect(await load({ 'mine/one/exercise.json': right, 'mine/one/statement.md': 'why' })).toBe(
      'loaded why',
    );
  });
  test('without exercise.json', async () => {
    expect(await load({})).toMatch(/^mine\/one\/exercise.json: this file is missing/);
  });
  test('without a statement', async () => {
    expect(await load({ 'mine/one/exercise.json': right })).toMatch(
      /^mine\/one\/statement.md: this file is missing/,
    );
  });
  test('with an empty exercise.json', async () => {
    expect(await load({ 'mine/one/exercise.json': '', 'mine/one/statement.md': '' })).toMatch(
      /not JSON/,
    );
  });
});

test('a learner’s plan is held to its form too', () => {
  const parsed = parseContent('plan.json', '{ "temps": [], "passes": [] }', planSchema);
  expect(parsed.ok ? [] : parsed.problems.map((problem) => problem.message)).toEqual([
    expect.stringMatching(/“passes”/),
  ]);
});

describe('the place of a path', () => {
  const text = '{\n  "a": [1,\n    { "b": 2 }]\n}';
  test.each([
    [['a', 1, 'b'], '3:12'],
    [['a', 1, 'none'], '3:5'],
    [['none'], '1:1'],
    [[], '1:1'],
  ])('%j', (path, place) => {
    const problem = problemAt('f', text, path, 'm');
    expect(`${problem.line + 1}:${problem.character + 1}`).toBe(place);
  });
});
