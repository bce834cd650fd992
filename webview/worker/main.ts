import { caseDataflow } from '../../src/core/dataflow/of-case';
import { gradeExercise } from '../../src/core/grade/grade-exercise';
import { expectedPicture, type Keeping, pictureOf } from '../../src/core/grade/keeping';
import type { Listener } from '../../src/core/grade/session';
import { measureExercise, type MeasureOrder } from '../../src/core/measure/measure';
import * as words from '../../src/core/measure/words';
import { gpuReport } from '../../src/gpu/report';
import { webgpuRunner, type WebgpuRunner } from '../../src/gpu/runner';
import { cancelled, inconclusive, superseded } from './inconclusive';
import type { FromWorker, GradeOrder, ToWorker } from './link';

let newest = 0;
let cancelledUpTo = 0;
/** How often it was said that measuring is to stop. */
let stopsMeasuring = 0;
let keeping: Keeping | undefined;
let runner: WebgpuRunner | undefined;
// One kernel at a time: two runs on one device would only wait for each other.
let queue: Promise<void> = Promise.resolve();

self.addEventListener('message', (event: MessageEvent<ToWorker>) => {
  receive(event.data);
});

function receive(letter: ToWorker): void {
  switch (letter.kind) {
    case 'grade':
      newest = letter.order.run;
      // Whoever runs a kernel wants its verdict now; what is being timed is no longer that kernel.
      stopsMeasuring++;
      queue = queue.then(() => grade(letter.order));
      break;
    case 'cancel':
      cancelledUpTo = Math.max(cancelledUpTo, letter.run);
      break;
    case 'picture':
      tell({
        ...{ kind: 'picture', id: letter.id },
        reply: keeping && pictureOf(keeping, letter.order),
      });
      break;
    case 'expected': {
      const { id, exercise, order } = letter;
      tell({ kind: 'picture', id, reply: expectedPicture(exercise, order) });
      break;
    }
    case 'dataflow': {
      const { exercise, plan, caseIndex } = letter.order;
      tell({ kind: 'dataflow', id: letter.id, flow: caseDataflow(exercise, plan, caseIndex) });
      break;
    }
    case 'measure':
      queue = queue.then(() => measure(letter.id, letter.order));
      break;
    case 'stopMeasuring':
      stopsMeasuring++;
      break;
    case 'checkGpu':
      queue = queue.then(() => checkGpu(letter.id));
      break;
  }
}

function tell(letter: FromWorker): void {
  self.postMessage(letter);
}

async function grade(order: GradeOrder): Promise<void> {
  const { run, exercise } = order;
  const stopped = (): boolean => run < newest || run <= cancelledUpTo;
  const end = (title: string, says: string): void => {
    tell({ kind: 'graded', run, grade: inconclusive(exercise, title, says) });
  };
  const stop = (): void => {
    const why = run < newest ? superseded : cancelled;
    end(why.title, why.says);
  };
  if (stopped()) {
    stop();
    return;
  }
  try {
    if (gpu() === undefined) {
      end(
        'There is no WebGPU here',
        'Nothing was graded, and nothing is held against your kernel.',
      );
      return;
    }
    const graded = await gradeExercise(order, acquire(), listenerOf(run, stopped));
    if (stopped()) {
      stop();
      return;
    }
    keeping = { run, exercise, cases: graded.kept };
    if (graded.grade.verdict === 'inconclusive') release();
    tell({ kind: 'graded', run, grade: graded.grade });
  } catch (error) {
    release();
    end(
      'The grader itself broke',
      `This is a fault of Tilework, not of your kernel: ${reason(error)}`,
    );
  }
}

function listenerOf(run: number, stopped: () => boolean): Listener {
  return {
    compiled(problems) {
      if (!stopped()) tell({ kind: 'compiled', run, problems });
    },
    caseGraded(grade) {
      if (!stopped()) tell({ kind: 'caseGraded', run, grade });
    },
    cancelled: stopped,
    now: () => performance.now(),
  };
}

async function measure(id: number, order: MeasureOrder): Promise<void> {
  const before = stopsMeasuring;
  try {
    const result =
      gpu() === undefined
        ? words.noAdapter
        : await measureExercise(order, acquire(), {
            progress(doing, done, of) {
              tell({ kind: 'measuring', doing, done, of });
              return stopsMeasuring === before;
            },
          });
    tell({ kind: 'measured', id, result });
  } catch (error) {
    release();
    tell({ kind: 'measured', id, result: words.unavailable(reason(error)) });
  }
}

// The types say that WebGPU is always there; on an old or restricted browser it is not.
function gpu(): GPU | undefined {
  return (navigator as Partial<Navigator>).gpu;
}

function acquire(): WebgpuRunner {
  const there = gpu();
  if (there === undefined) throw new Error('WebGPU went away');
  runner ??= webgpuRunner(there, () => performance.now());
  return runner;
}

/** After a run that found no device, or lost it, the next one starts with a new one. */
function release(): void {
  runner?.dispose();
  runner = undefined;
}

async function checkGpu(id: number): Promise<void> {
  const facts: [string, string][] = [['browser', navigator.userAgent]];
  try {
    tell({ kind: 'gpu', id, report: await gpuReport(gpu(), facts) });
  } catch (error) {
    const report = { failedStep: `looking for an adapter: ${reason(error)}`, advice: [], facts };
    tell({ kind: 'gpu', id, report });
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
