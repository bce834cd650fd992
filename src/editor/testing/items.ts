import * as vscode from 'vscode';
import { caseLabel } from '../../core/exercise/sizes';
import { type CurrentHashes, openDocument } from '../current-hashes';
import type { Disposables } from '../disposables';
import { readText } from '../files';
import type { LearnerFiles } from '../learner-files';
import type { Library } from '../library';
import { exerciseIn, type Suite, suitesIn } from './suites';
import { entryRange } from './verdicts';

/** The rows of the Test Explorer. Nothing is made before somebody looks. */
export interface Items {
  /** Makes the suites, once. */
  resolve(): Promise<void>;
  /** Makes the cases of a suite, and looks where its kernel begins. */
  resolveCases(exercise: string): Promise<void>;
  /** The suite of an exercise, if somebody has looked. A change of the content puts another in its place. */
  suite(exercise: string): vscode.TestItem | undefined;
  /** A case of a suite; one that nobody has asked for yet is made. */
  case(exercise: string, index: number, label: string): vscode.TestItem | undefined;
  /** The exercises that a request is about, in order: a case stands for its exercise, a topic for all below it. */
  exercisesOf(request: vscode.TestRunRequest): readonly string[];
}

interface Parts {
  readonly library: Library;
  readonly files: LearnerFiles;
  readonly hashes: CurrentHashes;
}

export function createItems(
  controller: vscode.TestController,
  parts: Parts,
  subscriptions: Disposables,
): Items {
  const { library, hashes } = parts;
  const suites = new Map<string, vscode.TestItem>();
  /** What the suites were made from; undefined while nobody has looked. */
  let sign: string | undefined;

  function make(): void {
    const wanted = suitesIn(library.catalogue(), library.mine());
    const next = signOf(wanted, hashes);
    if (next === sign) return;
    sign = next;
    suites.clear();
    controller.items.replace(wanted.map((suite, i) => suiteItem(suite, i)));
  }

  function suiteItem({ id, label, exercise, children }: Suite, at: number): vscode.TestItem {
    // A file that is not there yet cannot be gone to.
    const begun = exercise !== undefined && hashes.of(exercise.id) !== undefined;
    const uri = begun ? parts.files.where(exercise.id) : undefined;
    const item = controller.createTestItem(id, label, uri);
    item.sortText = inOrder(at);
    item.canResolveChildren = exercise !== undefined;
    if (exercise !== undefined) suites.set(exercise.id, item);
    item.children.replace(children.map(suiteItem));
    return item;
  }

  const makeAnew = (): void => {
    if (sign !== undefined) make();
  };
  subscriptions.push(library.onDidChange(makeAnew), hashes.onDidChange(makeAnew));

  const items: Items = {
    async resolve() {
      if (sign !== undefined) return;
      await library.ready;
      const all = [...library.catalogue().exercises, ...library.mine()];
      await hashes.refresh(all.map(({ id }) => id));
      make();
    },
    async resolveCases(id) {
      const loaded = await library.load(id);
      if (!loaded.ok) return;
      const { exercise } = loaded.value;
      for (const index of exercise.cases.keys()) items.case(id, index, caseLabel(exercise, index));
      const suite = suites.get(id);
      if (suite?.uri !== undefined) suite.range = await kernelRange(suite.uri);
    },
    suite: (id) => suites.get(id),
    case(id, index, label) {
      const suite = suites.get(id);
      return suite && caseIn(suite, index, label, controller);
    },
    exercisesOf: (request) => exercisesOf(request, controller),
  };
  return items;
}

function caseIn(
  suite: vscode.TestItem,
  index: number,
  label: string,
  controller: vscode.TestController,
): vscode.TestItem {
  const key = `case:${index}`;
  const there = suite.children.get(key);
  if (there !== undefined) return there;
  const item = controller.createTestItem(key, label, suite.uri);
  item.sortText = inOrder(index);
  suite.children.add(item);
  return item;
}

/** With it VS Code shows in the file itself that it can be run, and what became of it. */
async function kernelRange(uri: vscode.Uri): Promise<vscode.Range | undefined> {
  const text = openDocument(uri)?.getText() ?? (await readText(uri));
  const range = text === undefined ? undefined : entryRange(text);
  if (range === undefined) return undefined;
  const { start, end } = range;
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

/** Changes with whatever a row shows. */
function signOf(suites: readonly Suite[], hashes: CurrentHashes): string {
  return JSON.stringify(suites, (key, value: unknown) =>
    key === 'exercise' ? [value, hashes.of((value as { id: string }).id) !== undefined] : value,
  );
}

function exercisesOf(
  { include, exclude = [] }: vscode.TestRunRequest,
  controller: vscode.TestController,
): string[] {
  const all = include ?? [...controller.items].map(([, item]) => item);
  const left = new Set(exclude.flatMap(exercisesBelow));
  return [...new Set(all.flatMap(exercisesIn))].filter((id) => !left.has(id));
}

function exercisesIn(item: vscode.TestItem): string[] {
  const own = exerciseIn(item.id) ?? (item.parent && exerciseIn(item.parent.id));
  return own === undefined ? exercisesBelow(item) : [own];
}

/** To leave a case out leaves its exercise in: the others are wanted. */
function exercisesBelow(item: vscode.TestItem): string[] {
  const own = exerciseIn(item.id);
  if (own !== undefined) return [own];
  return [...item.children].flatMap(([, child]) => exercisesBelow(child));
}

/** VS Code sorts rows by text. */
function inOrder(index: number): string {
  return String(index).padStart(4, '0');
}
