import { describe, expect, test } from 'vitest';
import { wordsOf } from '../../support/simulated';

const first = async (body: string, count: number, before = ''): Promise<number[]> => [
  ...(await wordsOf(body, { before })).slice(0, count),
];

describe('control flow', () => {
  test('if, for with continue and break, while, loop with continuing, switch', async () => {
    const body = `
      var s = 0u;
      for (var i = 0u; i < 10u; i++) { if (i == 2u) { continue; } if (i == 5u) { break; } s += i; }
      out[0] = s;
      var n = p.w; while (n > 1u) { n /= 2u; out[1] += 1u; }
      var k = 0u; loop { if (k == 3u) { continue; } out[2] += 1u; continuing { k++; break if k == 6u; } }
      switch (p.z) { case 1u, 3u: { out[3] = 7u; } default: { out[3] = 9u; } }
      switch (p.z) { default: { out[4] = 9u; } case 4u: { out[4] = 7u; } }`;
    expect(await first(body, 5)).toEqual([0 + 1 + 3 + 4, 2, 5, 7, 9]);
  });

  test('&& and || look at the right side only where it matters', async () => {
    const before = 'var<private> calls: u32; fn yes() -> bool { calls += 1u; return true; }';
    const body = `
      if (p.x == 2u && yes()) { out[1] = 1u; } if (p.x == 1u || yes()) { out[2] = 1u; }
      out[0] = calls; if (p.x == 1u && yes()) { out[3] = calls; }`;
    expect(await first(body, 4, before)).toEqual([0, 0, 1, 1]);
  });
});

describe('memory', () => {
  // Dawn’s SwiftShader keeps what the last round left: seeds 2749, 7106, 9883 and others of the fuzz.
  test('a variable without a value is zero each time its declaration is reached', async () => {
    const body = `
      var s = 0u;
      for (var i = 0u; i < 3u; i++) { var a: array<u32, 3>; a[p.y] += 1u; s += a[p.y]; }
      out[0] = s;`;
    expect(await first(body, 1)).toEqual([3]);
  });

  test('pointers reach variables, elements and private memory', async () => {
    const before = `var<private> mine: array<u32, 3>;
      fn add(q: ptr<function, u32>, by: u32) { *q += by; }`;
    const body = `
      var a = 5u; add(&a, 3u); out[0] = a;
      var v = array<u32, 3>(1, 2, 3); let q = &v[p.y]; *q = 9u; out[1] = v[2];
      let m = &mine[p.x]; *m = 4u; out[2] = mine[1];
      let copy = v; v[0] = 100u; out[3] = copy[0];`;
    expect(await first(body, 4, before)).toEqual([8, 9, 4, 1]);
  });

  test('structs in storage lie where WGSL lays them', async () => {
    const before = `struct S { a: u32, v: vec3f, @size(16) b: u32, @align(32) c: array<vec2u, 2>, m: mat2x3f }`;
    const source = `${before}
      @group(0) @binding(0) var<uniform> p: vec4u;
      @group(0) @binding(1) var<storage, read_write> s: S;
      @compute @workgroup_size(1) fn main() {
        s.a = p.x; s.v = vec3f(0, 0, 1); s.b = 2u; s.c[1] = vec2u(3, 4); s.m[1].y = 1.0;
      }`;
    const { simulated } = await import('../../support/simulated');
    const outcome = await simulated(source);
    if (outcome.kind !== 'ran') throw new Error(JSON.stringify(outcome));
    const out = outcome.buffers.get('out') as Uint32Array;
    const filled = [...out.keys()].filter((i) => out[i] !== 0);
    // a at 0; v at 16; b at 28; c at 64 with a stride of 8; m at 80, its second column 16 further.
    expect(filled).toEqual([0, 24 / 4, 28 / 4, 72 / 4, 76 / 4, (96 + 4) / 4]);
  });

  test('atomics give the old value, and compare-exchange whether it took place', async () => {
    const before = 'var<workgroup> a: atomic<u32>; var<workgroup> b: atomic<i32>;';
    const body = `
      out[0] = atomicAdd(&a, 5u); out[1] = atomicSub(&a, 1u); out[2] = atomicMax(&a, 9u);
      out[3] = atomicMin(&a, 6u); out[4] = atomicAnd(&a, 3u); out[5] = atomicOr(&a, 8u);
      out[6] = atomicXor(&a, 1u); out[7] = atomicExchange(&a, 7u);
      let r = atomicCompareExchangeWeak(&a, 7u, 1u); out[8] = r.old_value; out[9] = u32(r.exchanged);
      out[10] = u32(atomicCompareExchangeWeak(&a, 7u, 2u).exchanged); out[11] = atomicLoad(&a);
      atomicStore(&b, -5); out[12] = u32(atomicMin(&b, 3)); out[13] = u32(atomicLoad(&b));`;
    const minus5 = -5 >>> 0;
    expect(await first(body, 14, before)).toEqual([
      ...[0, 5, 4, 9, 6, 2, 10, 11, 7, 1, 0, 1],
      ...[minus5, minus5],
    ]);
  });

  test('workgroup memory is zero in every workgroup, and shared after a barrier', async () => {
    const before = 'var<workgroup> t: array<u32, 8>;';
    const body = 't[l] += l; workgroupBarrier(); out[l] = t[7u - l] + workgroupUniformLoad(&t[1]);';
    const out = await wordsOf(body, { before, size: 8 });
    expect([...out.slice(0, 8)]).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
  });
});

describe.each([4, 8, 32, 128])('subgroups of %i', (subgroupSize) => {
  const lane = async (expression: string): Promise<number[]> => {
    const options = { settings: { schedule: { kind: 'lowest' }, subgroupSize } } as const;
    const body = `out[l] = ${expression};`;
    return [
      ...(await wordsOf(body, { before: 'enable subgroups;', size: 20, options })).slice(0, 20),
    ];
  };
  /** What each of 20 invocations gets, from the invocations of its subgroup; the last one is part-filled. */
  const expected = (of: (all: readonly number[], at: number) => number): number[] =>
    Array.from({ length: 20 }, (_, i) => {
      const start = i - (i % subgroupSize);
      const all = Array.from({ length: Math.min(subgroupSize, 20 - start) }, (_, k) => start + k);
      return of(all, i - start);
    });
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

  test.each([
    ['subgroupAdd(l)', (all: readonly number[]) => sum(all)],
    ['subgroupMax(l)', (all: readonly number[]) => Math.max(...all)],
    ['subgroupMin(l)', (all: readonly number[]) => Math.min(...all)],
    ['subgroupInclusiveAdd(l)', (all: readonly number[], at: number) => sum(all.slice(0, at + 1))],
    ['subgroupExclusiveAdd(l)', (all: readonly number[], at: number) => sum(all.slice(0, at))],
    ['subgroupBroadcastFirst(l)', (all: readonly number[]) => all[0] ?? 0],
    ['subgroupBroadcast(l, 1)', (all: readonly number[]) => all[1] ?? 0],
    ['subgroupShuffleXor(l, 1)', (all: readonly number[], at: number) => all[at ^ 1] ?? 0],
    ['u32(subgroupElect())', (_: readonly number[], at: number) => Number(at === 0)],
    ['u32(subgroupAny(l == 3u))', (all: readonly number[]) => Number(all.includes(3))],
    ['u32(subgroupAll(l < 8u))', (all: readonly number[]) => Number(all.every((i) => i < 8))],
    ['countOneBits(subgroupBallot(true).x)', (all: readonly number[]) => Math.min(32, all.length)],
    ['quadBroadcast(l, 2)', (all: readonly number[], at: number) => all[at - (at % 4) + 2] ?? 0],
    ['quadSwapX(l)', (all: readonly number[], at: number) => all[at ^ 1] ?? 0],
    ['quadSwapY(l)', (all: readonly number[], at: number) => all[at ^ 2] ?? 0],
    ['quadSwapDiagonal(l)', (all: readonly number[], at: number) => all[at ^ 3] ?? 0],
    ['lane', (_: readonly number[], at: number) => at],
    ['lanes', () => subgroupSize],
  ])('%s', async (expression, of) => {
    expect(await lane(expression)).toEqual(expected(of));
  });
});
