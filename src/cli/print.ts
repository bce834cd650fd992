import {
  formatError,
  formatNumber,
  indexText,
  notRunText,
  planText,
  trialText,
} from '../core/grade/format';
import { adapterName } from '../core/grade/adapter-name';
import type { CaseGrade, Diagnosis, Grade, Range } from '../core/grade/report';
import { isFinding } from '../core/grade/check';

/** A grade for a terminal: the verdict first, its evidence under it, then the cases. */
export function gradeText(grade: Grade, file: string): string {
  const lines = [`${grade.exercise}  ${grade.verdict.toUpperCase()}`, grade.title, grade.says, ''];
  for (const { source, range, message, says } of grade.problems) {
    lines.push(
      source === 'plan' ? message : `${placeText(file, range)}: ${message}`,
      ...(says === undefined ? [] : [`    ${says}`]),
    );
  }
  lines.push(...foundIn(grade).flatMap((finding) => findingLines(finding, file)));
  const failed = grade.cases.find((one) => one.verdict === 'failed');
  if (failed !== undefined) lines.push(...evidence(failed), '');
  for (const one of grade.cases) lines.push(...caseLines(one));
  const left = grade.caseCount - grade.cases.length;
  if (left > 0) lines.push(`  ${left} more case${left === 1 ? '' : 's'} not run`);
  lines.push(...markLines(grade, file));
  lines.push(...circumstances(grade));
  return `${lines.join('\n')}\n`;
}

/**
 * What was seen while the kernel ran on the simulator, over all cases; each pair of places once, since the cases
 * differ only in the element at which they meet.
 */
export function foundIn({ cases }: Grade): Diagnosis[] {
  const all = cases.flatMap(({ diagnoses }) => diagnoses.filter(isFinding));
  const key = ({ id, range, related }: Diagnosis): string => JSON.stringify([id, range, related]);
  return [...new Map(all.toReversed().map((one) => [key(one), one])).values()].toReversed();
}

/** `tilework check --race`: every finding with both its places, and what was looked at. */
export function raceText(grade: Grade, file: string): string {
  const found = foundIn(grade);
  const { verdict, cases } = grade;
  const ran = cases.filter((one) => one.notRun === undefined);
  if (verdict === 'inconclusive' || verdict === 'rejected' || ran.length === 0)
    return gradeText(grade, file);
  const of = `${ran.length} small case${ran.length === 1 ? '' : 's'}`;
  const lines =
    found.length === 0
      ? [
          `${grade.exercise}  NOTHING FOUND: no race, no index out of bounds, no barrier missed, the same result in every order (${of})`,
        ]
      : [`${grade.exercise}  ${found.length} FOUND (${of})`, ''];
  lines.push(...found.flatMap((finding) => findingLines(finding, file)));
  if (found.length === 0 && verdict === 'failed')
    lines.push(`The verdict is another matter: ${grade.title}.`);
  if (found.length === 0) lines.push(...markLines(grade, file));
  return `${lines.join('\n')}\n`;
}

const placeText = (file: string, range: Range | undefined): string =>
  range === undefined ? file : `${file}:${range.start.line + 1}:${range.start.character + 1}`;

function findingLines({ title, says, range, related = [] }: Diagnosis, file: string): string[] {
  return [
    `${placeText(file, range)}: ${title}`,
    `    ${says}`,
    ...related.map((other) => `${placeText(file, other.range)}: ${other.says}`),
    '',
  ];
}

/** Marks that were counted. Of a run on a GPU alone most are not: `--race` counts them. */
function markLines({ marks = [] }: Grade, file: string): string[] {
  const counted = marks.filter(({ earned }) => earned !== undefined);
  if (counted.length === 0) return [];
  const lines = counted.flatMap(({ title, earned, found = '', says, range }) => [
    `  ${earned === true ? '★' : '☆'}     ${title}: ${found}`,
    ...(says === undefined ? [] : [`          ${placeText(file, range)}: ${says}`]),
  ]);
  return ['', 'marks (a right kernel is right without them)', ...lines];
}

/** What it ran on, and how long it took. */
function circumstances({ adapter, timings: { firstWord, total } }: Grade): string[] {
  const lines: string[] = [];
  if (adapter !== undefined) {
    const kind = adapter.software ? ' (software: right values, no meaningful times)' : '';
    lines.push('', `on ${adapterName(adapter)}${kind}`);
  }
  if (firstWord !== undefined && total !== undefined) {
    lines.push(
      `first word after ${firstWord.toFixed(0)} ms, whole verdict after ${total.toFixed(0)} ms`,
    );
  }
  return lines;
}

function evidence({ label, first, worst, trial }: CaseGrade): string[] {
  const lines = [`case ${label}`];
  if (first !== undefined) {
    const { tensor, index, expected, got } = first;
    lines.push(
      `  first wrong  ${indexText(tensor, index)}  expected ${formatNumber(expected, got)}  got ${formatNumber(got, expected)}`,
    );
  }
  if (worst !== undefined && worst.error > 0) {
    lines.push(
      `  worst error  ${formatError(worst.error)} at ${indexText(worst.tensor, worst.index)}, allowed ${formatError(worst.bound)}`,
      `  bound        ${worst.boundName}`,
    );
  }
  if (trial !== undefined) lines.push(`  run with     ${trialText(trial)}`);
  return lines;
}

/** A case, and under it what its plan asks for. */
function caseLines(one: CaseGrade): string[] {
  const plan = planText(one);
  return [caseLine(one), ...(plan === undefined ? [] : [`          ${plan}`])];
}

function caseLine({ verdict, label, wrong, of, diagnoses, notRun }: CaseGrade): string {
  if (notRun !== undefined) return `  -     ${label}  ${notRunText(notRun)}`;
  const mark = { passed: 'ok    ', failed: 'WRONG ', inconclusive: '?     ' }[verdict];
  const detail = wrong > 0 ? `  ${wrong} of ${of} wrong` : '';
  const name = verdict === 'failed' ? `  [${diagnoses[0]?.id ?? ''}]` : '';
  return `  ${mark}${label}${detail}${name}`;
}
