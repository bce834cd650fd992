import type { CheckFacts, Diagnosis, Grade, Mark } from './report';
import * as words from './words';

/** What the checks came to, with the mistakes that were seen. */
export interface Check extends CheckFacts {
  readonly findings: readonly Diagnosis[];
  /** The case in which they were seen; its index in the exercise. */
  readonly caseIndex: number;
  /** What was counted while it ran, where the exercise has marks. */
  readonly marks?: readonly Mark[];
}

const findings: readonly string[] = [
  ...['race', 'out-of-bounds', 'barrier-not-uniform', 'inactive-lane', 'depends-on-schedule'],
  ...['depends-on-subgroup-size', 'depends-on-lanes', 'depends-on-weak-exchange'],
];

/** Whether a diagnosis was seen while the kernel ran on the simulator, and not concluded from its values. */
export const isFinding = ({ id }: Diagnosis): boolean => findings.includes(id);

/** A check that had no chance to find anything, and why. */
export function notChecked(reason: string, runs = 0): Check {
  return { kind: 'notChecked', runs, reason, findings: [], caseIndex: 0 };
}

/** What a check has come across so far, for whoever ends it early. */
export type SeenSoFar = Pick<Check, 'runs' | 'findings' | 'caseIndex'>;

export const nothingSeen: SeenSoFar = { runs: 0, findings: [], caseIndex: 0 };

/** A check that was ended by its time: what it has seen counts. */
export function unfinished({ runs, findings, caseIndex }: SeenSoFar, reason: string): Check {
  return findings.length > 0
    ? { kind: 'found', runs, findings, caseIndex }
    : notChecked(reason, runs);
}

/**
 * Diagnoses of values that say where and why as surely as a finding does: what stood behind the end has changed, or all
 * workgroups have stored where one of them belongs, of which the race is only the consequence.
 */
const certain: readonly string[] = [
  ...['written-out-of-bounds', 'read-out-of-bounds', 'first-workgroup-only'],
];

/**
 * A grade with what the check of the same source came to. A finding fails it, whatever the values were, and leads:
 * it was seen, where most diagnoses are concluded from values.
 */
export function withCheck(grade: Grade, { findings, caseIndex, marks, ...check }: Check): Grade {
  const [first] = findings;
  if (first === undefined) {
    const counted = marks !== undefined && grade.verdict === 'passed';
    return { ...grade, check, ...(counted ? { marks: [...marks] } : {}) };
  }
  const cases = grade.cases.map((one) =>
    one.index === caseIndex
      ? { ...one, verdict: 'failed' as const, diagnoses: joined(one.diagnoses, findings) }
      : one,
  );
  const diagnoses = joined(grade.diagnoses, findings);
  const failed = { ...grade, check, cases, verdict: 'failed' as const, diagnoses };
  // Marks are of a kernel that has passed.
  delete failed.marks;
  if (diagnoses[0] !== first) return failed;
  const byLuck = grade.verdict === 'passed';
  const says = byLuck ? words.rightByLuck(first, grade.cases.length) : first.says;
  return { ...failed, title: first.title, says };
}

function joined(ofValues: readonly Diagnosis[], findings: readonly Diagnosis[]): Diagnosis[] {
  const [lead, ...rest] = ofValues;
  return lead !== undefined && certain.includes(lead.id)
    ? [lead, ...findings, ...rest]
    : [...findings, ...ofValues];
}
