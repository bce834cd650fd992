import * as vscode from 'vscode';
import { contextKeys, views } from '../ids';
import type { CurrentHashes } from '../current-hashes';
import type { Library } from '../library';
import type { ProgressStore } from '../progress-store';
import { itemOf } from './item';
import { buildTree, childrenOf, findNode, parentsOf, type TreeNode } from './nodes';
import type { Disposables } from '../disposables';

export interface SyllabusTree {
  /** The tree as it is shown now. */
  roots(): readonly TreeNode[];
  item(node: TreeNode): vscode.TreeItem;
  /** Selects the exercise, if the tree is to be seen. */
  select(id: string): Promise<void>;
}

/** Shows the syllabus, and shows it anew whenever the progress, the files or the content change. */
export function createSyllabusTree(
  library: Library,
  progress: ProgressStore,
  hashes: CurrentHashes,
  subscriptions: Disposables,
): SyllabusTree {
  const changed = new vscode.EventEmitter<undefined>();
  let roots: readonly TreeNode[] | undefined;
  let parents: ReadonlyMap<string, TreeNode | undefined> = new Map();

  function current(): readonly TreeNode[] {
    if (roots !== undefined) return roots;
    roots = buildTree(inputOf(library, progress, hashes));
    parents = parentsOf(roots);
    return roots;
  }

  /**
   * Shows the tree anew if it would look different. Before it has been shown there is nothing to do, and a refresh
   * while VS Code still asks for the first rows can leave topics empty: it then asks for rows that are gone.
   */
  function refreshIfDifferent(look: (nodes: readonly TreeNode[]) => string): void {
    if (roots === undefined) return;
    if (look(roots) === look(buildTree(inputOf(library, progress, hashes)))) return;
    roots = undefined;
    changed.fire(undefined);
  }
  const whenContentChanges = (): void => refreshIfDifferent((nodes) => JSON.stringify(nodes));
  // While the learner types, files change all the time, and nothing but the standings can follow.
  const whenWorkChanges = (): void => refreshIfDifferent(standings);

  const view = vscode.window.createTreeView<TreeNode>(views.syllabus.id, {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: itemOf,
      async getChildren(node) {
        await library.ready;
        return [...(node === undefined ? current() : childrenOf(node))];
      },
      getParent: ({ key }) => parents.get(key),
    },
  });
  subscriptions.push(changed, view);
  subscriptions.push(library.onDidChange(whenContentChanges));
  subscriptions.push(progress.onDidChange(whenWorkChanges), hashes.onDidChange(whenWorkChanges));
  // Another window may have made progress meanwhile; nothing tells of that.
  subscriptions.push(vscode.window.onDidChangeWindowState(whenWorkChanges));
  void library.ready.then(() => {
    const broken = library.problem() !== undefined;
    return vscode.commands.executeCommand('setContext', contextKeys.syllabusBroken, broken);
  });

  return {
    roots: current,
    item: itemOf,
    async select(id) {
      const node = findNode(current(), (one) => one.kind === 'exercise' && one.entry.id === id);
      if (node !== undefined && view.visible)
        await view.reveal(node, { select: true, focus: false });
    },
  };
}

function standings(nodes: readonly TreeNode[]): string {
  return nodes
    .map((node) =>
      node.kind === 'exercise' ? `${node.key} ${node.standing.says}` : standings(childrenOf(node)),
    )
    .join('\n');
}

function inputOf(
  library: Library,
  progress: ProgressStore,
  hashes: CurrentHashes,
): Parameters<typeof buildTree>[0] {
  const { valid, broken } = library.custom();
  return {
    catalogue: library.catalogue(),
    mine: valid.map(({ entry }) => entry),
    broken: broken.map(({ folder, problems }) => ({
      name: vscode.workspace.asRelativePath(folder, false),
      file: vscode.Uri.joinPath(folder, 'exercise.json').toString(),
      problems,
    })),
    progress: progress.current(),
    hashOf: (id) => hashes.of(id),
  };
}
