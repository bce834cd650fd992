import type { MeetingPlan } from './meetings';
import type { Paper } from './paper';
import type { Material, PlannedExercise, Topic } from './schema';

/**
 * The syllabus at a glance: what the tree, the search and the meetings need. The build checks it and writes it into
 * one file, `dist/catalogue.json`, so that activation reads one file and not a hundred. What only a paper's panel
 * needs (block, equation, results) is in `dist/papers.json`, which is read when a panel opens.
 */
export interface Catalogue {
  /** In the order of the tree: a topic, then what stands under it; siblings by `order`. */
  readonly topics: readonly Topic[];
  readonly papers: readonly PaperEntry[];
  readonly exercises: readonly CatalogueEntry[];
  /** Exercises of the plan that have no folder yet. */
  readonly toCome: readonly ExerciseToCome[];
  readonly plan?: MeetingPlan;
}

/** What of a paper only its panel shows. */
export const onlyInPanel = [
  '$schema',
  'formatVersion',
  'block',
  'equation',
  'where',
  'convention',
  'results',
  'note',
] as const;

/** A paper without what only its panel shows. */
export interface PaperEntry extends Omit<Paper, (typeof onlyInPanel)[number]> {
  /** Ids of the topics that name it, in their order. */
  readonly topics: readonly string[];
  /** How much of it nobody has checked against the paper. */
  readonly facts: PaperFacts;
}

export interface PaperFacts {
  /** Rows of results, and how many of them are wholly or partly from memory. */
  readonly rows: number;
  readonly rowsFromMemory: number;
  /** Names of the fields that are from memory. */
  readonly fieldsFromMemory: readonly string[];
}

export interface CatalogueEntry {
  readonly id: string;
  readonly title: string;
  readonly topic: string;
  readonly concept: string;
  /** Ids of exercises that it builds on. */
  readonly prerequisites?: readonly string[];
  /** Folder of the exercise, relative to the syllabus, with `/`. */
  readonly folder: string;
  readonly caseCount: number;
}

export interface ExerciseToCome extends PlannedExercise {
  readonly topic: string;
}

export const emptyCatalogue: Catalogue = { topics: [], papers: [], exercises: [], toCome: [] };

/** Changes with the form of the catalogue, so that a stale one is never taken for a new one. */
const catalogueVersion = 3;

export function catalogueText(catalogue: Catalogue): string {
  return JSON.stringify({ catalogueVersion, ...catalogue });
}

/**
 * The catalogue that the build wrote; undefined when the text is none, or one of another version. Only the version
 * is looked at: the build has checked the content, and a second check would be most of what activation takes.
 */
export function readCatalogueText(text: string): Catalogue | undefined {
  try {
    const data = JSON.parse(text) as (Catalogue & { readonly catalogueVersion?: unknown }) | null;
    return data?.catalogueVersion === catalogueVersion ? data : undefined;
  } catch {
    return undefined;
  }
}

/** What an id stands for; ids are unique over the whole catalogue. */
export type Found =
  | { readonly kind: 'topic'; readonly topic: Topic }
  | { readonly kind: 'paper'; readonly paper: PaperEntry }
  | { readonly kind: 'material'; readonly material: Material; readonly topic: Topic }
  | { readonly kind: 'exercise'; readonly entry: CatalogueEntry }
  | { readonly kind: 'toCome'; readonly entry: ExerciseToCome };

/** Everything that a catalogue names, by id. */
export function indexOf(catalogue: Catalogue): ReadonlyMap<string, Found> {
  const found = new Map<string, Found>();
  for (const entry of catalogue.toCome) found.set(entry.id, { kind: 'toCome', entry });
  for (const entry of catalogue.exercises) found.set(entry.id, { kind: 'exercise', entry });
  for (const paper of catalogue.papers) found.set(paper.id, { kind: 'paper', paper });
  for (const topic of catalogue.topics) {
    found.set(topic.id, { kind: 'topic', topic });
    for (const material of topic.material ?? [])
      found.set(material.id, { kind: 'material', material, topic });
  }
  return found;
}

/** E2 before E10, and exercises before labs: letters first, then numbers as numbers. */
export function compareIds(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** The entry for an id (`E07`), a lower-case or unpadded form of it (`e7`), or a folder's name. */
export function findEntry(
  entries: readonly CatalogueEntry[],
  wanted: string,
): CatalogueEntry | undefined {
  const plain = (id: string): string => id.toLowerCase().replace(/^([a-z]+)0+(?=\d)/, '$1');
  return entries.find(
    (entry) => plain(entry.id) === plain(wanted) || entry.folder.split('/').at(-1) === wanted,
  );
}
