import { describe, expect, test } from 'vitest';
import { maxSourceLength } from '../../../src/core/grade/grade-exercise';
import { adviceFor } from '../../../src/core/grade/gpu-report';
import { type Grade, gradeSchema, type Problem } from '../../../src/core/grade/report';
import type { Outcome } from '../../../src/core/grade/runner';
import {
  type FakeKernel,
  fakeAdapter,
  fakeRunner,
  fromReference,
  gradeFake,
} from '../../support/fake-runner';
import { changed, exercise, kernel } from '../../support/kernels';

const E01 = exercise('E01', { cases: [{ n: 997 }, { n: 65 }, { n: 3 }] });
const right = fromReference(E01, () => undefined);
/** How many trials E01 runs on its first case: each family, one more workgroup, exact bindings. */
const trialsOfFirst = E01.families.length + 2;

/** Right up to run `number`, and then this outcome. */
const thenEnds =
  (number: number, outcome: Exclude<Outcome, { kind: 'ran' }>): FakeKernel =>
  (run) =>
    run.number >= number ? outcome : right(run);
const compilerSays = (message: string, at = { line: 3, character: 4 }): Problem => ({
  severity: 'error',
  source: 'compiler',
  message,
  range: { start: at, end: at },
});

/** Holds every grade to its published form, there and back through JSON. */
function wellFormed(grade: Grade): Grade {
  expect(gradeSchema.parse(JSON.parse(JSON.stringify(grade)))).toEqual(grade);
  return grade;
}

describe('outcomes that say nothing about the kernel are inconclusive', () => {
  test.each([
    [
      'no adapter',
      fakeRunner(right, {
        kind: 'unavailable',
        reason: 'WebGPU is here, but it offers no adapter',
      }),
      /Nothing was graded: WebGPU is here, but it offers no adapter\./,
      0,
    ],
    [
      'device lost in the first run',
      fakeRunner(thenEnds(0, { kind: 'unavailable', reason: 'the GPU device was lost (reset)' })),
      /the GPU device was lost \(reset\)/,
      0,
    ],
    [
      'device lost mid-run',
      fakeRunner(
        thenEnds(trialsOfFirst + 3, {
          kind: 'unavailable',
          reason: 'the GPU device was lost (reset)',
        }),
      ),
      /the GPU device was lost/,
      1,
    ],
    [
      'the GPU refuses',
      fakeRunner(thenEnds(0, { kind: 'gpuError', message: 'out of memory' })),
      /GPU layer says: out of memory/,
      0,
    ],
    [
      'loops that cannot be counted',
      fakeRunner(right, { kind: 'accepted', problems: [], load: () => Promise.resolve(undefined) }),
      /its loops could not be put under a budget/,
      0,
    ],
  ])('%s', async (_, runner, says, done) => {
    const { grade, told } = await gradeFake(E01, runner);
    expect(wellFormed(grade)).toMatchObject({
      verdict: 'inconclusive',
      diagnoses: [],
      caseCount: 3,
    });
    expect(grade.says).toMatch(says);
    expect(grade.cases).toHaveLength(done);
    expect(told.cases).toHaveLength(done);
  });
  test.each([0, 1, trialsOfFirst, trialsOfFirst + 1])(
    'cancelled before trial %i',
    async (cancelAfter) => {
      const { grade, kept } = await gradeFake(E01, fakeRunner(right), { cancelAfter });
      expect(wellFormed(grade)).toMatchObject({
        verdict: 'inconclusive',
        title: 'Stopped',
        says: 'A newer run has taken its place.',
      });
      expect(grade.cases).toHaveLength(cancelAfter < trialsOfFirst ? 0 : 1);
      expect([...kept.keys()]).toEqual(grade.cases.map((one) => one.index));
    },
  );
  test('cancelled in the middle of the repeats', async () => {
    const E10 = exercise('E10', { cases: [{ n: 5 }] });
    const { grade } = await gradeFake(
      E10,
      fakeRunner(fromReference(E10, () => undefined, Math.fround)),
      { cancelAfter: 20 },
    );
    expect(grade).toMatchObject({ verdict: 'inconclusive', title: 'Stopped' });
  });
  test('a case that was wrong before is no longer told as the verdict', async () => {
    const wrongThenLost: FakeKernel = (run) =>
      run.number < trialsOfFirst ? undefined : { kind: 'unavailable', reason: 'lost' };
    const { grade } = await gradeFake(E01, fakeRunner(wrongThenLost));
    expect(grade.verdict).toBe('inconclusive');
    expect(grade.cases.map((one) => one.verdict)).toEqual(['failed']);
  });
  test('a reference block that this version does not have', async () => {
    const { grade } = await gradeFake({ ...E01, reference: 'attention' }, fakeRunner(right));
    expect(wellFormed(grade)).toMatchObject({ verdict: 'inconclusive' });
    expect(grade.says).toMatch(/no reference block “attention”/);
  });
});

describe('what is rejected', () => {
  test('by the compiler, with every message and its explanation', async () => {
    const problems = [
      compilerSays("unresolved value 'x'"),
      compilerSays("expected ';' for statement"),
    ];
    const { grade, told } = await gradeFake(E01, fakeRunner(right, { kind: 'rejected', problems }));
    expect(wellFormed(grade)).toMatchObject({
      verdict: 'rejected',
      title: 'The kernel does not compile',
      cases: [],
    });
    expect(grade.says).toMatch(
      /^Line 4: unresolved value 'x'\. This name is not declared.* There is 1 more\.$/,
    );
    expect(grade.diagnoses).toMatchObject([
      { id: 'does-not-compile', title: "unresolved value 'x'" },
    ]);
    expect(grade.problems.map((problem) => problem.says)).toEqual([
      expect.stringMatching(/not declared/),
      expect.stringMatching(/semicolon/),
    ]);
    expect(told.compiled).toEqual([grade.problems]);
  });
  test('a barrier that not all reach has its own name', async () => {
    const problems = [
      compilerSays("'workgroupBarrier' must only be called from uniform control flow"),
    ];
    const { grade } = await gradeFake(E01, fakeRunner(right, { kind: 'rejected', problems }));
    expect(grade.diagnoses[0]).toMatchObject({
      id: 'barrier-not-uniform',
      says: expect.stringMatching(/Guard the loads and stores instead/) as string,
    });
  });
  test('by the contract, with the compiler’s warnings', async () => {
    const warning: Problem = {
      severity: 'warning',
      source: 'compiler',
      message: 'code is unreachable',
    };
    const accepted = {
      kind: 'accepted',
      problems: [warning],
      load: () => Promise.reject(new Error('it must not be loaded')),
    } as const;
    const { grade } = await gradeFake(E01, fakeRunner(right, accepted), {
      source: changed(kernel('E01'), 'fn main', 'fn mian'),
    });
    expect(wellFormed(grade)).toMatchObject({
      verdict: 'rejected',
      title: 'The file does not keep to the contract',
      diagnoses: [{ id: 'contract' }],
    });
    expect(grade.problems.map((problem) => problem.source)).toEqual(['compiler', 'contract']);
    expect(grade.says).toMatch(/^Line \d+: There is no entry point “main”\. /);
  });
  test('when the pipeline is made', async () => {
    const outcome = {
      kind: 'rejected',
      problems: [{ severity: 'error', source: 'compiler', message: 'too much workgroup memory' }],
    } as const;
    const { grade, told } = await gradeFake(E01, fakeRunner(thenEnds(0, outcome)));
    expect(wellFormed(grade)).toMatchObject({
      verdict: 'rejected',
      diagnoses: [{ id: 'does-not-compile' }],
    });
    expect(told.compiled.at(-1)).toEqual(outcome.problems);
  });
  test('a plan whose dispatch has no value', async () => {
    const plan = {
      temps: [],
      passes: [{ entry: 'main', workgroups: ['ceil(n/0)', 1, 1] as [string, number, number] }],
    };
    const { grade } = await gradeFake(E01, fakeRunner(right), { plan });
    expect(grade).toMatchObject({ verdict: 'rejected', diagnoses: [{ id: 'contract' }] });
    expect(grade.says).toMatch(/The dispatch cannot be made: in “ceil\(n\/0\)”: division by zero/);
  });
  test('a plan that asks for 10^9 workgroups', async () => {
    const plan = {
      temps: [],
      passes: [{ entry: 'main', workgroups: ['n*n*n', 1, 1] as [string, number, number] }],
    };
    const { grade } = await gradeFake(E01, fakeRunner(right), { plan });
    expect(grade.verdict).toBe('rejected');
    expect(grade.says).toMatch(/at most 65,534 is possible here/);
  });

  const compilerIsAsked = fakeRunner(right, {
    kind: 'rejected',
    problems: [compilerSays('the compiler was asked')],
  });
  test.each([
    ['empty', '', /^The file is empty\. Reset puts the starter back/],
    ['blank', ' \r\n\t', /^The file is empty/],
    [
      'a picture',
      '\x89PNG\r\n\x1a\n\0\0\0\rIHDR',
      /^The file is no text: there are zero bytes in it\. A picture/,
    ],
    ['only a byte order mark', '\uFEFF', /^The file is empty/],
    [
      '1 MB',
      '// abcdefg\n'.repeat(95_326),
      /^The file has 1,048,586 characters\. A kernel of more than 250,000/,
    ],
    ['a character too long', 'x'.repeat(maxSourceLength + 1), /^The file has 250,001 characters/],
  ])('a file that is %s, before anything is compiled', async (_, source, says) => {
    const { grade } = await gradeFake(E01, compilerIsAsked, { source });
    expect(wellFormed(grade)).toMatchObject({
      verdict: 'rejected',
      diagnoses: [{ id: 'contract' }],
    });
    expect(grade.says).toMatch(says);
  });
  test('a file as long as one may be is compiled', async () => {
    const { grade } = await gradeFake(E01, compilerIsAsked, {
      source: 'x'.repeat(maxSourceLength),
    });
    expect(grade.says).toMatch(/the compiler was asked/);
  });
});

describe('a kernel that never ends', () => {
  const endless = { kind: 'endless', spent: 'loop', rounds: 512 } as const;
  const source = changed(
    kernel('E01'),
    '  c[i] = a[i] + b[i];',
    '  loop { if (a[i] > 2e30) { break; } }\n  c[i] = a[i] + b[i];',
  );
  test('fails, with the line of its loop and the invocation', async () => {
    const { grade } = await gradeFake(
      E01,
      fakeRunner(thenEnds(2, { ...endless, loop: 0, invocation: [65, 1, 2] })),
      { source },
    );
    const line = source.split('\n').findIndex((text) => text.includes('loop {'));
    expect(wellFormed(grade)).toMatchObject({
      verdict: 'failed',
      title: 'A loop did not come to its end',
      diagnoses: [
        {
          id: 'endless-loop',
          range: { start: { line, character: 2 }, end: { line, character: 6 } },
        },
      ],
    });
    expect(grade.says).toMatch(
      new RegExp(
        `^The loop at line ${line + 1} had used up its budget of rounds in invocation \\(65, 1, 2\\)`,
      ),
    );
  });
  test('even when the loop is not known', async () => {
    const { grade } = await gradeFake(
      E01,
      fakeRunner(thenEnds(0, { ...endless, loop: 7, invocation: [0, 0, 0] })),
    );
    expect(wellFormed(grade).diagnoses).toMatchObject([{ id: 'endless-loop' }]);
    expect(grade.says).toMatch(/^A loop had used up/);
  });
  test('is told from one whose loops do far more than the task needs', async () => {
    const { grade } = await gradeFake(
      E01,
      fakeRunner(
        thenEnds(0, {
          ...endless,
          spent: 'dispatch',
          rounds: 2 ** 28,
          loop: 0,
          invocation: [0, 0, 0],
        }),
      ),
      { source },
    );
    const line = source.split('\n').findIndex((text) => text.includes('loop {'));
    expect(wellFormed(grade)).toMatchObject({
      verdict: 'failed',
      title: 'Far more work than the task needs',
      diagnoses: [{ id: 'too-much-work', range: { start: { line } } }],
    });
    expect(grade.says).toContain(
      `268,435,456 times when the run was stopped in the loop at line ${line + 1}`,
    );
  });
});

describe('a run that goes to its end', () => {
  test('is told case by case, with times and adapter', async () => {
    const { grade, told, kept } = await gradeFake(E01, fakeRunner(right));
    expect(wellFormed(grade)).toMatchObject({
      verdict: 'passed',
      title: 'Passed: right on every case',
      adapter: fakeAdapter,
      exercise: 'E01',
    });
    expect(grade.cases).toEqual(told.cases);
    expect(grade.cases.map((one) => one.label)).toEqual(['n 997', 'n 65', 'n 3']);
    expect(grade.timings.firstWord).toBeLessThan(grade.timings.total ?? 0);
    expect(told.compiled).toEqual([[]]);
    expect([...kept]).toHaveLength(3);
    expect(kept.get(2)?.outputs[0]).toMatchObject({ tensor: 'c', shape: [3] });
  });
  const wrong: FakeKernel = fromReference(E01, ({ values, names }) =>
    names['n'] === 65 ? (values.fill(0), undefined) : undefined,
  );
  test('fails for one case, and says how many are right', async () => {
    const { grade } = await gradeFake(E01, fakeRunner(wrong));
    expect(wellFormed(grade)).toMatchObject({ verdict: 'failed', diagnoses: [{ id: 'all-zero' }] });
    expect(grade.cases.map((one) => one.verdict)).toEqual(['passed', 'failed', 'passed']);
    expect(grade.says).toMatch(/2 of 3 cases are right\.$/);
  });
  test('or stops at the first failure', async () => {
    const { grade } = await gradeFake(E01, fakeRunner(wrong), { stopAtFirstFailure: true });
    expect(grade.cases.map((one) => one.verdict)).toEqual(['passed', 'failed']);
    expect(grade.caseCount).toBe(3);
  });
  test('warnings do not stop it', async () => {
    const warning: Problem = {
      severity: 'warning',
      source: 'compiler',
      message: 'code is unreachable',
    };
    const kernelOf = {
      run: (): Promise<Outcome> => Promise.resolve({ kind: 'unavailable', reason: 'loaded' }),
    };
    const { grade } = await gradeFake(
      E01,
      fakeRunner(right, {
        kind: 'accepted',
        problems: [warning],
        load: () => Promise.resolve(kernelOf),
      }),
    );
    expect(grade).toMatchObject({ verdict: 'inconclusive', problems: [warning] });
  });
});

describe('places of compiler messages', () => {
  const source = '// é 🚀\nlet größe = 1\n';
  test.each([
    ['an empty range becomes the word at it', { line: 1, character: 0 }, [0, 3]],
    ['at the end of a line, its last character', { line: 1, character: 13 }, [12, 13]],
    ['on an empty line, nothing', { line: 2, character: 0 }, [0, 0]],
    ['beyond the text, nothing', { line: 9, character: 0 }, [0, 0]],
  ])('%s', async (_, at, [start, end]) => {
    const { grade } = await gradeFake(
      E01,
      fakeRunner(right, { kind: 'rejected', problems: [compilerSays('x', at)] }),
      { source },
    );
    expect(grade.problems[0]?.range).toEqual({
      start: { line: at.line, character: start },
      end: { line: at.line, character: end },
    });
  });
});

describe('advice where there is no GPU', () => {
  test.each([
    [
      'Code on Linux',
      'Mozilla/5.0 (X11; Linux x86_64) Code/1.100 Chrome/140 Electron/37',
      /^Start VS Code as `code --enable-unsafe-webgpu --enable-features=Vulkan`/,
    ],
    ['Chrome on Linux', 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140', /^Start the browser with/],
    ['Code on Windows', 'Mozilla/5.0 (Windows NT 10.0) Electron/37', /Windows on ARM/],
    ['macOS', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Chrome/140', /hardware acceleration/],
    ['Firefox', 'Mozilla/5.0 (X11; Linux) Gecko Firefox/141.0', /^Firefox has WebGPU on Windows/],
    ['nothing known', '', /^Use a current Chrome/],
  ])('%s', (_, userAgent, first) => {
    const advice = adviceFor(userAgent);
    expect(advice[0]).toMatch(first);
    expect(advice.at(-1)).toMatch(/npx tilework check/);
  });
});
