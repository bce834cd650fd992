import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Exercise } from '../../src/core/exercise/schema';
import { type Dawn, startDawn } from '../support/dawn';
import { changed, exercise, kernel } from '../support/kernels';

let dawn: Dawn;
beforeAll(async () => {
  dawn = await startDawn();
}, 60_000);
afterAll(() => dawn.stop());

const E01 = exercise('E01', { cases: [{ n: 64 }, { n: 997 }], families: ['integers'] });
const E10 = exercise('E10', { cases: [{ n: 997 }], families: ['integers'] });
const right = kernel('E01');
const sum = '  c[i] = a[i] + b[i];';
const with01 = (body: string, before = ''): string => before + changed(right, sum, body);
const with10 = (loop: string): string =>
  changed(kernel('E10'), '  partial[lid] = mine;', `${loop}\n  partial[lid] = mine;`);

/** Milliseconds for an endless kernel to be stopped, told and followed by one that is right. */
const soon = 8_000;

/** Wants the verdict for the loop whose line has `line`, and the next kernel to pass. */
function check(
  title: string,
  source: string,
  line: string,
  says = /A loop did not come to its end/,
  of: Exercise = E01,
): void {
  test(title, async () => {
    const begin = performance.now();
    const grade = await dawn.grade(of, source);
    expect(
      { verdict: grade.verdict, id: grade.diagnoses[0]?.id },
      `${grade.title}: ${grade.says}`,
    ).toEqual({ verdict: 'failed', id: 'endless-loop' });
    const at = source.split('\n').findIndex((text) => text.includes(line));
    expect(grade.diagnoses[0]?.range?.start.line).toBe(at);
    expect(grade.says).toContain(
      `The loop at line ${at + 1} had used up its budget of rounds in invocation (`,
    );
    expect(`${grade.title}. ${grade.says}`).toMatch(says);
    expect((await dawn.grade(E01, right)).verdict).toBe('passed');
    expect(performance.now() - begin).toBeLessThan(soon);
  });
}

describe('kernels that never end', () => {
  check(
    'a loop that reads storage and breaks on a condition',
    with01(`  loop {\n    if (a[i] > 1e35) { break; }\n  }\n${sum}`),
    '  loop {',
  );
  check(
    'a for loop with an unsigned i >= 0',
    with01(`  for (var k = 3u; k >= 0; k--) {\n  ${sum}\n  }`),
    'for (var k',
    /An unsigned i >= 0 is always true/,
  );
  check(
    'a counter that is never counted',
    with01(`  var k = 0u;\n  while (k < p.n) {\n  ${sum}\n  }`),
    'while (k < p.n)',
  );
  check(
    'endless only for some sizes',
    with01(`  var k = 0u;\n  while (k != p.n) {\n    k += 64;\n  }\n${sum}`),
    'while (k != p.n)',
  );
  check(
    'inside a helper that returns a value',
    with01(
      '  c[i] = find(a[i]) + b[i];',
      'fn find(x: f32) -> f32 {\n  loop {\n    if (x > 1e35) { return x; }\n  }\n}\n',
    ),
    '  loop {',
  );
  check(
    'inside a helper of a helper',
    with01(
      `  one(i);\n${sum}`,
      'fn two(i: u32) {\n  var k = i;\n  for (;;) {\n    k++;\n    if (k == 0xffffffff && i == 7) { break; }\n  }\n}\nfn one(i: u32) { two(i); }\n',
    ),
    'for (;;)',
  );
  check(
    'the outer of two loops',
    with01(
      `  var k = 0u;\n  while (k == 0) { // outer\n    for (var j = 0u; j < 4; j++) {\n    ${sum}\n    }\n  }`,
    ),
    '// outer',
  );
  check(
    'the inner of two loops',
    with01(
      `  for (var j = 0u; j < 4; j++) {\n    while (a[i] < 1e35) { // inner\n    ${sum}\n    }\n  }`,
    ),
    '// inner',
  );
  check(
    'a loop with continuing',
    with01(
      `  var k = 1u;\n  loop {\n  ${sum}\n    continuing {\n      k *= 3;\n      break if k == 0;\n    }\n  }`,
    ),
    '  loop {',
  );
  check(
    'a loop that goes on by continue',
    with01(`  for (var j = 0; j < 4;) {\n    if (j >= 0) { continue; }\n    j++;\n  }\n${sum}`),
    'for (var j',
  );
  check(
    'a loop around a switch',
    with01(
      `  loop {\n    switch (i) {\n      case 4000000000: { return; }\n      default: { break; }\n    }\n    if (a[i] > 1e35) { break; }\n  }`,
    ),
    '  loop {',
  );
  check(
    'in one invocation alone',
    with01(`  loop {\n    if (i != 70) { break; }\n  }\n${sum}`),
    '  loop {',
    /in invocation \(70, 0, 0\)/,
  );
  check(
    'with a barrier inside',
    with10('  loop {\n    workgroupBarrier();\n    if (p.n > 4000000000) { break; }\n  }'),
    '  loop {',
    undefined,
    E10,
  );
  check(
    'with a barrier in a helper',
    `${with10('  while (p.n > 3) {\n    sync();\n  }')}\nfn sync() { workgroupBarrier(); }`,
    'while (p.n > 3)',
    undefined,
    E10,
  );
  check(
    'the tree that never halves',
    changed(kernel('E10'), 'adders /= 2', 'adders /= 1'),
    'adders /= 1',
    undefined,
    E10,
  );
  check(
    'in a CRLF file, after an emoji',
    with01(`  /* 🚀 */ loop {\n    if (a[i] > 1e35) { break; }\n  }\n${sum}`).replaceAll(
      '\n',
      '\r\n',
    ),
    'loop {',
  );
});

describe('kernels that would end, but not today', () => {
  const large = exercise('E01', { cases: [{ n: 1_000_003 }], families: ['integers'] });
  const counted = '  for (var k = 0u; k < p.n; k++) {';

  /** Wants the whole dispatch to have been too much, blamed on the line, and the next kernel to pass. */
  function tooMuch(title: string, source: string, line: string, of: Exercise = large): void {
    test(
      title,
      async () => {
        // Without the budget this is killed at the limit, which leaves a slow machine a wide margin.
        const grade = await dawn.grade(of, source, { limitMs: 60_000 });
        expect(
          { verdict: grade.verdict, id: grade.diagnoses[0]?.id },
          `${grade.title}: ${grade.says}`,
        ).toEqual({ verdict: 'failed', id: 'too-much-work' });
        const at = source.split('\n').findIndex((text) => text.includes(line));
        expect(grade.diagnoses[0]?.range?.start.line).toBe(at);
        expect((await dawn.grade(E01, right)).verdict).toBe('passed');
      },
      120_000,
    );
  }

  tooMuch(
    'every invocation goes over everything',
    with01(`${counted}\n    c[k] = a[k] + b[k];\n  }`),
    'for (var k',
  );
  tooMuch(
    'short loops multiply, each in a helper of the one before',
    with01(
      `${counted}\n    three();\n  }\n${sum}`,
      ['one', 'two', 'three']
        .map(
          (name, i, names) =>
            `fn ${name}() {\n  for (var j = 0; j < 100; j++) { // ${name}\n    ${i === 0 ? 'c[j] = 1;' : `${names[i - 1] ?? ''}();`}\n  }\n}\n`,
        )
        .join(''),
    ),
    '// one',
  );
  check(
    'a loop with a barrier, in each of thousands of workgroups',
    changed(
      changed(right, sum, `  if (i < p.n) { c[i] = a[i] + b[i]; }`),
      '  if (i >= p.n) {\n    return;\n  }',
      `${counted} // together\n    workgroupBarrier();\n  }`,
    ),
    '// together',
    undefined,
    large,
  );
});

describe('a kernel that takes longer than the limit', () => {
  test('is stopped, and the very next one is graded', async () => {
    for (let i = 0; i < 3; i++) {
      const grade = await dawn.grade(exercise('E01'), right, { limitMs: 1 });
      expect(grade).toMatchObject({ verdict: 'inconclusive', diagnoses: [], cases: [] });
      expect(grade.says).toMatch(/the kernel was still running after 0\.001 s and was stopped/);
      expect((await dawn.grade(E01, right)).verdict).toBe('passed');
    }
  });
});
