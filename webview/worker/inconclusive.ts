import type { Exercise } from '../../src/core/exercise/schema';
import type { CaseGrade, Grade } from '../../src/core/grade/report';

/** A run that taught nothing about the learner's kernel: nothing is held against it. */
export function inconclusive(
  exercise: Exercise,
  title: string,
  says: string,
  cases: readonly CaseGrade[] = [],
): Grade {
  return {
    formatVersion: 1,
    exercise: exercise.id,
    verdict: 'inconclusive',
    title,
    says,
    diagnoses: [],
    problems: [],
    cases: [...cases],
    caseCount: exercise.cases.length,
    timings: {},
  };
}

export const superseded = {
  title: 'Stopped: a newer run took its place',
  says: 'This run does not count: not all of its cases had run.',
} as const;

export const cancelled = {
  title: 'Stopped',
  says: 'This run does not count: not all of its cases had run.',
} as const;
