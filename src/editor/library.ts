import * as vscode from 'vscode';
import { type ExerciseFolder, loadExercise, type Loaded } from '../core/exercise/load';
import {
  type Catalogue,
  type CatalogueEntry,
  emptyCatalogue,
  findEntry,
} from '../core/syllabus/catalogue';
import { readCatalogue } from './catalogue';
import {
  type BrokenExercise,
  createCustomExercises,
  type CustomExercise,
} from './custom-exercises';
import { filesBelow } from './files';
import { createOwnSyllabuses } from './own-syllabuses';
import type { Paper } from '../core/syllabus/paper';
import { together } from '../core/syllabus/together';
import type { Log } from './log';
import type { Disposables } from './disposables';

/** All exercises and papers that there are: those of the syllabus, and the learner's own in the workspace. */
export interface Library {
  /** Resolves when the syllabus has been read, or could not be. */
  readonly ready: Promise<void>;
  /** The syllabus that comes with Tilework, and beside it those of the workspace. */
  catalogue(): Catalogue;
  /** Why there is no syllabus, if there is none. */
  problem(): string | undefined;
  custom(): {
    readonly valid: readonly CustomExercise[];
    readonly broken: readonly BrokenExercise[];
  };
  /** The learner's own exercises that belong to no topic of a syllabus in the workspace. */
  mine(): readonly CatalogueEntry[];
  /** The papers of the workspace's syllabuses, whole. */
  ownPapers(): readonly Paper[];
  /** The entry for an id, an unpadded form of it, or a folder's name. */
  find(id: string): CatalogueEntry | undefined;
  load(id: string): Promise<Loaded<ExerciseFolder>>;
  /** The text of a kernel of the exercise, by its file's name without `.wgsl`: `starter`, `solution`, `tuned`. */
  kernel(id: string, name: string): Promise<string | undefined>;
  readonly rescan: () => Promise<void>;
  readonly onDidChange: vscode.Event<void>;
}

export function createLibrary(
  extensionUri: vscode.Uri,
  log: Log,
  subscriptions: Disposables,
): Library {
  const changed = new vscode.EventEmitter<void>();
  let builtIn: Catalogue = emptyCatalogue;
  let problem: string | undefined;
  const custom = createCustomExercises(
    () => builtIn.exercises.map(({ id }) => id),
    log,
    subscriptions,
  );
  const own = createOwnSyllabuses({ builtIn: () => builtIn, custom, log }, subscriptions);
  let merged: Catalogue | undefined;
  const catalogue = (): Catalogue => (merged ??= together(builtIn, own.catalogue()));
  const news = (): void => {
    merged = undefined;
    changed.fire();
  };
  subscriptions.push(changed, custom.onDidChange(news), own.onDidChange(news));
  const ready = readCatalogue(extensionUri).then((read) => {
    ({ catalogue: builtIn, problem } = read);
    if (problem !== undefined) log.error(`The syllabus could not be read: ${problem}`);
    news();
  });

  function folderOf(id: string): vscode.Uri | undefined {
    const own = custom.found().valid.find(({ entry }) => entry.id === id);
    if (own !== undefined) return own.folder;
    const entry = builtIn.exercises.find((one) => one.id === id);
    return entry && vscode.Uri.joinPath(extensionUri, 'syllabus', entry.folder);
  }

  function mine(): readonly CatalogueEntry[] {
    const ofTopics = new Set(own.catalogue().exercises);
    return custom
      .found()
      .valid.map(({ entry }) => entry)
      .filter((entry) => !ofTopics.has(entry));
  }

  return {
    ready,
    catalogue,
    mine,
    ownPapers: own.papers,
    problem: () => problem,
    custom: () => custom.found(),
    find: (id) => findEntry([...catalogue().exercises, ...mine()], id),
    load: (id) => loadFrom(folderOf(id), id),
    async kernel(id, name) {
      const folder = folderOf(id);
      return folder && filesBelow(folder).read(`${name}.wgsl`);
    },
    rescan: async () => {
      await custom.scan();
      await own.scan();
    },
    onDidChange: changed.event,
  };
}

async function loadFrom(
  folder: vscode.Uri | undefined,
  id: string,
): Promise<Loaded<ExerciseFolder>> {
  if (folder !== undefined) return loadExercise(filesBelow(folder), '.');
  const message = 'there is no such exercise';
  return { ok: false, problems: [{ file: id, line: 0, character: 0, message }] };
}
