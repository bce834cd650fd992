import { compareIds, type Catalogue, type CatalogueEntry } from './catalogue';
import { type ContentProblem, type ExerciseFolder, type Files, loadExercise, parseContent } from '../exercise/load';
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

function crossProblems(
  topics: readonly { file: string; topic: Topic }[],
  exercises: readonly ExerciseFolder[],
): ContentProblem[] {
  const problems: ContentProblem[] = [];
  const topicIds = new Set(topics.map(({ topic }) => topic.id));
  const paperIds = new Set(topics.flatMap(({ topic }) => topic.papers.map((paper) => paper.id)));
  const exerciseIds = new Set(exercises.map(({ exercise }) => exercise.id));
  const note = (file: string, message: string): void => {
    problems.push({ file, line: 0, character: 0, message });
  };
  const twice = (file: string, id: string, seen: Set<string>): void => {
    if (seen.has(id)) note(file, `the id “${id}” is used twice`);
    seen.add(id);
  };
  const seen = new Set<string>();
  for (const { file, topic } of topics) {
    twice(file, topic.id, seen);
    if (topic.parent !== undefined && !topicIds.has(topic.parent)) note(file, `there is no topic “${topic.parent}” to stand under`);
    if (leadsToItself(topic.id, topics)) note(file, `the topic “${topic.id}” stands under itself`);
    for (const paper of topic.papers) twice(file, paper.id, seen);
  }
  for (const { folder, exercise } of exercises) {
    const file = `${folder}/exercise.json`;
    twice(file, exercise.id, seen);
    if (!topicIds.has(exercise.topic)) note(file, `there is no topic “${exercise.topic}”`);
    for (const id of exercise.papers ?? []) if (!paperIds.has(id)) note(file, `there is no paper “${id}”`);
    for (const id of exercise.prerequisites ?? []) if (!exerciseIds.has(id)) note(file, `there is no exercise “${id}”`);
  }
  return problems;
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
