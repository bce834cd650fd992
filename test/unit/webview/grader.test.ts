import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Exercise } from '../../../src/core/exercise/schema';
import { createGrader, type WorkerEvents } from '../../../webview/panel/grader';
import { inconclusive } from '../../../webview/worker/inconclusive';
import type { ToWorker } from '../../../webview/worker/link';

const exercise = { id: 'E01', cases: [{}, {}] } as unknown as Exercise;
const order = (run: number) => ({ run, exercise, source: '' });
const nothing = { compiled: () => undefined, caseGraded: () => undefined };

/** Workers that do nothing by themselves: the test says what they say. */
function fakeWorkers(fail = false) {
  const workers: { letters: ToWorker[]; events: WorkerEvents; ended: boolean }[] = [];
  const grader = createGrader((events) => {
    if (fail) return Promise.reject(new Error('no workers here'));
    const worker = { letters: [] as ToWorker[], events, ended: false };
    workers.push(worker);
    return Promise.resolve({
      post: (letter) => void worker.letters.push(letter),
      terminate: () => {
        worker.ended = true;
      },
    });
  });
  const graded = (worker: number, run: number, verdict: 'passed' | 'inconclusive'): void => {
    const grade = { ...inconclusive(exercise, 'said', ''), verdict };
    workers[worker]?.events.heard({ kind: 'graded', run, grade });
  };
  return { grader, workers, graded };
}

const settled = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('one run', () => {
  it('gives the grade that the worker gives', async () => {
    const { grader, workers, graded } = fakeWorkers();
    const answer = grader.grade(order(1), nothing);
    await settled();
    expect(workers[0]?.letters).toMatchObject([{ kind: 'grade' }]);
    graded(0, 1, 'passed');
    expect((await answer).verdict).toBe('passed');
  });

  it('tells of its cases, and keeps them when the worker crashes', async () => {
    const { grader, workers } = fakeWorkers();
    const heard: number[] = [];
    const answer = grader.grade(order(1), {
      ...nothing,
      caseGraded: (one) => heard.push(one.index),
    });
    await settled();
    const grade = { index: 0 } as never;
    workers[0]?.events.heard({ kind: 'caseGraded', run: 1, grade });
    workers[0]?.events.crashed('out of memory');
    const result = await answer;
    expect(heard).toEqual([0]);
    expect(result).toMatchObject({ verdict: 'inconclusive', title: 'The grader crashed' });
    expect(result.says).toContain('out of memory');
    expect(result.cases).toHaveLength(1);
    await settled();
    expect(workers[0]?.ended).toBe(true);
    void grader.grade(order(2), nothing);
    await settled();
    expect(workers).toHaveLength(2);
  });

  it('is inconclusive when no worker can be started', async () => {
    const { grader } = fakeWorkers(true);
    const answer = grader.grade(order(1), nothing);
    await settled();
    expect(await answer).toMatchObject({
      verdict: 'inconclusive',
      title: 'The grader could not be started',
    });
    expect((await grader.checkGpu()).failedStep).toBe('starting the grader');
  });

  it('does not wait for ever', async () => {
    const { grader } = fakeWorkers();
    const answer = grader.grade(order(1), nothing);
    await vi.advanceTimersByTimeAsync(60_001);
    expect((await answer).title).toBe('The grader fell silent');
  });
});

describe('a newer run', () => {
  it('takes the place of the older one at once', async () => {
    const { grader, workers, graded } = fakeWorkers();
    const older = grader.grade(order(1), nothing);
    const newer = grader.grade(order(2), nothing);
    expect((await older).title).toContain('a newer run');
    await settled();
    graded(0, 1, 'inconclusive');
    graded(0, 2, 'passed');
    expect((await newer).verdict).toBe('passed');
    expect(workers).toHaveLength(1);
  });

  it('gets a worker of its own when the old one does not listen', async () => {
    const { grader, workers, graded } = fakeWorkers();
    void grader.grade(order(1), nothing);
    await settled();
    const newer = grader.grade(order(2), nothing);
    await vi.advanceTimersByTimeAsync(3_001);
    expect(workers[0]?.ended).toBe(true);
    expect(workers[1]?.letters).toMatchObject([{ kind: 'grade', order: { run: 2 } }]);
    graded(0, 2, 'inconclusive');
    graded(1, 2, 'passed');
    expect((await newer).verdict).toBe('passed');
  });
});

it('starts anew after a run that found no device', async () => {
  const { grader, workers, graded } = fakeWorkers();
  const first = grader.grade(order(1), nothing);
  await settled();
  graded(0, 1, 'inconclusive');
  await first;
  void grader.grade(order(2), nothing);
  await settled();
  expect([workers.length, workers[0]?.ended]).toEqual([2, true]);
});

it('cancels', async () => {
  const { grader, workers } = fakeWorkers();
  const answer = grader.grade(order(1), nothing);
  await settled();
  grader.cancel(1);
  await settled();
  expect((await answer).title).toBe('Stopped');
  expect(workers[0]?.letters.at(-1)).toEqual({ kind: 'cancel', run: 1 });
  grader.cancel(7);
});

it('has no picture without a worker', async () => {
  const { grader } = fakeWorkers();
  const none = { run: 1, caseIndex: 0, tensor: 0, plane: 0, maxRows: 8, maxCols: 8 };
  expect(await grader.picture(none)).toBeUndefined();
});
