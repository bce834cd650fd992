import { describe, expect, test } from 'vitest';
import type { Exercise } from '../../../src/core/exercise/schema';
import { caseNames } from '../../../src/core/exercise/sizes';
import { canary, guardElements, tastesOfCanary } from '../../../src/core/grade/inputs';
import { makeJob, type TrialInputs } from '../../../src/core/grade/job';
import { poison } from '../../../src/core/grade/poison';
import type { Job } from '../../../src/core/grade/runner';
import type { Trial } from '../../../src/core/grade/trials';
import { outline } from '../../../src/core/outline/outline';
import { exercise, kernel } from '../../support/kernels';

const E01 = exercise('E01');
const plain: Trial = {
  family: 'integers',
  overrides: { W: 64 },
  extra: [0, 0, 0],
  guarded: true,
  repeats: 1,
  purpose: 'values',
};

/** The job of E01, or of an exercise like it, for n elements. */
function jobOf(
  trial: Partial<Trial>,
  n = 65,
  of: Exercise = E01,
  more: Partial<TrialInputs> = {},
): Job {
  const names = caseNames(of, { n });
  if (!names.ok) throw new Error(names.problem);
  const inputs = Object.fromEntries(
    of.bindings.filter((b) => b.role !== 'out').map((b) => [b.name, new Float32Array(n).fill(3)]),
  );
  const shapes = Object.fromEntries(of.bindings.map((b) => [b.name, [n]]));
  const given = {
    exercise: of,
    plan: of.plan,
    file: outline(kernel('E01')),
    names: names.value,
    parameters: names.value,
    shapes,
    inputs,
    seed: 7,
    work: 0,
    ...more,
  };
  const job = makeJob(given, { ...plain, ...trial });
  if (!job.ok) throw new Error(job.problem);
  return job.value;
}
const contents = (job: Job, name: string): number[] => [
  ...(job.buffers.find((buffer) => buffer.name === name)?.contents ?? []),
];

describe('buffers', () => {
  test('inputs, then canaries; another canary for each binding', () => {
    const job = jobOf({});
    for (const [i, name] of ['a', 'b'].entries()) {
      expect(contents(job, name)).toEqual([
        ...Array.from({ length: 65 }, () => 3),
        ...Array.from({ length: guardElements }, () => canary(i + 1)),
      ]);
    }
    expect(new Set([1, 2, 3].map(canary)).size).toBe(3);
    expect(
      tastesOfCanary(canary(1) + canary(2)) &&
        tastesOfCanary(canary(3) * 0.5) &&
        !tastesOfCanary(2 ** 40),
    ).toBe(true);
  });
  test('outputs hold poison, another for each seed and each element, and only they are read back', () => {
    const job = jobOf({});
    const [first, second] = [
      contents(job, 'c').slice(0, 65),
      contents(jobOf({}, 65, E01, { seed: 8 }), 'c').slice(0, 65),
    ];
    expect(new Set([...first, ...second]).size).toBe(130);
    expect(first.every(Number.isFinite)).toBe(true);
    expect(job.buffers.filter((buffer) => buffer.readBack).map((buffer) => buffer.name)).toEqual([
      'c',
    ]);
  });
  test('poison keeps what is added to it, and stands out', () => {
    for (let i = 0; i < 1000; i++) {
      const value = poison(5, i);
      expect(Math.fround(value)).toBe(value);
      expect(Math.fround(value + 1)).not.toBe(value);
      expect(Math.abs(value)).toBeGreaterThan(1e6);
      const whole = poison(5, i, true);
      expect([new Uint32Array([whole])[0], new Int32Array([whole])[0]]).toEqual([whole, whole]);
    }
  });
  test('poison is of one sign in a buffer, and of either sign for other seeds', () => {
    const signs = (seed: number): Set<number> =>
      new Set([0, 1, 2, 700].map((i) => Math.sign(poison(seed, i))));
    const all = Array.from({ length: 20 }, (_, seed) => [...signs(seed)]);
    expect(all.every((one) => one.length === 1)).toBe(true);
    expect(new Set(all.flat())).toEqual(new Set([-1, 1]));
  });
  test('of the exact length without the guard band; nothing is one canary', () => {
    expect(jobOf({ guarded: false }).buffers.map((buffer) => buffer.contents.length)).toEqual([
      65, 65, 65,
    ]);
    expect(contents(jobOf({ guarded: false }, 0), 'a')).toEqual([canary(1)]);
    expect(contents(jobOf({}, 0), 'a')).toHaveLength(guardElements);
  });
  test('of whole numbers: the canary by its bits', () => {
    const of: Exercise = {
      ...E01,
      bindings: E01.bindings.map((b) => ({ ...b, type: b.name === 'c' ? 'u32' : b.type })),
    };
    const buffer = jobOf({}, 3, of).buffers.find(({ name }) => name === 'c')?.contents;
    expect(buffer).toBeInstanceOf(Uint32Array);
    expect(new Float32Array(buffer?.buffer ?? new ArrayBuffer(0))[3]).toBe(canary(3));
  });
  test('temporaries hold poison, and only what stands behind them is read back', () => {
    const temp = { name: 'tmp', binding: 4, type: 'f32' as const, elements: 'n * 2' };
    const job = jobOf({}, 5, E01, { plan: { ...E01.plan, temps: [temp] } });
    const made = job.buffers.find((buffer) => buffer.name === 'tmp');
    expect([made?.readBack, made?.readFrom]).toEqual([true, 10]);
    const exact = jobOf({ guarded: false }, 5, E01, { plan: { ...E01.plan, temps: [temp] } });
    expect(exact.buffers.find(({ name }) => name === 'tmp')?.readBack).toBe(false);
    expect(made?.contents).toHaveLength(10 + guardElements);
    expect(new Set(made?.contents.slice(0, 10)).size).toBe(10);
  });
  test('a tally starts as 0, with a guard band of its own, and is bound where the file has it', () => {
    const tally = { name: 'tries', binding: 4, says: 'tries' };
    const job = jobOf({}, 5, { ...E01, tallies: [tally] });
    const made = job.buffers.find(({ name }) => name === 'tries');
    expect(made?.readBack).toBe(true);
    expect(made?.contents).toBeInstanceOf(Uint32Array);
    expect([made?.contents.length, made?.contents[0]]).toEqual([1 + guardElements, 0]);
    expect(job.passes[0]?.bindings.map(({ buffer }) => buffer)).not.toContain('tries');
  });
  test('a temporary that is a layer’s values is read back, unless it is large', () => {
    const temp = { name: 'tmp', binding: 4, type: 'f32' as const, elements: 'n * 2', is: 'relu1' };
    const of = (n: number): number | undefined =>
      jobOf({}, n, E01, { plan: { ...E01.plan, temps: [temp] } }).buffers.find(
        ({ name }) => name === 'tmp',
      )?.readFrom;
    expect([of(5), of(2 ** 17), of(2 ** 17 + 1)]).toEqual([undefined, undefined, 2 ** 18 + 2]);
  });
});

describe('the uniform', () => {
  test('fields in order, four bytes each, up to a multiple of 16', () => {
    const field = (
      name: string,
      type: 'u32' | 'i32' | 'f32',
    ): Exercise['uniform']['fields'][0] => ({ name, type, says: '' });
    const fields = [
      field('n', 'u32'),
      field('k', 'i32'),
      field('s', 'f32'),
      field('m', 'u32'),
      field('z', 'u32'),
    ];
    const of: Exercise = { ...E01, uniform: { binding: 0, fields } };
    const { bytes, binding } = jobOf({}, 2, of, {
      names: { n: 4_000_000_000, k: -5, s: 0.25, m: 7, z: 9 },
      plan: { temps: [], passes: [{ entry: 'main', workgroups: [1, 1, 1] }] },
    }).uniform;
    const view = new DataView(bytes);
    expect([binding, bytes.byteLength]).toEqual([0, 32]);
    expect([
      view.getUint32(0, true),
      view.getInt32(4, true),
      view.getFloat32(8, true),
      view.getUint32(12, true),
      view.getUint32(16, true),
    ]).toEqual([4_000_000_000, -5, 0.25, 7, 9]);
  });
});

describe('passes', () => {
  const groups = (
    trial: Partial<Trial>,
    n: number,
    workgroups: [string | number, string | number, string | number] = ['ceil(n/W)', 1, 1],
  ): unknown =>
    jobOf(trial, n, E01, { plan: { temps: [], passes: [{ entry: 'main', workgroups }] } }).passes[0]
      ?.workgroups;
  test.each([
    ['as many workgroups as the sizes need', {}, 65, ['ceil(n/W)', 1, 1], [2, 1, 1]],
    ['by the override', { overrides: { W: 32 } }, 65, ['ceil(n/W)', 1, 1], [3, 1, 1]],
    [
      'by the workgroup size of the file',
      { overrides: { W: 16 } },
      65,
      ['ceil(n/wx)', 'wy', 'wz'],
      [5, 1, 1],
    ],
    ['none for nothing', {}, 0, ['ceil(n/W)', 1, 1], [0, 1, 1]],
    [
      'one more where it is asked for and computed',
      { extra: [1, 1, 1] },
      65,
      ['ceil(n/W)', 1, '2'],
      [3, 1, 3],
    ],
  ] as const)('%s', (_, trial, n, workgroups, wanted) => {
    expect(groups(trial as Partial<Trial>, n, [...workgroups])).toEqual(wanted);
  });
  test('a learner’s constant cannot change what the contract means by a name', () => {
    const file = outline(`const n = 9999u; ${kernel('E01')}`);
    expect(jobOf({}, 65, E01, { file }).passes[0]?.workgroups).toEqual([2, 1, 1]);
  });
  test('but the contract may ask for one', () => {
    const file = outline(`const TILE = 16u; ${kernel('E01')}`);
    const plan = {
      temps: [],
      passes: [{ entry: 'main', workgroups: ['ceil(n/TILE)', 1, 1] as [string, number, number] }],
    };
    expect(jobOf({}, 65, E01, { file, plan }).passes[0]?.workgroups).toEqual([5, 1, 1]);
  });
  test('values of overrides, those of the pass before those of the trial', () => {
    const plan = {
      temps: [],
      passes: [
        {
          entry: 'main',
          workgroups: [1, 1, 1] as [number, number, number],
          constants: { W: 8, K: 3 },
        },
      ],
    };
    expect(jobOf({}, 65, E01, { plan }).passes[0]?.constants).toEqual({ W: 8, K: 3 });
  });
  test('only what the entry point uses is bound, with the access of the file', () => {
    const file = outline(kernel('E01').replace('a[i] + b[i]', 'a[i]'));
    expect(jobOf({}, 65, E01, { file }).passes[0]?.bindings).toEqual([
      { binding: 1, buffer: 'a', access: 'read' },
      { binding: 3, buffer: 'c', access: 'read_write' },
    ]);
  });
});

describe('the budget of loops', () => {
  const job = (work: number, n = 65): Job => jobOf({}, n, E01, { work });
  test('grows with the work, so that slow is not endless, and has an end', () => {
    expect(job(0).budget.plain).toBeGreaterThanOrEqual(65_536);
    expect(job(1_000_000).budget.plain).toBeGreaterThan(4_000_000);
    expect(job(0).budget.dispatch).toBe(2 ** 28);
    expect(job(1e12).budget).toEqual({ plain: 2 ** 26, dispatch: 2 ** 36 });
  });
  test('has room for exchanges that lose to all others, and for no more than those', () => {
    const file = outline(`${kernel('E01')}\n// atomicCompareExchangeWeak`);
    const rounds = (n: number): number => jobOf({}, n, E01, { work: 0, file }).budget.dispatch;
    // 65 numbers are 128 invocations; 65,537 are 65,600; of a million no GPU waits for the worst case.
    expect(rounds(65)).toBe(2 ** 28 + 128 ** 2 / 2);
    expect(rounds(65_537)).toBe(2 ** 28 + 65_600 ** 2 / 2);
    expect(rounds(1_000_003)).toBe(2 ** 28 + 2 ** 32);
  });
  test('of loops with a barrier is a share for each invocation of its pass', () => {
    const rounds = (work: number, n: number): number => job(work, n).passes[0]?.barrierRounds ?? 0;
    // 128 invocations may take all that one loop is allowed; a million share, and a tree of 8 steps has room.
    expect(rounds(1_000_000, 65)).toBeGreaterThan(30_000);
    expect(rounds(0, 1_000_003)).toBe(64);
    expect(rounds(1e9, 1_000_003)).toBeGreaterThan(3_000);
    expect(rounds(1e12, 65)).toBe(2 ** 22);
  });
});
