import * as vscode from 'vscode';
import { contentDiagnostic } from './content-diagnostic';
import { type ContentProblem, loadExercise, type Loaded } from '../core/exercise/load';
import type { CatalogueEntry } from '../core/syllabus/catalogue';
import { looksLikeOurs, takenId } from './custom-form';
import { filesBelow, filesOf, readText } from './files';
import type { Log } from './log';
import type { Disposables } from './disposables';
import { createScanner } from './scanner';

export interface CustomExercise {
  readonly entry: CatalogueEntry;
  readonly folder: vscode.Uri;
}

export interface BrokenExercise {
  readonly folder: vscode.Uri;
  readonly problems: readonly ContentProblem[];
}

export interface CustomExercises {
  found(): {
    readonly valid: readonly CustomExercise[];
    readonly broken: readonly BrokenExercise[];
  };
  readonly onDidChange: vscode.Event<void>;
  /** Looks through the workspace again and resolves when the lists and the diagnostics are up to date. */
  scan(): Promise<void>;
}

const mostFolders = 200;

/** The learner's own exercises: folders of the workspace that hold an `exercise.json` of our form. */
export function createCustomExercises(
  takenIds: () => readonly string[],
  log: Log,
  subscriptions: Disposables,
): CustomExercises {
  const changed = new vscode.EventEmitter<void>();
  const diagnostics = vscode.languages.createDiagnosticCollection('tilework-content');
  subscriptions.push(changed, diagnostics);

  let found: ReturnType<CustomExercises['found']> = { valid: [], broken: [] };
  const scan = createScanner(
    '**/{exercise.json,statement.md}',
    async () => sort(await foldersNow(), takenIds()),
    (seen) => {
      found = seen;
      publish();
    },
    subscriptions,
  );

  function publish(): void {
    diagnostics.clear();
    for (const { folder, problems } of found.broken) {
      for (const [uri, list] of byFile(folder, problems)) diagnostics.set(uri, list);
    }
    log.info(`own exercises: ${found.valid.length} found, ${found.broken.length} with problems`);
    changed.fire();
  }

  return { found: () => found, onDidChange: changed.event, scan };
}

async function foldersNow(): Promise<LoadedFolder[]> {
  const files = await filesOf('**/exercise.json', mostFolders);
  files.sort((a, b) => a.toString().localeCompare(b.toString(), 'en', { numeric: true }));
  const loaded = await Promise.all(files.map(loadCustom));
  return loaded.filter((one) => one !== undefined);
}

interface LoadedFolder {
  readonly folder: vscode.Uri;
  readonly text: string;
  readonly loaded: Loaded<CatalogueEntry>;
}

async function loadCustom(file: vscode.Uri): Promise<LoadedFolder | undefined> {
  const text = await readText(file);
  if (text === undefined || !looksLikeOurs(text)) return undefined;
  const folder = vscode.Uri.joinPath(file, '..');
  const files = filesBelow(folder);
  const loaded = await loadExercise(files, '.');
  if (!loaded.ok) return { folder, text, loaded };
  // With the reference blocks, which only those who write exercises need: activation does not wait for them.
  const { validateExercise } = await import('../core/exercise/validate');
  const problems = await validateExercise(files, loaded.value);
  if (problems.length > 0) return { folder, text, loaded: { ok: false, problems } };
  const { id, title, topic, concept, cases } = loaded.value.exercise;
  const entry = { id, title, topic, concept, folder: folder.toString(), caseCount: cases.length };
  return { folder, text, loaded: { ok: true, value: entry } };
}

/** Parts the folders into those that can be used and those that cannot; an id belongs to whoever has it first. */
function sort(
  folders: readonly LoadedFolder[],
  taken: readonly string[],
): ReturnType<CustomExercises['found']> {
  const owners = new Map(taken.map((id) => [id, 'an exercise of the syllabus']));
  const valid: CustomExercise[] = [];
  const broken: BrokenExercise[] = [];
  for (const { folder, text, loaded } of folders) {
    if (!loaded.ok) {
      broken.push({ folder, problems: loaded.problems });
      continue;
    }
    const entry = loaded.value;
    const owner = owners.get(entry.id);
    if (owner === undefined) valid.push({ entry, folder });
    else broken.push({ folder, problems: [takenId('exercise.json', text, entry.id, owner)] });
    if (owner === undefined) owners.set(entry.id, vscode.workspace.asRelativePath(folder));
  }
  return { valid, broken };
}

function byFile(
  folder: vscode.Uri,
  problems: readonly ContentProblem[],
): [vscode.Uri, vscode.Diagnostic[]][] {
  const files = new Map<string, [vscode.Uri, vscode.Diagnostic[]]>();
  for (const problem of problems) {
    // A file that is missing has no editor to show a squiggle in: its problem stands in exercise.json.
    const isMissing = problem.file.endsWith('statement.md');
    const name = isMissing ? 'exercise.json' : problem.file;
    const uri = vscode.Uri.joinPath(folder, name);
    const message = isMissing ? `statement.md: ${problem.message}` : problem.message;
    const entry = files.get(uri.toString()) ?? [uri, []];
    entry[1].push(contentDiagnostic({ ...problem, message }));
    files.set(uri.toString(), entry);
  }
  return [...files.values()];
}
