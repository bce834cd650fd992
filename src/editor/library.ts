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
import type { Log } from './log';
import type { Disposables } from './disposables';

/** All exercises and papers that there are: those of the syllabus, and the learner's own in the workspace. */
export interface Library {
  /** Resolves when the syllabus has been read, or could not be. */
  readonly ready: Promise<void>;
  catalogue(): Catalogue;
  /** Why there is no syllabus, if there is none. */
  problem(): string | undefined;
  custom(): {
    readonly valid: readonly CustomExercise[];
    readonly broken: readonly BrokenExercise[];
  };
  /** The entry for an id, an unpadded form of it, or a folder's name. */
  find(id: string): CatalogueEntry | undefined;
  load(id: string): Promise<Loaded<ExerciseFolder>>;
  kernel(id: string, name: 'starter' | 'solution'): Promise<string | undefined>;
  readonly rescan: () => Promise<void>;
  readonly onDidChange: vscode.Event<void>;
}

export function createLibrary(
  extensionUri: vscode.Uri,
  log: Log,
  subscriptions: Disposables,
): Library {
  const changed = new vscode.EventEmitter<void>();
  const custom = createCustomExercises(
    () => catalogue.exercises.map(({ id }) => id),
    log,
    subscriptions,
  );
  subscriptions.push(
    changed,
    custom.onDidChange(() => changed.fire()),
  );
  let catalogue: Catalogue = emptyCatalogue;
  let problem: string | undefined;
  const ready = readCatalogue(extensionUri).then((read) => {
    ({ catalogue, problem } = read);
    if (problem !== undefined) log.error(`The syllabus could not be read: ${problem}`);
    changed.fire();
  });

  const entries = (): CatalogueEntry[] => [
    ...catalogue.exercises,
    ...custom.found().valid.map(({ entry }) => entry),
  ];

  function folderOf(id: string): vscode.Uri | undefined {
    const mine = custom.found().valid.find(({ entry }) => entry.id === id);
    if (mine !== undefined) return mine.folder;
    const entry = catalogue.exercises.find((one) => one.id === id);
    return entry && vscode.Uri.joinPath(extensionUri, 'syllabus', entry.folder);
  }

  return {
    ready,
    catalogue: () => catalogue,
    problem: () => problem,
    custom: () => custom.found(),
    find: (id) => findEntry(entries(), id),
    async load(id) {
      const folder = folderOf(id);
      if (folder !== undefined) return loadExercise(filesBelow(folder), '.');
      return {
        ok: false,
        problems: [{ file: id, line: 0, character: 0, message: 'there is no such exercise' }],
      };
    },
    async kernel(id, name) {
      const folder = folderOf(id);
      return folder && filesBelow(folder).read(`${name}.wgsl`);
    },
    rescan: () => custom.scan(),
    onDidChange: changed.event,
  };
}
