import { unflatten } from '../tensor/shape';
import { wireNumber } from './compare';
import { formatNumber, indexText } from './format';
import { isUnwritten, isWrong, type Kept } from './kept';
import type { Diagnosis } from './report';
import type { Alternative, Outcome } from './runner';

/**
 * A diagnosis where another legal order of the invocations gives another result and one of the two is wrong. Two
 * results that both lie within their bounds are no mistake: sums may be added up in any order.
 * @param outputs of the run that is graded
 */
export function scheduleFindings(
  outputs: readonly Kept[],
  { schedule = '', alternatives = [] }: Extract<Outcome, { kind: 'ran' }>,
): Diagnosis[] {
  for (const alternative of alternatives) {
    for (const usual of outputs) {
      const other = otherOf(usual, alternative);
      const at = other === undefined ? -1 : firstConflict(usual, other);
      if (other !== undefined && at >= 0)
        return [diagnosisOf(usual, other, at, schedule, alternative.schedule)];
    }
  }
  return [];
}

function otherOf(usual: Kept, { buffers }: Alternative): Kept | undefined {
  const got = buffers.get(usual.tensor);
  return got === undefined ? undefined : { ...usual, got };
}

function firstConflict(usual: Kept, other: Kept): number {
  for (let i = 0; i < usual.expected.length; i++) {
    if (Object.is(usual.got[i], other.got[i])) continue;
    if (isWrong(usual, i) || isWrong(other, i)) return i;
  }
  return -1;
}

function diagnosisOf(usual: Kept, other: Kept, at: number, one: string, two: string): Diagnosis {
  const element = indexText(usual.tensor, unflatten(usual.shape, at));
  const text = (kept: Kept): string =>
    formatNumber(isUnwritten(kept, at) ? 'unwritten' : wireNumber(kept.got[at] ?? NaN));
  const [a, b] = [text(usual), text(other)];
  return {
    id: 'depends-on-schedule',
    title: `${element} is ${a} in one legal order of the invocations and ${b} in another`,
    says: `With ${one} it comes out as ${a}, with ${two} as ${b}; expected is ${formatNumber(usual.expected[at] ?? 0)}. Both orders are legal, so a GPU may take either. Look for what one invocation takes from another before it is certain to be there: a missing barrier, or an atomic whose old value decides who writes where.`,
  };
}
