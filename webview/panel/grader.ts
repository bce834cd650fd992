import type { PictureOrder, PictureReply, TensorOrder } from '../../src/core/grade/keeping';
import type { Dataflow } from '../../src/core/dataflow/dataflow';
import type { Exercise } from '../../src/core/exercise/schema';
import type { CaseGrade, Grade, Problem } from '../../src/core/grade/report';
import type { MeasureOrder } from '../../src/core/measure/measure';
import type { Measurement, NotMeasured } from '../../src/core/measure/measurement';
import * as words from '../../src/core/measure/words';
import type { GpuReport } from '../../src/protocol/messages';
import { cancelled, inconclusive, superseded } from '../worker/inconclusive';
import type { DataflowOrder, FromWorker, GradeOrder, ToWorker } from '../worker/link';

/** As much of a Worker as is needed, so that tests can play one. */
export interface WorkerEnd {
  post(letter: ToWorker): void;
  terminate(): void;
}

export interface WorkerEvents {
  heard(letter: FromWorker): void;
  /** The worker is gone, with the reason if there is one. */
  crashed(reason: string): void;
}

export type StartWorker = (events: WorkerEvents) => Promise<WorkerEnd>;

export interface Progress {
  compiled(problems: readonly Problem[]): void;
  caseGraded(grade: CaseGrade): void;
}

/** The panel's end of the grading worker. A promise that it gives always settles, whatever becomes of the worker. */
export interface Grader {
  grade(order: GradeOrder, progress: Progress): Promise<Grade>;
  cancel(run: number): void;
  picture(order: PictureOrder): Promise<PictureReply | undefined>;
  /** What is expected of a tensor, whether or not there was a run. */
  expected(exercise: Exercise, order: TensorOrder): Promise<PictureReply | undefined>;
  dataflow(order: DataflowOrder): Promise<Dataflow | undefined>;
  checkGpu(): Promise<GpuReport>;
  measure(order: MeasureOrder, progress: MeasuringProgress): Promise<Measurement | NotMeasured>;
  stopMeasuring(): void;
}

export type MeasuringProgress = (doing: string, done: number, of: number) => void;

interface Run {
  readonly order: GradeOrder;
  readonly progress: Progress;
  readonly cases: CaseGrade[];
  readonly settle: (grade: Grade) => void;
  /** Told to stop, and its answer given; the worker may still be busy with it. */
  stopped: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** A worker that says nothing for so long hangs: a trial takes a second even on a software adapter. */
const silenceLimitMs = 60_000;

/** A run that was told to stop and has not done so by then is stopped with its worker. */
const graceMs = 3_000;

export function createGrader(startWorker: StartWorker): Grader {
  return new WorkerGrader(startWorker);
}

// A class, because the worker, its runs and its timers are one state that every method moves on.
class WorkerGrader implements Grader {
  readonly #startWorker: StartWorker;
  readonly #runs = new Map<number, Run>();
  readonly #waiting = new Map<number, (letter: FromWorker | undefined) => void>();
  #worker: Promise<WorkerEnd> | undefined;
  /** The worker has lost its device, or never had one: the next run gets a new worker. */
  #stale = false;
  #nextId = 1;
  #measuring:
    | { readonly progress: MeasuringProgress; timer: ReturnType<typeof setTimeout> | undefined }
    | undefined;

  constructor(startWorker: StartWorker) {
    this.#startWorker = startWorker;
  }

  grade(order: GradeOrder, progress: Progress): Promise<Grade> {
    if (this.#stale) this.#drop('Stopped', 'The grader starts anew');
    for (const older of [...this.#runs.values()]) this.#stop(older, superseded);
    return new Promise((settle) => {
      this.#begin({ order, progress, cases: [], settle, stopped: false, timer: undefined });
    });
  }

  cancel(run: number): void {
    const running = this.#runs.get(run);
    if (running === undefined) return;
    this.#post({ kind: 'cancel', run });
    this.#stop(running, cancelled);
  }

  async picture(order: PictureOrder): Promise<PictureReply | undefined> {
    if (this.#worker === undefined) return undefined;
    const letter = await this.#request((id) => ({ kind: 'picture', id, order }));
    return letter?.kind === 'picture' ? letter.reply : undefined;
  }

  async expected(exercise: Exercise, order: TensorOrder): Promise<PictureReply | undefined> {
    const letter = await this.#request((id) => ({ kind: 'expected', id, exercise, order }));
    return letter?.kind === 'picture' ? letter.reply : undefined;
  }

  async dataflow(order: DataflowOrder): Promise<Dataflow | undefined> {
    const letter = await this.#request((id) => ({ kind: 'dataflow', id, order }));
    return letter?.kind === 'dataflow' ? letter.flow : undefined;
  }

  async checkGpu(): Promise<GpuReport> {
    const letter = await this.#request((id) => ({ kind: 'checkGpu', id }));
    if (letter?.kind === 'gpu') return letter.report;
    const failedStep = 'starting the grader';
    return { failedStep, advice: ['Close the panel and open it again.'], facts: [] };
  }

  async measure(
    order: MeasureOrder,
    progress: MeasuringProgress,
  ): Promise<Measurement | NotMeasured> {
    const watched: MeasuringProgress = (doing, done, of) => {
      this.#watchMeasuring();
      progress(doing, done, of);
    };
    this.#measuring = { progress: watched, timer: undefined };
    this.#watchMeasuring();
    const letter = await this.#request((id) => ({ kind: 'measure', id, order }));
    clearTimeout(this.#measuring.timer);
    this.#measuring = undefined;
    return letter?.kind === 'measured'
      ? letter.result
      : words.unavailable('The grader was stopped');
  }

  stopMeasuring(): void {
    this.#post({ kind: 'stopMeasuring' });
  }

  #watchMeasuring(): void {
    const measuring = this.#measuring;
    if (measuring === undefined) return;
    clearTimeout(measuring.timer);
    measuring.timer = setTimeout(() => {
      this.#drop('The grader fell silent', `No word from it for ${silenceLimitMs / 1000} s`);
    }, silenceLimitMs);
  }

  #start(): Promise<WorkerEnd> {
    // Once a worker has been given up, nothing that it still says counts.
    const mine = this.#startWorker({
      heard: (letter) => {
        if (this.#worker === mine) this.#hear(letter);
      },
      crashed: (reason) => {
        if (this.#worker === mine) this.#drop('The grader crashed', reason);
      },
    });
    return mine;
  }

  /** Sends a letter to the worker that is there, or to a new one. */
  #post(letter: ToWorker): void {
    this.#worker ??= this.#start();
    const mine = this.#worker;
    mine.then(
      (end) => {
        if (this.#worker === mine) end.post(letter);
      },
      (error: unknown) => {
        if (this.#worker === mine) this.#drop('The grader could not be started', text(error));
      },
    );
  }

  #request(letter: (id: number) => ToWorker): Promise<FromWorker | undefined> {
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#post(letter(id));
    });
  }

  /** Gives the worker up; whoever waits for it is told that nothing was learned. */
  #drop(title: string, reason: string): void {
    const gone = this.#worker;
    this.#worker = undefined;
    this.#stale = false;
    gone?.then(
      (end) => end.terminate(),
      () => undefined,
    );
    for (const run of [...this.#runs.values()]) {
      const says = `${reason}. Nothing was graded; the next run starts a new grader.`;
      this.#finish(run, inconclusive(run.order.exercise, title, says, run.cases));
    }
    for (const settle of [...this.#waiting.values()]) settle(undefined);
    this.#waiting.clear();
  }

  #hear(letter: FromWorker): void {
    if (letter.kind === 'measuring') {
      this.#measuring?.progress(letter.doing, letter.done, letter.of);
      return;
    }
    if ('id' in letter) {
      this.#waiting.get(letter.id)?.(letter);
      this.#waiting.delete(letter.id);
      return;
    }
    const run = this.#runs.get(letter.run);
    if (run === undefined) return;
    if (letter.kind === 'graded') {
      if (!run.stopped && letter.grade.verdict === 'inconclusive') this.#stale = true;
      this.#finish(run, letter.grade);
    } else if (!run.stopped) {
      this.#watch(run);
      follow(run, letter);
    }
  }

  #begin(run: Run): void {
    this.#runs.set(run.order.run, run);
    this.#watch(run);
    this.#post({ kind: 'grade', order: run.order });
  }

  #watch(run: Run): void {
    clearTimeout(run.timer);
    run.timer = setTimeout(() => {
      this.#drop('The grader fell silent', `No word from it for ${silenceLimitMs / 1000} s`);
    }, silenceLimitMs);
  }

  #finish(run: Run, grade: Grade): void {
    clearTimeout(run.timer);
    this.#runs.delete(run.order.run);
    run.settle(grade);
  }

  /** Settles the run at once; the worker has a short while to notice before it is ended. */
  #stop(run: Run, why: { readonly title: string; readonly says: string }): void {
    if (run.stopped) return;
    run.stopped = true;
    run.settle(inconclusive(run.order.exercise, why.title, why.says, run.cases));
    clearTimeout(run.timer);
    run.timer = setTimeout(() => {
      this.#restart();
    }, graceMs);
  }

  /** The worker does not listen: a new one takes over the runs that are still wanted. */
  #restart(): void {
    const wanted = [...this.#runs.values()].filter((run) => !run.stopped);
    for (const run of this.#runs.values()) clearTimeout(run.timer);
    this.#runs.clear();
    this.#drop('Stopped', 'The grader did not answer');
    for (const run of wanted) this.#begin(run);
  }
}

function follow(run: Run, letter: Extract<FromWorker, { kind: 'compiled' | 'caseGraded' }>): void {
  if (letter.kind === 'compiled') {
    run.progress.compiled(letter.problems);
  } else {
    run.cases.push(letter.grade);
    run.progress.caseGraded(letter.grade);
  }
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
