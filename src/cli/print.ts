import { formatError, formatNumber, indexText, trialText } from '../core/grade/format';
import type { CaseGrade, Grade } from '../core/grade/report';

/** A grade for a terminal: the verdict first, its evidence under it, then the cases. */
export function gradeText(grade: Grade, file: string): string {
  const lines = [`${grade.exercise}  ${grade.verdict.toUpperCase()}`, grade.title, grade.says, ''];
  for (const { range, message, says } of grade.problems) {
    const at = range === undefined ? '' : `:${range.start.line + 1}:${range.start.character + 1}`;
    lines.push(`${file}${at}: ${message}`, ...(says === undefined ? [] : [`    ${says}`]));
  }
  const failed = grade.cases.find((one) => one.verdict === 'failed');
  if (failed !== undefined) lines.push(...evidence(failed), '');
  for (const one of grade.cases) lines.push(caseLine(one));
  const left = grade.caseCount - grade.cases.length;
  if (left > 0) lines.push(`  ${left} more case${left === 1 ? '' : 's'} not run`);
  lines.push(...circumstances(grade));
  return `${lines.join('\n')}\n`;
}

/** What it ran on, and how long it took. */
function circumstances({ adapter, timings: { firstWord, total } }: Grade): string[] {
  const lines: string[] = [];
  if (adapter !== undefined) {
    const kind = adapter.software ? ' (software: right values, no meaningful times)' : '';
    lines.push(
      '',
      `on ${adapter.description || `${adapter.vendor} ${adapter.architecture}`}${kind}`,
    );
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

function caseLine({ verdict, label, wrong, of, diagnoses }: CaseGrade): string {
  const mark = { passed: 'ok    ', failed: 'WRONG ', inconclusive: '?     ' }[verdict];
  const detail = wrong > 0 ? `  ${wrong} of ${of} wrong` : '';
  const name = verdict === 'failed' ? `  [${diagnoses[0]?.id ?? ''}]` : '';
  return `  ${mark}${label}${detail}${name}`;
}
