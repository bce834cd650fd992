import type { Problem } from '../grade/report';
import type { Outcome } from '../grade/runner';
import type { NotMeasured } from './measurement';
import type { WrongElement } from './sampled';

/** Why there are no times, in words that say what to do next. */

export const stopped: NotMeasured = { title: 'Stopped', says: 'Nothing was measured.' };

export const noAdapter: NotMeasured = {
  title: 'There is no GPU here to measure on',
  says: 'A kernel can be graded on the CPU model, but its times there would say nothing of a GPU.',
};

export const nothingToTime: NotMeasured = {
  title: 'There is nothing to time',
  says: 'No kernel was given.',
};

export const notTimed = (id: string): NotMeasured => ({
  title: `${id} is not timed`,
  says: 'Its exercise.json has no entry “measured”.',
});

export const noSuchShape = (names: readonly string[]): NotMeasured => ({
  title: 'There is no such shape',
  says:
    names.length === 0
      ? 'This exercise is timed at one shape only.'
      : `There are ${names.map((name, i) => `${i} (${name})`).join(', ')}.`,
});

export const brokenContent = (problem: string): NotMeasured => ({
  title: 'The exercise’s own entry “measured” is broken',
  says: `This is a fault of the exercise, not of your kernel: ${problem}.`,
});

export const lacking = (lacks: readonly string[]): NotMeasured => ({
  title: `This GPU has no ${lacks.join(' and no ')}`,
  says: 'Your file enables what this adapter lacks, so it cannot be timed here.',
});

export const noDispatch = (problem: string): NotMeasured => ({
  title: 'The plan does not fit the shape that is timed',
  says: `${problem}. The shape is larger than those of the cases: a dispatch may have 65,535 workgroups in each dimension.`,
});

export const unavailable = (reason: string): NotMeasured => ({
  title: 'The kernel could not be timed',
  says: `${reason}. Nothing is held against your kernel.`,
});

export const doesNotCompile = (problem: Problem | undefined): NotMeasured => ({
  title: 'It does not compile',
  says: problem?.message ?? 'The compiler refused it.',
});

export const unguarded: NotMeasured = {
  title: 'Its loops could not be counted',
  says: 'A kernel is timed only after it has run with its loops counted, so that one that does not end cannot take the GPU away.',
};

export function didNotRun(outcome: Exclude<Outcome, { kind: 'ran' }>): NotMeasured {
  switch (outcome.kind) {
    case 'endless':
      return {
        title: 'At the shape that is timed a loop went on and on',
        says: 'It used up its budget there, though the cases end in time. Look at loops whose number of rounds grows with the whole input.',
      };
    case 'rejected':
      return doesNotCompile(outcome.problems[0]);
    case 'gpuError':
      return unavailable(outcome.message);
    case 'tooLarge':
    case 'unavailable':
      return unavailable(outcome.reason);
  }
}

export const wrong = ({ tensor, index, expected, got }: WrongElement): NotMeasured => ({
  title: 'Wrong at the shape that is timed',
  says: `${tensor}[${index.join(', ')}] is ${number(got)} and should be ${Number.isNaN(expected) ? 'left alone' : number(expected)}. The cases are smaller: look for sizes, strides or counts that only a large shape reaches. A wrong kernel is not timed.`,
});

/** What is wrong with one of the kernels that the learner's is timed beside. */
export const ownKernel = (who: string, says: string): NotMeasured => ({
  title: `Our own ${who} kernel could not be timed`,
  says: `It is timed beside yours in one run, so there are no times. Your kernel is not at fault: ${says.split('. ')[0] ?? ''}.`,
});

const number = (value: number): string =>
  String(Math.fround(value) === value ? value : Number(value.toPrecision(7)));
