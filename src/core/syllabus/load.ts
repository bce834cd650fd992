import { compareIds, type Catalogue, type CatalogueEntry } from './catalogue';
import {
  type ContentProblem,
  type ExerciseFolder,
  type Files,
  loadExercise,
  parseContent,
} from '../exercise/load';
import { type Topic, topicSchema } from './schema';

/** A syllabus as far as it could be loaded, and everything that is wrong with the rest. */
export interface LoadedSyllabus {
  readonly catalogue: Catalogue;
  readonly exercises: readonly ExerciseFolder[];
  readonly problems: readonly ContentProblem[];
}

/** Loads the topics and exercises at the given paths, and checks that they belong together. */
export async function loadSyllabus(
  files: Files,
  topicFiles: readonly string[],
  exerciseFolders: readonly string[],
): Promise<LoadedSyllabus> {
  const problems: ContentProblem[] = [];
  const topics: { file: string; topic: Topic }[] = [];
  for (const file of topicFiles) {
    const loaded = parseContent(file, (await files.read(file)) ?? '', topicSchema);
    if (loaded.ok) topics.push({ file, topic: loaded.value });
    else problems.push(...loaded.problems);
  }
  const exercises: ExerciseFolder[] = [];
  for (const folder of exerciseFolders) {
    const loaded = await loadExercise(files, folder);
    if (loaded.ok) exercises.push(loaded.value);
    else problems.push(...loaded.problems);
  }
  problems.push(...crossProblems(topics, exercises));
  const entries = exercises.map(entryOf).sort((a, b) => compareIds(a.id, b.id));
  const ordered = topics.map(({ topic }) => topic).sort((a, b) => a.order - b.order);
  return { catalogue: { topics: ordered, exercises: entries }, exercises, problems };
}

/** One line of the catalogue. */
export function entryOf({ folder, exercise }: ExerciseFolder): CatalogueEntry {
  const { id, title, topic, concept, cases } = exercise;
  return { id, title, topic, concept, folder, caseCount: cases.length };
}

interface TopicFile {
  readonly file: string;
  readonly topic: Topic;
}

function crossProblems(
  topics: readonly TopicFile[],
  exercises: readonly ExerciseFolder[],
): ContentProblem[] {
  return [
    ...repeatedIds(topics, exercises),
    ...topics.flatMap((one) => topicProblems(one, topics)),
    ...exercises.flatMap((one) => linkProblems(one, topics, exercises)),
  ];
}

function inFile(file: string, message: string): ContentProblem {
  return { file, line: 0, character: 0, message };
}

function repeatedIds(
  topics: readonly TopicFile[],
  exercises: readonly ExerciseFolder[],
): ContentProblem[] {
  const ids = [
    ...topics.flatMap(({ file, topic }) =>
      [topic, ...topic.papers].map(({ id }) => ({ file, id })),
    ),
    ...exercises.map(({ folder, exercise }) => ({
      file: `${folder}/exercise.json`,
      id: exercise.id,
    })),
  ];
  return ids
    .filter(({ id }, i) => ids.findIndex((other) => other.id === id) < i)
    .map(({ file, id }) => inFile(file, `the id “${id}” is used twice`));
}

function topicProblems({ file, topic }: TopicFile, topics: readonly TopicFile[]): ContentProblem[] {
  const { id, parent } = topic;
  if (parent === undefined) return [];
  if (!topics.some((other) => other.topic.id === parent)) {
    return [inFile(file, `there is no topic “${parent}” to stand under`)];
  }
  return leadsToItself(id, topics) ? [inFile(file, `the topic “${id}” stands under itself`)] : [];
}

function linkProblems(
  { folder, exercise }: ExerciseFolder,
  topics: readonly TopicFile[],
  exercises: readonly ExerciseFolder[],
): ContentProblem[] {
  const has = {
    topic: (id: string) => topics.some(({ topic }) => topic.id === id),
    paper: (id: string) =>
      topics.some(({ topic }) => topic.papers.some((paper) => paper.id === id)),
    exercise: (id: string) => exercises.some((other) => other.exercise.id === id),
  };
  const links = [
    { kind: 'topic', id: exercise.topic } as const,
    ...(exercise.papers ?? []).map((id) => ({ kind: 'paper', id }) as const),
    ...(exercise.prerequisites ?? []).map((id) => ({ kind: 'exercise', id }) as const),
  ];
  return links
    .filter(({ kind, id }) => !has[kind](id))
    .map(({ kind, id }) => inFile(`${folder}/exercise.json`, `there is no ${kind} “${id}”`));
}

function leadsToItself(id: string, topics: readonly { topic: Topic }[]): boolean {
  const parents = new Map(topics.map(({ topic }) => [topic.id, topic.parent]));
  let at = parents.get(id);
  for (let steps = 0; at !== undefined && steps <= topics.length; steps++) {
    if (at === id) return true;
    at = parents.get(at);
  }
  return false;
}
