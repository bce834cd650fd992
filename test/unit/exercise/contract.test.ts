import { describe, expect, test } from 'vitest';
import { contractProblems, declaration } from '../../../src/core/exercise/contract';
import type { Exercise } from '../../../src/core/exercise/schema';
import type { Problem } from '../../../src/core/grade/report';
import { outline } from '../../../src/core/outline/outline';
import { changed, exercise, folders, kernel } from '../../support/kernels';

const E01 = exercise('E01');

/** Text of the file that a problem points at. */
function pointedAt(source: string, { range }: Problem): string | undefined {
  const line = source.split('\n')[range?.start.line ?? -1];
  return line?.slice(range?.start.character, range?.end.character);
}

interface Wanted {
  readonly message: RegExp;
  /** What the learner is told to do. */
  readonly says: RegExp;
  /** The text under the squiggle; undefined where there is no place. */
  readonly at: string | undefined;
}

/** Wants one problem of this source, told once. */
function check(title: string, source: string, wanted: Wanted, of: Exercise = E01): void {
  test(title, () => {
    const problems = contractProblems(outline(source), of, of.plan);
    expect(problems.map((problem) => problem.message)).toEqual([
      expect.stringMatching(wanted.message),
    ]);
    const [problem] = problems as [Problem];
    expect(problem).toMatchObject({ severity: 'error', source: 'contract' });
    expect(problem.says).toMatch(wanted.says);
    expect(pointedAt(source, problem)).toBe(wanted.at);
  });
}

/** Wants nothing to be said. */
function checkRight(title: string, source: string, of: Exercise = E01): void {
  test(title, () => {
    expect(contractProblems(outline(source), of, of.plan)).toEqual([]);
  });
}

const right = kernel('E01');
const without = (from: string, to = ''): string => changed(right, from, to);

describe('a right file gives none', () => {
  for (const { exercise: one } of folders) {
    checkRight(`solution of ${one.id}`, kernel(one.id), one);
    checkRight(`starter of ${one.id}`, kernel(one.id, 'starter.wgsl'), one);
  }
  checkRight('other names', right.replaceAll(/\ba\b/g, 'first').replaceAll(/\bc\b/g, 'sum'));
  checkRight(
    'other names of struct and field',
    right.replaceAll('P', 'Sizes').replaceAll('n:', 'count:').replaceAll('p.n', 'p.count'),
  );
  checkRight('one field needs no struct', without('var<uniform> p: P', 'var<uniform> p: u32'));
  checkRight(
    'an unused binding may be left out',
    without('@group(0) @binding(2) var<storage, read> b: array<f32>;\n').replace(
      'a[i] + b[i]',
      'a[i]',
    ),
  );
  checkRight(
    'the uniform may be left out',
    'override W: u32 = 64; @compute @workgroup_size(W) fn main() {}',
  );
  checkRight(
    'storage without an access is read',
    without('var<storage, read> a', 'var<storage> a'),
  );
  checkRight('an input as vec4', without('a: array<f32>', 'a: array<vec4f>'));
  checkRight(
    'an array of a struct is the learner’s affair',
    `struct Q { x: f32 }\n${without('a: array<f32>', 'a: array<Q>')}`,
  );
  checkRight('an array of fixed size', without('a: array<f32>', 'a: array<f32, 8>'));
  checkRight('an alias', `alias List = array<f32>;\n${without('a: array<f32>', 'a: List')}`);
  checkRight(
    'an output as atomics of the right type',
    changed(kernel('E01'), 'c: array<f32>', 'c: array<atomic<u32>>'),
    {
      ...E01,
      bindings: E01.bindings.map((one) =>
        one.role === 'out' ? { ...one, type: 'u32' as const } : one,
      ),
    },
  );
  checkRight(
    'further entry points and private variables',
    `${right}\n@compute @workgroup_size(1000) fn other() {}\nvar<private> x: u32;`,
  );
  checkRight('CRLF', right.replaceAll('\n', '\r\n'));
});

describe('entry point', () => {
  const one = (name: string): string => changed(right, 'fn main', `fn ${name}`);
  check('another name', one('mian'), {
    message: /^There is no entry point “main”$/,
    says: /The file has mian: add @compute/,
    at: 'mian',
  });
  check('a name that is not like it', one('kernel_of_mine'), {
    message: /no entry point “main”/,
    says: /The file has kernel_of_mine/,
    at: 'kernel_of_mine',
  });
  check('a plain function', without('@compute @workgroup_size(W)\n'), {
    message: /^“main” is not an entry point$/,
    says: /Put @compute @workgroup_size\(…\) before the function/,
    at: 'main',
  });
  check(
    'none at all',
    without(
      '@compute @workgroup_size(W)\nfn main(@builtin(global_invocation_id) gid: vec3u)',
      'fn help(gid: vec3u)',
    ),
    { message: /no entry point “main”/, says: /The file has none: add/, at: undefined },
  );
  check(
    'of two passes that share one',
    one('other'),
    { message: /“main”/, says: /other/, at: 'other' },
    {
      ...E01,
      plan: { temps: [], passes: [...E01.plan.passes, ...E01.plan.passes] },
    },
  );
});

describe('bindings', () => {
  check('a wrong number', without('@binding(3)', '@binding(7)'), {
    message: /^There is nothing at @binding\(7\)$/,
    says: /In the contract “c” is at @binding\(3\)/,
    at: 'c',
  });
  check(
    'a wrong number and a wrong name',
    changed(
      right,
      '@binding(3) var<storage, read_write> c:',
      '@binding(7) var<storage, read_write> out:',
    ).replace('c[i] =', 'out[i] ='),
    {
      message: /nothing at @binding\(7\)/,
      says: /The contract has bindings 0, 1, 2, 3/,
      at: 'out',
    },
  );
  check('a wrong group', without('@group(0) @binding(3)', '@group(1) @binding(3)'), {
    message: /^“c” is in group 1$/,
    says: /Every binding of the contract is in @group\(0\)/,
    at: 'c',
  });
  check('a wrong type', without('a: array<f32>', 'a: array<u32>'), {
    message: /^“a” holds u32$/,
    says: /Its elements are f32.*array<f32>;$/,
    at: 'a',
  });
  check('a wrong type inside a vector', without('a: array<f32>', 'a: array<vec2<i32>>'), {
    message: /^“a” holds i32$/,
    says: /elements are f32/,
    at: 'a',
  });
  check(
    'a wrong type behind an alias',
    `alias L = array<vec4u>;\n${without('a: array<f32>', 'a: L')}`,
    { message: /^“a” holds u32$/, says: /elements are f32/, at: 'a' },
  );
  check('an output that is only read', without('read_write> c', 'read> c'), {
    message: /^“c” is declared read/,
    says: /This is where the result goes.*var<storage, read_write> c/,
    at: 'c',
  });
  check('an input that is written', without('read> a', 'read_write> a'), {
    message: /^“a” is declared read_write$/,
    says: /An input is only read.*var<storage, read> a/,
    at: 'a',
  });
  check(
    'an input as a uniform',
    without('var<storage, read> a: array<f32>', 'var<uniform> a: vec4f'),
    { message: /“a” is not/, says: /var<storage, read> a/, at: 'a' },
  );
  check(
    'a wrong number by a constant',
    `const HERE = 8 + 1;\n${without('@binding(1)', '@binding(HERE)')}`,
    { message: /nothing at @binding\(9\)/, says: /“a” is at @binding\(1\)/, at: 'a' },
  );
  check('a wrong number in hexadecimal', without('@binding(1)', '@binding(0x9)'), {
    message: /nothing at @binding\(9\)/,
    says: /“a” is at @binding\(1\)/,
    at: 'a',
  });

  test('a declaration is what a right file has', () => {
    for (const binding of E01.bindings) {
      expect(right).toContain(declaration({ ...binding, writable: binding.role !== 'in' }));
    }
  });
});

describe('the uniform', () => {
  const E06 = exercise('E06');
  const two = kernel('E06');
  const struct = /struct P \{[^}]*\}/;
  const form = /The contract has: struct P \{ rows: u32, cols: u32 \}$/;
  const swapped = two.replace(struct, 'struct P { cols: u32, rows: u32 }');
  check(
    'fields in another order',
    swapped,
    { message: /^The fields of P are in another order$/, says: form, at: 'p' },
    E06,
  );
  check(
    'a field too few',
    two.replace(struct, 'struct P { rows: u32 }'),
    { message: /^P does not have the contract's fields$/, says: form, at: 'p' },
    E06,
  );
  check(
    'a field of another type',
    two.replace(struct, 'struct P { rows: u32, cols: f32 }'),
    { message: /does not have the contract's fields/, says: form, at: 'p' },
    E06,
  );
  check(
    'no struct',
    two.replace('p: P', 'p: vec2u'),
    { message: /^“p” is not a struct$/, says: form, at: 'p' },
    E06,
  );
  check(
    'storage',
    two.replace('var<uniform> p: P', 'var<storage, read> p: P'),
    { message: /^“p” is not a uniform buffer$/, says: form, at: 'p' },
    E06,
  );
  checkRight(
    'other names in the right order',
    two
      .replace(struct, 'struct P { height: u32, width: u32 }')
      .replaceAll('p.rows', 'p.height')
      .replaceAll('p.cols', 'p.width'),
    E06,
  );
});

describe('overrides', () => {
  check('a constant in its place', without('override W: u32 = 64;', 'const W = 64u;'), {
    message: /^There is no override “W”$/,
    says: /several workgroup sizes by setting it: override W: u32 = 64;$/,
    at: 'main',
  });
});

describe('workgroup', () => {
  const E10 = exercise('E10');
  const free: Exercise = { ...E10, workgroup: {} };
  const small: Exercise = { ...E10, workgroup: { size: [256, 1, 1], memory: 512 } };
  const of = (size: string): string =>
    kernel('E10').replace('@workgroup_size(SIZE)', `@workgroup_size(${size})`);
  const memory = (type: string): string => kernel('E10').replace('array<f32, SIZE>', type);

  check(
    'another size',
    of('128'),
    {
      message: /is 128 × 1 × 1 where the contract asks for 256 × 1 × 1$/,
      says: /Declare it as @workgroup_size\(256, 1, 1\)\.$/,
      at: 'main',
    },
    E10,
  );
  check(
    'another size by a constant',
    kernel('E10').replace('SIZE = 256u', 'SIZE = 2 * 64u'),
    { message: /is 128 × 1 × 1 where/, says: /256/, at: 'main' },
    E10,
  );
  check(
    'a size that is right for the first override only',
    without('@workgroup_size(W)', '@workgroup_size(64)'),
    {
      message: /is 64 × 1 × 1 where the contract asks for 32 × 1 × 1/,
      says: /the kernel must follow/,
      at: 'main',
    },
  );
  check(
    'too many invocations',
    of('512'),
    {
      message: /^A workgroup of 512 × 1 × 1 = 512 invocations is too large$/,
      says: /256 invocations in a workgroup/,
      at: 'main',
    },
    free,
  );
  check(
    'too many in all',
    of('16, 16, 2'),
    { message: /16 × 16 × 2 = 512 invocations is too large/, says: /256/, at: 'main' },
    free,
  );
  check(
    'too many in z',
    of('1, 1, 65'),
    { message: /1 × 1 × 65 = 65 invocations is too large/, says: /64 in z/, at: 'main' },
    free,
  );
  check(
    'none',
    of('0'),
    { message: /0 × 1 × 1 = 0 invocations is empty/, says: /at least one/, at: 'main' },
    free,
  );
  checkRight('as many as there may be', of('4, 1, 64'), free);
  checkRight('a size that only the compiler can tell', of('select(64, 256, true)'), free);

  check(
    'too much workgroup memory',
    memory('array<f32, 5000>'),
    {
      message: /^20,000 bytes of workgroup memory$/,
      says: /At most 16,384 bytes are allowed here\. Count them: partial 20000\./,
      at: 'partial',
    },
    E10,
  );
  check(
    'more than the exercise allows',
    kernel('E10'),
    { message: /^1,024 bytes/, says: /At most 512 bytes/, at: 'partial' },
    small,
  );
  check(
    'vectors of three take the room of four',
    memory('array<vec3f, 1025>'),
    { message: /^16,400 bytes/, says: /partial 16400/, at: 'partial' },
    E10,
  );
  check(
    'arrays of arrays',
    memory('array<array<vec2<f32>, 65>, SIZE>'),
    { message: /^133,120 bytes/, says: /partial/, at: 'partial' },
    E10,
  );
  check(
    'several variables together',
    `${kernel('E10')}\nvar<workgroup> more: array<atomic<u32>, 4000>;`,
    { message: /^17,024 bytes/, says: /partial 1024, more 16000/, at: 'more' },
    E10,
  );
  checkRight('exactly as much as there is', memory('array<vec4<f32>, 4 * SIZE>'), E10);
});

describe('a file that cannot be read is left to the compiler', () => {
  for (const source of [
    '',
    '}',
    'fn main(',
    '@compute fn',
    'struct P {',
    '@group(0) @binding(',
    '\0',
    '☃',
  ]) {
    test(JSON.stringify(source), () => {
      const file = outline(source);
      const problems = contractProblems(file, E01, E01.plan);
      expect(file.uncertain ? problems : []).toEqual([]);
    });
  }
});
