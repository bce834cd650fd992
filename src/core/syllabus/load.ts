import type { z } from 'zod';
import {
  type ContentProblem,
  type ExerciseFolder,
  type Files,
  loadExercise,
  parseContent,
  problemAt,
} from '../exercise/load';
import {
  type Catalogue,
  type CatalogueEntry,
  compareIds,
  emptyCatalogue,
  onlyInPanel,
  type PaperEntry,
} from './catalogue';
import { type Contents, type Fault, faultsOf, type Placed } from './cross-check';
import { meetingsSchema } from './meetings';
import { type Paper, paperSchema } from './paper';
import { type Topic, topicSchema } from './schema';

/** A syllabus as far as it could be loaded, and everything that is wrong with the rest. */
export interface LoadedSyllabus {
  readonly catalogue: Catalogue;
  /** The papers whole; the catalogue has them without what only their panel shows. */
  readonly papers: readonly Paper[];
  readonly exercises: readonly ExerciseFolder[];
  readonly problems: readonly ContentProblem[];
}

/**
 * Loads a syllabus folder and checks that its parts belong together. `paths` are files below the folder, with `/`;
 * those that are no part of a syllabus are passed over. A syllabus that is used beside another one (a workspace's
 * beside the built-in one) may refer to what that has and must not use its ids again; the catalogue that comes back
 * has only its own part.
 */
export async function loadSyllabus(
  files: Files,
  paths: readonly string[],
  beside: Catalogue = emptyCatalogue,
): Promise<LoadedSyllabus> {
  const problems: ContentProblem[] = [];
  const parsed = async <T>(form: RegExp, schema: z.ZodType<T>): Promise<Placed<T>[]> => {
    const loaded = await Promise.all(
      paths
        .filter((path) => form.test(path))
        .map(async (file) => ({
          file,
          result: parseContent(file, (await files.read(file)) ?? '', schema),
        })),
    );
    return loaded.flatMap(({ file, result }) => {
      if (result.ok) return [{ file, value: result.value }];
      problems.push(...result.problems);
      return [];
    });
  };
  const topics = await parsed(/^topics\/[^/]+\.json$/, topicSchema);
  const papers = await parsed(/^papers\/[^/]+\.json$/, paperSchema);
  const [meetings] = await parsed(/^meetings\.json$/, meetingsSchema);
  const exercises: ExerciseFolder[] = [];
  for (const folder of foldersOf(paths)) {
    const loaded = await loadExercise(files, folder);
    if (loaded.ok) exercises.push(loaded.value);
    else problems.push(...loaded.problems);
  }
  const contents: Contents = { topics, papers, exercises, meetings };
  problems.push(...(await placed(files, faultsOf(contents, beside))));
  return {
    catalogue: catalogueFrom(contents),
    papers: papers.map(({ value }) => value),
    exercises,
    problems,
  };
}

/** Whether a file below a syllabus folder is a part of the syllabus. */
export function isSyllabusFile(path: string): boolean {
  return /^((topics|papers)\/[^/]+|meetings|(.*\/)?exercise)\.json$/.test(path);
}

function foldersOf(paths: readonly string[]): string[] {
  return paths
    .filter((path) => /(^|\/)exercise\.json$/.test(path))
    .map((path) => path.replace(/\/?exercise\.json$/, '') || '.');
}

/** Looks up the line of each fault; most syllabuses have none, so that no file is read twice for nothing. */
async function placed(files: Files, faults: readonly Fault[]): Promise<ContentProblem[]> {
  const texts = new Map<string, string>();
  const problems: ContentProblem[] = [];
  for (const { file, path, message } of faults) {
    const text = texts.get(file) ?? (await files.read(file)) ?? '';
    texts.set(file, text);
    problems.push(problemAt(file, text, path, message));
  }
  return problems;
}

function catalogueFrom({ topics, papers, exercises, meetings }: Contents): Catalogue {
  const entries = exercises.map(entryOf).sort((a, b) => compareIds(a.id, b.id));
  const ordered = inTreeOrder(topics.map(({ value }) => value));
  const there = new Set(entries.map(({ id }) => id));
  const toCome = ordered
    .flatMap((topic) => (topic.planned ?? []).map((one) => ({ ...one, topic: topic.id })))
    .filter(({ id }) => !there.has(id))
    .sort((a, b) => compareIds(a.id, b.id));
  return {
    topics: ordered,
    papers: paperEntries(
      papers.map(({ value }) => value),
      ordered,
    ),
    exercises: entries,
    toCome,
    ...(meetings === undefined ? {} : { plan: meetings.value }),
  };
}

/** A topic, then what stands under it. One whose parent is not here (it may be in another syllabus) is a root. */
function inTreeOrder(topics: readonly Topic[]): Topic[] {
  const ids = new Set(topics.map(({ id }) => id));
  const children = new Map<string | undefined, Topic[]>();
  for (const topic of [...topics].sort((a, b) => a.order - b.order)) {
    const parent = topic.parent !== undefined && ids.has(topic.parent) ? topic.parent : undefined;
    children.set(parent, [...(children.get(parent) ?? []), topic]);
  }
  const ordered = new Set<Topic>();
  const stack = [...(children.get(undefined) ?? [])].reverse();
  for (let topic = stack.pop(); topic !== undefined; topic = stack.pop()) {
    ordered.add(topic);
    stack.push(...[...(children.get(topic.id) ?? [])].reverse());
  }
  // Topics that stand under each other in a circle have no root; they are not lost for it.
  return [...ordered, ...topics.filter((topic) => !ordered.has(topic))];
}

/** One line of the catalogue. */
export function entryOf({ folder, exercise }: ExerciseFolder): CatalogueEntry {
  const { id, title, topic, concept, cases, prerequisites = [] } = exercise;
  const before = prerequisites.length === 0 ? {} : { prerequisites };
  return { id, title, topic, concept, ...before, folder, caseCount: cases.length };
}

/** Papers in the order in which the topics name them; one that no topic names comes last. */
function paperEntries(papers: readonly Paper[], topics: readonly Topic[]): PaperEntry[] {
  const topicsOf = new Map<string, string[]>();
  for (const topic of topics) {
    for (const id of topic.papers) topicsOf.set(id, [...(topicsOf.get(id) ?? []), topic.id]);
  }
  const place = new Map([...topicsOf.keys()].map((id, i) => [id, i]));
  return papers
    .map((paper) => paperEntry(paper, topicsOf.get(paper.id) ?? []))
    .sort((a, b) => (place.get(a.id) ?? Infinity) - (place.get(b.id) ?? Infinity) || 0);
}

function paperEntry(paper: Paper, topics: readonly string[]): PaperEntry {
  const { block, results = [], fromMemory = [] } = paper;
  const left: ReadonlySet<string> = new Set(onlyInPanel);
  const shown = Object.fromEntries(Object.entries(paper).filter(([key]) => !left.has(key)));
  const parameters = (block?.parameters ?? []).some((one) => one.fromMemory === true);
  return {
    ...(shown as Omit<Paper, (typeof onlyInPanel)[number]>),
    topics,
    facts: {
      rows: results.length,
      rowsFromMemory: results.filter((row) => row.fromMemory !== undefined).length,
      fieldsFromMemory: parameters ? [...fromMemory, 'parameters'] : fromMemory,
    },
  };
}
