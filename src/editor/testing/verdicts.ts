import { formatCount, formatNumber, indexText, trialText } from '../../core/grade/format';
import type { CaseGrade, Diagnosis, Grade, Problem, Range } from '../../core/grade/report';
import { plainMarkdown } from '../../core/syllabus/plain-markdown';

/** What the Test Explorer shows of a case, or of a whole exercise. */
export interface ItemVerdict {
  readonly state: 'passed' | 'failed' | 'errored' | 'skipped';
  readonly says: readonly Said[];
}

export interface Said {
  /** Markdown. */
  readonly text: string;
  /** Where it belongs in the learner's file, if that is known. */
  readonly range?: Range | undefined;
  /** The first wrong element, to be shown as a difference. */
  readonly differs?: { readonly expected: string; readonly actual: string };
}

export function caseVerdict(one: CaseGrade): ItemVerdict {
  switch (one.verdict) {
    case 'passed':
      return { state: 'passed', says: [] };
    case 'inconclusive':
      return { state: 'skipped', says: one.notRun === undefined ? [] : [plain(one.notRun)] };
    case 'failed':
      return { state: 'failed', says: failure(one) };
  }
}

function failure(one: CaseGrade): Said[] {
  const { diagnoses, first, wrong, of } = one;
  const count = `${formatCount(wrong)} of ${formatCount(of)} elements are wrong.`;
  const named = diagnoses.length > 0 ? diagnoses.map(ofDiagnosis) : [plain(count)];
  if (first === undefined) return named;
  const { tensor, index, expected, got } = first;
  const element = indexText(tensor, index);
  const trial = one.trial === undefined ? '' : ` (${trialText(one.trial)})`;
  const differs = {
    expected: `${element} = ${formatNumber(expected, got)}\n`,
    actual: `${element} = ${formatNumber(got, expected)}\n`,
  };
  const [leading] = named;
  return [
    ...named,
    { ...plain(`First wrong element: ${element}${trial}`), range: leading?.range, differs },
  ];
}

/**
 * What a run says of an exercise that none of its cases says: that the file does not compile, that no kernel could
 * be run. Undefined where the cases say all.
 */
export function exerciseVerdict(grade: Grade): ItemVerdict | undefined {
  const { verdict, title, says, problems, diagnoses, cases } = grade;
  const whole = plain(`${title}. ${says}`);
  if (verdict === 'rejected') {
    const errors = problems.filter(({ severity }) => severity === 'error');
    return { state: 'errored', says: errors.length > 0 ? errors.map(ofProblem) : [whole] };
  }
  if (verdict === 'inconclusive') return { state: 'errored', says: [whole] };
  if (verdict === 'passed' || cases.some((one) => one.verdict === 'failed')) return undefined;
  return { state: 'failed', says: diagnoses.length > 0 ? diagnoses.map(ofDiagnosis) : [whole] };
}

function ofDiagnosis({ title, says, range }: Diagnosis): Said {
  return { text: `**${marked(title)}.** ${marked(says)}`, range };
}

function ofProblem({ message, says, range }: Problem): Said {
  return { text: [message, says ?? ''].map(marked).join('\n\n').trim(), range };
}

function plain(text: string): Said {
  return { text: marked(text) };
}

/** A sentence of the grader's as Markdown, in which only `code` is marked up. */
function marked(text: string): string {
  return text
    .split(/(`[^`\n]+`)/)
    .map((part, i) => (i % 2 === 1 ? part : plainMarkdown(part)))
    .join('');
}

/**
 * Where the kernel begins: the name of its first entry point, for what has no place of its own. Comments are looked
 * through; a file without an entry point has none.
 */
export function entryRange(source: string): Range | undefined {
  const code = source.replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (comment) =>
    comment.replace(/[^\n]/g, ' '),
  );
  const entry = /@compute\b[^{};]*?\bfn\s+(\w+)/d.exec(code)?.indices?.[1];
  if (entry === undefined) return undefined;
  const lines = code.slice(0, entry[0]).split('\n');
  const line = lines.length - 1;
  const character = lines.at(-1)?.length ?? 0;
  return {
    start: { line, character },
    end: { line, character: character + entry[1] - entry[0] },
  };
}
