import { describe, expect, test } from 'vitest';
import { gradeExercise } from '../../../src/core/grade/grade-exercise';
import { marksOf } from '../../../src/core/grade/marks';
import type { Grade } from '../../../src/core/grade/report';
import { isStarred } from '../../../src/core/grade/starred';
import type { Graded } from '../../../src/core/grade/session';
import {
  type TrafficPass,
  type TrafficRequest,
  trafficSchema,
  type TrafficSite,
} from '../../../src/core/grade/traffic';
import { checkedCases } from '../../../src/core/grade/trials';
import { outline } from '../../../src/core/outline/outline';
import { simulatorRunner } from '../../../src/simulator/runner';
import { jobOf, run } from '../../fuzz/differential';
import { module } from '../../fuzz/kernels';
import { changed, exercise, kernel } from '../../support/kernels';
import { simulated } from '../../support/simulated';

const head = `@group(0) @binding(0) var<uniform> p: vec4u;
@group(0) @binding(1) var<storage, read_write> out: array<u32>;
`;

async function counted(
  body: string,
  { size = '64', before = '', workgroups = 1, words = 8192, request = {} } = {},
): Promise<TrafficPass> {
  const source = `${head}${before}@compute @workgroup_size(${size})
fn main(@builtin(local_invocation_index) l: u32, @builtin(workgroup_id) w: vec3u) {
${body}
}`;
  const outcome = await simulated(source, {}, { workgroups, words, traffic: request });
  if (outcome.kind !== 'ran' || outcome.traffic === undefined)
    throw new Error(JSON.stringify(outcome));
  expect(trafficSchema.parse(structuredClone(outcome.traffic))).toEqual(outcome.traffic);
  const [pass] = outcome.traffic.passes;
  if (pass === undefined) throw new Error('no pass');
  return pass;
}

const only = ({ sites }: TrafficPass, text: string, access: string): TrafficSite => {
  const found = sites.filter((one) => one.text === text && one.access === access);
  const [one] = found;
  if (one === undefined || found.length > 1) throw new Error(`${found.length} sites “${text}”`);
  return one;
};

describe('lines and sectors of 32 lanes', () => {
  test.each([
    ['neighbours', 'l', 1, 4],
    ['every second word', '2u * l', 2, 8],
    ['a line apart', '32u * l', 32, 32],
    ['one word off', 'l + 1u', 2, 5],
    ['all the same', 'p.x', 1, 1],
    ['backwards', '63u - l', 1, 4],
  ])('%s', async (_, index, lines, sectors) => {
    const site = only(await counted(`_ = out[${index}];`), `out[${index}]`, 'read');
    expect([site.groups, site.invocations, site.words]).toEqual([2, 64, 64]);
    expect([site.lines, site.mostLines, site.sectors]).toEqual([2 * lines, lines, 2 * sectors]);
  });

  test('a vec4 for each lane needs four lines, and no fewer', async () => {
    const before = '@group(0) @binding(2) var<storage, read_write> wide: array<vec4f>;\n';
    const source = `${head}${before}@compute @workgroup_size(32) fn main(@builtin(local_invocation_index) l: u32) { wide[l] = vec4f(1); }`;
    const outcome = await simulated(source, {}, { traffic: {}, wide: 128 });
    const site = outcome.kind === 'ran' ? outcome.traffic?.passes[0]?.sites[0] : undefined;
    expect(site).toMatchObject({ lines: 4, leastLines: 4, words: 128, sectors: 16 });
  });

  test('lanes can be taken another number at a time', async () => {
    const site = only(await counted('_ = out[l];', { request: { lanes: 16 } }), 'out[l]', 'read');
    expect([site.groups, site.lines]).toEqual([4, 4]);
  });
});

describe('banks of workgroup memory', () => {
  const before = 'var<workgroup> tile: array<u32, 2048>;\n';
  test.each([
    ['neighbours', 'l', 1],
    ['stride 2', '2u * l', 2],
    ['stride 3', '3u * l', 1],
    ['stride 32', '32u * l', 32],
    ['stride 33', '33u * l', 1],
    ['one word for all', 'p.x', 1],
  ])('%s', async (_, index, degree) => {
    const pass = await counted(`_ = tile[${index}];`, { before, size: '32' });
    expect(only(pass, `tile[${index}]`, 'read')).toMatchObject({
      ...{ groups: 1, degree, mostDegree: degree, leastDegree: 1, lines: 0 },
    });
  });
});

test('lanes that miss a round of a loop are not put together with others of the next', async () => {
  // Lane l skips the rounds below l: in round k the lanes up to k read neighbouring words.
  const pass = await counted(
    'for (var k = 0u; k < 4u; k++) { if (k >= l) { out[32u * k + l] = k; } }',
    { size: '4' },
  );
  expect(only(pass, 'out[32u * k + l]', 'write')).toMatchObject({
    ...{ groups: 4, invocations: 1 + 2 + 3 + 4, lines: 4, mostLines: 1 },
  });
});

test('calls from two places are two accesses, and a pointer leads to its variable', async () => {
  const before =
    'var<workgroup> a: array<u32, 32>;\nfn at(q: ptr<workgroup, u32>) -> u32 { return *q; }\n';
  const pass = await counted('let x = at(&a[l]); let y = at(&a[0]); out[l] = x + y;', {
    ...{ before, size: '32' },
  });
  const site = only(pass, '*q', 'read');
  expect([site.groups, pass.memories[site.memory]?.name]).toEqual([2, 'a']);
});

test('branches: how many of them take the lanes of a group apart', async () => {
  const pass = await counted(
    `if (l % 2u == 0u) { out[l] = 1u; }
     if (l < 32u) { out[l] = 2u; }
     for (var i = 0u; i < (l & 3u); i++) { out[l] += 1u; }
     switch (l / 32u) { case 0u: { out[l] = 3u; } default: { out[l] = 4u; } }`,
  );
  expect(pass.branches.map(({ groups, divergent }) => [groups, divergent])).toEqual([
    [2, 2],
    [2, 0],
    [8, 6],
    [2, 0],
  ]);
});

test('atomics: how many lanes meet at one address', async () => {
  const before = 'var<workgroup> bins: array<atomic<u32>, 8>;\n';
  const pass = await counted('atomicAdd(&bins[l / 8u], 1u);', { before, size: '32' });
  expect(only(pass, 'atomicAdd(&bins[l / 8u], 1u)', 'atomic')).toMatchObject({
    ...{ sameAddress: 8, mostSameAddress: 8 },
  });
});

test('words moved and different words of each memory: their quotient is the reuse', async () => {
  const before = 'var<workgroup> tile: array<u32, 64>;\n';
  const pass = await counted(
    'tile[l] = out[l]; workgroupBarrier(); for (var k = 0u; k < 4u; k++) { _ = tile[(l + k) % 64u]; } out[64u * w.x + l + 128u] = p.x;',
    { before, workgroups: 2 },
  );
  const named = pass.memories.map((one) => [one.name, one.read, one.written, one.distinct]);
  expect(named).toEqual([
    ['tile', 2 * 4 * 64, 2 * 64, 2 * 64],
    ['out', 2 * 64, 2 * 64, 64 + 128],
    ['p', 2 * 64, 0, 1],
  ]);
});

test('frames: the addresses of each lane, by barrier interval, of the workgroup that is asked for', async () => {
  const before = 'var<workgroup> tile: array<u32, 64>;\n';
  const body = 'tile[l] = l; workgroupBarrier(); if (l > 1u) { _ = tile[2u * l]; }';
  const request = { frames: { workgroup: 1, most: 100 } };
  const pass = await counted(body, { before, size: '4', workgroups: 2, request });
  const shown = pass.frames.map(({ interval, offsets }) => [interval, offsets.slice(0, 5)]);
  expect(shown).toEqual([
    [0, [0, 4, 8, 12, null]],
    [1, [null, null, 16, 24, null]],
  ]);
  const read = only(pass, 'tile[2u * l]', 'read');
  const one = { frames: { workgroup: 0, site: read.id, most: 100 } };
  const focused = await counted(body, { before, size: '4', workgroups: 2, request: one });
  expect(focused.frames).toEqual([expect.objectContaining({ site: read.id, bytes: 4, step: 0 })]);
  const few = { frames: { workgroup: 0, most: 1 } };
  const cut = await counted(body, { before, size: '4', request: few });
  expect([cut.frames.length, cut.moreFrames]).toEqual([1, true]);
});

test('a loop that does more between two barriers than is kept says so', async () => {
  const pass = await counted('for (var k = 0u; k < 40000u; k++) { _ = out[l]; }', { size: '1' });
  expect(pass.complete).toBe(false);
});

describe('operations, component by component and as the file has them', () => {
  const before = `var<private> f: f32 = 1.5; var<private> v: vec4f; var<private> m: mat2x2f;
    fn twice(x: f32) -> f32 { return x + x; }\n`;
  test.each([
    ['f = f * 2.0 + f;', 2, 0],
    ['f += 1.0;', 1, 0],
    ['v = v * f;', 4, 0],
    ['f = fma(f, f, f);', 2, 0],
    ['f = dot(v, v);', 7, 0],
    ['m = m * m;', 4 * 3, 0],
    ['f = pow(f, 2.5);', 3, 0],
    ['f = max(f, 0.0) - sqrt(f);', 3, 0],
    ['f = length(v);', 8, 0],
    ['f = -f; v = abs(v);', 0, 0],
    ['f = select(f, 2.0, f > 1.0);', 0, 0],
    ['f = twice(f) + twice(f);', 3, 0],
    ['f = f32(l); f = bitcast<f32>(l);', 0, 0],
    ['f = 2.0 * 3.0;', 0, 0],
    ['out[l] = (l + 1u) * 4u % 8u;', 0, 3],
    ['out[l * 2u] = l << 2u;', 0, 2],
    ['if (l > 8u && f + 1.0 > 0.0) { f *= f; }', 0, 0],
    ['if (l < 8u && f + 1.0 > 0.0) { f *= f; }', 2, 0],
    ['for (var k = 0u; k < 3u; k++) { f += f; }', 3, 3],
    ['var k = 0u; loop { if (k >= 3u) { break; } f *= f; continuing { k += 1u; } }', 3, 3],
  ])('%s', async (body, floats, wholes) => {
    const { operations } = await counted(body, { before, size: '4', workgroups: 2 });
    expect(operations).toEqual({ floats: 8 * floats, wholes: 8 * wholes });
  });
});

describe('how many words an invocation asks for before it stores something', () => {
  const before = `@group(0) @binding(2) var<storage, read_write> wide: array<vec4f>;
    var<workgroup> tile: array<u32, 64>;\n`;
  const four = 'let a = out[l]; let b = out[l + 4u]; let c = out[l + 8u]; let d = out[l + 12u];';
  test.each([
    ['a chain', 'for (var k = 0u; k < 4u; k++) { out[l + 64u] = out[l]; }', 1, 'out[l]'],
    ['four loads', `${four} out[l] = a + b + c + d;`, 4, 'out[l]'],
    ['a store to a tile ends it', `let a = out[l]; tile[l] = a; ${four}`, 4, 'out[l]'],
    ['what is read of a tile does not', `let a = out[l]; let t = tile[l]; let b = out[2u];`, 2, ''],
    ['a barrier does', 'let a = out[l]; workgroupBarrier(); let b = out[l];', 1, 'out[l]'],
    ['an atomic does', 'let a = out[l]; atomicAdd(&sum, 1u); let b = out[l];', 1, 'out[l]'],
    ['a load of four is four', 'let a = wide[l]; out[l] = u32(a.x);', 4, 'wide[l]'],
    ['no load', 'out[l] = p.x;', 0, undefined],
  ])('%s', async (_, body, words, text) => {
    const more = `${before}var<workgroup> sum: atomic<u32>;\n`;
    const source = `${head}${more}@compute @workgroup_size(4)
fn main(@builtin(local_invocation_index) l: u32) { ${body} }`;
    const outcome = await simulated(source, {}, { traffic: {}, wide: 64 });
    const pass = outcome.kind === 'ran' ? outcome.traffic?.passes[0] : undefined;
    expect(pass?.ahead.words).toBe(words);
    const site = pass?.sites.find(({ id }) => id === pass.ahead.site);
    if (text !== '') expect(site?.text).toBe(text);
  });
});

test('steps: who touches memory from barrier to barrier, in the first workgroup', async () => {
  const before = 'var<workgroup> tile: array<u32, 64>;\n';
  const tree = (adds: string): string =>
    `tile[l] = l; workgroupBarrier();
     for (var s = 1u; s < 64u; s *= 2u) { if (${adds}) { tile[l] += 1u; } workgroupBarrier(); }
     if (p.x > 8u) { tile[l] = 0u; }`;
  const together = await counted(tree('l < 32u / s'), { before, workgroups: 3 });
  const lanes = [64, 32, 16, 8, 4, 2, 1, 0];
  expect(together.steps).toEqual(lanes.map((one) => ({ lanes: one, groups: Math.ceil(one / 32) })));
  const apart = await counted(tree('l % (2u * s) == 0u'), { before });
  expect(apart.steps.map(({ groups }) => groups)).toEqual([2, 2, 2, 2, 2, 2, 1, 0]);
  expect(apart.steps.map((one) => one.lanes)).toEqual(lanes);
});

async function graded(id: string, source: string, traffic?: TrafficRequest): Promise<Graded> {
  const cases = checkedCases(exercise(id));
  const submission = {
    ...{ exercise: exercise(id, { cases }), source },
    ...(traffic === undefined ? {} : { traffic }),
  };
  return await gradeExercise(submission, simulatorRunner(), {
    ...{ compiled: () => undefined, caseGraded: () => undefined },
    ...{ cancelled: () => false, now: () => 0 },
  });
}

describe('marks of an exercise', () => {
  test('E07: one line for each access on both sides, and no bank twice', async () => {
    const { grade, traffic } = await graded('E07', kernel('E07'));
    expect([grade.verdict, [...traffic.keys()]]).toEqual(['passed', [1]]);
    const [pass] = traffic.get(1)?.passes ?? [];
    const named = (pass?.sites ?? [])
      .filter(({ memory }) => pass?.memories[memory]?.space !== 'uniform')
      .map((one) => [
        ...[pass?.memories[one.memory]?.buffer ?? 'workgroup', one.access],
        ...[one.lines / one.groups, one.degree / one.groups],
      ]);
    expect(named).toEqual([
      ['a', 'read', 1, 0],
      ['workgroup', 'write', 0, 1],
      ['workgroup', 'read', 0, 1],
      ['t', 'write', 1, 0],
    ]);
  });

  const earnedIn = ({ marks = [] }: Grade): (boolean | undefined)[] =>
    marks.map(({ earned }) => earned);

  test.each([
    ['scattered-load', 0, '`a[r * p.cols + c]` touches 32 lines of 128 bytes'],
    ['scattered-store', 1, '`t[r * p.rows + c]` touches 32 lines of 128 bytes'],
    ['tile-32-wide', 2, '`tile[lid.x][k]` asks one bank 32 times'],
  ])('E07 %s: it passes, and a mark is missed at its place', async (file, index, words) => {
    const source = kernel('E07', `misses/${file}.wgsl`);
    const { grade } = await graded('E07', source);
    expect(grade).toMatchObject({ verdict: 'passed', diagnoses: [] });
    expect(earnedIn(grade)).toEqual([0, 1, 2].map((i) => i !== index));
    const missed = grade.marks?.[index];
    expect(missed?.found).toContain(words);
    expect(missed?.found).toContain('; at most 1 would do');
    expect(missed?.says).toBe(exercise('E07').marks?.goals[index]?.says);
    const { line = -1, character } = missed?.range?.start ?? {};
    expect(source.split('\n')[line]?.slice(character)).toMatch(/^(a|t|tile)\[/);
  });

  test('barriers are those that a workgroup passes, of the entry point that is meant', async () => {
    const [one] = (await graded('E14', kernel('E14'))).grade.marks ?? [];
    expect(one).toMatchObject({ earned: true, found: '1 barrier in a workgroup' });
    const [tree] = (await graded('E14', kernel('E14', 'naive.wgsl'))).grade.marks ?? [];
    expect(tree?.found).toBe('9 barriers in a workgroup; at most 1 would do');
  });

  test('a kernel that leaves the memory alone earns no mark for how it is touched', async () => {
    const { grade } = await graded('E10', kernel('E10', 'naive.wgsl'));
    expect(grade.marks?.[0]).toMatchObject({
      ...{ earned: false, found: 'workgroup memory is not touched' },
    });
    expect(isStarred(grade.marks)).toBe(false);
  });

  test('words moved are held against an expression over the case', async () => {
    const [atomics] = (await graded('E13', kernel('E13', 'naive.wgsl'))).grade.marks ?? [];
    expect(atomics?.found).toMatch(
      /^8,\d+ words changed atomically in “h”; at most 3,000 would do$/,
    );
  });

  test('branches that part neighbours are named', async () => {
    const [together] = (await graded('E05', kernel('E05', 'naive.wgsl'))).grade.marks ?? [];
    expect(together).toMatchObject({ earned: false });
    expect(together?.found).toMatch(
      /^[\d,]+ times 32 neighbours part, most often at `.*`; none would do$/,
    );
  });

  test('sums that do not wait for each other are told from the text', async () => {
    const [four] = (await graded('E09', kernel('E09'))).grade.marks ?? [];
    expect(four).toMatchObject({
      ...{ earned: true, found: 'the loop has 4 sums that do not wait for each other' },
    });
    const [one] = (await graded('E09', kernel('E09', 'naive.wgsl'))).grade.marks ?? [];
    expect(one?.found).toBe(
      'the loop has one sum, and each addition waits for the one before; at least 4 would do',
    );
  });

  test('words that are asked for before a store, with the place where the run begins', async () => {
    const [four] = (await graded('E08', kernel('E08'))).grade.marks ?? [];
    expect(four).toMatchObject({
      ...{ earned: true, found: '4 words of buffers loaded before something is stored' },
    });
    const source = kernel('E08', 'misses/one-at-a-time.wgsl');
    const [one] = (await graded('E08', source)).grade.marks ?? [];
    expect(one?.found).toBe(
      '1 word of buffers loaded before something is stored; at least 4 would do',
    );
    const { line = -1, character } = one?.range?.start ?? {};
    expect(source.split('\n')[line]?.slice(character)).toMatch(/^a\[/);
  });

  test('operations on floats are those of all invocations', async () => {
    const of = async (file: string) => (await graded('E05', kernel('E05', file))).grade.marks?.[1];
    expect(await of('solution.wgsl')).toMatchObject({
      ...{ earned: true, found: '524,288 operations on floats' },
    });
    expect(await of('misses/select-of-both.wgsl')).toMatchObject({
      ...{ earned: false, found: '1,048,576 operations on floats; at most 532,480 would do' },
    });
  });

  test('a kernel that fails has no marks, and an exercise without any says nothing', async () => {
    const wrong = await graded('E07', kernel('E07', 'mutants/tile-not-turned.wgsl'));
    expect([wrong.grade.verdict, wrong.grade.marks]).toEqual(['failed', undefined]);
    expect((await graded('E06', kernel('E06'))).grade.marks).toBeUndefined();
  });

  test('a run that does not count leaves them open; the plan alone tells its temporaries', () => {
    const L09 = exercise('L09');
    const plan = { dispatches: 2, temporaryBytes: 960 };
    const one = { index: 1, label: '', parameters: {}, verdict: 'passed' as const, trials: 1 };
    const cases = [{ ...one, wrong: 0, of: 1, diagnoses: [], plan }];
    expect(marksOf(L09, outline(kernel('L09')), cases, new Map())).toMatchObject([
      { earned: false, found: '960 bytes; none would do' },
      { title: expect.stringContaining('x is read') as string },
    ]);
    const open = marksOf(exercise('E07'), outline(kernel('E07')), cases, new Map());
    expect(open?.map(({ earned }) => earned)).toEqual([undefined, undefined, undefined]);
    expect([isStarred(open), isStarred(undefined), isStarred([])]).toEqual([false, false, false]);
  });

  test('E06 has none, and the counts show which side is scattered', async () => {
    const { grade, traffic } = await graded('E06', kernel('E06'), {});
    expect(grade.verdict).toBe('passed');
    const [pass] = traffic.get(0)?.passes ?? [];
    const write = pass?.sites.find(({ access }) => access === 'write');
    expect(write?.mostLines).toBeGreaterThan(10);
  });
});

test('counting changes no result: 64 generated kernels, with every feature of the language', async () => {
  for (let first = 200_000; first < 200_064; first += 8) {
    const source = module(Array.from({ length: 8 }, (_, i) => first + i));
    const [plain, counting] = [
      await run(simulatorRunner(), source, jobOf(8)),
      await run(simulatorRunner(), source, { ...jobOf(8), traffic: {} }),
    ];
    if (plain.kind !== 'ran' || counting.kind !== 'ran') throw new Error(JSON.stringify(counting));
    expect([...counting.buffers]).toEqual([...plain.buffers]);
    const { floats = 0, wholes = 0 } = counting.traffic?.passes[0]?.operations ?? {};
    expect(Math.min(floats, wholes)).toBeGreaterThan(100);
  }
});

test('nothing is recorded where nobody asks', async () => {
  const source = changed(kernel('E01'), ') {', ') {');
  expect((await graded('E01', source)).traffic.size).toBe(0);
});
