import { describe, expect, test } from 'vitest';
import { gradeExercise } from '../../../src/core/grade/grade-exercise';
import type { Grade } from '../../../src/core/grade/report';
import type { Outcome } from '../../../src/core/grade/runner';
import { simulatorRunner } from '../../../src/simulator/runner';
import { hostileSchedules, ordered } from '../../../src/simulator/run/schedule';
import { changed, exercise, folders, kernel } from '../../support/kernels';
import { simulated } from '../../support/simulated';

test('each schedule runs every invocation once', () => {
  const orders = hostileSchedules.map((schedule) => [...ordered(schedule, 5, 0)]);
  expect(orders.map((order) => order.toSorted((a, b) => a - b))).toEqual(
    orders.map(() => [0, 1, 2, 3, 4]),
  );
  expect([orders[0], orders[1], orders[3]]).toEqual([
    [0, 1, 2, 3, 4],
    [4, 3, 2, 1, 0],
    [1, 2, 3, 4, 0],
  ]);
});

const source = (body: string): string => `@group(0) @binding(0) var<uniform> p: vec4u;
struct Out { next: atomic<u32>, slots: array<u32> }
@group(0) @binding(1) var<storage, read_write> out: Out;
@compute @workgroup_size(8) fn main(@builtin(local_invocation_index) l: u32) { ${body} }`;

async function ran(body: string): Promise<Extract<Outcome, { kind: 'ran' }>> {
  const outcome = await simulated(source(body), {}, { words: 9, everySchedule: true });
  if (outcome.kind !== 'ran') throw new Error(JSON.stringify(outcome));
  return outcome;
}

describe('a job in every way', () => {
  test('places that are given out by an atomic are no race, and the results differ', async () => {
    const outcome = await ran('let at = atomicAdd(&out.next, 1u); out.slots[at] = l;');
    expect(outcome.findings).toBeUndefined();
    expect([...(outcome.buffers.get('out') ?? [])].slice(1)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    const others = outcome.alternatives?.map(({ usual, other, buffers }) => [
      usual,
      other,
      [...(buffers.get('out') ?? [])][1],
    ]);
    const usual = 'the lowest invocation first';
    expect(others).toEqual([
      [usual, 'the highest invocation first', 7],
      [usual, 'invocations in a random order (seed 1)', expect.any(Number)],
      [usual, 'invocation 0 behind all others', 1],
    ]);
  });

  test('what does not depend on the order has no alternatives', async () => {
    expect((await ran('atomicAdd(&out.next, l); out.slots[l] = l;')).alternatives).toEqual([]);
  });

  test('a race that only another order reaches is found too', async () => {
    // Only who comes second stores, and it stores where the last one reads.
    const body =
      'let at = atomicAdd(&out.next, 1u); if (at == 0u && l == 7u) { out.slots[0] = 1u; } if (l == 3u) { out.slots[1] = out.slots[0]; }';
    const { findings, alternatives = [] } = await ran(body);
    expect(findings).toBeUndefined();
    expect(alternatives.flatMap((one) => one.findings).map(({ id }) => id)).toEqual(['race']);
  });

  const slots = (put: string): string =>
    `enable subgroups;\n${source(`let sum = subgroupAdd(l); ${put}`).replace(
      'local_invocation_index) l: u32',
      'local_invocation_index) l: u32, @builtin(subgroup_invocation_id) lane: u32',
    )}`;

  async function waysOf(text: string): Promise<(readonly [string, readonly string[]])[]> {
    const outcome = await simulated(text, {}, { words: 9, everySchedule: true });
    if (outcome.kind !== 'ran') throw new Error(JSON.stringify(outcome));
    expect(outcome.findings).toBeUndefined();
    const other = outcome.alternatives ?? [];
    return other.map((one) => [one.other, one.findings.map(({ id }) => id)] as const);
  }

  test('a race that comes about with smaller subgroups is seen there', async () => {
    const others = await waysOf(slots('if (lane == 0u) { out.slots[0] = sum; }'));
    expect(others).toEqual([['subgroups of 4 lanes', ['race']]]);
  });

  test('the size of a subgroup and who has its first lane may be any', async () => {
    const others = await waysOf(slots('if (lane == 0u) { out.slots[l / 4u] = sum; }'));
    expect(others).toEqual([
      ['subgroups of 4 lanes', []],
      ['the invocations spread over the lanes at random', []],
    ]);
  });

  test('with a weak exchange it runs once more with exchanges that fail for no reason', async () => {
    const outcome = await ran(
      'out.slots[l] = u32(atomicCompareExchangeWeak(&out.next, 9u + l, 0u).exchanged);',
    );
    expect(outcome.alternatives).toEqual([]);
    const weak = await ran(
      'let tried = atomicCompareExchangeWeak(&out.next, 0u, 0u); if (l == 0u) { out.slots[0] = u32(tried.exchanged); }',
    );
    expect(weak.alternatives?.map(({ respect }) => respect)).toEqual(['exchange']);
  });
});

async function graded(id: string, text: string): Promise<Grade> {
  const cases = exercise(id).cases.slice(0, 1);
  const submission = { exercise: exercise(id, { cases }), source: text, everySchedule: true };
  const { grade } = await gradeExercise(submission, simulatorRunner(), {
    ...{ compiled: () => undefined, caseGraded: () => undefined },
    ...{ cancelled: () => false, now: () => 0 },
  });
  return grade;
}

describe('the verdict', () => {
  test.each(folders.map(({ exercise: { id } }) => id))(
    '%s: the solution passes under every schedule',
    async (id) => {
      const { verdict, diagnoses } = await graded(id, kernel(id));
      expect([verdict, diagnoses]).toEqual(['passed', []]);
    },
  );

  test('a result that depends on the order fails, with both results and their orders', async () => {
    // The ticket is right only if the invocations of a workgroup come in the order of their numbers.
    const swaps = [
      ['@compute', 'var<workgroup> ticket: atomic<u32>;\n@compute'],
      ['gid: vec3u)', 'gid: vec3u, @builtin(local_invocation_id) lid: vec3u)'],
      ['let i = gid.x;', 'let i = gid.x - lid.x + atomicAdd(&ticket, 1u);'],
      ['c[i] = a[i] + b[i]', 'c[i] = a[gid.x] + b[gid.x]'],
    ] as const;
    const text = swaps.reduce((all, [from, to]) => changed(all, from, to), kernel('E01'));
    const first = await graded('E01', text);
    expect(first.verdict).toBe('failed');
    const [one] = first.diagnoses;
    expect(one?.id).toBe('depends-on-schedule');
    expect(one?.title).toMatch(
      /^c\[\d+\] is \S+ in one legal order of the invocations and \S+ in /,
    );
    expect(one?.says).toContain('With the lowest invocation first it comes out as');
    expect(one?.says).toContain('with the highest invocation first as');
  });

  test('a wrong result that differs by rounding only does not depend on the order', async () => {
    // The mean of the numbers, added up by atomics in whatever order they come.
    const { diagnoses } = await graded('E12', kernel('E12', 'mutants/running-mean.wgsl'));
    expect(diagnoses.map(({ id }) => id)).toEqual(['misreading:mean-not-sum']);
  });
});
