import { describe, expect, test } from 'vitest';
import type { AdapterFacts } from '../../../src/core/grade/report';
import type { Compilation, Job, KernelRunner } from '../../../src/core/grade/runner';
import { measureExercise } from '../../../src/core/measure/measure';
import type { Candidate } from '../../../src/core/measure/prepare';
import { isMeasurement } from '../../../src/core/measure/measurement';
import type { Meter } from '../../../src/core/measure/meter';
import { exercise, kernel } from '../../support/kernels';

const adapter: AdapterFacts = {
  ...{ vendor: 'fake', architecture: '', device: '', description: 'a fake' },
  ...{ software: false, features: [] },
};
const measured = {
  ...{ sizes: { n: 5000 }, softwareSizes: { n: 100 }, bytes: '12 * n', flops: 'n' },
  naive: { file: 'solution.wgsl', says: 'one element an invocation' },
};
const E01 = exercise('E01', { measured });
const source = kernel('E01');
const yours: Candidate = { who: 'yours', says: 'yours', source };
const naive: Candidate = { who: 'naive', says: 'naive', source: `${source}\n// naive` };

/** Adds two vectors as E01's kernel would, wrongly from `wrongFrom` on. */
function outputs({ buffers }: Job, wrongFrom = Infinity): Map<string, Float32Array> {
  const of = (name: string): Float32Array =>
    buffers.find((one) => one.name === name)?.contents as Float32Array;
  const [a, b] = [of('a'), of('b')];
  return new Map([['c', a.map((value, i) => value + (b[i] ?? 0) + (i < wrongFrom ? 0 : 1))]]);
}

/** A device that takes a millisecond for each run, the learner's kernel two. */
function device(options: { wrongFrom?: number; facts?: AdapterFacts; refuse?: string } = {}) {
  const { wrongFrom, facts = adapter, refuse } = options;
  const loaded: string[] = [];
  let released = 0;
  const compile = (): Promise<Compilation> =>
    Promise.resolve({
      ...{ kind: 'accepted', problems: [] },
      load: () =>
        Promise.resolve({
          run: (job: Job) =>
            Promise.resolve({ kind: 'ran' as const, buffers: outputs(job, wrongFrom) }),
        }),
    });
  const port: KernelRunner & Meter = {
    adapter: () => Promise.resolve(facts),
    compile,
    clock: () => Promise.resolve('timestamps'),
    load(text, job) {
      if (refuse !== undefined) return Promise.resolve(refuse);
      loaded.push(text);
      const each = text === source ? 2 : 1;
      return Promise.resolve({
        run: (times: number) => Promise.resolve(times * each),
        outputs: () => Promise.resolve(outputs(job)),
        release() {
          released++;
        },
      });
    },
  };
  return { port, loaded, released: () => released };
}
const on = { progress: () => true };
const order = { exercise: E01, candidates: [yours, naive], known: {} };

describe('measuring', () => {
  test('gives the times of all kernels, and the speeds of the device', async () => {
    const { port, released, loaded } = device();
    const result = await measureExercise(order, port, on);
    expect(result).toMatchObject({
      ...{ exercise: 'E01', label: 'n 5,000', bytes: 60_000, flops: 5000, clock: 'timestamps' },
      kernels: [
        { who: 'yours', milliseconds: 2 },
        { who: 'naive', milliseconds: 1 },
      ],
      compared: { elements: 2048, of: 5000 },
    });
    // The probes of the device, then the two kernels: whatever was loaded is let go again.
    expect(released()).toBe(loaded.length);
    expect(loaded.length).toBeGreaterThan(2);
  });

  test('tells what the first run has counted, of the kernels that have the binding', async () => {
    const tally = { name: 'tries', binding: 4, says: 'tries' };
    const counting = `${source}\n@group(0) @binding(4) var<storage, read_write> t: array<atomic<u32>>;`;
    const { port } = device();
    const counted: typeof port = {
      ...port,
      async load(text, job, restored) {
        const loaded = await port.load(text, job, restored);
        if (typeof loaded === 'string') return loaded;
        const outputsOf = async () =>
          new Map([...(await loaded.outputs()), ['tries', new Uint32Array([12, 99])] as const]);
        return { ...loaded, outputs: outputsOf };
      },
    };
    const of = { ...E01, tallies: [tally] };
    const candidates = [{ ...yours, source: counting }, naive];
    const result = await measureExercise({ ...order, exercise: of, candidates }, counted, on);
    const kernels = isMeasurement(result) ? result.kernels : [];
    expect(kernels.map(({ tallies }) => tallies)).toEqual([{ tries: 12 }, undefined]);
  });

  test('measures a device once more that a kernel has beaten', async () => {
    const { port, loaded } = device();
    const known = { 'fake///a fake': { copy: 1, arithmetic: 2 } };
    const result = await measureExercise({ ...order, known }, port, on);
    expect(loaded.length).toBeGreaterThan(2);
    expect(isMeasurement(result) && result.speeds.copy).toBeGreaterThan(1e9);
  });

  test('does not measure a device again whose speeds are known', async () => {
    const { port, loaded } = device();
    const speeds = { copy: 1e12, arithmetic: 2e12 };
    const known = { 'fake///a fake': speeds };
    expect(await measureExercise({ ...order, known }, port, on)).toMatchObject({ speeds });
    expect(loaded).toEqual([source, naive.source]);
  });

  test('gives a processor the smaller shape', async () => {
    const { port } = device({ facts: { ...adapter, software: true } });
    expect(await measureExercise(order, port, on)).toMatchObject({ label: 'n 100' });
  });

  test('times another shape where it is asked for one, without the pass mark of the first', async () => {
    const others = [{ says: 'longer', sizes: { n: 7000 }, bytes: '24 * n' }];
    const marked = { ...measured, says: 'plain', others, mark: { ofTuned: 0.9 } };
    const E01s = exercise('E01', { measured: marked });
    const at = (shape: number) =>
      measureExercise({ ...order, exercise: E01s, shape }, device().port, on);
    expect(await at(1)).toMatchObject({ label: 'n 7,000', bytes: 168_000 });
    expect(await at(1)).not.toHaveProperty('mark');
    expect(await at(0)).toMatchObject({ label: 'n 5,000', bytes: 60_000 });
    expect(await at(2)).toMatchObject({
      title: 'There is no such shape',
      says: 'There are 0 (plain), 1 (longer).',
    });
    // A processor that plays a GPU has no smaller one here.
    const slow = device({ facts: { ...adapter, software: true } }).port;
    expect(await measureExercise({ ...order, exercise: E01s, shape: 1 }, slow, on)).toMatchObject({
      label: 'n 7,000',
    });
  });

  test('a kernel that is wrong at this shape is not timed, and is told where', async () => {
    const { port, loaded } = device({ wrongFrom: 4999 });
    const result = await measureExercise(order, port, on);
    expect(result).toMatchObject({
      title: 'Wrong at the shape that is timed',
      says: expect.stringContaining('c[4999]') as string,
    });
    expect(loaded).toEqual([]);
  });

  test('stops when it is told to, and lets everything go', async () => {
    const { port, loaded, released } = device();
    const result = await measureExercise(order, port, { progress: (doing) => doing !== 'timing' });
    expect(result).toEqual({ title: 'Stopped', says: 'Nothing was measured.' });
    expect(released()).toBe(loaded.length);
  });

  test.each([
    ['there is no adapter', { adapter: () => Promise.resolve(undefined) }, /no GPU here/],
    [
      'it does not compile',
      { compile: () => Promise.resolve({ kind: 'rejected', problems: [] } as const) },
      /does not compile/,
    ],
  ])('says so where %s', async (_, change, title) => {
    const result = await measureExercise(order, { ...device().port, ...change }, on);
    expect(isMeasurement(result)).toBe(false);
    expect(result).toMatchObject({ title: expect.stringMatching(title) as string });
  });

  test('a file that does not keep to the contract is told so in its words', async () => {
    const other = { ...yours, source: source.replace('fn main', 'fn mine') };
    const result = await measureExercise({ ...order, candidates: [other] }, device().port, on);
    expect(result).toMatchObject({ title: 'There is no entry point “main”' });
  });

  test('a tuned kernel is left out where the adapter lacks what it enables, and nowhere else', async () => {
    const tuned: Candidate = {
      who: 'tuned',
      says: 'tuned',
      source: `enable subgroups;\n${source}`,
    };
    const without = await measureExercise(
      { ...order, candidates: [yours, tuned] },
      device().port,
      on,
    );
    expect(isMeasurement(without) && without.kernels.map(({ who }) => who)).toEqual(['yours']);
    const workgroups: [string, number, number] = ['n * 100', 1, 1];
    const plan = { ...E01.plan, passes: [{ entry: 'main', workgroups }] };
    const broken = await measureExercise(
      { ...order, candidates: [yours, { ...naive, plan }] },
      device().port,
      on,
    );
    expect(broken).toMatchObject({
      title: 'Our own naive kernel could not be timed',
      says: expect.stringContaining('Your kernel is not at fault') as string,
    });
  });

  test('says so where the device refuses, and where nothing is to be timed', async () => {
    const refused = await measureExercise(order, device({ refuse: 'too much memory' }).port, on);
    expect(refused).toMatchObject({ says: expect.stringContaining('too much memory') as string });
    const untimed = exercise('E01');
    delete untimed.measured;
    const none = await measureExercise({ ...order, exercise: untimed }, device().port, on);
    expect(none).toMatchObject({ title: 'E01 is not timed' });
  });
});
