import type { Plan } from '../exercise/plan-schema';
import type { Kept } from './kept';
import type { Diagnosis } from './report';
import type { Outcome } from './runner';
import { wayFindings } from './ways';
import { tooManyRounds } from './words';

type Ran = Extract<Outcome, { kind: 'ran' }>;

/** What the findings of a run depend on, besides the run. */
interface Graded {
  readonly work: { readonly plan: Plan };
}

/**
 * What was seen while a job ran, and not concluded from its values; the most telling first.
 * @param outputs of the run that is graded
 * @param wrong whether there are wrong values, which what is no mistake by itself may explain
 */
export function findingsOf(
  { work }: Graded,
  ran: Ran,
  outputs: readonly Kept[],
  wrong: boolean,
): Diagnosis[] {
  return [
    ...unfinished(work.plan, ran),
    ...wayFindings(outputs, ran),
    ...(wrong ? (ran.hints ?? []) : []),
  ];
}

/** The work of the rounds was not done when no more of them could run. */
function unfinished({ again }: Plan, { left }: Ran): Diagnosis[] {
  return left === undefined || again === undefined ? [] : [tooManyRounds(again, left)];
}
