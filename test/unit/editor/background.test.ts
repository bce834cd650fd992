import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBackground } from '../../../src/editor/background';
import type { WorkerEvents } from '../../../src/editor/host';
import type { ToBackground } from '../../../src/protocol/background';
import { exercise } from '../../support/kernels';

const submission = { exercise: exercise('E01'), source: '' };
const finding = { id: 'race', title: 'a race', says: '' };

/** Workers that do nothing by themselves: the test says what they say. */
function fakeHost(fail = false) {
  const workers: { letters: ToBackground[]; events: WorkerEvents; ended: boolean }[] = [];
  const warnings: string[] = [];
  const subscriptions: { dispose(): unknown }[] = [];
  const host = {
    facts: [],
    startWorker(events: WorkerEvents) {
      if (fail) return Promise.reject(new Error('no threads here'));
      const worker = { letters: [] as ToBackground[], events, ended: false };
      workers.push(worker);
      return Promise.resolve({
        post: (letter: unknown) => void worker.letters.push(letter as ToBackground),
        terminate: () => {
          worker.ended = true;
        },
      });
    },
  };
  const log = { warn: (line: string) => warnings.push(line) } as never;
  const background = createBackground(host, log, subscriptions);
  const say = (worker: number, letter: object): void => {
    const { letters, events } = workers[worker] ?? {};
    events?.heard({ id: letters?.at(-1)?.id, ...letter });
  };
  return { background, workers, say, warnings, subscriptions };
}

const settled = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a check', () => {
  it('gives what the worker found', async () => {
    const { background, workers, say } = fakeHost();
    const answer = background.check('E01', submission, 2000);
    await settled();
    expect(workers[0]?.letters).toMatchObject([{ kind: 'check', submission }]);
    const check = { kind: 'clean', runs: 7, findings: [], caseIndex: 0 };
    say(0, { kind: 'checked', check });
    expect(await answer).toEqual(check);
  });

  it('is ended by its time, with its worker, and the next one has a new worker', async () => {
    const { background, workers } = fakeHost();
    const answer = background.check('E01', submission, 2000);
    await vi.advanceTimersByTimeAsync(1999);
    expect(workers[0]?.ended).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await answer).toMatchObject({ kind: 'notChecked', reason: /longer than 2 s/ });
    expect(workers[0]?.ended).toBe(true);
    void background.check('E01', submission, 2000);
    await settled();
    expect(workers).toHaveLength(2);
  });

  it('counts what it had seen when its time was over', async () => {
    const { background, say } = fakeHost();
    const answer = background.check('E01', submission, 2000);
    await settled();
    say(0, { kind: 'watched', runs: 1, findings: [finding], caseIndex: 0 });
    await vi.advanceTimersByTimeAsync(2000);
    expect(await answer).toEqual({ kind: 'found', runs: 1, findings: [finding], caseIndex: 0 });
  });

  it('is stopped at once, and is then no check at all', async () => {
    const { background, workers } = fakeHost();
    const answer = background.check('E01', submission, 2000);
    await settled();
    background.stop('E01');
    expect(await answer).toBeUndefined();
    await settled();
    expect(workers[0]?.ended).toBe(true);
  });

  it('says why when its worker breaks or cannot be started', async () => {
    const { background, workers, warnings } = fakeHost();
    const answer = background.check('E01', submission, 2000);
    await settled();
    workers[0]?.events.crashed('out of memory');
    expect(await answer).toMatchObject({ kind: 'notChecked', reason: /out of memory/ });
    expect(warnings).toHaveLength(1);
    const none = fakeHost(true).background.check('E01', submission, 2000);
    expect(await none).toMatchObject({ kind: 'notChecked', reason: /no threads here/ });
  });
});

describe('the workers', () => {
  it('are apart: to stop one exercise leaves another alone', async () => {
    const { background, workers } = fakeHost();
    void background.check('E01', submission, 2000);
    void background.check('E10', submission, 2000);
    await settled();
    background.stop('E01');
    await settled();
    expect(workers.map(({ ended }) => ended)).toEqual([true, false]);
  });

  it('finish what they are doing when the panel is closed, and then end', async () => {
    const { background, workers, say } = fakeHost();
    const answer = background.check('E01', submission, 2000);
    await settled();
    background.close('E01');
    await settled();
    expect(workers[0]?.ended).toBe(false);
    say(0, { kind: 'checked', check: { kind: 'clean', runs: 1, findings: [], caseIndex: 0 } });
    expect(await answer).toMatchObject({ kind: 'clean' });
    await settled();
    expect(workers[0]?.ended).toBe(true);
  });

  it('end with the extension', async () => {
    const { background, workers, subscriptions } = fakeHost();
    void background.check('E01', submission, 2000);
    await settled();
    for (const one of subscriptions) one.dispose();
    await settled();
    expect(workers[0]?.ended).toBe(true);
  });
});

describe('the spare worker', () => {
  it('is started ahead and made warm, once, and goes to whoever asks first', async () => {
    const { background, workers } = fakeHost();
    background.prepare();
    background.prepare();
    await settled();
    expect(workers.map(({ letters }) => letters)).toMatchObject([[{ kind: 'warmUp' }]]);
    void background.check('E01', submission, 2000);
    await settled();
    expect(workers).toHaveLength(1);
    expect(workers[0]?.letters).toMatchObject([{ kind: 'warmUp' }, { kind: 'check' }]);
  });

  it('is followed by another when the work is done, which is ready when the first is stopped', async () => {
    const { background, workers, say } = fakeHost();
    const first = background.check('E01', submission, 2000);
    await settled();
    expect(workers).toHaveLength(1);
    say(0, { kind: 'checked', check: { kind: 'clean', runs: 1, findings: [], caseIndex: 0 } });
    await first;
    await settled();
    expect(workers[1]?.letters).toMatchObject([{ kind: 'warmUp' }]);
    background.stop('E01');
    void background.check('E01', submission, 2000);
    await settled();
    expect(workers.map(({ ended }) => ended)).toEqual([true, false]);
    expect(workers[1]?.letters.at(-1)).toMatchObject({ kind: 'check' });
  });

  it('is not handed out when it has broken', async () => {
    const { background, workers, warnings } = fakeHost();
    background.prepare();
    await settled();
    workers[0]?.events.crashed('out of memory');
    expect(warnings).toHaveLength(1);
    void background.check('E01', submission, 2000);
    await settled();
    expect(workers[1]?.letters).toMatchObject([{ kind: 'check' }]);
  });

  it('ends with the last panel, and with the extension', async () => {
    for (const end of ['panel', 'extension'] as const) {
      const { background, workers, say, subscriptions } = fakeHost();
      const first = background.check('E01', submission, 2000);
      await settled();
      say(0, { kind: 'checked', check: { kind: 'clean', runs: 1, findings: [], caseIndex: 0 } });
      await first;
      if (end === 'panel') background.close('E01');
      else for (const one of subscriptions) one.dispose();
      await settled();
      expect(workers.map(({ ended }) => ended)).toEqual([true, true]);
    }
  });
});

describe('a grade from the simulator', () => {
  it('comes with its cases, and its pictures are asked of the same worker', async () => {
    const { background, workers, say } = fakeHost();
    const cases: unknown[] = [];
    expect(await background.picture('E01', {} as never)).toBeUndefined();
    const answer = background.grade('E01', { run: 3, submission }, (one) => cases.push(one));
    await settled();
    say(0, { kind: 'caseGraded', grade: { index: 0 } });
    say(0, { kind: 'graded', grade: { verdict: 'passed' } });
    expect(await answer).toEqual({ ok: true, value: { verdict: 'passed' } });
    expect(cases).toEqual([{ index: 0 }]);
    const picture = background.picture('E01', { run: 3 } as never);
    await settled();
    expect(workers[0]?.letters.at(-1)).toMatchObject({ kind: 'picture', order: { run: 3 } });
    say(0, { kind: 'picture', reply: undefined });
    expect(await picture).toBeUndefined();
  });

  it('has no answer but a problem when the worker says that it broke', async () => {
    const { background, say } = fakeHost();
    const answer = background.grade('E01', { run: 3, submission }, () => undefined);
    await settled();
    say(0, { kind: 'broke', problem: 'a fault of ours' });
    expect(await answer).toEqual({ ok: false, problem: 'a fault of ours' });
  });
});
