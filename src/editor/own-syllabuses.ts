import * as vscode from 'vscode';
import type { ContentProblem } from '../core/exercise/load';
import { type Catalogue, emptyCatalogue } from '../core/syllabus/catalogue';
import { isSyllabusFile, loadSyllabus } from '../core/syllabus/load';
import type { Paper } from '../core/syllabus/paper';
import { together } from '../core/syllabus/together';
import { contentDiagnostic } from './content-diagnostic';
import type { CustomExercises } from './custom-exercises';
import type { Disposables } from './disposables';
import { filesBelow, filesOf } from './files';
import type { Log } from './log';
import { createScanner } from './scanner';

/** Syllabuses in the workspace: folders called `syllabus` that hold topics of our form. */
export interface OwnSyllabuses {
  /** All of them together; their exercises are the learner's own that stand below them. */
  catalogue(): Catalogue;
  /** Their papers whole. */
  readonly papers: () => readonly Paper[];
  /** Looks through the workspace again and resolves when content and diagnostics are up to date. */
  scan(): Promise<void>;
  readonly onDidChange: vscode.Event<void>;
}

interface Parts {
  readonly builtIn: () => Catalogue;
  readonly custom: CustomExercises;
  readonly log: Log;
}

interface Found {
  readonly root: vscode.Uri;
  readonly catalogue: Catalogue;
  readonly papers: readonly Paper[];
  readonly problems: readonly ContentProblem[];
}

const mostFiles = 10_000;

export function createOwnSyllabuses(parts: Parts, subscriptions: Disposables): OwnSyllabuses {
  const { custom } = parts;
  const changed = new vscode.EventEmitter<void>();
  const diagnostics = vscode.languages.createDiagnosticCollection('tilework-syllabus');
  subscriptions.push(
    changed,
    diagnostics,
    custom.onDidChange(() => publish()),
  );

  let found: readonly Found[] = [];
  const scan = createScanner('**/syllabus/**/*.json', () => look(parts), take, subscriptions);

  function take(seen: readonly Found[]): void {
    const isNews = found.length > 0 || seen.length > 0;
    found = seen;
    publish();
    if (isNews) changed.fire();
  }

  function publish(): void {
    diagnostics.clear();
    for (const { root, problems } of found) {
      for (const [uri, list] of byFile(root, problems, custom)) diagnostics.set(uri, list);
    }
  }

  return {
    catalogue: () =>
      found.map((one) => withItsExercises(one, custom)).reduce(together, emptyCatalogue),
    papers: () => found.flatMap(({ papers }) => papers),
    scan,
    onDidChange: changed.event,
  };
}

async function look({ custom, builtIn, log }: Parts): Promise<readonly Found[]> {
  const seen: Found[] = [];
  for (const [root, paths] of await rootsNow()) {
    if (isCopy(paths, builtIn())) {
      log.info(`${root.path} holds the topics of the built-in syllabus, which is shown already`);
      continue;
    }
    const others = seen.map(({ catalogue }) => catalogue).reduce(together, builtIn());
    seen.push(await load(root, paths, withExercisesOutside(root, others, custom)));
  }
  return seen;
}

/** Each folder that may be a syllabus, with the paths of its files. */
async function rootsNow(): Promise<readonly (readonly [vscode.Uri, readonly string[]])[]> {
  const files = await filesOf('**/syllabus/**/*.json', mostFiles);
  const roots = new Map<string, [vscode.Uri, string[]]>();
  for (const uri of files) {
    const [, folder, path] = /^(.*?\/syllabus)\/(.+)$/.exec(uri.path) ?? [];
    if (folder === undefined || path === undefined || !isSyllabusFile(path)) continue;
    const root = uri.with({ path: folder });
    const entry = roots.get(root.toString()) ?? [root, []];
    entry[1].push(path);
    roots.set(root.toString(), entry);
  }
  return [...roots.values()]
    .filter(([, paths]) => topicIds(paths).length > 0)
    .map(([root, paths]) => [root, paths.sort()] as const)
    .sort(([a], [b]) => a.toString().localeCompare(b.toString(), 'en'));
}

function topicIds(paths: readonly string[]): string[] {
  return paths.flatMap((path) => /^topics\/([^/]+)\.json$/.exec(path)?.[1] ?? []);
}

/** Tilework's own folder, opened to work on it: all its ids would clash with themselves. */
function isCopy(paths: readonly string[], builtIn: Catalogue): boolean {
  const known = new Set(builtIn.topics.map(({ id }) => id));
  return topicIds(paths).every((id) => known.has(id));
}

async function load(root: vscode.Uri, paths: readonly string[], beside: Catalogue): Promise<Found> {
  const { catalogue, papers, problems } = await loadSyllabus(filesBelow(root), paths, beside);
  return { root, catalogue, papers, problems };
}

/** A syllabus may name the learner's exercises that stand elsewhere in the workspace. */
function withExercisesOutside(
  root: vscode.Uri,
  catalogue: Catalogue,
  custom: CustomExercises,
): Catalogue {
  const outside = custom.found().valid.filter(({ folder }) => !isBelow(folder, root));
  return {
    ...catalogue,
    exercises: [...catalogue.exercises, ...outside.map(({ entry }) => entry)],
  };
}

function withItsExercises({ root, catalogue }: Found, custom: CustomExercises): Catalogue {
  const topics = new Set(catalogue.topics.map(({ id }) => id));
  const exercises = custom
    .found()
    .valid.filter(({ entry, folder }) => topics.has(entry.topic) && isBelow(folder, root))
    .map(({ entry }) => entry);
  return { ...catalogue, exercises };
}

function isBelow(folder: vscode.Uri, root: vscode.Uri): boolean {
  return folder.toString().startsWith(`${root.toString()}/`);
}

/** The problems of each file; those of an exercise that cannot be loaded are told where exercises are. */
function byFile(
  root: vscode.Uri,
  problems: readonly ContentProblem[],
  custom: CustomExercises,
): [vscode.Uri, vscode.Diagnostic[]][] {
  const told = new Set(custom.found().broken.map(({ folder }) => folder.toString()));
  const files = new Map<string, [vscode.Uri, vscode.Diagnostic[]]>();
  for (const problem of problems) {
    const uri = vscode.Uri.joinPath(root, problem.file);
    if (told.has(vscode.Uri.joinPath(uri, '..').toString())) continue;
    const entry = files.get(uri.toString()) ?? [uri, []];
    entry[1].push(contentDiagnostic(problem));
    files.set(uri.toString(), entry);
  }
  return [...files.values()];
}
