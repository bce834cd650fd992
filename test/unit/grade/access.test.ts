import { describe, expect, test } from 'vitest';
import { accessReplySchema, accessRows } from '../../../src/core/grade/access';
import { accessPicture } from '../../../src/core/grade/access-picture';
import type { TrafficFrame } from '../../../src/core/grade/traffic';
import { simulatorRunner } from '../../../src/simulator/runner';
import { fakeRunner, fromReference } from '../../support/fake-runner';
import { exercise, kernel } from '../../support/kernels';

const frame = (offsets: readonly (number | null)[], bytes = 4): TrafficFrame => ({
  ...{ site: 0, interval: 0, group: 0, step: 0 },
  ...{ offsets: [...offsets], bytes },
});
const lanes = (offset: (lane: number) => number | null): (number | null)[] =>
  Array.from({ length: 32 }, (_, lane) => offset(lane));

describe('one access, line by line', () => {
  test('neighbours fill one line', () => {
    const [row, ...others] = accessRows(frame(lanes((lane) => 4 * lane)), 'storage');
    expect(others).toEqual([]);
    expect(row).toMatchObject({ number: 0, words: 32, extra: false });
    expect(row?.lanes).toHaveLength(32);
  });

  test('a line apart, each lane has a line of its own, and all but one are more than needed', () => {
    const rows = accessRows(frame(lanes((lane) => 128 * lane)), 'storage');
    expect(rows.map(({ number }) => number)).toEqual([...Array(32).keys()]);
    expect(rows.filter(({ extra }) => extra)).toHaveLength(31);
  });

  test('a vec4 reaches over four words, and lanes that are not there touch nothing', () => {
    const rows = accessRows(frame([112, null, 256], 16), 'storage');
    expect(rows).toMatchObject([
      { number: 0, lanes: [0], words: 4 },
      { number: 2, lanes: [2], words: 4 },
    ]);
  });
});

describe('one access, bank by bank', () => {
  test('a column of a tile 32 words wide asks one bank 32 times', () => {
    const rows = accessRows(frame(lanes((lane) => 128 * lane)), 'workgroup');
    expect(rows).toMatchObject([{ number: 0, words: 32, extra: true }]);
  });

  test('one more word a row spreads it over all banks', () => {
    const rows = accessRows(frame(lanes((lane) => 132 * lane)), 'workgroup');
    expect(rows).toHaveLength(32);
    expect(rows.every(({ words, extra }) => words === 1 && !extra)).toBe(true);
  });

  test('all lanes at one word are served at once', () => {
    expect(accessRows(frame(lanes(() => 8)), 'workgroup')).toMatchObject([
      { number: 2, words: 1, extra: false },
    ]);
  });
});

describe('the picture of a kernel', () => {
  test('begins with the place that costs most beyond its need', async () => {
    const order = { exercise: exercise('E06'), source: kernel('E06') };
    const reply = await accessPicture(order, simulatorRunner());
    expect(accessReplySchema.parse(structuredClone(reply))).toEqual(reply);
    const pass = reply?.traffic.passes[reply.chosen.pass];
    const site = pass?.sites.find(({ id }) => id === reply?.chosen.site);
    // A straightforward transpose reads rows and stores columns, or the other way round: one side is scattered.
    expect(site?.lines).toBeGreaterThan(4 * (site?.leastLines ?? Infinity));
    expect(pass?.frames.length).toBeGreaterThan(0);
    expect(pass?.frames.every((one) => one.site === site?.id)).toBe(true);
  });

  test('steps through the intervals between the barriers of a tile', async () => {
    const order = { exercise: exercise('E10'), source: kernel('E10') };
    const first = await accessPicture(order, simulatorRunner());
    const memories = first?.traffic.passes[0]?.memories ?? [];
    const tile = first?.traffic.passes[0]?.sites.find(
      (site) => memories[site.memory]?.space === 'workgroup' && site.access === 'read',
    );
    const chosen = { pass: 0, site: tile?.id ?? -1 };
    const reply = await accessPicture(order, simulatorRunner(), chosen);
    expect(reply?.chosen).toEqual(chosen);
    const intervals = new Set(reply?.traffic.passes[0]?.frames.map(({ interval }) => interval));
    expect(intervals.size).toBeGreaterThan(1);
  });

  test('is not there for a place that is not there, nor from a runner that does not count', async () => {
    const order = { exercise: exercise('E01'), source: kernel('E01') };
    expect(await accessPicture(order, simulatorRunner(), { pass: 3, site: 0 })).toBeUndefined();
    const gpu = fakeRunner(fromReference(exercise('E01'), () => undefined));
    expect(await accessPicture(order, gpu)).toBeUndefined();
  });
});
