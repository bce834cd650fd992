import * as vscode from 'vscode';
import type { ContentProblem } from '../../core/exercise/load';
import { checkGroup, strangerIn } from '../../core/group/check';
import { changedGroupText } from '../../core/group/edit';
import { readGroup, readPerson } from '../../core/group/read';
import type { Group, PersonFile } from '../../core/group/schema';
import { groupText } from '../../core/group/start';
import { contentDiagnostic } from '../content-diagnostic';
import { debounced } from '../debounced';
import type { Disposables } from '../disposables';
import { exists, readText, writeAsked } from '../files';
import type { Library } from '../library';

export interface PlacedProblem {
  readonly uri: vscode.Uri;
  readonly problem: ContentProblem;
}

/** The group of the workspace as its files say. */
export interface GroupState {
  /** The folder `.tilework`, where there is one with a group. */
  readonly folder: vscode.Uri;
  /** Undefined when its file cannot be read. */
  readonly group: Group | undefined;
  /** What each person shares, by their id; who has no file, or one that cannot be read, is not in it. */
  readonly people: ReadonlyMap<string, PersonFile>;
  readonly problems: readonly PlacedProblem[];
}

export interface GroupFiles {
  /** Undefined when the workspace has no group. */
  readonly current: () => GroupState | undefined;
  /** Reads the files again and resolves when the state is up to date. */
  readonly scan: () => Promise<void>;
  /** Changes the group's file; rejects with the reason in words when it cannot be. */
  change(edit: (group: Group) => Group): Promise<void>;
  /** Makes `.tilework/group.json` in a folder; rejects when there is one. */
  create(folder: vscode.Uri, group: Group): Promise<void>;
  readonly onDidChange: vscode.Event<void>;
}

const folderName = '.tilework';

/** Reads the group's files and follows them, whoever writes them: this window, another one, git. */
export function createGroupFiles(library: Library, subscriptions: Disposables): GroupFiles {
  const changed = new vscode.EventEmitter<void>();
  const diagnostics = vscode.languages.createDiagnosticCollection('tilework-group');
  // Of a folder that is deleted whole, only the folder is told.
  const pattern = `**/{${folderName},${folderName}/**}`;
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  const rescan = debounced(150, () => void scan());
  subscriptions.push(changed, diagnostics, watcher, rescan);
  for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete])
    subscriptions.push(event(rescan.ring));
  subscriptions.push(vscode.workspace.onDidChangeWorkspaceFolders(rescan.ring));
  // What the group's file names may come or go with a syllabus of the workspace.
  subscriptions.push(library.onDidChange(() => state !== undefined && rescan.ring()));

  let state: GroupState | undefined;
  let newest = 0;
  let latest: Promise<void> | undefined;
  // One change after the other: two at once would each start from the file without the other.
  let queue: Promise<void> = Promise.resolve();

  function scan(): Promise<void> {
    latest = look(++newest);
    return latest;
  }

  async function changeNow(edit: (group: Group) => Group): Promise<void> {
    if (state === undefined) throw new Error('this workspace has no group folder yet');
    await changeFile(vscode.Uri.joinPath(state.folder, 'group.json'), edit);
    await scan();
  }

  async function look(mine: number): Promise<void> {
    const seen = await readState(library);
    // A later scan has begun: whoever waits for this one waits for that one.
    if (mine !== newest) return latest;
    state = seen;
    diagnostics.clear();
    for (const [uri, list] of byFile(seen?.problems ?? [])) diagnostics.set(uri, list);
    changed.fire();
  }

  return {
    current: () => state,
    scan,
    change(edit) {
      const done = queue.then(() => changeNow(edit));
      queue = done.catch(() => undefined);
      return done;
    },
    async create(folder, group) {
      const uri = vscode.Uri.joinPath(folder, folderName, 'group.json');
      if (await exists(uri)) throw new Error('there is a group folder already');
      await writeAsked(
        uri,
        groupText(group),
        'Open a folder that can be written to, and try again.',
      );
      await scan();
    },
    onDidChange: changed.event,
  };
}

/** The group, or an error that says in words why there is none to work with. */
export function theGroup(files: GroupFiles): Group {
  const state = files.current();
  if (state === undefined) throw new Error('this workspace has no group folder yet');
  if (state.group !== undefined) return state.group;
  const [first] = state.problems;
  const where =
    first === undefined ? '' : `, line ${first.problem.line + 1}: ${first.problem.message}`;
  throw new Error(`the group cannot be read (group.json${where})`);
}

/** Where a person's file is. */
export function personUri(folder: vscode.Uri, person: string): vscode.Uri {
  return vscode.Uri.joinPath(folder, 'people', `${person}.json`);
}

async function readState(library: Library): Promise<GroupState | undefined> {
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
    const folder = vscode.Uri.joinPath(uri, folderName);
    const file = vscode.Uri.joinPath(folder, 'group.json');
    const text = await readText(file);
    if (text === undefined) continue;
    const { value: group, problems } = readGroup('group.json', text);
    const faults =
      group === undefined ? [] : checkGroup('group.json', text, group, library.catalogue());
    const placed = [...problems, ...faults].map((problem) => ({ uri: file, problem }));
    const people = await readPeople(folder, group);
    return { folder, group, people: people.files, problems: [...placed, ...people.problems] };
  }
  return undefined;
}

async function readPeople(
  folder: vscode.Uri,
  group: Group | undefined,
): Promise<{ files: ReadonlyMap<string, PersonFile>; problems: readonly PlacedProblem[] }> {
  const files = new Map<string, PersonFile>();
  const problems: PlacedProblem[] = [];
  for (const id of await peopleIn(folder)) {
    const uri = personUri(folder, id);
    const text = await readText(uri);
    // Gone since the folder was listed.
    if (text === undefined) continue;
    const read = readPerson(`people/${id}.json`, text);
    if (read.value !== undefined) files.set(id, read.value);
    const strange = group === undefined ? [] : strangerIn(`people/${id}.json`, id, group);
    problems.push(...[...strange, ...read.problems].map((problem) => ({ uri, problem })));
  }
  return { files, problems };
}

async function peopleIn(folder: vscode.Uri): Promise<string[]> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(folder, 'people'));
    return entries.flatMap(([name]) => /^(.+)\.json$/.exec(name)?.[1] ?? []).sort();
  } catch {
    // Nobody shares anything yet.
    return [];
  }
}

async function changeFile(uri: vscode.Uri, edit: (group: Group) => Group): Promise<void> {
  const open = vscode.workspace.textDocuments.find(
    (one) => one.uri.toString() === uri.toString() && one.isDirty,
  );
  if (open !== undefined) throw new Error('group.json has unsaved changes: save it first');
  const text = (await readText(uri)) ?? '';
  const { value, mayWrite, problems } = readGroup('group.json', text);
  if (value === undefined || !mayWrite) {
    const [problem] = problems;
    const where = problem === undefined ? '' : ` Line ${problem.line + 1}: ${problem.message}.`;
    throw new Error(`group.json was left as it is.${where}`);
  }
  const changed = changedGroupText(text, value, edit(value));
  if (changed === text) return;
  await writeAsked(
    uri,
    changed,
    'Nothing has changed; open a copy of the group’s repository that can be written to.',
  );
}

function byFile(problems: readonly PlacedProblem[]): [vscode.Uri, vscode.Diagnostic[]][] {
  const files = new Map<string, [vscode.Uri, vscode.Diagnostic[]]>();
  for (const { uri, problem } of problems) {
    const entry = files.get(uri.toString()) ?? [uri, []];
    entry[1].push(contentDiagnostic(problem));
    files.set(uri.toString(), entry);
  }
  return [...files.values()];
}
