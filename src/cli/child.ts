import { gradeExercise } from '../core/grade/grade-exercise';
import { measureExercise } from '../core/measure/measure';
import { noAdapter } from '../core/measure/words';
import { simulatorRunner } from '../simulator/runner';
import type { ChildAnswer, GradeOrder, TimingOrder } from './child-messages';

// The process in which kernels run. A kernel can take it down or hold it for ever; the supervisor starts another.
// The simulator does not load Dawn, so it also runs where Dawn has no binary.
const dawn = process.argv[2] === 'simulator' ? undefined : (await import('./dawn')).dawnRunner();
const runner = dawn ?? simulatorRunner();

async function measure({ measure: order }: TimingOrder): Promise<void> {
  const result =
    dawn === undefined
      ? noAdapter
      : await measureExercise(order, dawn, {
          progress(doing, done, of) {
            answer({ kind: 'measuring', doing, done, of });
            return true;
          },
        });
  answer({ kind: 'measured', result });
}

function answer(message: ChildAnswer): void {
  process.send?.(message);
}

async function grade(order: GradeOrder): Promise<void> {
  let done = 0;
  const { exercise, source, plan, stopAtFirstFailure, everySchedule = false } = order;
  const submission = {
    exercise,
    source,
    stopAtFirstFailure,
    everySchedule,
    ...(plan === undefined ? {} : { plan }),
  };
  const graded = await gradeExercise(submission, runner, {
    compiled: () => undefined,
    caseGraded: () => {
      done++;
      answer({ kind: 'progress', done, of: exercise.cases.length });
    },
    cancelled: () => false,
    now: () => performance.now(),
  });
  answer({ kind: 'graded', grade: graded.grade });
}

// One order at a time: the supervisor waits for each answer. `fork` delivers exactly what it was sent.
process.on('message', (order: GradeOrder | TimingOrder) => {
  void ('measure' in order ? measure(order) : grade(order));
});
process.on('disconnect', () => process.exit(0));
answer({ kind: 'ready', missing: await dawn?.missing() });
