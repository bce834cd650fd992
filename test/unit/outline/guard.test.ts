import { describe, expect, test } from 'vitest';
import { guard } from '../../../src/core/outline/guard';
import { outline } from '../../../src/core/outline/outline';
import { folders, kernel } from '../../support/kernels';

const guarded = (source: string): ReturnType<typeof guard> => guard(outline(source));
const first = (source: string): string => guarded(source).candidates[0] ?? '';
const entry = (body: string, params = ''): string =>
  `@compute @workgroup_size(64) fn main(${params}) { ${body} }`;

/** Text of the heads of the loops that were found. */
function heads(source: string): string[] {
  return guarded(source).loops.map(({ start, end }) => source.slice(start, end));
}

describe('loops that are found', () => {
  test.each([
    [
      'every form',
      'for (var i = 0; i < 3; i++) { } while (x) { } loop { break; }',
      ['for (var i = 0; i < 3; i++)', 'while (x)', 'loop'],
    ],
    [
      'nested ones',
      'for (;;) { loop { while true { break; } } }',
      ['for (;;)', 'loop', 'while true'],
    ],
    [
      'in branches',
      'if (a) { loop { break; } } else { switch b { default { for (;;) { break; } } } }',
      ['loop', 'for (;;)'],
    ],
    ['with continuing', 'loop { x++; continuing { break if x > 3; } }', ['loop']],
    ['with a comment that has a brace', 'for (;;) /* { */ { break; } // }\n', ['for (;;) /* { */']],
    [
      'with attributes',
      '@diagnostic(off, derivative_uniformity) loop @diagnostic(off, derivative_uniformity) { break; }',
      [expect.stringContaining('loop')],
    ],
    ['none', 'let x = 1;', []],
  ])('%s', (_, body, wanted) => {
    expect(heads(entry(body))).toEqual(wanted);
  });
  test('those of helper functions too, in the order of the text', () => {
    expect(
      heads(`fn f() { while (a) {} } ${entry('loop { break; }')} fn g() { for (;;) { break; } }`),
    ).toEqual(['while (a)', 'loop', 'for (;;)']);
  });
});

describe('what is put in', () => {
  test('nothing where there is no loop', () => {
    expect(guarded(kernel('E01'))).toEqual({ candidates: [kernel('E01')], loops: [] });
  });
  test('a loop of its own number, and a counter of its own for each', () => {
    const text = first(entry('loop { break; } loop { break; }'));
    for (const i of [0, 1]) {
      expect(text.split(`var tilework_n${i} = 0u;`)).toHaveLength(2);
      expect(text.split(`tilework_n${i} += 1u;`)).toHaveLength(2);
      expect(text.split(`tilework_stop(${i}u); break;`)).toHaveLength(2);
    }
  });
  test('the counter is counted first in the body, so that continue does not pass it by', () => {
    expect(first(entry('for (;;) { continue; }'))).toMatch(
      /for \(;;\) \{ tilework_n0 \+= 1u; if \([^;]*\{ tilework_stop\(0u\); break; \} {2}continue; \}/,
    );
  });
  test('the counters of a function stand at its own top', () => {
    const text = first(`fn f() { loop { break; } } ${entry('loop { break; }')}`);
    expect(text).toMatch(/fn f\(\) \{ var tilework_n0 = 0u; loop/);
    expect(text).toMatch(
      /fn main\(.*?\) \{ var tilework_n1 = 0u; tilework_at = tilework_gid; loop/,
    );
  });
  test('of nested loops, the one that has turned most often since it was entered is blamed', () => {
    const text = first(entry('for (;;) { while (a) { loop { break; } } }'));
    expect(text).toContain('tilework_n0 += 1u; tilework_s1 = tilework_n1; if');
    expect(text).toContain('tilework_n1 += 1u; tilework_s2 = tilework_n2; if');
    expect(text).toMatch(
      /var tilework_w = 2u; var tilework_r = \(tilework_n2 - tilework_s2\);\s*if \(\(tilework_n1 - tilework_s1\) > tilework_r\) \{ tilework_w = 1u; [^}]*\}\s*if \(tilework_n0 > tilework_r\) \{ tilework_w = 0u;/,
    );
  });

  const plainBudget = /if \(tilework_n0 > tilework_budget\.x \|\| tilework_round\(\)\)/;
  const barrierBudget = /tilework_n0 > tilework_budget\.y\)/;
  test.each([
    ['no barrier', entry('loop { break; }'), plainBudget],
    ['a barrier', entry('loop { workgroupBarrier(); break; }'), barrierBudget],
    [
      'a barrier further in',
      entry('loop { if (a) { loop { workgroupBarrier(); break; } } break; }'),
      barrierBudget,
    ],
    ['storageBarrier', entry('loop { storageBarrier(); break; }'), barrierBudget],
    [
      'workgroupUniformLoad',
      entry('loop { let x = workgroupUniformLoad(&s); break; }'),
      barrierBudget,
    ],
    ['a subgroup operation', entry('loop { let x = subgroupAdd(1); break; }'), barrierBudget],
    [
      'a helper with a barrier',
      `${entry('loop { sync(); break; }')} fn sync() { workgroupBarrier(); }`,
      barrierBudget,
    ],
    [
      'a helper of a helper with a barrier',
      `${entry('loop { a(); break; }')} fn a() { b(); } fn b() { workgroupBarrier(); }`,
      barrierBudget,
    ],
    ['a barrier behind the loop', entry('loop { break; } workgroupBarrier();'), plainBudget],
  ])('the budget of a loop with %s', (_, source, wanted) => {
    expect(first(source)).toMatch(wanted);
  });
  test('only a loop without a barrier looks at the budget of the dispatch, and in the second candidate none does', () => {
    const [look = '', plain = ''] = guarded(
      entry('loop { break; } loop { workgroupBarrier(); break; }'),
    ).candidates;
    expect(look.match(/tilework_n.{21} \|\| tilework_round\(\)/g)).toEqual([
      'tilework_n0 > tilework_budget.x || tilework_round()',
    ]);
    expect(plain).not.toContain('|| tilework_round()');
    expect(plain).toContain('tilework_n0 > tilework_budget.x)');
  });
});

describe('the invocation', () => {
  const loop = 'loop { break; }';
  test.each([
    [
      'a parameter',
      entry(loop, '@builtin(global_invocation_id) g: vec3u'),
      /main\(@builtin\(global_invocation_id\) g: vec3u\).*tilework_at = g;/,
    ],
    [
      'no parameter',
      entry(loop),
      /main\(@builtin\(global_invocation_id\) tilework_gid: vec3<u32>, \).*tilework_at = tilework_gid;/,
    ],
    [
      'another parameter',
      entry(loop, '@builtin(local_invocation_index) l: u32'),
      /tilework_gid: vec3<u32>, @builtin\(local_invocation_index\) l: u32\).*tilework_at = tilework_gid;/,
    ],
    [
      'a struct that has it',
      `struct A { @builtin(local_invocation_index) l: u32, @builtin(global_invocation_id) g: vec3u } ${entry(loop, 'in: A')}`,
      /main\(in: A\).*tilework_at = in\.g;/,
    ],
    [
      'a struct that has it, by an alias',
      `struct A { @builtin(global_invocation_id) g: vec3u } alias B = A; ${entry(loop, 'in: B')}`,
      /main\(in: B\).*tilework_at = in\.g;/,
    ],
    [
      'a struct that does not',
      `struct A { @builtin(local_invocation_index) l: u32 } ${entry(loop, 'in: A')}`,
      /main\(@builtin\(global_invocation_id\) tilework_gid: vec3<u32>, in: A\)/,
    ],
    [
      'a comment before the list',
      entry(loop).replace('main(', 'main /* ( */ // (\n('),
      /main \/\* \( \*\/ \/\/ \(\n\(@builtin\(global_invocation_id\) tilework_gid: vec3<u32>, \)/,
    ],
  ])('by %s', (_, source, wanted) => {
    expect(first(source)).toMatch(wanted);
  });
  test('every entry point of the file notes it', () => {
    const text = first(
      `${entry(loop)} @compute @workgroup_size(1) fn other(@builtin(global_invocation_id) id: vec3u) { }`,
    );
    expect(text.match(/tilework_at = \w+;/g)).toEqual([
      'tilework_at = tilework_gid;',
      'tilework_at = id;',
    ]);
  });
});

describe('functions that return a value', () => {
  test.each([
    [
      'that ends with its loop',
      'fn f() -> vec2<f32> { loop { return vec2f(); } }',
      /return vec2<f32>\(\); \}/,
    ],
    ['that ends with a return', 'fn f() -> f32 { loop { break; } return 1; }', undefined],
    ['that returns nothing', 'fn f() { loop { return; } }', undefined],
    [
      'that returns an array',
      'fn f() -> array<f32, 2> { loop { return array<f32, 2>(); } }',
      /return array<f32, 2>\(\); \}/,
    ],
  ])('one %s', (_, source, wanted) => {
    const own = source.match(/return/g)?.length ?? 0;
    const text = first(source).split('\n@group(1)')[0] ?? '';
    expect(text.match(/return/g) ?? []).toHaveLength(own + (wanted === undefined ? 0 : 1));
    if (wanted !== undefined) expect(text).toMatch(wanted);
  });
});

describe('the learner’s lines', () => {
  const solutions = folders.map(({ exercise }) => [exercise.id, kernel(exercise.id)] as const);
  test.each([...solutions, ['E10 with CRLF', kernel('E10').replaceAll('\n', '\r\n')] as const])(
    '%s: they stay where they are',
    (_, source) => {
      for (const candidate of guarded(source).candidates) {
        const lines = candidate.split('\n');
        source.split('\n').forEach((line, i) => {
          const words = (lines[i] ?? '').split(/\s+/);
          // Everything that was on the line is still on it, in its order; inserted text stands between.
          let from = 0;
          for (const word of line
            .trim()
            .split(/\s+/)
            .filter((text) => !/[(){}]/.test(text) && text !== '')) {
            from = words.indexOf(word, from);
            expect(from, `“${word}” of line ${i + 1}`).toBeGreaterThanOrEqual(0);
            from++;
          }
        });
      }
    },
  );
});

describe('a loop that cannot be put under a budget is not run', () => {
  test('what the parser missed', () => {
    // Two loops, of which the parser, which gives up at the junk, sees one.
    expect(guarded(`${entry('loop { break; }')} fn f( { loop { break; } }`).candidates).toEqual([]);
  });
  test('an expression too deep to be walked', () => {
    expect(guarded(entry(`for (;;) { var x = 1${'+1'.repeat(60_000)}; }`)).candidates).toEqual([]);
  });
  test.each([
    ['in comments', '// for loop while\n/* loop /* for */ while */'],
    [
      'as parts of names',
      'const forest = 1; const loops = 2; const meanwhile = 3; const forê = 4; const éfor = 5;',
    ],
  ])('words %s are no loops', (_, text) => {
    expect(guarded(text).candidates).toEqual([text]);
  });
  test('thousands of loops take no longer than a blink', () => {
    const many = 'fn f() { loop { break; } }\n'.repeat(2_000);
    const start = performance.now();
    expect(guarded(many).loops).toHaveLength(2_000);
    expect(performance.now() - start).toBeLessThan(1_500);
  });
});
