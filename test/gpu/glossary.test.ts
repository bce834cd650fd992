// What the glossary says of the compiler, asked of the compiler.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Dawn, startDawn } from '../support/dawn';

let dawn: Dawn;
beforeAll(async () => {
  dawn = await startDawn();
}, 60_000);
afterAll(() => dawn.stop());

const head = `override W: u32 = 64;
@group(0) @binding(0) var<storage, read> a: array<u32>;
@group(0) @binding(1) var<storage, read_write> b: array<u32>;
@group(0) @binding(2) var<storage, read_write> h: array<atomic<u32>>;
var<workgroup> word: u32;
var<workgroup> tile: array<u32, W>;
`;
const parameters =
  '@builtin(local_invocation_index) l: u32, @builtin(workgroup_id) w: vec3u, @builtin(num_workgroups) g: vec3u';
const main = (body: string): string =>
  `@compute @workgroup_size(W) fn main(${parameters}) { tile[l] = 0; ${body} }`;
const source = (body: string, more = ''): string => `${head}${more}\n${main(body)}`;

const taken: Readonly<Record<string, string>> = {
  'barrier: in a branch on the workgroup': source('if (w.x == 0) { workgroupBarrier(); }'),
  'barrier: in a branch on the number of workgroups': source('if (g.x == 1) { storageBarrier(); }'),
  'read-only: a barrier in a loop over it': source(
    'for (var i = 0u; i < a[0]; i++) { workgroupBarrier(); }',
  ),
  'uniform-control-flow: workgroupUniformLoad': source(
    'if (workgroupUniformLoad(&word) > 0) { workgroupBarrier(); }',
  ),
  'override: the length of an array in workgroup memory': source(''),
  'uniform: an array of vec4': source(
    'b[l] = u32(t[0].x);',
    '@group(0) @binding(3) var<uniform> t: array<vec4<f32>, 64>;',
  ),
  'atomic: by its functions': source('b[l] = atomicAdd(&h[0], 1u) + atomicLoad(&h[1]);'),
  'compare-exchange: returns two things': source(
    'let r = atomicCompareExchangeWeak(&h[0], 1, 2); if (r.exchanged) { b[l] = r.old_value; }',
  ),
  'integers: a divisor that is zero when it runs': source('b[l] = 7u / a[0] + 7u % a[0];'),
  'select: the false value first': source('b[l] = select(0u, 1u, a[0] > 3);'),
  'subgroup: where the file enables it': `enable subgroups;\n${source('b[l] = subgroupAdd(a[l]) + countOneBits(subgroupBallot(a[l] > 1)).w;')}`,
};

/** Each with words of what the compiler says, so that it is refused for that and nothing else. */
const refused: Readonly<Record<string, readonly [source: string, says: string]>> = {
  'barrier: in control flow that is not uniform': [
    source('if (l == 0) { workgroupBarrier(); }'),
    'uniform control flow',
  ],
  'guard: an early return before a barrier': [
    source('if (l > a[0]) { return; } workgroupBarrier();'),
    'uniform control flow',
  ],
  'uniform-control-flow: a word of memory that can be written': [
    source('if (b[0] > 0) { workgroupBarrier(); }'),
    'uniform control flow',
  ],
  'override: the length of an array in a function': [
    source('var own: array<u32, W>; own[0] = l; b[l] = own[0];'),
    'override-sized arrays',
  ],
  'storage: without read_write': [
    source('c[0] = 1;', '@group(0) @binding(3) var<storage> c: array<u32>;'),
    'read-only type',
  ],
  'atomic: plainly': [source('h[0] += 1u;'), 'operator += (atomic<u32>, u32)'],
  'float-atomic: an atomic of floats': [
    source('', '@group(0) @binding(3) var<storage, read_write> f: atomic<f32>;'),
    "'atomic' only supports",
  ],
  'integers: a divisor that is the constant zero': [source('b[l] = 7u / 0u;'), 'division by zero'],
  'integers: two types in one sum': [
    source('let i: i32 = 3; b[l] = l + i;'),
    'operator + (u32, i32)',
  ],
  'select: the question mark of C': [source('b[l] = l > 3 ? 1u : 0u;'), 'invalid character'],
  'recursion: a function that calls itself': [
    source('b[l] = f(l);', 'fn f(x: u32) -> u32 { if (x == 0) { return 0; } return f(x - 1); }'),
    'cyclic dependency',
  ],
  'texture: textureSample in a kernel': [
    source(
      'b[l] = u32(textureSample(t, s, vec2f()).x);',
      '@group(0) @binding(3) var t: texture_2d<f32>; @group(0) @binding(4) var s: sampler;',
    ),
    'cannot be used by compute',
  ],
  'float-types: double': [source('var x: f64 = 1; b[l] = u32(x);'), "unresolved type 'f64'"],
  'subgroup: without enable': [source('b[l] = subgroupAdd(a[l]);'), 'without extension'],
  'subgroup-sum: where only some come': [
    `enable subgroups;\n${source('if (l > 3) { b[l] = subgroupAdd(a[l]); }')}`,
    'subgroup uniform control flow',
  ],
  'printf: printing': [source('printf(l);'), "unresolved call target 'printf'"],
};

const complaints = async (sources: readonly string[]): Promise<readonly string[]> =>
  await dawn.probe({ kind: 'complaints', sources });

test('the compiler takes what the glossary says that it takes', async () => {
  const said = await complaints(Object.values(taken));
  expect(Object.keys(taken).map((name, i) => `${name}: ${said[i]}`)).toEqual(
    Object.keys(taken).map((name) => `${name}: `),
  );
});

test('the compiler refuses what the glossary says that it refuses, and for that reason', async () => {
  const cases = Object.entries(refused);
  const said = await complaints(cases.map(([, [text]]) => text));
  expect(said).toHaveLength(cases.length);
  for (const [i, [name, [, says]]] of cases.entries()) expect(said[i], name).toContain(says);
});
