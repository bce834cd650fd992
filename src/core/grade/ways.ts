import { unflatten } from '../tensor/shape';
import { wireNumber } from './compare';
import { formatNumber, indexText, type Told } from './format';
import { isUnwritten, isWrong, type Kept } from './kept';
import type { Diagnosis } from './report';
import type { Alternative, Outcome, Respect } from './runner';

/** What a dependence is called, and what it means. */
interface Dependence {
  readonly id: string;
  readonly title: (element: string, usual: string, other: string) => string;
  readonly says: string;
}

const dependences: Readonly<Record<Respect, Dependence>> = {
  order: {
    id: 'depends-on-schedule',
    title: (element, usual, other) =>
      `${element} is ${usual} in one legal order of the invocations and ${other} in another`,
    says: 'Both orders are legal, so a GPU may take either. Look for what one invocation takes from another before it is certain to be there: a missing barrier, or an atomic whose old value decides who writes where.',
  },
  subgroupSize: {
    id: 'depends-on-subgroup-size',
    title: (element, usual, other) =>
      `${element} is ${usual} with subgroups of one size and ${other} with those of another`,
    says: 'GPUs have subgroups of 4 to 128 lanes, and one GPU may have several sizes. Where does a number stand for the size? Take subgroup_size, or do not count at all: let subgroupElect() choose one lane of each subgroup, and give it its place by an atomic counter.',
  },
  lanes: {
    id: 'depends-on-lanes',
    title: (element, usual, other) =>
      `${element} is ${usual} or ${other}, depending on which invocation has which lane`,
    says: 'WGSL does not say which invocations make up a subgroup, nor in which order they lie in it. So neither the lane nor the subgroup can be computed from local_invocation_index: ask subgroup_invocation_id and subgroupElect(), and hand out places by an atomic counter.',
  },
  exchange: {
    id: 'depends-on-weak-exchange',
    title: (element, usual, other) =>
      `${element} is ${usual}, and ${other} where a compare-exchange fails for no reason`,
    says: 'A weak compare-exchange may fail although the old value is still there. Whether it worked is in `exchanged`; an `old_value` that is as expected does not tell. Try again until `exchanged` is true.',
  },
};

/**
 * What was seen while a job ran, and where another legal way to run it gives another result. A dependence on the
 * machine (subgroups, weak exchanges) explains what else is seen only there, so it comes first; but what is wrong in
 * the usual way already needs no other one.
 * @param outputs of the run that is graded
 */
export function wayFindings(
  outputs: readonly Kept[],
  { findings = [], alternatives = [] }: Extract<Outcome, { kind: 'ran' }>,
): Diagnosis[] {
  const orders = alternatives.filter(({ respect }) => respect === 'order');
  const machines = alternatives.filter(({ respect }) => respect !== 'order');
  return [
    ...findings,
    ...(findings.length === 0 ? firstDependence(outputs, machines, isRightInOne) : []),
    ...alternatives.flatMap(seenThere),
    ...firstDependence(outputs, orders, (...at) => isRightInOne(...at) || areWrongApart(...at)),
  ];
}

function seenThere({ respect, other, findings }: Alternative): Diagnosis[] {
  if (respect === 'order') return [...findings];
  return findings.map((one) => ({ ...one, says: `${one.says} This was seen with ${other}.` }));
}

/** Whether element `i` of two results shows a dependence. */
type Conflict = (usual: Kept, other: Kept, i: number) => boolean;

/** Two results that both lie within their bounds are none: sums may be added up in any order. */
const isRightInOne: Conflict = (usual, other, i) => isWrong(usual, i) !== isWrong(other, i);

/** So much of a fraction may come from other roundings in a long sum; whole numbers have none. */
const rounded = 2 ** -12;

/** Where both are wrong anyway, a difference that rounding makes is no news; what is wrong with them is. */
const areWrongApart: Conflict = (usual, other, i) => {
  const [a = NaN, b = NaN] = [usual.got[i], other.got[i]];
  if (Object.is(a, b) || !isWrong(usual, i) || !isWrong(other, i)) return false;
  const whole = Number.isInteger(a) || Number.isInteger(b);
  return !(Math.abs(a - b) <= (whole ? 0 : rounded * Math.max(Math.abs(a), Math.abs(b))));
};

function firstDependence(
  outputs: readonly Kept[],
  alternatives: readonly Alternative[],
  conflict: Conflict,
): Diagnosis[] {
  for (const alternative of alternatives) {
    for (const usual of outputs) {
      const other = otherOf(usual, alternative);
      const at =
        other === undefined ? -1 : usual.expected.findIndex((_, i) => conflict(usual, other, i));
      if (other !== undefined && at >= 0) return [diagnosisOf(usual, other, at, alternative)];
    }
  }
  return [];
}

function otherOf(usual: Kept, { buffers }: Alternative): Kept | undefined {
  const got = buffers.get(usual.tensor);
  return got === undefined ? undefined : { ...usual, got };
}

function diagnosisOf(
  usual: Kept,
  other: Kept,
  at: number,
  { respect, usual: oneWay, other: otherWay }: Alternative,
): Diagnosis {
  const element = indexText(usual.tensor, unflatten(usual.shape, at));
  const told = (kept: Kept): Told =>
    isUnwritten(kept, at) ? 'unwritten' : wireNumber(kept.got[at] ?? NaN);
  const [first, second] = [told(usual), told(other)];
  const [a, b] = [formatNumber(first, second), formatNumber(second, first)];
  const { id, title, says } = dependences[respect];
  const expected = formatNumber(usual.expected[at] ?? 0);
  return {
    id,
    title: title(element, a, b),
    says: `With ${oneWay} it comes out as ${a}, with ${otherWay} as ${b}; expected is ${expected}. ${says}`,
  };
}
