import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Exercise } from '../../src/core/exercise/schema';
import { caseNames, shapeOf } from '../../src/core/exercise/sizes';
import type { Grade } from '../../src/core/grade/report';
import { count } from '../../src/core/tensor/shape';
import { type Dawn, startDawn } from '../support/dawn';
import { changed, exercise, folders, kernel } from '../support/kernels';

let dawn: Dawn;
beforeAll(async () => {
  dawn = await startDawn();
}, 60_000);
afterAll(() => dawn.stop());

const E01 = exercise('E01', { cases: [{ n: 997 }, { n: 0 }, { n: 64 }] });
const right = kernel('E01');
const sum = '  c[i] = a[i] + b[i];';
/** E01's solution with something else in place of its only line, and something before it all. */
const with01 = (body: string, before = ''): string => before + changed(right, sum, body);

/** Wants this verdict, this diagnosis first, and words in what is said; then the solution must still pass. */
function check(
  title: string,
  source: string | (() => string),
  verdict: Grade['verdict'],
  id: string,
  says: RegExp,
  of: Exercise = E01,
): void {
  test(title, async () => {
    const text = typeof source === 'string' ? source : source();
    const grade = await dawn.grade(of, text);
    expect(
      { verdict: grade.verdict, id: grade.diagnoses[0]?.id },
      `${grade.title}: ${grade.says}`,
    ).toEqual({ verdict, id });
    expect(`${grade.title}. ${grade.says}`).toMatch(says);
    expect((await dawn.grade(E01, right)).verdict).toBe('passed');
  });
}

describe('solutions pass', () => {
  test.each(folders.map(({ exercise: one }) => [one.id]))('%s', async (id) => {
    // The large cases are for `npm run syllabus`; here each kernel meets the small ones.
    const small = exercise(id).cases.filter((sizes) => {
      const names = caseNames(exercise(id), sizes);
      return (
        names.ok &&
        exercise(id).bindings.every((binding) => {
          const shape = shapeOf(binding, names.value);
          return shape.ok && count(shape.value) <= 10_000;
        })
      );
    });
    expect(small.length).toBeGreaterThan(1);
    // Where the order of atomics may show in a sum, no repeats are asked for.
    const fewer = exercise(id).repeats === undefined ? {} : { repeats: 3 };
    const grade = await dawn.grade(exercise(id, { cases: small, ...fewer }), kernel(id));
    expect(grade, grade.says).toMatchObject({ verdict: 'passed', diagnoses: [] });
    expect(grade.adapter).toMatchObject({
      software: true,
      description: expect.stringMatching(/swiftshader/i) as string,
    });
    expect(grade.cases).toHaveLength(small.length);
  });
});

describe('what does not compile', () => {
  check(
    'a syntax error',
    with01('  c[i] = a[i] + ;'),
    'rejected',
    'does-not-compile',
    /^The kernel does not compile\. Line \d+: /,
  );
  check(
    'an unknown name',
    with01('  c[i] = a[i] + d[i];'),
    'rejected',
    'does-not-compile',
    /unresolved value 'd'.*not declared/,
  );
  check(
    'a shader in GLSL',
    '#version 450\nlayout(local_size_x = 64) in;\nvoid main() {}\n',
    'rejected',
    'does-not-compile',
    /the preprocessor of GLSL and CUDA, and WGSL has none/,
  );
  check(
    'a kernel in CUDA',
    '__global__ void add(float* a) { a[threadIdx.x] += 1.0f; }\n',
    'rejected',
    'does-not-compile',
    /In WGSL a kernel is a function with @compute/,
  );
  check(
    'the second vector from its end, which constant inputs do not show',
    with01('  c[i] = a[i] + b[p.n - 1 - i];'),
    'failed',
    'wrong-values',
    /elements are wrong/,
  );
  check(
    'types that do not go together',
    with01('  c[i] = a[i] + i;'),
    'rejected',
    'does-not-compile',
    /WGSL converts no types by itself/,
  );
  check(
    'a barrier that not all reach',
    with01(`  if (gid.x < 3) { workgroupBarrier(); }\n${sum}`),
    'rejected',
    'barrier-not-uniform',
    /uniform control flow/,
  );
  check(
    'a loop without a way out',
    with01(`  loop { }\n${sum}`),
    'rejected',
    'does-not-compile',
    /loop does not exit.*A loop needs a way out/,
  );
  check(
    'no WGSL at all',
    '#include <stdio.h>\nint main() {}',
    'rejected',
    'does-not-compile',
    /does not compile/,
  );
});

describe('what does not keep to the contract', () => {
  check('zero bytes', '\0\0\0', 'rejected', 'contract', /there are zero bytes in it/);
  check(
    'no entry point of that name',
    changed(right, 'fn main', 'fn mian'),
    'rejected',
    'contract',
    /no entry point “main”/,
  );
  check(
    'a wrong binding number',
    changed(right, '@binding(3)', '@binding(5)'),
    'rejected',
    'contract',
    /nothing at @binding\(5\)/,
  );
  check(
    'a wrong type',
    with01('  c[i] = f32(a[i]) + b[i];').replace('a: array<f32>', 'a: array<i32>'),
    'rejected',
    'contract',
    /“a” holds i32/,
  );
  check(
    'a wrong access',
    with01('  let x = c[i];').replace('read_write> c', 'read> c'),
    'rejected',
    'contract',
    /“c” is declared read/,
  );
  const free: Exercise = {
    ...E01,
    workgroup: {},
    plan: { temps: [], passes: [{ entry: 'main', workgroups: ['ceil(n/wx)', 1, 1] }] },
    overrides: [{ W: 64 }],
  };
  check(
    'too large a workgroup',
    changed(right, '@workgroup_size(W)', '@workgroup_size(W, 5)'),
    'rejected',
    'contract',
    /64 × 5 × 1 = 320 invocations is too large/,
    free,
  );
  check(
    'too large a workgroup, as only the compiler can tell',
    changed(right, '@workgroup_size(W)', '@workgroup_size(select(64, 1024, W > 3))'),
    'rejected',
    'does-not-compile',
    /1024/,
    free,
  );
  check(
    'too much workgroup memory',
    with01(`  s[i % 64] = 1;\n${sum}`, 'var<workgroup> s: array<f32, 5000>;\n'),
    'rejected',
    'contract',
    /20,000 bytes of workgroup memory/,
  );
  check(
    'too much workgroup memory, as only the compiler can tell',
    with01(
      `  s[i % 64].x = 1;\n${sum}`,
      'struct Q { x: f32, y: array<f32, 8191> }\nvar<workgroup> s: array<Q, 2>;\n',
    ),
    'rejected',
    'does-not-compile',
    /workgroup/,
  );
  check('an empty file', '', 'rejected', 'contract', /The file is empty/);
  check(
    'a file of 1 MB',
    `${right}//${'x'.repeat(1 << 20)}`,
    'rejected',
    'contract',
    /more than 250,000 characters is not compiled/,
  );
  check(
    'as long a file as may be, of nonsense',
    '@ ( "'.repeat(50_000),
    'rejected',
    'does-not-compile',
    /does not compile/,
  );
  check(
    'a sum of 40,002 terms',
    with01(`  c[i] = a[i] + b[i]${' + 0.0'.repeat(40_000)};`),
    'rejected',
    'does-not-compile',
    /does not compile/,
  );
});

describe('what is written and read', () => {
  check(
    'out of bounds',
    changed(right, 'i >= p.n', 'i > p.n'),
    'failed',
    'written-out-of-bounds',
    /Element 997 was written, and “c” has 997 elements/,
  );
  check(
    'far out of bounds, which the hardware catches',
    with01(`${sum}\n  c[i + 100000000u] = 1;`),
    'failed',
    'written-out-of-bounds',
    /behind the end of “c”/,
  );
  check(
    'read out of bounds',
    with01('  c[i] = a[i + 1] + b[i];'),
    'failed',
    'read-out-of-bounds',
    /made from memory that lies after the data/,
  );
  const L09 = exercise('L09', { cases: exercise('L09').cases.slice(0, 1) });
  const unnamed = L09.plan.temps.map(({ name, binding, type, elements }) => {
    return { name, binding, type, elements };
  });
  test.each([
    ['that is a layer’s values', L09],
    ['that is not looked at else', { ...L09, plan: { ...L09.plan, temps: unnamed } }],
  ])('behind a temporary %s', async (_, of) => {
    const tooFar = changed(kernel('L09'), ' || gid.z >= p.N * p.Ci', '');
    const grade = await dawn.grade(of, tooFar);
    expect(grade).toMatchObject({ verdict: 'failed', cases: [{ wrong: 0 }] });
    // [N, Ci, Ho, Wo] of the control case
    expect(grade.diagnoses[0]).toMatchObject({
      id: 'written-out-of-bounds',
      says: expect.stringContaining('Element 240 was written, and “t” has 240 elements') as string,
    });
    expect((await dawn.grade(of, kernel('L09'))).verdict).toBe('passed');
  });
  test('behind a tally, which nobody checks else', async () => {
    const tooFar = changed(
      kernel('E12'),
      '&count[0], 1u);',
      '&count[0], 1u);\n  atomicAdd(&retries[1], 1u);',
    );
    const grade = await dawn.grade(exercise('E12'), tooFar);
    expect(grade.diagnoses[0]).toMatchObject({
      id: 'written-out-of-bounds',
      says: expect.stringContaining('“retries” has 1 element. It') as string,
    });
    const counting = changed(
      kernel('E12'),
      '&count[0], 1u);',
      '&count[0], 1u);\n  atomicAdd(&retries[0], 7u);',
    );
    expect((await dawn.grade(exercise('E12'), counting)).verdict).toBe('passed');
  });
  check('nothing', with01(''), 'failed', 'not-written', /Nothing has been written to “c”/);
  check('only zeros', with01('  c[i] = 0;'), 'failed', 'all-zero', /All of “c” is zero/);
  check(
    'not a number',
    with01('  c[i] = sqrt(-1.0 - abs(a[i]));'),
    'failed',
    'not-a-number',
    /is not a number/,
  );
  check(
    'a division by zero',
    with01('  c[i] = 1.0 / (a[i] - a[i]) + b[i];'),
    'failed',
    'not-a-number',
    /is (infinite|not a number)/,
  );
  check(
    'added to what was there',
    with01('  c[i] += a[i] + b[i];'),
    'failed',
    'accumulated-into-output',
    /read before it is written/,
  );
  check(
    'half of it',
    with01('  c[i] = (a[i] + b[i]) * 0.5;'),
    'failed',
    'off-by-factor',
    /1\/2 of/,
  );
  check(
    'the first workgroup only',
    changed(right, 'gid.x;', 'gid.x % W;'),
    'failed',
    'first-workgroup-only',
    /no more than one workgroup of 64/,
  );
});

describe('text that is not plain ASCII', () => {
  const accents = `// é ü 🚀 αβγ\nconst größe = 3u; // 🧑‍🚀\n${right}`;
  test.each([
    ['a byte order mark', `\uFEFF${right}`],
    ['CRLF', right.replaceAll('\n', '\r\n')],
    ['CR alone', right.replaceAll('\n', '\r')],
    ['accents, an emoji, names in German', accents],
    ['all of it', `\uFEFF${accents.replaceAll('\n', '\r\n')}`],
    ['tabs and form feeds', right.replaceAll('  ', '\t').replace('\n\n', '\n\f\n')],
  ])('%s: the solution passes', async (_, source) => {
    const grade = await dawn.grade(E01, source);
    expect(grade.verdict, grade.says).toBe('passed');
  });

  /** The text under the first squiggle, and its place. */
  const squiggle = async (source: string): Promise<readonly [string, number, number]> => {
    const grade = await dawn.grade(E01, source);
    expect(grade.verdict).toBe('rejected');
    const range = grade.problems.find((problem) => problem.severity === 'error')?.range;
    if (range === undefined) throw new Error(`no place: ${grade.says}`);
    const line = source.split(/\r\n|\r|\n/)[range.start.line] ?? '';
    return [
      line.slice(range.start.character, range.end.character),
      range.start.line,
      range.start.character,
    ];
  };
  test.each([
    ['plain', '', '\n'],
    ['after an accent', '/* é */ ', '\n'],
    ['after an emoji, which is two UTF-16 units and four bytes', '/* 🚀 */ ', '\n'],
    ['after both, and a family of seven code points', '/* é 🚀 👨‍👩‍👧‍👦 */ ', '\n'],
    ['with CRLF', '/* é 🚀 */ ', '\r\n'],
  ])('the place of an error %s', async (_, before, end) => {
    const source = with01(`  ${before}let y = missing; ${sum}`).replaceAll('\n', end);
    const lines = source.split(end);
    const line = lines.findIndex((text) => text.includes('missing'));
    expect(await squiggle(source)).toEqual(['missing', line, lines[line]?.indexOf('missing')]);
  });
  test('the place of an error in the first line behind a byte order mark', async () => {
    const [text, line, character] = await squiggle(`\uFEFFconst x = missing;\n${right}`);
    expect([line, character]).toEqual([0, 11]);
    expect(text).toBe('missing');
  });
});

describe('right but unusual kernels pass', () => {
  const E10 = exercise('E10', {
    cases: [{ n: 997 }, { n: 65_537 }],
    families: ['integers', 'uniform'],
  });
  test.each([
    [
      '65,537 rounds in one invocation',
      `
      @compute @workgroup_size(256) fn main(@builtin(local_invocation_index) l: u32) {
        if (l > 0) { return; }
        var sum = 0.0; var low = 0.0;
        // Compensated, since the bound of a sum is for any order, and this one is the longest.
        for (var i = 0u; i < p.n; i++) { let y = x[i] - low; let t = sum + y; low = (t - sum) - y; sum = t; }
        s[0] = sum;
      }`,
    ],
    [
      'a barrier in each of many rounds',
      `
      var<workgroup> part: array<f32, 256>;
      @compute @workgroup_size(256) fn main(@builtin(local_invocation_index) l: u32) {
        for (var i = 0u; i < p.n; i += 256) { if (i + l < p.n) { part[l] += x[i + l]; } workgroupBarrier(); }
        workgroupBarrier();
        if (l == 0) { var sum = 0.0; for (var i = 0u; i < 256; i++) { sum += part[i]; } s[0] = sum; }
      }`,
    ],
    [
      'an invocation by a struct and an alias, helpers that return',
      `
      struct In { @builtin(local_invocation_index) l: u32, @builtin(global_invocation_id) g: vec3u }
      alias Also = In;
      fn share(l: u32) -> f32 { var sum = 0.0; for (var i = l; i < p.n; i += 256) { sum += x[i]; } return sum; }
      fn total() -> f32 { var sum = 0.0; var i = 0u; loop { if (i == 256) { return sum; } sum += part[i]; i++; } }
      var<workgroup> part: array<f32, 256>;
      @compute @workgroup_size(256) fn main(in: Also) { part[in.l] = share(in.l); workgroupBarrier(); if (in.l == 0) { s[0] = total(); } }`,
    ],
  ])('%s', async (_, body) => {
    const head =
      '\nstruct P { n: u32 }\n@group(0) @binding(0) var<uniform> p: P; @group(0) @binding(1) var<storage, read> x: array<f32>; @group(0) @binding(2) var<storage, read_write> s: array<f32>;';
    const grade = await dawn.grade(E10, head + body);
    expect(grade, `${grade.title}: ${grade.says}`).toMatchObject({
      verdict: 'passed',
      diagnoses: [],
    });
  });

  test('a plan of two passes with a temporary and a constant', async () => {
    const source = `
      struct P { n: u32 }
      @group(0) @binding(0) var<uniform> p: P;
      @group(0) @binding(1) var<storage, read> a: array<f32>;
      @group(0) @binding(2) var<storage, read> b: array<f32>;
      @group(0) @binding(3) var<storage, read_write> c: array<f32>;
      @group(0) @binding(4) var<storage, read_write> half: array<f32>;
      override W: u32 = 64; override PART: u32 = 9;
      @compute @workgroup_size(W) fn first(@builtin(global_invocation_id) g: vec3u) { if (g.x < p.n) { half[g.x] = a[g.x] + f32(PART); } }
      @compute @workgroup_size(W) fn second(@builtin(global_invocation_id) g: vec3u) { if (g.x < p.n) { c[g.x] = half[g.x] - f32(PART) + b[g.x]; } }`;
    const workgroups = ['ceil(n/W)', 1, 1] as [string, number, number];
    const plan = {
      temps: [{ name: 'half', binding: 4, type: 'f32' as const, elements: 'n' }],
      passes: ['first', 'second'].map((entry) => ({ entry, workgroups, constants: { PART: 5 } })),
    };
    const of: Exercise = { ...E01, families: ['integers', 'counts'] };
    const grade = await dawn.grade(of, source, { plan });
    expect(grade, `${grade.title}: ${grade.says}`).toMatchObject({ verdict: 'passed' });
  });
});
