import type { ExerciseFolder } from '../exercise/load';
import { nearest } from '../exercise/nearest';
import { type Catalogue, indexOf } from './catalogue';
import { cyclesIn } from './cycles';
import type { MeetingPlan } from './meetings';
import type { Paper } from './paper';
import type { Topic } from './schema';

/** A part of a syllabus and the file that it stands in. */
export interface Placed<T> {
  readonly file: string;
  readonly value: T;
}

/** What is wrong between files: the file, the path of keys to the place, and what to write instead. */
export interface Fault {
  readonly file: string;
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** All parts that could be loaded. */
export interface Contents {
  readonly topics: readonly Placed<Topic>[];
  readonly papers: readonly Placed<Paper>[];
  readonly exercises: readonly ExerciseFolder[];
  readonly meetings: Placed<MeetingPlan> | undefined;
}

type Kind = 'topic' | 'paper' | 'exercise' | 'lecture or reading' | 'person' | 'part' | 'meeting';

/** An id where it is made. */
interface Made extends Omit<Fault, 'message'> {
  readonly id: string;
  readonly kind: Kind;
}

/** An id where it is used, and the kinds of things that it may stand for. */
interface Used extends Omit<Fault, 'message'> {
  readonly id: string;
  readonly kinds: readonly Kind[];
}

/** Ids that are used twice or that stand for nothing, circles, files under a wrong name, inferred links in front. */
export function faultsOf(contents: Contents, beside: Catalogue): Fault[] {
  const made = madeIn(contents);
  const there = kindsIn(beside);
  const known = new Map<string, Kind>([
    ...there,
    ...made.map(({ id, kind }) => [id, kind] as const),
  ]);
  return [
    ...repeated(made, there),
    ...usedIn(contents, known).flatMap((use) => unknown(use, known)),
    ...misnamed(contents),
    ...circles(contents),
    ...homeless(contents),
    ...inferredFirst(contents),
  ];
}

const kindBeside = {
  topic: 'topic',
  paper: 'paper',
  material: 'lecture or reading',
  exercise: 'exercise',
  toCome: 'exercise',
} as const;

function kindsIn(catalogue: Catalogue): ReadonlyMap<string, Kind> {
  return new Map<string, Kind>([
    ...[...indexOf(catalogue)].map(([id, { kind }]) => [id, kindBeside[kind]] as const),
    ...idsOfPlan(catalogue.plan).map(({ id, kind }) => [id, kind] as const),
  ]);
}

/** Every id that a plan makes, and the path to it. */
function idsOfPlan(plan: MeetingPlan | undefined): Omit<Made, 'file'>[] {
  return (['people', 'parts', 'meetings'] as const).flatMap((list) =>
    (plan?.[list] ?? []).map(({ id }, i) => ({
      ...{ id, path: [list, i, 'id'] },
      kind: ({ people: 'person', parts: 'part', meetings: 'meeting' } as const)[list],
    })),
  );
}

function madeIn({ topics, papers, exercises, meetings }: Contents): Made[] {
  const there = new Set(exercises.map(({ exercise }) => exercise.id));
  return [
    ...topics.flatMap(({ file, value }): Made[] => [
      { id: value.id, kind: 'topic', file, path: ['id'] },
      ...(value.material ?? []).map(({ id }, i): Made => ({
        ...{ id, kind: 'lecture or reading', file, path: ['material', i, 'id'] },
      })),
      // An exercise that is there as a folder was planned, and is not made twice.
      ...(value.planned ?? []).flatMap(({ id }, i): Made[] =>
        there.has(id) ? [] : [{ id, kind: 'exercise', file, path: ['planned', i, 'id'] }],
      ),
    ]),
    ...papers.map(({ file, value }): Made => ({
      ...{ id: value.id, kind: 'paper', file, path: ['id'] },
    })),
    ...exercises.map(({ folder, exercise }): Made => ({
      ...{ id: exercise.id, kind: 'exercise', file: `${folder}/exercise.json`, path: ['id'] },
    })),
    ...idsOfPlan(meetings?.value).map((one) => ({ ...one, file: meetings?.file ?? '' })),
  ];
}

function repeated(made: readonly Made[], elsewhere: ReadonlyMap<string, Kind>): Fault[] {
  const first = new Map<string, Made>();
  return made.flatMap((one) => {
    const other = first.get(one.id);
    if (other !== undefined)
      return [fault(one, `the id “${one.id}” is used twice: ${place(other)} has it too`)];
    first.set(one.id, one);
    return elsewhere.has(one.id)
      ? [fault(one, `the id “${one.id}” is one of the built-in syllabus: choose another`)]
      : [];
  });
}

function usedIn(
  { topics, papers, exercises, meetings }: Contents,
  known: ReadonlyMap<string, Kind>,
): Used[] {
  const anyTopic = [...known.values()].includes('topic');
  return [
    ...topics.flatMap(({ file, value }) => usedByTopic(file, value)),
    ...papers.flatMap(({ file, value }) => [
      ...uses(file, ['buildsOn'], value.buildsOn, ['paper']),
      ...uses(file, ['labs'], value.labs, ['exercise']),
    ]),
    // A folder of exercises alone is no syllabus: nothing that its links could lead to is there.
    ...(anyTopic ? exercises.flatMap(usedByExercise) : []),
    ...(meetings === undefined ? [] : usedByMeetings(meetings)),
  ];
}

function usedByTopic(file: string, { parent, papers, material }: Topic): Used[] {
  return [
    ...(parent === undefined
      ? []
      : [{ id: parent, kinds: ['topic'], file, path: ['parent'] } as const]),
    ...uses(file, ['papers'], papers, ['paper']),
    ...(material ?? []).flatMap(({ exercises, paper }, i) => [
      ...uses(file, ['material', i, 'exercises'], exercises, ['exercise']),
      ...(paper === undefined
        ? []
        : [{ id: paper, kinds: ['paper'], file, path: ['material', i, 'paper'] } as const]),
    ]),
  ];
}

function usedByExercise({ folder, exercise }: ExerciseFolder): Used[] {
  const file = `${folder}/exercise.json`;
  return [
    { id: exercise.topic, kinds: ['topic'], file, path: ['topic'] },
    ...uses(file, ['papers'], exercise.papers, ['paper']),
    ...uses(file, ['prerequisites'], exercise.prerequisites, ['exercise']),
  ];
}

function usedByMeetings({ file, value }: Placed<MeetingPlan>): Used[] {
  const about: readonly Kind[] = ['topic', 'paper', 'lecture or reading', 'exercise'];
  return value.meetings.flatMap(({ items }, m) =>
    items.flatMap((item, i) => {
      const at = ['meetings', m, 'items', i];
      return [
        { id: item.part, kinds: ['part'] as const, file, path: [...at, 'part'] },
        ...uses(file, [...at, 'about'], item.about, about),
        ...uses(file, [...at, 'presenters'], item.presenters, ['person']),
      ];
    }),
  );
}

function uses(
  file: string,
  path: Fault['path'],
  ids: readonly string[] | undefined,
  kinds: readonly Kind[],
): Used[] {
  return (ids ?? []).map((id, i) => ({ id, kinds, file, path: [...path, i] }));
}

function unknown(use: Used, known: ReadonlyMap<string, Kind>): Fault[] {
  const kind = known.get(use.id);
  if (kind !== undefined && use.kinds.includes(kind)) return [];
  const what = use.kinds.join(', ').replace(/, ([^,]*)$/, ' or $1');
  if (kind !== undefined) return [fault(use, `“${use.id}” is a ${kind}; a ${what} is wanted here`)];
  const candidates = [...known].filter(([, one]) => use.kinds.includes(one)).map(([id]) => id);
  const instead = nearest(use.id, candidates);
  const advice = instead === undefined ? '' : `: did you mean “${instead}”?`;
  return [fault(use, `there is no ${what} “${use.id}”${advice}`)];
}

function misnamed({ topics, papers }: Contents): Fault[] {
  return [...topics, ...papers].flatMap(({ file, value: { id } }) =>
    file.endsWith(`/${id}.json`)
      ? []
      : [{ file, path: ['id'], message: `the id is “${id}”: call the file ${id}.json` }],
  );
}

function circles({ topics, papers }: Contents): Fault[] {
  const ofTopics = cyclesIn(
    topics.map(({ value: { id, parent } }) => [id, parent === undefined ? [] : [parent]]),
  ).map(({ from, ids }) => ({
    ...{ file: fileOf(topics, from), path: ['parent'] },
    message: `the topic “${from}” stands under itself: ${ids.join(' → ')}`,
  }));
  const ofPapers = cyclesIn(papers.map(({ value: { id, buildsOn } }) => [id, buildsOn ?? []])).map(
    ({ from, ids }) => ({
      ...{ file: fileOf(papers, from), path: ['buildsOn'] },
      message: `the paper “${from}” builds on itself: ${ids.join(' → ')}`,
    }),
  );
  return [...ofTopics, ...ofPapers];
}

function fileOf(parts: readonly Placed<{ readonly id: string }>[], id: string): string {
  return parts.find(({ value }) => value.id === id)?.file ?? '';
}

/** A paper that no topic names would be in no place of the tree. */
function homeless({ topics, papers }: Contents): Fault[] {
  const named = new Set(topics.flatMap(({ value }) => value.papers));
  return papers
    .filter(({ value }) => !named.has(value.id))
    .map(({ file, value: { id } }) => ({
      ...{ file, path: ['id'] },
      message: `no topic names the paper “${id}”: put its id into the “papers” of a topic`,
    }));
}

/** What a click opens must be an address that somebody has seen. */
function inferredFirst({ topics }: Contents): Fault[] {
  return topics.flatMap(({ file, value }) =>
    (value.material ?? []).flatMap(({ links }, i) =>
      links[0]?.inferred === true
        ? [
            {
              ...{ file, path: ['material', i, 'links', 0] },
              message: 'an inferred link comes first: put the page that lists it before it',
            },
          ]
        : [],
    ),
  );
}

function fault({ file, path }: Omit<Fault, 'message'>, message: string): Fault {
  return { file, path, message };
}

function place({ file }: Made): string {
  return file;
}
