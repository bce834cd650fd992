import type { Exercise } from '../exercise/schema';
import { gradeExercise } from './grade-exercise';
import type { CheckFacts, Diagnosis, Grade } from './report';
import type { Compilation, KernelRunner, Outcome } from './runner';
import type { Submission } from './session';
import { isLimitDiagnosis } from './traffic-limits';
import { checkedCases } from './trials';
import { watched } from './watch';
import * as words from './words';

/** What the checks came to, with the mistakes that were seen. */
export interface Check extends CheckFacts {
  readonly findings: readonly Diagnosis[];
  /** The case in which they were seen; its index in the exercise. */
  readonly caseIndex: number;
}

const seenIds: readonly string[] = [
  ...['race', 'out-of-bounds', 'barrier-not-uniform', 'inactive-lane', 'depends-on-schedule'],
  ...['depends-on-subgroup-size', 'depends-on-lanes', 'depends-on-weak-exchange'],
];

/** Whether a diagnosis was seen while the kernel ran on the simulator, and not concluded from its values. */
export const isFinding = ({ id }: Diagnosis): boolean =>
  seenIds.includes(id) || isLimitDiagnosis(id);

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

/** What a watched runner has come across so far. */
interface Seen {
  runs: number;
  readonly findings: Map<string, Diagnosis>;
  /** Why it could not run something. */
  trouble: string | undefined;
}

/**
 * Runs the control case, and the one on which limits are counted, on a runner that sees what no GPU says: races,
 * indices out of bounds, barriers that not all reach. Its values are not asked for, since a GPU has given its own. It
 * ends after the first run that shows something.
 * @param told after each run, so that whoever ends the check early knows what it has seen
 */
export async function checkKernel(
  submission: Submission,
  runner: KernelRunner,
  told: (seen: SeenSoFar) => void,
): Promise<Check> {
  const { exercise } = submission;
  const cases = checkedCases(exercise);
  const seen: Seen = { runs: 0, findings: new Map(), trouble: undefined };
  let done = 0;
  const soFar = (): SeenSoFar => ({
    runs: seen.runs,
    findings: [...seen.findings.values()],
    caseIndex: indexIn(exercise, cases[done]),
  });
  const listening = watched(runner, {
    compiled: (compilation) => noteCompilation(compilation, seen),
    ran(outcome) {
      note(outcome, seen);
      told(soFar());
    },
  });
  const order = { ...submission, exercise: { ...exercise, cases }, everySchedule: true };
  const { grade } = await gradeExercise(order, listening, {
    compiled: () => undefined,
    caseGraded(one) {
      for (const diagnosis of one.diagnoses.filter(isFinding)) add(seen, diagnosis);
      if (seen.findings.size === 0) done++;
    },
    cancelled: () => seen.findings.size > 0,
    now: () => 0,
  });
  if (seen.findings.size > 0) return { kind: 'found', ...soFar() };
  const reason = seen.trouble ?? (grade.verdict === 'inconclusive' ? grade.says : undefined);
  if (reason !== undefined) return notChecked(reason, seen.runs);
  return seen.runs > 0
    ? { kind: 'clean', runs: seen.runs, findings: [], caseIndex: 0 }
    : notChecked(words.nothingToCheck);
}

const indexIn = ({ cases }: Exercise, one: Exercise['cases'][number] | undefined): number =>
  one === undefined ? 0 : cases.indexOf(one);

function add({ findings }: Seen, finding: Diagnosis): void {
  findings.set(JSON.stringify([finding.id, finding.range, finding.related]), finding);
}

function noteCompilation(compilation: Compilation, seen: Seen): void {
  if (compilation.kind === 'unavailable') seen.trouble = compilation.reason;
  if (compilation.kind === 'rejected') seen.trouble = words.refused(compilation.problems);
}

/** What another subgroup size shows comes with the case's diagnoses, after the dependence that explains it. */
function seenInAnyOrder({
  findings = [],
  alternatives = [],
}: Extract<Outcome, { kind: 'ran' }>): Diagnosis[] {
  const orders = alternatives.filter(({ respect }) => respect === 'order');
  return [...findings, ...orders.flatMap((one) => one.findings)];
}

function note(outcome: Outcome, seen: Seen): void {
  seen.runs++;
  switch (outcome.kind) {
    case 'ran':
      for (const finding of seenInAnyOrder(outcome)) add(seen, finding);
      break;
    case 'endless':
      seen.trouble = words.endlessOnModel;
      break;
    case 'rejected':
      seen.trouble = words.refused(outcome.problems);
      break;
    case 'gpuError':
      seen.trouble = outcome.message;
      break;
    case 'tooLarge':
    case 'unavailable':
      seen.trouble = outcome.reason;
  }
}

/**
 * A grade with what the check of the same source came to. A finding fails it, whatever the values were, and leads:
 * it was seen, where other diagnoses are concluded from values.
 */
export function withCheck(grade: Grade, { findings, caseIndex, ...check }: Check): Grade {
  const [first] = findings;
  if (first === undefined) return { ...grade, check };
  const cases = grade.cases.map((one) =>
    one.index === caseIndex
      ? { ...one, verdict: 'failed' as const, diagnoses: [...findings, ...one.diagnoses] }
      : one,
  );
  const byLuck = grade.verdict === 'passed' && !isLimitDiagnosis(first.id);
  return {
    ...{ ...grade, check, cases, verdict: 'failed' },
    title: first.title,
    says: byLuck ? words.rightByLuck(first, grade.cases.length) : first.says,
    diagnoses: [...findings, ...grade.diagnoses],
  };
}
