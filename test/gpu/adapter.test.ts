import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GpuReport } from '../../src/core/grade/gpu-report';
import { gpuReportSchema } from '../../src/core/grade/gpu-report';
import type { Grade } from '../../src/core/grade/report';
import { type Dawn, startDawn } from '../support/dawn';
import { exercise, folders, kernel } from '../support/kernels';

let dawn: Dawn;
beforeAll(async () => {
  dawn = await startDawn();
}, 60_000);
afterAll(() => dawn.stop());

const head = `struct P { n: u32 }
@group(0) @binding(0) var<uniform> p: P;
@group(0) @binding(2) var<storage, read_write> s: array<f32>;
var<workgroup> w: array<atomic<u32>, 64>; var<workgroup> flag: u32;
`;
const entry = (body: string, params = '@builtin(local_invocation_index) l: u32'): string =>
  `@compute @workgroup_size(64) fn main(${params}) { ${body} }`;
const loop = 'for (var i = 0u; i < p.n; i++) { s[i] += 1; }';

describe('the guarded form compiles', () => {
  const solutions = folders.map(
    ({ exercise: { id } }) => [`solution of ${id}`, kernel(id)] as const,
  );
  const starters = folders.map(
    ({ exercise: { id } }) => [`starter of ${id}`, kernel(id, 'starter.wgsl')] as const,
  );
  const forms = [
    ['no parameters', head + entry(loop, '')],
    [
      'a struct parameter with the id',
      `struct In { @builtin(global_invocation_id) g: vec3u }\n${head}${entry(loop, 'in: In')}`,
    ],
    [
      'an alias of it',
      `struct In { @builtin(global_invocation_id) g: vec3u }\nalias A = In; alias B = A;\n${head}${entry(loop, 'in: B')}`,
    ],
    [
      'a struct parameter without the id',
      `struct In { @builtin(local_invocation_id) g: vec3u }\n${head}${entry(loop, 'in: In')}`,
    ],
    ['a comment with a parenthesis', head + entry(loop, '').replace('main(', 'main /* ( */ (')],
    [
      'nested loops of every form',
      head +
        entry(
          `loop { var k = 3u; while (k > 0) { ${loop} k--; } if (p.n > 2) { break; } continuing { s[0] = 1; } }`,
        ),
    ],
    [
      'a loop inside a switch, and a switch inside it',
      head +
        entry(
          `switch (l) { case 1 { ${loop} } default { loop { switch (p.n) { case 0 { break; } default { return; } } if (l > 0) { break; } } } }`,
        ),
    ],
    [
      'a helper that returns out of its loop',
      `${head}fn f(x: u32) -> vec2<f32> { loop { if (x > p.n) { return vec2f(1); } } }\n${entry('s[l] = f(l).x;')}`,
    ],
    [
      'a helper that returns a struct',
      `struct Q { a: f32, b: array<u32, 3> }\n${head}fn f() -> Q { for (;;) { if (p.n > 3) { return Q(); } } }\n${entry('s[l] = f().a;')}`,
    ],
    [
      'a helper that returns in both branches after its loop',
      `${head}fn f(x: u32) -> f32 { ${loop} if (x > 3) { return 1; } else { return 2; } }\n${entry('s[l] = f(l);')}`,
    ],
    [
      'barriers in a uniform loop',
      head + entry('for (var i = 0u; i < p.n; i++) { atomicAdd(&w[l], 1u); workgroupBarrier(); }'),
    ],
    [
      'barriers in a helper',
      `${head}fn sync() { workgroupBarrier(); }\n${entry('for (var i = 0u; i < p.n; i++) { sync(); }')}`,
    ],
    [
      'workgroupUniformLoad as a condition',
      head +
        entry(
          'while (workgroupUniformLoad(&flag) < p.n) { if (l == 0) { flag++; } workgroupBarrier(); }',
        ),
    ],
    [
      'a barrier behind a loop',
      head + entry(`${loop} workgroupBarrier(); s[l] = f32(atomicLoad(&w[0]));`),
    ],
    [
      'subgroup operations in a loop',
      `enable subgroups;\n${head}${entry('for (var i = 0u; i < p.n; i++) { s[l] = subgroupAdd(s[l]); }')}`,
    ],
    [
      'a pointer parameter',
      `${head}fn f(a: ptr<function, array<f32, 4>>) { for (var i = 0; i < 4; i++) { (*a)[i] = 1; } }\n${entry('var a: array<f32, 4>; f(&a); s[l] = a[1];')}`,
    ],
    [
      'CRLF and names that are not ASCII',
      `${head}${entry('var zähler = 0u; while (zähler < p.n) { zähler++; }')}`.replaceAll(
        '\n',
        '\r\n',
      ),
    ],
    [
      'several entry points',
      `${head}${entry(loop)}\n@compute @workgroup_size(1) fn other(@builtin(global_invocation_id) id: vec3u) { ${loop} s[id.x] = 1; }`,
    ],
  ] as const;
  const all = [...solutions, ...starters, ...forms];
  // A loop without a barrier finds the length up to which others then wait: its end must be the same for all.
  const inSecondForm = ['solution of E17'];
  test('at once, for every solution, starter and form of loop but one', async () => {
    const refused = await dawn.probe<number[]>({
      kind: 'refused',
      sources: all.map(([, source]) => source),
    });
    expect(Object.fromEntries(all.map(([name], i) => [name, refused[i]]))).toEqual(
      Object.fromEntries(all.map(([name]) => [name, inSecondForm.includes(name) ? 1 : 0])),
    );
  });
  test('in its second form where the look at the others would break uniformity', async () => {
    const source =
      head +
      entry(
        'var k = 0u; for (var i = 0u; i < p.n; i++) { k += 2; } if (k > 3) { workgroupBarrier(); }',
      );
    expect(await dawn.probe({ kind: 'refused', sources: [source] })).toEqual([1]);
  });
});

describe('a device that is lost', () => {
  const E01 = exercise('E01', { cases: [{ n: 997 }, { n: 65 }] });
  test.each([0, 1, 9])(
    'in run %i: nothing is graded wrong, and the next run has a new one',
    async (at) => {
      const [first, second] = await dawn.probe<[Grade, Grade]>({
        kind: 'lose',
        at,
        exercise: E01,
        source: kernel('E01'),
      });
      expect(first, first.says).toMatchObject({ verdict: 'inconclusive', diagnoses: [] });
      expect(first.says).toMatch(/Nothing was graded: the GPU device was lost/);
      expect(first.cases.map((one) => one.verdict)).toEqual(at < 8 ? [] : ['passed']);
      expect(second, second.says).toMatchObject({ verdict: 'passed' });
    },
  );
});

describe('the report on the GPU', () => {
  test('with an adapter, without one, with a broken driver, without WebGPU', async () => {
    const reports = await dawn.probe<GpuReport[]>({ kind: 'report' });
    for (const report of reports)
      expect(gpuReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
    const [found, none, broken, absent] = reports;
    expect(found).toMatchObject({ adapter: { software: true } });
    expect(found?.failedStep).toBeUndefined();
    expect(found?.facts.map(([name]) => name)).toContain('maxComputeInvocationsPerWorkgroup');
    expect(none?.failedStep).toBe('WebGPU is here, but it offers no adapter');
    expect(broken?.failedStep).toBe('asking for an adapter failed: the driver is gone');
    expect(absent?.failedStep).toBe('this browser has no WebGPU (navigator.gpu is missing)');
    for (const report of [none, broken, absent])
      expect(report?.advice[0]).toMatch(/^Start VS Code as `code --enable-unsafe-webgpu/);
  });
});

describe('a machine without an adapter', () => {
  test('the tests themselves fail, and say what to install', async () => {
    const before = process.env['TILEWORK_SWIFTSHADER'];
    process.env['TILEWORK_SWIFTSHADER'] = '/nowhere/vk_swiftshader_icd.json';
    try {
      await expect(startDawn()).rejects.toThrow(
        /need a WebGPU adapter\. .*offers no adapter.*apt-get install chromium/s,
      );
    } finally {
      if (before === undefined) delete process.env['TILEWORK_SWIFTSHADER'];
      else process.env['TILEWORK_SWIFTSHADER'] = before;
    }
  });
});
