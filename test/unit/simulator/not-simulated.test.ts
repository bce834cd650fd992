import { describe, expect, test } from 'vitest';
import { checkKernel } from '../../../src/core/grade/check-kernel';
import { gradeExercise } from '../../../src/core/grade/grade-exercise';
import type { Problem } from '../../../src/core/grade/report';
import { simulatorRunner } from '../../../src/simulator/runner';
import { changed, exercise, kernel } from '../../support/kernels';

interface Row {
  readonly what: string;
  /** Declarations in front of the solution of E01, and statements at the start of its entry point. */
  readonly before?: string;
  readonly inside?: string;
  /** The text that the message must point to. */
  readonly at: string;
  readonly says: string;
}

const rows: readonly Row[] = [
  {
    what: 'a texture',
    before: '@group(0) @binding(9) var picture: texture_2d<f32>;',
    inside: '_ = textureLoad(picture, vec2u(), 0);',
    at: 'texture_2d<f32>',
    says: 'textures and samplers',
  },
  {
    what: 'a sampler that a function takes',
    before: 'fn taken(how: sampler) -> f32 { return 1.0; }',
    inside: '_ = taken();',
    at: 'sampler',
    says: 'textures and samplers',
  },
  { what: 'a derivative', inside: '_ = dpdx(1.0);', at: 'dpdx(1.0)', says: '“dpdx”' },
  {
    what: 'a derivative in a helper',
    before: 'fn slope(x: f32) -> f32 { return 2.0 * fwidth(x); }',
    inside: '_ = slope(1.0);',
    at: 'fwidth(x)',
    says: '“fwidth”',
  },
  {
    what: 'a whole number beyond what a double holds',
    inside: 'const most = 0x7fffffffffffffff >> 40u; _ = most;',
    at: '0x7fffffffffffffff',
    says: 'whole numbers beyond 2^53',
  },
];

function sourceOf({ before = '', inside = '' }: Row): string {
  return `${before}\n${changed(kernel('E01'), ') {', `) { ${inside}`)}`;
}

/** The text to which a problem points, on one line. */
function placed(source: string, { range }: Partial<Problem> = {}): string | undefined {
  if (range === undefined || range.start.line !== range.end.line) return undefined;
  return source.split('\n')[range.start.line]?.slice(range.start.character, range.end.character);
}

const lineOf = (source: string, text: string): number =>
  source.slice(0, source.indexOf(text)).split('\n').length;

describe.each(rows)('$what is not simulated', (row) => {
  const source = sourceOf(row);
  const submission = { exercise: exercise('E01'), source };

  test('is said at its position, and nothing is graded', async () => {
    const { grade } = await gradeExercise(submission, simulatorRunner(), {
      ...{ compiled: () => undefined, caseGraded: () => undefined },
      ...{ cancelled: () => false, now: () => 0 },
    });
    expect([grade.verdict, grade.cases]).toEqual(['inconclusive', []]);
    const [problem] = grade.problems;
    expect(problem?.message).toContain(row.says);
    expect(placed(source, problem)).toBe(row.at);
    expect(grade.says).toContain('not simulated: ');
    expect(grade.says).toContain(`(line ${lineOf(source, row.at)})`);
  });

  test('leaves a verdict of a GPU unchecked', async () => {
    const { kind, reason } = await checkKernel(submission, simulatorRunner(), () => undefined);
    expect([kind, reason]).toEqual(['notChecked', expect.stringContaining(row.says)]);
  });
});
