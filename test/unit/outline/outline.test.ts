import { describe, expect, test } from 'vitest';
import {
  fileNames,
  outline,
  usedBindings,
  wholeNumber,
  workgroupSize,
} from '../../../src/core/outline/outline';
import { rangeOf } from '../../../src/core/outline/place';
import { kernel } from '../../support/kernels';

/** Name, group, binding, space, access and type of every binding, as words. */
function bindingsOf(source: string): string[] {
  return outline(source).bindings.map(
    (b) => `${b.name} ${b.group} ${b.binding} ${b.space} ${b.access} ${b.type}`,
  );
}

function check(title: string, source: string, bindings: readonly string[]): void {
  test(title, () => expect(bindingsOf(source)).toEqual(bindings));
}

describe('bindings', () => {
  check('of a solution', kernel('E01'), [
    'p 0 0 uniform read P',
    'a 0 1 storage read array<f32>',
    'b 0 2 storage read array<f32>',
    'c 0 3 storage read_write array<f32>',
  ]);
  check(
    'attributes in any order, spaces, comments',
    '@binding ( 2 ) /* x */ @group(1) // y\nvar<storage , read_write> a : array < f32 , 4 > ;',
    ['a 1 2 storage read_write array<f32,4>'],
  );
  check(
    'numbers with suffixes, in hexadecimal, of constants',
    'const B = 2u + 1;\n@group(0u) @binding(B) var<uniform> a: u32; @group(0x1) @binding(0xAi) var<uniform> b: u32;',
    ['a 0 3 uniform read u32', 'b 1 10 uniform read u32'],
  );
  check(
    'short forms of types',
    '@group(0) @binding(0) var<storage> a: array<vec4f>; @group(0) @binding(1) var<storage> b: array<vec2u, 3>; @group(0) @binding(2) var<storage> c: array<vec3h>;',
    [
      'a 0 0 storage read array<vec4<f32>>',
      'b 0 1 storage read array<vec2<u32>,3>',
      'c 0 2 storage read array<vec3<f16>>',
    ],
  );
  check(
    'aliases of aliases',
    'alias F = f32; alias L = array<F>; @group(0) @binding(0) var<storage> a: L;',
    ['a 0 0 storage read array<f32>'],
  );
  check(
    'aliases in the other order',
    '@group(0) @binding(0) var<storage> a: L; alias L = array<F>; alias F = f32;',
    ['a 0 0 storage read array<f32>'],
  );
  check(
    'an alias of itself, which WGSL forbids',
    '@group(0) @binding(0) var<uniform> a: A; alias A = A;',
    ['a 0 0 uniform read A'],
  );
  check(
    'a comment inside a type',
    '@group(0) @binding(0) var<storage> a: array</* of */ f32 // end\n>;',
    ['a 0 0 storage read array<f32>'],
  );
  check('textures have no space', '@group(0) @binding(5) var tex: texture_2d<f32>;', [
    'tex 0 5  read texture_2d<f32>',
  ]);
  check(
    'none in comments and none without numbers',
    '// @group(0) @binding(0) var<uniform> p: u32;\n/* @group(0) @binding(1) var<uniform> q: u32; */ var<private> r: u32;',
    [],
  );
});

describe('entry points', () => {
  const sizesOf = (source: string, overrides = {}): unknown => {
    const file = outline(source);
    return file.entries.map((entry) => [
      entry.name,
      workgroupSize(entry, fileNames(file, overrides)),
    ]);
  };
  const entry = (size: string, before = ''): string =>
    `${before} @compute @workgroup_size(${size}) fn main() {}`;
  test.each([
    ['one size', entry('64'), [64, 1, 1]],
    ['three sizes', entry('8u, 8i, 4'), [8, 8, 4]],
    ['a trailing comma', entry('8, 4,'), [8, 4, 1]],
    ['hexadecimal', entry('0x40'), [64, 1, 1]],
    ['a conversion', entry('u32(32), i32( 2 )'), [32, 2, 1]],
    ['a constant', entry('TILE, TILE', 'const TILE = 8u;'), [8, 8, 1]],
    ['a constant of a constant', entry('B', 'const A: u32 = 4; const B = A * A;'), [16, 1, 1]],
    ['an override with its default', entry('W', 'override W: u32 = 128;'), [128, 1, 1]],
    ['what cannot be told', entry('select(1, 2, true)'), undefined],
    ['an override without a default', entry('W', 'override W: u32;'), undefined],
    ['a name that nobody declares', entry('constructor'), undefined],
  ])('%s', (_, source, size) => {
    expect(sizesOf(source)).toEqual([['main', size]]);
  });
  test('the grader’s value comes before the default', () => {
    expect(
      sizesOf(entry('W, H', 'override W: u32 = 128; override H = W / 32;'), { W: 64 }),
    ).toEqual([['main', [64, 2, 1]]]);
  });
  test('vertex shaders and plain functions are none; the order of attributes does not matter', () => {
    const source =
      '@vertex fn v() -> @builtin(position) vec4f { return vec4f(); } fn help() {} @workgroup_size(2) @compute fn go() {}';
    expect(sizesOf(source)).toEqual([['go', [2, 1, 1]]]);
  });
});

describe('names of a file', () => {
  test.each([
    [
      'const A = 3; const B = A + 1; const F = 1.5; override W: u32 = B * 2;',
      {},
      { A: 3, B: 4, W: 8 },
    ],
    ['override W: u32 = 8;', { W: 100 }, { W: 100 }],
    ['override constructor: u32 = 4; override toString: u32;', {}, { constructor: 4 }],
  ])('%s', (source, overrides, names) => {
    expect({ ...fileNames(outline(source), overrides) }).toEqual(names);
  });
  test.each([
    ['7', 7],
    ['7u', 7],
    ['0xFFu', 255],
    ['(2 + 3) * 4i', 20],
    ['1.5', undefined],
    ['3 / 2', undefined],
    ['x', undefined],
    ['', undefined],
  ])('%s', (text, value) => {
    expect(wholeNumber(text, {})).toBe(value);
  });
});

describe('structs and workgroup memory', () => {
  test('fields in order, with aliases resolved', () => {
    const file = outline(
      'alias N = u32; struct P { @align(16) rows: N, /* c */ cols : u32, } struct Q { a: vec3f }',
    );
    expect([...file.structs]).toEqual([
      [
        'P',
        [
          { name: 'rows', type: 'u32' },
          { name: 'cols', type: 'u32' },
        ],
      ],
      ['Q', [{ name: 'a', type: 'vec3<f32>' }]],
    ]);
  });
  test('workgroup variables', () => {
    const file = outline(
      'var<workgroup> a: array<f32, 64>; var<private> b: f32; var<workgroup> c: atomic<u32>;',
    );
    expect(file.workgroupVariables.map(({ name, type }) => [name, type])).toEqual([
      ['a', 'array<f32,64>'],
      ['c', 'atomic<u32>'],
    ]);
  });
});

describe('bindings that an entry point uses', () => {
  const source = `
    @group(0) @binding(0) var<uniform> n: u32;
    @group(0) @binding(1) var<storage> a: array<f32>;
    @group(0) @binding(2) var<storage, read_write> b: array<f32>;
    @group(0) @binding(3) var<storage, read_write> c: array<f32>;
    fn leaf(i: u32) -> f32 { return a[i]; }
    fn middle(i: u32) -> f32 { return leaf(i) + leaf(i + 1); }
    fn unused() { c[0] = 1; }
    // b is only mentioned here: b
    @compute @workgroup_size(1) fn one() { let x = middle(0); }
    @compute @workgroup_size(1) fn two() { b[0] = f32(n); let q = &c; (*q)[1] = 2; }
    @compute @workgroup_size(1) fn none() {}`;
  test.each([
    ['one', ['a']],
    ['two', ['n', 'b', 'c']],
    ['none', []],
    ['missing', []],
  ])('%s', (entry, names) => {
    expect(usedBindings(outline(source), entry).map((binding) => binding.name)).toEqual(names);
  });
  test('functions that call each other in a circle, which WGSL forbids, do not hang it', () => {
    const file = outline(
      '@group(0) @binding(0) var<uniform> n: u32; fn f() { g(); } fn g() { f(); let x = n; } @compute @workgroup_size(1) fn main() { f(); }',
    );
    expect(usedBindings(file, 'main').map((binding) => binding.name)).toEqual(['n']);
  });
});

describe('places', () => {
  const right = kernel('E01');
  const text = (source: string): (string | undefined)[] => {
    const file = outline(source);
    return [...file.bindings, ...file.entries].map(
      ({ start, end }) => source.slice(start, end).split(':')[0],
    );
  };
  test.each([
    ['as it is', right],
    ['with CRLF', right.replaceAll('\n', '\r\n')],
    ['with accents, an emoji and Greek before', `// é 🚀 α\n/* 🧑‍🚀 */ const größe = 3u;\n${right}`],
  ])('%s', (_, source) => {
    expect(text(source)).toEqual(['p', 'a', 'b', 'c', 'main']);
    expect(outline(source).uncertain).toBe(false);
  });
  test.each([
    ['ab\ncd', 3, [1, 0]],
    ['ab\r\ncd', 5, [1, 1]],
    ['ab\rcd', 3, [1, 0]],
    ['🚀x', 2, [0, 2]],
    ['é\n🚀🚀x', 6, [1, 4]],
    ['', 0, [0, 0]],
  ])('%j at %i', (source, offset, [line, character]) => {
    expect(rangeOf(source, { start: offset, end: offset }).start).toEqual({ line, character });
  });
});

describe('files that are none', () => {
  const odd = [
    '',
    ' \n\t',
    '\0\0',
    '}}}}',
    '((((',
    '@',
    '"',
    '🚀',
    'fn',
    'fn f( {',
    'struct',
    'var<',
    '/* never closed',
    'const x = ;',
    'override',
    'import a::b;',
    '@if(true) fn f() {}',
  ];
  test.each(odd.map((source) => [source]))('%j is read as far as it goes', (source) => {
    const file = outline(source);
    expect(file.source).toBe(source);
    expect(file.entries).toEqual([]);
  });
  test('what does not parse is uncertain, what does is not', () => {
    expect(outline('fn f( {').uncertain).toBe(true);
    expect(outline('fn f() {}').uncertain).toBe(false);
  });
});
