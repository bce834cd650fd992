import type { ExerciseFolder } from '../core/exercise/load';
import type { Exercise } from '../core/exercise/schema';
import { smallCases } from '../core/grade/trials';

/** The lectures' addresses beside it are partly inferred, so each exercise names it first; a table names it once. */
const coursePageAddress = 'https://courses.cms.caltech.edu/cs179/';

/** How long the solutions take on the CPU model, as `npm run bench -- course --write` has measured it. */
export interface SolutionTimes {
  /** The machine, in words. */
  readonly machine: string;
  readonly date: string;
  /** Seconds of processor time by exercise. */
  readonly seconds: Readonly<Record<string, number>>;
}

/** `docs/course.md`: every exercise and lab with what it follows, its cases, and its wrong kernels with what tells them. */
export function coursePage(folders: readonly ExerciseFolder[], times: SolutionTimes): string {
  const sorted = [...folders].sort((a, b) => (a.exercise.id < b.exercise.id ? -1 : 1));
  const kinds = [
    ['Exercises', sorted.filter(({ folder }) => folder.startsWith('exercises/'))],
    ['Labs', sorted.filter(({ folder }) => folder.startsWith('labs/'))],
  ] as const;
  const tables = kinds.map(([title, some]) => [`## ${title}`, table(some, times)].join('\n\n'));
  return [introduction(sorted, times), ...tables, detections(sorted)].join('\n\n') + '\n';
}

function introduction(
  folders: readonly ExerciseFolder[],
  { machine, date }: SolutionTimes,
): string {
  const exercises = folders.map(({ exercise }) => exercise);
  const mutants = exercises.reduce((sum, { mutants: all }) => sum + all.length, 0);
  return `# The course

<!-- Written by \`npm run docs\` from syllabus/. Change it there. -->

${exercises.length} exercises and labs in the order of [CS179](${coursePageAddress}), with ${mutants} wrong kernels. Each wrong kernel must be rejected with the diagnosis that its \`exercise.json\` declares, and \`npm run syllabus\` proves it, as it
proves that each solution passes and that each starter fails for its stated reason.

**Marks** are what a right kernel can reach besides: each is earned by one kernel of the syllabus and missed by another that is right, too. **Cases** are sizes; each is run with several kinds of input, workgroup sizes and dispatches. **On the CPU** is the processor time in which the CPU model grades the solution on its small cases (their number is in brackets), which is
what a learner without a GPU waits for: ${machine}, ${date}, \`npm run bench -- course\`.`;
}

function table(folders: readonly ExerciseFolder[], times: SolutionTimes): string {
  const rows = folders.map((one) => `| ${cells(one, times).map(escaped).join(' | ')} |`);
  const head = ['exercise', 'follows', 'concept', 'cases', 'wrong kernels', 'marks', 'on the CPU'];
  return [
    `| ${head.join(' | ')} |`,
    '| --- | --- | --- | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}

function cells({ folder, exercise }: ExerciseFolder, { seconds }: SolutionTimes): string[] {
  const { id, title, follows, concept, cases, mutants, marks } = exercise;
  const time = seconds[id];
  return [
    `[${id}](../syllabus/${folder}/statement.md) ${title}`,
    (follows ?? [])
      .filter(({ url }) => url !== coursePageAddress)

      .map(({ text, url, inferred }) => `[${text}](${url})${inferred === true ? '\\*' : ''}`)
      .join('; '),
    ...[concept, String(cases.length), String(mutants.length)],
    marks === undefined ? '' : '★'.repeat(marks.goals.length),
    time === undefined ? '' : `${time.toFixed(2)} s (${smallCases(exercise).length})`,
  ];
}

const escaped = (text: string): string => text.replaceAll('|', '\\|');

/** Which diagnosis tells how many wrong kernels, and of which exercises. */
function detections(folders: readonly ExerciseFolder[]): string {
  const by = new Map<string, Exercise['id'][]>();
  for (const { exercise } of folders) {
    for (const { diagnosis } of exercise.mutants) {
      // A misreading has a name of its own in each exercise; what tells it is one and the same.
      const kind = diagnosis.replace(/:.*/, '');
      by.set(kind, [...(by.get(kind) ?? []), exercise.id]);
    }
  }
  const rows = [...by]
    .sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
    .map(([kind, ids]) => `| \`${kind}\` | ${ids.length} | ${[...new Set(ids)].join(' ')} |`);
  return `\\* The address was inferred from those beside it.

## What tells the wrong kernels

| diagnosis | wrong kernels | in |
| --- | ---: | --- |
${rows.join('\n')}`;
}
