import { workgroupMemory } from '../grade/marks';
import { isMarked } from '../grade/trials';
import { evaluate } from './expression';
import type { Files, Note } from './load';
import type { Goal } from './marks-schema';
import type { Exercise } from './schema';
import { caseNames } from './sizes';

/** The checks of an exercise's marks that a schema cannot make. */
export function checkMarks(exercise: Exercise, note: Note): void {
  const { marks, cases, bindings } = exercise;
  if (marks === undefined) return;
  const index = cases.findIndex((_, i) => isMarked(exercise, i));
  if (index < 0) note(['marks', 'sizes'], 'these sizes are not one of the cases');
  const names = caseNames(exercise, cases[index] ?? {});
  const known = bindings.map(({ name }) => name);
  marks.goals.forEach((goal, i) => {
    const path = ['marks', 'goals', i];
    if (marks.goals.findIndex(({ id }) => id === goal.id) !== i)
      note([...path, 'id'], 'this id is there twice');
    const fault = subjectFault(goal, known);
    if (fault !== undefined) note(goal.of === undefined ? path : [...path, 'of'], fault);
    if ((goal.most === undefined) === (goal.least === undefined))
      note(path, 'a goal says `most` or `least`, and not both');
    for (const key of ['most', 'least'] as const) {
      const amount = goal[key];
      const value =
        typeof amount === 'string' && names.ok ? evaluate(amount, names.value) : undefined;
      if (value?.ok === false) note([...path, key], value.problem);
    }
  });
}

/** What is wrong with the memory of which a goal counts something. */
function subjectFault({ count: what, of }: Goal, known: readonly string[]): string | undefined {
  switch (what) {
    case 'lines':
    case 'words':
      if (of === undefined) return `“${what}” are counted of a binding: \`of\` is missing`;
      return known.includes(of) ? undefined : `there is no “${of}”; there are ${known.join(', ')}`;
    case 'banks':
      return of === workgroupMemory ? undefined : '“banks” are counted of "workgroup"';
    default:
      return of === undefined ? undefined : `“${what}” have no \`of\``;
  }
}

/** The kernels that earn a mark and miss it. */
export async function checkProofs(
  files: Files,
  folder: string,
  { marks }: Exercise,
  note: Note,
): Promise<void> {
  for (const [i, goal] of (marks?.goals ?? []).entries()) {
    for (const key of ['earnedBy', 'missedBy'] as const) {
      const file = goal[key]?.file ?? 'solution.wgsl';
      if ((await files.read(`${folder}/${file}`)) === undefined)
        note(['marks', 'goals', i, key], `${file} is missing`);
    }
  }
}
