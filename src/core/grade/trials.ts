import type { Pass, Plan } from '../exercise/plan-schema';
import type { Exercise } from '../exercise/schema';
import { caseNames, shapeOf } from '../exercise/sizes';
import { count } from '../tensor/shape';
import type { TrialFacts } from './report';

/** How the kernel is run once (or `repeats` times) on a case. */
export interface Trial {
  readonly family: Exercise['families'][number];
  readonly overrides: Readonly<Record<string, number>>;
  /** Dimensions that get one workgroup more than they need. */
  readonly extra: readonly [number, number, number];
  /** Bindings longer than the data, canaries behind it (D1); without it, bindings of the exact length. */
  readonly guarded: boolean;
  readonly repeats: number;
  /** What the trial is for, when something else has passed before it. */
  readonly purpose: 'values' | 'dispatch' | 'length' | 'repeat';
}

const small = 2 ** 18;
const large = 2 ** 22;

/**
 * The trials of a case. Small cases meet every input family and every set of overrides, one more workgroup in
 * each dimension that the plan computes, and bindings of the exact length; larger ones rotate through them, so
 * that over the cases of an exercise everything is met and the verdict still comes soon. Outputs hold a new
 * poison pattern in each trial (D2).
 * @param elements sum of the elements of all bindings
 * @param growing which dispatch dimensions are computed rather than fixed numbers
 */
export function trialsOf(
  exercise: Exercise,
  caseIndex: number,
  elements: number,
  growing: readonly [boolean, boolean, boolean],
): Trial[] {
  const at = rotation(exercise, caseIndex);
  const whole = growing.map(Number) as [number, number, number];
  const plain = { extra: [0, 0, 0], guarded: true, repeats: 1, purpose: 'values' } as const;
  if (elements > large) return [{ ...plain, ...at(0), extra: whole, purpose: 'dispatch' }];
  if (elements > small) {
    return [
      { ...plain, ...at(0) },
      { ...plain, ...at(1), guarded: false, purpose: 'length' },
      ...(growing.includes(true)
        ? [{ ...plain, ...at(2), extra: whole, purpose: 'dispatch' as const }]
        : []),
    ];
  }
  const rounds = Math.max(exercise.families.length, exercise.overrides?.length ?? 1);
  const trials: Trial[] = Array.from({ length: rounds }, (_, k) => ({ ...plain, ...at(k) }));
  growing.forEach((grows, d) => {
    if (!grows) return;
    const extra = [0, 0, 0].map((_, i) => Number(i === d)) as [number, number, number];
    trials.push({ ...plain, ...at(0), extra, purpose: 'dispatch' });
  });
  trials.push({ ...plain, ...at(0), guarded: false, purpose: 'length' });
  if (exercise.repeats !== undefined && caseIndex === repeatedCase(exercise)) {
    trials.push({ ...plain, ...at(0), repeats: exercise.repeats, purpose: 'repeat' });
  }
  return trials;
}

/** Whether a run may have more workgroups in a dimension: not where the contract or a plain number fixes them. */
export function growsIn(pass: Pass, dimension: number): boolean {
  return pass.exact !== true && typeof pass.workgroups[dimension] === 'string';
}

/** Dimensions of the dispatch in which a run may have more workgroups. */
export function growingDimensions(plan: Plan): [boolean, boolean, boolean] {
  const grows = (d: 0 | 1 | 2): boolean => plan.passes.some((pass) => growsIn(pass, d));
  return [grows(0), grows(1), grows(2)];
}

/** Sum of the elements of all bindings of a case; nothing where a shape has no value. */
function elementsOf(exercise: Exercise, caseIndex: number): number {
  const names = caseNames(exercise, exercise.cases[caseIndex] ?? {});
  if (!names.ok) return 0;
  const shapes = exercise.bindings.map((binding) => shapeOf(binding, names.value));
  return shapes.reduce((sum, shape) => sum + (shape.ok ? count(shape.value) : 0), 0);
}

/** A race needs several workgroups or rounds to show, and many runs of something large take long. */
const mostRepeated = 2 ** 14;

/** Whether the exercise's marks are counted on this case. */
export function isMarked({ marks, cases }: Exercise, caseIndex: number): boolean {
  const sizes = Object.entries(marks?.sizes ?? {});
  return sizes.length > 0 && sizes.every(([name, size]) => cases[caseIndex]?.[name] === size);
}

/** The cases that a check after each run takes: the control case, and the one on which marks are counted. */
export function checkedCases(exercise: Exercise): Exercise['cases'] {
  return exercise.cases.filter((_, i) => i === 0 || isMarked(exercise, i));
}

/** The control case and those that a processor runs in a moment, for checks that need no timing. */
export function smallCases(exercise: Exercise): Exercise['cases'] {
  return exercise.cases.filter((_, i) => i === 0 || elementsOf(exercise, i) <= mostRepeated);
}

/**
 * The case that is run again and again: the largest that is quickly done. Not the control case, if there is
 * another: its word comes first and should not wait.
 */
function repeatedCase(exercise: Exercise): number {
  const sizes = exercise.cases.map((_, index) => elementsOf(exercise, index));
  let best = Math.min(1, sizes.length - 1);
  sizes.forEach((size, index) => {
    if (index > 0 && size <= mostRepeated && size > (sizes[best] ?? 0)) best = index;
  });
  return best;
}

/** Family and override set of round k; the control case starts with the first of each. */
function rotation(
  exercise: Exercise,
  caseIndex: number,
): (k: number) => Pick<Trial, 'family' | 'overrides'> {
  const { families, overrides = [{}] } = exercise;
  return (k) => ({
    family: families[(k + (families.length > 2 ? caseIndex : 0)) % families.length] ?? 'uniform',
    overrides: overrides[(k + caseIndex) % overrides.length] ?? {},
  });
}

export function sameOverrides(a: Trial['overrides'], b: Trial['overrides']): boolean {
  return Object.entries(b).every(([name, value]) => a[name] === value);
}

/** What tells whether its workgroup size made a trial fail, or its inputs: the same with the usual size. */
export function withUsualSize(exercise: Exercise, trial: Trial): Trial[] {
  const usual = exercise.overrides?.[0] ?? {};
  if (trial.purpose !== 'values' || sameOverrides(trial.overrides, usual)) return [];
  return [{ ...trial, overrides: usual }];
}

/** The trial as it is reported. */
export function trialFacts(trial: Trial, repeat = 0): TrialFacts {
  return {
    family: trial.family,
    overrides: { ...trial.overrides },
    extra: [...trial.extra],
    guarded: trial.guarded,
    repeat,
  };
}
