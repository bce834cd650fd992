import * as vscode from 'vscode';
import { recordReading } from '../../core/progress/record';
import { contextKeys, storageKeys, views } from '../ids';
import type { CurrentHashes } from '../current-hashes';
import type { Disposables } from '../disposables';
import type { Library } from '../library';
import type { ProgressStore } from '../progress-store';
import type { TreeInput } from './build';
import { isEmpty, noFilter } from './filter';
import { itemOf, withTooltip } from './item';
import { type Look, lookAt, type Place, type Said, saidAbout, standings } from './look';
import { childrenOf, findNode, idOf, type TreeNode } from './nodes';
import { readViewState, type ViewState } from './view-state';

export interface SyllabusTree {
  /** The tree as it is shown now. */
  roots(): readonly TreeNode[];
  /** A row whole, with its tooltip. */
  item(node: TreeNode): vscode.TreeItem;
  said(): Said;
  /** Selects the exercise, if the tree is to be seen. */
  select(id: string): Promise<void>;
  /** Opens the view with the row of that id selected; if there is none as the tree is, grouped so that there is. */
  show(id: string, groupBy: ViewState['groupBy']): Promise<void>;
  view(): ViewState;
  change(part: Partial<Omit<ViewState, 'open'>>): void;
  /** Takes note of the boxes that the learner has ticked or cleared. */
  tick(boxes: readonly (readonly [TreeNode, vscode.TreeItemCheckboxState])[]): Promise<void>;
}

export interface TreeParts {
  readonly library: Library;
  readonly progress: ProgressStore;
  readonly hashes: CurrentHashes;
  /** Ids of the people who have taken a topic. */
  readonly takersOf: (topic: string) => readonly string[];
  /** Fires when somebody may have taken a topic, or given one back. */
  readonly onDidChangeTakers: vscode.Event<unknown>;
  /** Where it is kept how the tree is looked at in this workspace. */
  readonly memory: vscode.Memento;
}

/** Shows the syllabus, and shows it anew whenever the progress, the files or the content change. */
export function createSyllabusTree(parts: TreeParts, subscriptions: Disposables): SyllabusTree {
  const { library, progress } = parts;
  const model = createModel(parts);
  const changed = new vscode.EventEmitter<undefined>();
  const item = (node: TreeNode): vscode.TreeItem =>
    itemOf(node, model.look().isOpen(node), model.suffix());

  const view = vscode.window.createTreeView<TreeNode>(views.syllabus.id, {
    showCollapseAll: true,
    manageCheckboxStateManually: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: item,
      resolveTreeItem: withTooltip,
      async getChildren(node) {
        await library.ready;
        if (node === undefined) say();
        return [...(node === undefined ? model.look().roots : childrenOf(node))];
      },
      getParent: ({ key }) => model.look().parents.get(key),
    },
  });
  subscriptions.push(changed, view);

  const said = (): Said => saidAbout(model.look(), model.state(), placeNow());
  function say(): void {
    const { message, description } = said();
    // VS Code's type does not know that a message can be taken away.
    (view as { message: string | undefined }).message = message;
    view.description = description;
    setContext(contextKeys.filtered, !isEmpty(model.state().filter));
  }
  function refresh(): void {
    model.forget();
    changed.fire(undefined);
    say();
  }
  const change: SyllabusTree['change'] = (part) => {
    model.change(part);
    refresh();
  };
  const tick: SyllabusTree['tick'] = async (boxes) => {
    for (const [node, box] of boxes) {
      if (node.kind !== 'paper') continue;
      const status = box === vscode.TreeItemCheckboxState.Checked ? 'read' : 'to-read';
      await progress.update((state) => recordReading(state, node.paper.id, status, Date.now()));
    }
  };
  followView(view, { model, tick, say }, subscriptions);
  followWork(parts, model, refresh, subscriptions);

  return {
    ...{ said, change, tick, view: model.state, roots: () => model.look().roots },
    item: (node) => withTooltip(item(node), node),
    select: (id) => reveal(view, model.find(id), { focus: false }),
    async show(id, groupBy) {
      await library.ready;
      if (model.find(id) === undefined) change({ groupBy, filter: noFilter });
      await reveal(view, model.find(id), { focus: true, expand: true });
    },
  };
}

/** Selects a row; only whoever asks for it is taken to a view that cannot be seen. */
async function reveal(
  view: vscode.TreeView<TreeNode>,
  node: TreeNode | undefined,
  how: { readonly focus: boolean; readonly expand?: boolean },
): Promise<void> {
  if (node !== undefined && (how.focus || view.visible))
    await view.reveal(node, { select: true, ...how });
}

/** The tree as it is now, made when somebody asks for it. */
interface Model {
  readonly look: () => Look;
  readonly state: () => ViewState;
  /** Goes behind the keys of the rows: under a filter they are others, so that after it those open before are open again. */
  readonly suffix: () => string;
  wasShown(): boolean;
  find(id: string): TreeNode | undefined;
  change(part: Partial<ViewState>): void;
  /** The tree is made anew when it is asked for again. */
  forget(): void;
}

function createModel(parts: TreeParts): Model {
  let state = readViewState(parts.memory.get(storageKeys.syllabusView));
  let shown: Look | undefined;
  const look = (): Look => (shown ??= lookAt(inputOf(parts), state));
  return {
    ...{ look, state: () => state, wasShown: () => shown !== undefined },
    suffix: () => (isEmpty(state.filter) ? '' : `?${JSON.stringify(state.filter)}`),
    find: (id) => findNode(look().roots, (node) => idOf(node) === id),
    change(part) {
      state = { ...state, ...part };
      void parts.memory.update(storageKeys.syllabusView, state);
    },
    forget() {
      shown = undefined;
    },
  };
}

interface Followers extends Pick<SyllabusTree, 'tick'> {
  readonly model: Model;
  readonly say: () => void;
}

/** Takes note of what the learner does to the rows. */
function followView(
  view: vscode.TreeView<TreeNode>,
  { model, tick, say }: Followers,
  subscriptions: Disposables,
): void {
  const remember =
    (isOpen: boolean) =>
    ({ element }: vscode.TreeViewExpansionEvent<TreeNode>): void => {
      const { open, filter } = model.state();
      if (isEmpty(filter)) model.change({ open: { ...open, [element.key]: isOpen } });
    };
  subscriptions.push(view.onDidExpandElement(remember(true)));
  subscriptions.push(view.onDidCollapseElement(remember(false)));
  subscriptions.push(view.onDidChangeCheckboxState(({ items }) => void tick(items)));
  subscriptions.push(vscode.workspace.onDidGrantWorkspaceTrust(say));
  subscriptions.push(vscode.workspace.onDidChangeWorkspaceFolders(say));
}

/**
 * Shows the tree anew if it would look different. Before it has been shown there is nothing to do, and a refresh
 * while VS Code still asks for the first rows can leave topics empty: it then asks for rows that are gone.
 */
function followWork(
  parts: TreeParts,
  model: Model,
  refresh: () => void,
  subscriptions: Disposables,
): void {
  const refreshIfDifferent = (signOf: (nodes: readonly TreeNode[]) => string): void => {
    if (!model.wasShown()) return;
    const { roots } = lookAt(inputOf(parts), model.state());
    if (signOf(model.look().roots) !== signOf(roots)) refresh();
  };
  // While the learner types, files change all the time, and nothing but the standings can follow.
  const whenWorkChanges = (): void => refreshIfDifferent(standings);
  const { library, progress, hashes, onDidChangeTakers } = parts;
  for (const event of [library.onDidChange, onDidChangeTakers])
    subscriptions.push(event(() => refreshIfDifferent((all) => JSON.stringify(all))));
  for (const { onDidChange } of [progress, hashes])
    subscriptions.push(onDidChange(whenWorkChanges));
  // Another window may have made progress meanwhile; nothing tells of that.
  subscriptions.push(vscode.window.onDidChangeWindowState(whenWorkChanges));
  void library.ready.then(() =>
    setContext(contextKeys.syllabusBroken, library.problem() !== undefined),
  );
}

function placeNow(): Place {
  if (!vscode.workspace.isTrusted) return 'restricted';
  return (vscode.workspace.workspaceFolders ?? []).length === 0 ? 'none' : 'folder';
}

function setContext(key: string, value: boolean): void {
  void vscode.commands.executeCommand('setContext', key, value);
}

function inputOf({ library, progress, hashes, takersOf }: TreeParts): TreeInput {
  const { broken } = library.custom();
  return {
    catalogue: library.catalogue(),
    mine: library.mine(),
    broken: broken.map(({ folder, problems }) => ({
      name: vscode.workspace.asRelativePath(folder, false),
      file: vscode.Uri.joinPath(folder, 'exercise.json').toString(),
      problems,
    })),
    progress: progress.current(),
    hashOf: (id) => hashes.of(id),
    takersOf,
  };
}
