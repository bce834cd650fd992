import * as vscode from 'vscode';
import type { Marks } from '../../core/group/marks';
import { plainMarkdown } from '../../core/syllabus/plain-markdown';
import { isRead } from '../../core/progress/reading';
import type { Disposables } from '../disposables';
import { contextKeys, views } from '../ids';
import type { Library } from '../library';
import type { Row } from '../rows/row';
import { createRowsView, type Shown } from '../rows/view';
import type { GroupFiles, PlacedProblem } from './group-files';
import type { Me } from './me';
import type { MyFile } from './my-file';
import { groupRows, ownRows } from './rows';

interface Parts {
  readonly library: Library;
  readonly files: GroupFiles;
  readonly me: Me;
  readonly myFile: MyFile;
  readonly marks: () => Marks;
  readonly changes: readonly vscode.Event<unknown>[];
  /** Resolves when the group's files have been read. */
  readonly ready: Promise<unknown>;
}

/** The Group view: its rows, and what it says above them. */
export function createGroupView(
  parts: Parts,
  subscriptions: Disposables,
): { readonly shown: () => Shown } {
  const { files, me, myFile, library, ready, changes } = parts;
  const tellState = (): void => {
    void vscode.commands.executeCommand('setContext', contextKeys.groupState, stateOf(files));
  };
  void ready.then(tellState, tellState);
  subscriptions.push(files.onDidChange(tellState));
  subscriptions.push({
    dispose: () =>
      void vscode.commands.executeCommand('setContext', contextKeys.groupState, undefined),
  });
  return createRowsView(
    views.group.id,
    {
      ready,
      show: () => shownNow(parts),
      changes: [
        ...[files.onDidChange, me.onDidChange, myFile.onDidChange, library.onDidChange],
        ...[...changes, vscode.workspace.onDidChangeWorkspaceFolders],
      ],
    },
    subscriptions,
  );
}

type State = 'ready' | 'none' | 'noFolder';

function stateOf(files: GroupFiles): State {
  if (files.current() !== undefined) return 'ready';
  return (vscode.workspace.workspaceFolders ?? []).length === 0 ? 'noFolder' : 'none';
}

function shownNow({ library, files, me, myFile, marks }: Parts): Shown {
  const catalogue = library.catalogue();
  const mine = marks();
  const state = files.current();
  const own = ownWords(mine);
  if (state === undefined) {
    if (stateOf(files) === 'none') return { rows: [], description: own };
    const rows = ownRows({ catalogue, me: { ...me.current(), marks: mine } });
    const message =
      'No folder is open: this is your own progress. A group shares its progress through a folder of its git repository.';
    return { rows, message, description: own };
  }
  const { group, people, problems } = state;
  // Without the group's own file, those who share something are known by the names of their files.
  const known = group ?? {
    people: [...people.keys()].map((id) => ({ id, name: id })),
    taken: [],
  };
  const input = { catalogue, group: known, files: people };
  const rows = groupRows({ ...input, me: { ...me.current(), marks: mine } });
  const trouble = myFile.problem();
  return {
    rows: [...problems.map(problemRow), ...rows],
    description: `${known.people.length} people`,
    ...(trouble === undefined ? {} : { message: troubleWords(trouble) }),
  };
}

function troubleWords(trouble: string): string {
  return (
    `Your file in the group was not written: ${trouble}. ` +
    'Nothing is lost: your progress is kept in VS Code, and goes into the file once that can be written.'
  );
}

function ownWords({ reading, passed }: Marks): string {
  const read = Object.values(reading).filter(isRead).length;
  return `you: ${read} read · ${passed.length} passed`;
}

function problemRow({ uri, problem }: PlacedProblem, i: number): Row {
  const { file, line, character, message } = problem;
  const label = `${file}, line ${line + 1}`;
  const selection = new vscode.Range(line, character, line, character);
  return {
    ...{ key: `problem:${i}:${file}`, label, description: message },
    spoken: `${label}: ${message}`,
    tooltip: plainMarkdown(message),
    ...{ icon: 'warning', colour: 'list.warningForeground' },
    command: { id: 'vscode.open', title: 'Open', arguments: [uri, { selection }] },
  };
}
