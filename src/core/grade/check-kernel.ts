import type { Exercise } from '../exercise/schema';
import { type Check, isFinding, notChecked, type SeenSoFar } from './check';
import { gradeExercise } from './grade-exercise';
import type { Diagnosis } from './report';
import type { Compilation, KernelRunner, Outcome } from './runner';
import type { Submission } from './session';
import { checkedCases } from './trials';
import { watched } from './watch';
import * as words from './words';

/** What a watched runner has come across so far. */
interface Seen {
  runs: number;
  readonly findings: Map<string, Diagnosis>;
  /** Why it could not run something. */
  trouble: string | undefined;
}

/**
 * Runs the control case, and the one on which marks are counted, on a runner that sees what no GPU says: races,
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
  const { marks } = grade;
  return seen.runs > 0
    ? { kind: 'clean', runs: seen.runs, findings: [], caseIndex: 0, ...(marks && { marks }) }
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
