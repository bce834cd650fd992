import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallCases } from '../../src/core/grade/trials';
import { type Dawn, startDawn } from '../support/dawn';
import { exercise, root } from '../support/kernels';

/** Right kernels that are written otherwise than the solution: other shapes of workgroups, loads of four, other algorithms. */
const folder = join(root, 'test/kernels');
const kernels = readdirSync(folder).flatMap((id) =>
  readdirSync(join(folder, id)).map((file) => [id, file] as const),
);

/** A whole exercise takes longer than one kernel does, the more so on a machine with other work. */
const patience = 90_000;

let dawn: Dawn;
beforeAll(async () => {
  dawn = await startDawn();
}, 60_000);
afterAll(() => dawn.stop());

test.each(kernels)(
  '%s %s is not taken for wrong',
  async (id, file) => {
    // The large cases meet the solution in `npm run syllabus`.
    const whole = exercise(id);
    const fewer = whole.repeats === undefined ? {} : { repeats: 3 };
    const of = { ...whole, ...fewer, cases: smallCases(whole) };
    const source = readFileSync(join(folder, id, file), 'utf8');
    const grade = await dawn.grade(of, source, { limitMs: patience });
    expect(grade, `${grade.title}: ${grade.says}`).toMatchObject({
      verdict: 'passed',
      diagnoses: [],
      problems: [],
    });
  },
  patience,
);
