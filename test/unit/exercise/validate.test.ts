import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesOf } from '../../../src/cli/content';
import type { ContentProblem } from '../../../src/core/exercise/load';
import type { Measured } from '../../../src/core/exercise/measured-schema';
import type { Exercise } from '../../../src/core/exercise/schema';
import { validateExercise } from '../../../src/core/exercise/validate';
import { exercise, folders, inMemory, root } from '../../support/kernels';

const folder = 'e';
// What is timed has tests of its own: it would tell each fault of the contract a second time.
const { measured, ...E01 } = exercise('E01');
const present = Object.fromEntries(
  ['starter.wgsl', 'solution.wgsl', 'tuned.wgsl', ...E01.mutants.map((mutant) => mutant.file)].map(
    (name) => [`e/${name}`, '//'],
  ),
);

/** Problems of E01 with some parts changed, as `line: message` with the line of the text as it is on disk. */
async function problemsOf(
  change: Partial<Exercise>,
  files = present,
): Promise<readonly ContentProblem[]> {
  const changed = { ...E01, ...change };
  const text = JSON.stringify(changed, null, 1);
  const all = inMemory({ ...files, 'e/exercise.json': text, 'elsewhere.wgsl': '//' });
  return validateExercise(all, { folder, exercise: changed, statement: '' });
}

/** Wants exactly one problem with this message; `at` is what stands at its place in the file. */
function check(title: string, change: Partial<Exercise>, message: RegExp, at: RegExp): void {
  test(title, async () => {
    const problems = await problemsOf(change);
    expect(problems.map((problem) => problem.message)).toEqual([expect.stringMatching(message)]);
    const lines = JSON.stringify({ ...E01, ...change }, null, 1).split('\n');
    const [{ line, character } = { line: 0, character: 0 }] = problems;
    expect(
      lines
        .slice(line, line + 3)
        .join(' ')
        .slice(character),
    ).toMatch(at);
  });
}

const [a, b, c] = E01.bindings as [
  Exercise['bindings'][0],
  Exercise['bindings'][0],
  Exercise['bindings'][0],
];
const [pass] = E01.plan.passes as [Exercise['plan']['passes'][0]];
const dispatch = (
  ...workgroups: [string | number, string | number, string | number]
): Partial<Exercise> => ({
  plan: { temps: [], passes: [{ ...pass, workgroups }] },
  cases: [{ n: 997 }],
  overrides: [{ W: 64 }],
});
const mutant = (file: string): Partial<Exercise> => ({
  mutants: [{ file, verdict: 'failed', diagnosis: 'x', mistake: 'y' }],
});
const temp = { name: 'tmp', binding: 4, type: 'f32', elements: 'n' } as const;
const temps = (...list: Exercise['plan']['temps']): Partial<Exercise> => ({
  plan: { temps: list, passes: [pass] },
  cases: [{ n: 997 }],
});

test('the exercise itself is in order', async () => {
  expect(await problemsOf({})).toEqual([]);
});

describe('files', () => {
  check(
    'a path that leaves its folder',
    mutant('../../../etc/passwd'),
    /is not a file of this folder/,
    /^"\.\.\/\.\./,
  );
  check(
    'a path that leaves it later',
    mutant('mutants/../../elsewhere.wgsl'),
    /is not a file of this folder/,
    /^"mutants/,
  );
  check('an absolute path', mutant('/etc/passwd'), /is not a file of this folder/, /^"\/etc/);
  check(
    'a path of Windows',
    mutant('mutants\\..\\x.wgsl'),
    /is not a file of this folder/,
    /^"mutants/,
  );
  check(
    'a file that is not there',
    mutant('mutants/none.wgsl'),
    /mutants\/none\.wgsl is missing/,
    /^"mutants\/none/,
  );
  test('no starter, no solution', async () => {
    const problems = await problemsOf({ mutants: [] }, {});
    expect(problems.map((problem) => problem.message)).toEqual([
      'starter.wgsl is missing beside this file',
      'solution.wgsl is missing beside this file',
    ]);
  });
});

describe('the dispatch', () => {
  check(
    'divides by zero',
    dispatch('n / (W - 64)', 1, 1),
    /the dispatch of “main”: .*division by zero/,
    /^\{\s+"n": 997/,
  );
  check(
    'asks for 10^9 workgroups',
    dispatch(1_000_000_000, 1, 1),
    /is 1000000000: at most 65,534/,
    /^\{\s+"n": 997/,
  );
  check(
    'asks for 10^9 by multiplying',
    dispatch('n * n * n', 1, 1),
    /at most 65,534/,
    /^\{\s+"n": 997/,
  );
  check(
    'is not whole',
    dispatch(1, 'n / W', 1),
    /whole number \(use ceil or floor\)/,
    /^\{\s+"n": 997/,
  );
  check('is negative', dispatch(1, 1, 'W - n'), /not negative/, /^\{\s+"n": 997/);
  check('is no arithmetic', dispatch('n)', 1, 1), /“\)” was not expected/, /^\{\s+"n": 997/);
  test('may use the workgroup size and a constant of the learner’s file', async () => {
    expect(await problemsOf(dispatch('ceil(n / wx)', 'ceil(n / TILE)', 'wz'))).toEqual([]);
  });
  test('a fault that every override set shows is told once for a case', async () => {
    const { plan } = dispatch('n / 0', 1, 1);
    const problems = await problemsOf({
      ...(plan === undefined ? {} : { plan }),
      cases: [{ n: 1 }, { n: 2 }],
    });
    expect(problems).toHaveLength(2);
  });
});

describe('names', () => {
  check(
    'a field twice',
    { uniform: { binding: 0, fields: [0, 1].map(() => ({ name: 'n', type: 'u32', says: '' })) } },
    /the name “n” is used twice/,
    /^"n"/,
  );
  check(
    'a derived size like a field',
    { derived: [{ name: 'n', is: '3' }] },
    /the name “n” is used twice/,
    /^"n"/,
  );
  check(
    'an override like a field',
    {
      overrides: [{ n: 64 }],
      workgroup: {},
      ...({ plan: dispatch(1, 1, 1).plan } as Partial<Exercise>),
    },
    /the name “n” is used twice/,
    /^64/,
  );
  check(
    'a tensor twice',
    { bindings: [a, b, c, { ...a, binding: 5 }] },
    /the tensor “a” is there twice/,
    /^"a"/,
  );
  check(
    'a temporary like a tensor',
    temps({ ...temp, name: 'a' }),
    /the tensor “a” is there twice/,
    /^"a"/,
  );
  check(
    'a tally like a tensor',
    { tallies: [{ binding: 9, name: 'a', says: 'tries' }] },
    /the tensor “a” is there twice/,
    /^"a"/,
  );
  check(
    'a tally’s binding number',
    { tallies: [{ binding: 2, name: 'tries', says: 'tries' }] },
    /@binding\(2\) is already “b”/,
    /^2/,
  );
  check(
    'a binding number twice',
    { bindings: [a, b, { ...c, binding: 2 }] },
    /@binding\(2\) is already “b”/,
    /^2/,
  );
  check(
    'the uniform’s binding number',
    { bindings: [a, b, { ...c, binding: 0 }] },
    /@binding\(0\) is already the uniform/,
    /^0/,
  );
  check(
    'a temporary’s binding number',
    temps({ ...temp, binding: 1 }),
    /@binding\(1\) is already “a”/,
    /^1/,
  );
  check(
    'a pass that binds what is not there',
    { plan: { temps: [], passes: [{ ...pass, bindings: { 1: 'z' } }] } },
    /there is no tensor “z”/,
    /^"z"/,
  );
  check(
    'override sets of different names',
    { overrides: [{ W: 64 }, { V: 3 }], cases: [{ n: 1 }] },
    /every set gives a value to the same names/,
    /^\{\s+"V"/,
  );
});

describe('the reference block', () => {
  check(
    'an unknown one, nearly spelt',
    { reference: 'ad' },
    /no reference block “ad”; did you mean “add”\?/,
    /^"ad"/,
  );
  check(
    'an unknown one',
    { reference: 'resnet50-complete' },
    /there are add, polynomial, /,
    /^"resnet50/,
  );
  test('another block: its names are wanted', async () => {
    const messages = (await problemsOf({ reference: 'transpose' })).map(
      (problem) => problem.message,
    );
    expect(messages).toContain('the block “transpose” needs the parameter “rows”');
    expect(messages).toContain('the block “transpose” has a here, not “b”');
    expect(messages).toContain('“t” of the block “transpose” is missing');
  });
  check('a tensor left out', { bindings: [a, c] }, /“b” of the block “add” is missing/, /^\[/);
  check(
    'a misreading that it cannot tell',
    { misreadings: [{ id: 'none', title: '', says: '' }] },
    /no misreading “none”; it has none/,
    /^"none"/,
  );
});

describe('cases and shapes', () => {
  check('a value is missing', { cases: [{ n: 3 }, {}] }, /a value is missing for n/, /^\{\}/);
  check(
    'a value too many',
    { cases: [{ n: 3, m: 4 }] },
    /“m” is not a field of the uniform \(n\)/,
    /^4/,
  );
  const signed = { binding: 0, fields: [{ name: 'n', type: 'i32' as const, says: '' }] };
  check(
    'illegal for the block',
    { uniform: signed, cases: [{ n: -1 }] },
    /n must be a whole number of at least 0/,
    /^\{\s+"n": -1/,
  );
  check('no u32', { cases: [{ n: -1 }] }, /“n” is a u32: a whole number from 0/, /^-1/);
  check('no whole number', { cases: [{ n: 2.5 }] }, /“n” is a u32: .* not 2\.5$/, /^2\.5/);

  const rate = { name: 'rate', type: 'f32' as const, says: '' };
  const real = { uniform: { ...E01.uniform, fields: [...E01.uniform.fields, rate] } };
  test('a field that is an f32 may have any real value', async () => {
    expect(await problemsOf({ ...real, cases: [{ n: 3, rate: -0.0005 }] })).toEqual([]);
  });
  check(
    'more than an f32 holds',
    { ...real, cases: [{ n: 3, rate: 1e39 }] },
    /“rate” is an f32, which cannot be 1e\+39/,
    /^1e\+39/,
  );
  check(
    'a setting without a value',
    { settings: [{ name: 'groups', says: 'g' }], cases: [{ n: 3 }] },
    /a value is missing for groups/,
    /^\{/,
  );
  check(
    'an output among the uniforms',
    { bindings: [a, b, { ...c, space: 'uniform' }] },
    /only an input can be in the uniform address space/,
    /^"uniform"/,
  );
  check(
    'a wrong shape',
    { bindings: [a, b, { ...c, shape: ['n', 2] }], cases: [{ n: 5 }] },
    /“c” would be 5 × 2, and the block makes it 5/,
    /^\{\s+"n": 5/,
  );
  check(
    'a shape of an unknown name',
    { bindings: [a, b, { ...c, shape: ['m'] }], cases: [{ n: 5 }] },
    /“m” is not known here/,
    /^\{/,
  );
  check(
    'a shape that divides by zero',
    { bindings: [a, b, { ...c, shape: ['n/0'] }], cases: [{ n: 5 }] },
    /division by zero/,
    /^\{/,
  );
  check(
    'a derived size that divides by zero',
    { derived: [{ name: 'h', is: '1/(n-5)' }], cases: [{ n: 5 }] },
    /division by zero/,
    /^\{/,
  );
  check(
    'a tensor of more than 64 MiB',
    { bindings: [a, b, { ...c, shape: ['n', 'n', 'n'] }], cases: [{ n: 1000 }] },
    /“c” would hold more than 64 MiB/,
    /^\{/,
  );
  check(
    'a temporary of more than 64 MiB',
    { ...temps({ ...temp, elements: 'n*n*n' }) },
    /at most 16,777,216/,
    /^\{/,
  );
});

test('names that every JavaScript object has do no harm', async () => {
  const odd = ['constructor', 'toString'] as const;
  for (const name of odd) {
    const renamed = await problemsOf({ bindings: [a, b, { ...c, name }] });
    expect(renamed.map((problem) => problem.message)).toContain(
      `“c” of the block “add” is missing`,
    );
    const fields = [...E01.uniform.fields, { name, type: 'u32' as const, says: '' }];
    const missing = await problemsOf({ uniform: { binding: 0, fields }, cases: [{ n: 1 }] });
    expect(missing.map((problem) => problem.message)).toEqual([`a value is missing for ${name}`]);
  }
});

describe('a question before the first run', () => {
  const predict = { question: 'How many?', options: ['1', '2'], answer: 1, says: 'Two.' };
  check(
    'has its answer among the options',
    { predict: { ...predict, answer: 2 } },
    /there are 2 options, counted from 0/,
    /^2/,
  );
  check(
    'has no option twice',
    { predict: { ...predict, options: ['1', '2', '1'] } },
    /this option is there twice/,
    /^"1"/,
  );
});

describe('what is timed', () => {
  const timed = (change: Partial<Measured>): Partial<Exercise> => {
    if (measured === undefined) throw new Error('E01 has nothing to time');
    return { measured: { ...measured, ...change } };
  };
  test('may be a shape that no case has', async () => {
    expect(await problemsOf(timed({}))).toEqual([]);
  });
  check('lacks a size', timed({ sizes: {} }), /a value is missing for n/, /^\{\}/);
  check(
    'is smaller on a processor, and a shape there too',
    timed({ softwareSizes: { n: 1.5 } }),
    /a u32/,
    /^1\.5/,
  );
  check(
    'moves bytes of an unknown name',
    timed({ bytes: '8 * m' }),
    /“m” is not known/,
    /^"8 \* m"/,
  );
  check(
    'is compared with a kernel that is not there',
    timed({ tuned: { file: 'faster.wgsl', says: 'faster' } }),
    /faster\.wgsl is missing/,
    /^"faster/,
  );
});

describe('the syllabus itself', () => {
  test.each(folders.map(({ exercise: one }) => [one.id, one] as const))(
    '%s asks before the first run, and says after a pass what to notice',
    (_, { predict, notice }) => {
      expect(predict?.options.length).toBeGreaterThan(1);
      const words = (notice ?? '').split(/\s+/).length;
      expect(words).toBeGreaterThan(40);
      expect(words).toBeLessThan(130);
    },
  );

  const files = filesOf(join(root, 'syllabus'));
  test.each(folders.map((folder) => [folder.folder, folder] as const))(
    '%s is in order',
    async (_, one) => {
      expect(await validateExercise(files, one)).toEqual([]);
    },
  );
});
