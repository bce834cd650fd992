import type { Diagnosis, Range } from '../../core/grade/report';
import { rangeOf } from '../../core/outline/place';
import type {
  Divergence,
  Excerpt,
  Finding,
  InactiveLane,
  OutOfBounds,
  Race,
  RaceAccess,
  Who,
} from './findings';

/** A finding as the grader tells it: what happened, where, between whom, and what to write instead. */
export function diagnosisOf(source: string, finding: Finding): Diagnosis {
  const at = (span: Excerpt['span']): Range => rangeOf(source, span);
  switch (finding.kind) {
    case 'race':
      return race(finding, at);
    case 'outOfBounds':
      return outOfBounds(finding, at);
    case 'divergence':
      return divergence(finding, at);
    case 'inactiveLane':
      return inactiveLane(finding, at);
  }
}

type At = (span: Excerpt['span']) => Range;

const triple = ([x, y, z]: readonly [number, number, number]): string => `(${x}, ${y}, ${z})`;
const times = (count: number): string =>
  count === 1
    ? 'It happened once in this run.'
    : `It happened ${count.toLocaleString('en')} times in this run.`;
const lineOf = (range: Range): number => range.start.line + 1;

function race(finding: Race, at: At): Diagnosis {
  const { earlier, later, memory } = finding;
  // The store is what the barrier has to follow, so it is named first.
  const [first, second] = earlier.wrote ? [earlier, later] : [later, earlier];
  const [here, there] = [at(first.span), at(second.span)];
  const sameLine = lineOf(here) === lineOf(there);
  const title = sameLine
    ? `Race on ${memory}: two invocations meet at line ${lineOf(here)}`
    : `Race on ${memory}: line ${lineOf(here)} stores what line ${lineOf(there)} ${second.wrote ? 'stores too' : 'reads'}`;
  return {
    id: 'race',
    title,
    says: `${meeting(finding, first, second)} ${remedy(finding, at)} ${times(finding.count)}`,
    range: here,
    related: [{ range: there, says: `the other access: ${deed(second)}` }],
  };
}

const deed = ({ wrote, text }: RaceAccess): string =>
  `${wrote ? 'stores to' : 'reads'} \`${text}\``;

function meeting({ across, memory }: Race, first: RaceAccess, second: RaceAccess): string {
  const who = (one: Who): string =>
    across === 'workgroups'
      ? `invocation ${triple(one.local)} of workgroup ${triple(one.workgroup)}`
      : `invocation ${triple(one.local)}`;
  const where = across === 'workgroups' ? '' : ' of the same workgroup';
  const [a, b] = [who(first.who), who(second.who)];
  return `${a.charAt(0).toUpperCase()}${a.slice(1)} ${deed(first)} and ${b}${where} ${deed(second)}: both are ${memory}, and nothing says which comes first, so another GPU or another day gives another result.`;
}

function remedy(finding: Race, at: At): string {
  const { across, space, wrongBarrier, earlier, later } = finding;
  if (across === 'workgroups') {
    return 'No barrier reaches from one workgroup to another: let one workgroup alone own the element, use an atomic, or do the second step in a pass of its own.';
  }
  if (wrongBarrier !== undefined) {
    return `The workgroupBarrier() at line ${lineOf(at(wrongBarrier.span))} orders workgroup memory only, and this is storage: put storageBarrier() there too.`;
  }
  const barrier = space === 'workgroup' ? 'workgroupBarrier()' : 'storageBarrier()';
  if (earlier.span.start === later.span.start || (earlier.wrote && later.wrote)) {
    return 'If each invocation is meant to have an element of its own, look at the index; if they add to one element, make it atomic.';
  }
  // Without a barrier one invocation runs on before another starts, so the order in which they met tells nothing.
  if (finding.parted || lineOf(at(earlier.span)) === lineOf(at(later.span))) {
    return `The loop comes round before all have finished: put ${barrier} at the end of its body, where every invocation passes.`;
  }
  return `Put ${barrier} between the two, at a place that every invocation passes.`;
}

const verbs: Readonly<Record<string, string>> = {
  read: 'reads',
  write: 'stores to',
  'read and write': 'reads and stores to',
  'take the address of': 'takes the address of',
};

function outOfBounds(finding: OutOfBounds, at: At): Diagnosis {
  const { text, index, length, access, who } = finding;
  const last = length === 0 ? 'there is no element' : `the last index is ${length - 1}`;
  const what = verbs[access] ?? 'uses';
  return {
    id: 'out-of-bounds',
    title: `\`${text}\` is out of bounds: index ${index} of ${length}`,
    says: `Invocation ${triple(who.global)} ${what} \`${text}\` with the index ${index}, and there are ${length} elements: ${last}. WGSL keeps such an access inside the buffer, so it does not crash: it ${access.includes('write') ? 'may destroy another element' : 'gets a number that means nothing'}. Let only invocations with a valid index come here. ${times(finding.count)}`,
    range: at(finding.span),
  };
}

function divergence(finding: Divergence, at: At): Diagnosis {
  const { arrived, missing, present, absent, branch, elsewhere, text } = finding;
  const parted =
    branch === undefined
      ? ''
      : ` They parted at \`${branch.text}\` (line ${lineOf(at(branch.span))}).`;
  const now =
    elsewhere === undefined
      ? 'has ended'
      : `waits at the \`${elsewhere.text}\` of line ${lineOf(at(elsewhere.span))}`;
  const related = branch ?? elsewhere;
  return {
    id: 'barrier-not-uniform',
    title: `${missing} of ${arrived + missing} invocations never reach the barrier`,
    says: `Invocation ${triple(present.local)} waits at \`${text}\` for the whole workgroup, and invocation ${triple(absent.local)} ${now}.${parted} A barrier must stand where all invocations of a workgroup come, or none: put it outside of the branch, and let only the work stay inside.`,
    range: at(finding.span),
    ...(related === undefined
      ? {}
      : { related: [{ range: at(related.span), says: 'here they went different ways' }] }),
  };
}

function inactiveLane(finding: InactiveLane, at: At): Diagnosis {
  const { text, who } = finding;
  return {
    id: 'inactive-lane',
    title: `\`${text}\` takes its value from a lane that is not there`,
    says: `For invocation ${triple(who.local)} the lane that is asked is beyond the subgroup, has ended, or went another way, and WGSL leaves open what comes back. Subgroups have different sizes on different GPUs: compute lanes from subgroup_size, let all lanes come here, and do not use what comes from none. ${times(finding.count)}`,
    range: at(finding.span),
  };
}
