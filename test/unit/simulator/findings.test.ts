import { describe, expect, test } from 'vitest';
import { gradeExercise } from '../../../src/core/grade/grade-exercise';
import type { Diagnosis, Grade } from '../../../src/core/grade/report';
import { smallCases } from '../../../src/core/grade/trials';
import { type SimulatorOptions, simulatorRunner } from '../../../src/simulator/runner';
import { changed, exercise, folders, kernel } from '../../support/kernels';
import { simulated } from '../../support/simulated';

async function graded(
  id: string,
  source: string,
  options: SimulatorOptions = {},
  cases = smallCases(exercise(id)),
): Promise<Grade> {
  const submission = { exercise: exercise(id, { cases }), source, stopAtFirstFailure: true };
  const { grade } = await gradeExercise(submission, simulatorRunner(options), {
    compiled: () => undefined,
    caseGraded: () => undefined,
    cancelled: () => false,
    now: () => 0,
  });
  return grade;
}

describe('a right kernel never gets a finding', () => {
  const ids = folders.map(({ exercise: { id } }) => id);
  test.each(ids)('%s, every small case', async (id) => {
    const grade = await graded(id, kernel(id));
    expect([grade.verdict, grade.diagnoses, grade.cases.map((one) => one.notRun)]).toEqual([
      'passed',
      [],
      smallCases(exercise(id)).map(() => undefined),
    ]);
  });

  const settings = [
    { schedule: { kind: 'highest' }, subgroupSize: 4 },
    { schedule: { kind: 'random', seed: 8 }, subgroupSize: 8 },
    { schedule: { kind: 'random', seed: 5 }, subgroupSize: 16, shuffledLanes: 3 },
    { schedule: { kind: 'straggler', invocation: 0 }, subgroupSize: 32 },
    { schedule: { kind: 'highest' }, subgroupSize: 64, shuffledLanes: 9, spuriousFailures: true },
    { schedule: { kind: 'straggler', invocation: 7 }, subgroupSize: 128 },
  ] as const;
  const all = ids.flatMap((id) => settings.map((setting) => ({ id, setting })));
  test.each(all)(
    '$id, the control case, $setting.schedule.kind, subgroups of $setting.subgroupSize',
    async ({ id, setting }) => {
      const grade = await graded(
        id,
        kernel(id),
        { settings: setting },
        smallCases(exercise(id)).slice(0, 1),
      );
      expect([grade.verdict, grade.diagnoses]).toEqual(['passed', []]);
    },
  );
});

const lineOf = ({ range }: Pick<Diagnosis, 'range'>): number => (range?.start.line ?? -1) + 1;

describe('a missing barrier is a race between two lines', () => {
  test.each([
    ['E10', 'no-barrier-in-the-tree', 29, 29, 'at the end of its body'],
    ['E10', 'no-barrier-before-the-tree', 23, 28, 'between the two'],
    ['E07', 'missing-barrier', 28, 37, 'between the two'],
    ['L07', 'missing-barrier', 69, 86, 'between the two'],
  ])('%s %s', async (id, mutant, store, read, remedy) => {
    const { verdict, diagnoses } = await graded(id, kernel(id, `mutants/${mutant}.wgsl`));
    const [race] = diagnoses;
    expect([verdict, race?.id]).toEqual(['failed', 'race']);
    expect([race, ...(race?.related ?? [])].map((one) => lineOf(one ?? {}))).toEqual([store, read]);
    expect(race?.says).toContain(remedy);
  });
});

const head = `@group(0) @binding(0) var<uniform> p: vec4u;
@group(0) @binding(1) var<storage, read_write> out: array<u32, 8>;
`;
const entry = (size: number, body: string): string =>
  `${head}@compute @workgroup_size(${size}) fn main(@builtin(local_invocation_index) l: u32) {\n${body}\n}`;

async function findings(source: string, workgroups = 1): Promise<readonly Diagnosis[]> {
  const outcome = await simulated(source, {}, { words: 8, workgroups });
  if (outcome.kind !== 'ran') throw new Error(JSON.stringify(outcome));
  return outcome.findings ?? [];
}

describe('findings', () => {
  test('storage that is guarded by workgroupBarrier alone is a race, and the message says why', async () => {
    const [race] = await findings(
      entry(
        8,
        'out[l] = l;\nworkgroupBarrier();\nlet v = out[7u - l];\nstorageBarrier();\nout[l] = v;',
      ),
    );
    expect(race?.says).toContain('orders workgroup memory only');
    expect(
      await findings(
        entry(
          8,
          'out[l] = l;\nstorageBarrier();\nlet v = out[7u - l];\nstorageBarrier();\nout[l] = v;',
        ),
      ),
    ).toEqual([]);
  });

  test('two workgroups that store to one element meet, and no barrier is proposed', async () => {
    const [race] = await findings(entry(1, 'out[p.x] = l;'), 2);
    expect([race?.id, lineOf(race ?? {})]).toEqual(['race', 4]);
    expect(race?.says).toContain('No barrier reaches from one workgroup to another');
  });

  test.each([
    ['read', 'var x = out[l + p.z];\n_ = x;', 'out[l + p.z]'],
    ['write', '\nout[l + p.z] = 1u;', 'out[l + p.z]'],
  ])(
    'a %s out of bounds is named by its expression, index and length',
    async (access, body, text) => {
      const found = await findings(entry(6, body));
      expect(found.map(({ id }) => id)).toEqual(['out-of-bounds']);
      expect(found[0]?.title).toBe(`\`${text}\` is out of bounds: index 8 of 8`);
      expect(found[0]?.says).toContain('Invocation (5, 0, 0)');
      expect(found[0]?.says).toContain(
        access === 'read' ? 'a number that means nothing' : 'destroy',
      );
      expect(lineOf(found[0] ?? {})).toBe(access === 'read' ? 4 : 5);
    },
  );

  test('a barrier that some never reach: how many, and the branch that took them away', async () => {
    const [found] = await findings(entry(8, 'if (l < 3u) {\nworkgroupBarrier();\n}'));
    expect([found?.id, found?.title]).toEqual([
      'barrier-not-uniform',
      '5 of 8 invocations never reach the barrier',
    ]);
    expect([lineOf(found ?? {}), found?.related?.map(lineOf)]).toEqual([5, [4]]);
  });
});

describe('ends', () => {
  const endless = entry(
    2,
    'for (var i = 0u; i < 1u; i++) { out[0] += 0u * l; }\nvar i = 5u;\nwhile (i >= 0u) { i--; }',
  );

  test('an endless loop ends at its budget with its number and invocation', async () => {
    const outcome = await simulated(endless.replace('out[0] += 0u * l;', ''));
    expect(outcome).toMatchObject({
      kind: 'endless',
      spent: 'loop',
      loop: 1,
      invocation: [0, 0, 0],
    });
  });

  test('an endless loop with a barrier has a budget of its own', async () => {
    const source = entry(2, 'loop { workgroupBarrier(); if (p.x == 9u) { break; } }');
    const outcome = await simulated(source, {}, { rounds: 100 });
    expect(outcome).toMatchObject({ kind: 'endless', spent: 'loop', loop: 0 });
  });

  test('a run beyond the simulator’s own limit is too large, not wrong', async () => {
    const outcome = await simulated(endless.replace('out[0] += 0u * l;', ''), { steps: 1000 });
    expect(outcome.kind).toBe('tooLarge');
  });

  test('what is asked to stop stops', async () => {
    const outcome = await simulated(entry(1, 'out[l] = 1u;'), { stopped: () => true });
    expect(outcome).toEqual({ kind: 'unavailable', reason: 'cancelled' });
  });
});

test('what is not simulated is named at its position, and nothing is graded', async () => {
  const before = '@group(0) @binding(9) var picture: texture_2d<f32>;\n';
  const source = `${before}${changed(kernel('E01'), ') {', ') { _ = textureDimensions(picture);')}`;
  const grade = await graded('E01', source);
  expect([grade.verdict, grade.cases]).toEqual(['inconclusive', []]);
  expect(grade.says).toContain('not simulated');
  expect(grade.problems.map(({ range }) => range?.start.line)).toEqual([0]);
});

test('a tally that is no atomic is a race, seen where exchanges fail for no reason', async () => {
  const plain = changed(kernel('E12'), 'retries: array<atomic<u32>>', 'retries: array<u32>');
  const source = changed(plain, 'atomicAdd(&retries[0], failed)', 'retries[0] += failed');
  const cases = smallCases(exercise('E12'));
  const submission = { exercise: exercise('E12', { cases }), source, everySchedule: true };
  const { grade } = await gradeExercise(submission, simulatorRunner(), {
    ...{ compiled: () => undefined, caseGraded: () => undefined },
    ...{ cancelled: () => false, now: () => 0 },
  });
  expect(grade.verdict).toBe('failed');
  expect(grade.diagnoses[0]).toMatchObject({
    id: 'race',
    says: expect.stringContaining(
      'This was seen with exchanges of which some fail although the value has not changed.',
    ) as string,
  });
});
