import type { PlanCost } from '../exercise/plan-cost';
import type { CaseGrade, TrialFacts } from './report';

/** A number as it stands in a grade, with words for what JSON has no numbers for. */
export type Told = number | 'NaN' | 'Infinity' | '-Infinity' | 'unwritten';

/** Why a case has no verdict where its runner does not take on cases of its size. */
export const notRunText = (reason: string): string =>
  `not run: too large for the simulator (${reason})`;

/** What a reference wants of an element: NaN stands where nothing may be written. */
export function toldExpected(expected: number): Told {
  return Number.isNaN(expected) ? 'unwritten' : expected;
}

/**
 * The shortest decimal that tells `value` apart from `beside`, from six significant digits on: 0.333333 is
 * enough for one third alone, but not beside 0.33333334. Whole numbers are shown with all their digits.
 */
export function formatNumber(value: Told, beside?: Told): string {
  if (value === 'unwritten') return 'never written';
  const number = Number(value);
  const other = beside === undefined ? undefined : Number(beside);
  for (let digits = 6; digits < 17; digits++) {
    const text = withDigits(number, digits);
    if (other === undefined || Object.is(number, other) || text !== withDigits(other, digits)) {
      return text;
    }
  }
  return withDigits(number, 17);
}

function withDigits(value: number, digits: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'infinity' : '-infinity';
  if (Object.is(value, -0)) return '-0';
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  const rounded = Number(value.toPrecision(digits));
  // JavaScript would write out up to 21 digits, most of them noughts that nobody has measured.
  const text = Math.abs(value) < 1e15 ? String(rounded) : rounded.toExponential();
  return text.replace('e+', 'e');
}

/** A size of an error, a bound or the end of a scale: three digits say enough, large numbers get an exponent. */
export function formatError(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || (Number.isInteger(value) && size < 1e6))
    return formatNumber(value);
  const rounded = Number(value.toPrecision(3));
  return (size < 1e6 ? String(rounded) : rounded.toExponential()).replace('e+', 'e');
}

/** How many, with separators: 8,633. */
export function formatCount(value: number): string {
  return value.toLocaleString('en');
}

/** An element as WGSL would nearly write it: `t[31, 4]`; a scalar is its bare name. */
export function indexText(tensor: string, index: readonly number[]): string {
  return index.length === 0 ? tensor : `${tensor}[${index.join(', ')}]`;
}

const axes = ['x', 'y', 'z'] as const;
const smallNumbers = ['no', 'one', 'two', 'three', 'four'];

/** How a kernel was run, in words: `inputs: index · W = 32 · one workgroup more than needed in x`. */
export function trialText(trial: TrialFacts): string {
  const parts = [`inputs: ${trial.family}`];
  for (const [name, value] of Object.entries(trial.overrides)) parts.push(`${name} = ${value}`);
  trial.extra.forEach((count, i) => {
    if (count <= 0) return;
    const many = smallNumbers[count] ?? formatCount(count);
    const noun = count === 1 ? 'workgroup' : 'workgroups';
    parts.push(`${many} ${noun} more than needed in ${axes[i] ?? ''}`);
  });
  if (!trial.guarded) parts.push('buffers exactly as long as the data');
  if (trial.repeat > 0) parts.push(`run ${trial.repeat + 1} with the same inputs`);
  return parts.join(' · ');
}

/**
 * What the plan of a case asks for, beside the exercise's where the learner's own ran: `1 dispatch, no temporaries`.
 * Undefined where there is nothing to weigh: one pass without temporaries, as the exercise has it.
 */
export function planText({ plan, exercisePlan }: CaseGrade): string | undefined {
  if (plan === undefined) return undefined;
  if (exercisePlan !== undefined)
    return `Your plan: ${costText(plan)}. The exercise’s: ${costText(exercisePlan)}.`;
  return plan.dispatches > 1 || plan.temporaryBytes > 0 ? costText(plan) : undefined;
}

function costText({ dispatches, temporaryBytes, rounds }: PlanCost): string {
  const again =
    rounds === undefined
      ? ''
      : `, ${rounds.dispatches} of them in up to ${formatCount(rounds.most)} rounds`;
  const bytes =
    temporaryBytes === 0 ? 'no temporaries' : `${formatCount(temporaryBytes)} bytes of temporaries`;
  return `${dispatches} ${dispatches === 1 ? 'dispatch' : 'dispatches'}${again}, ${bytes}`;
}
