import type { TreeInput } from './build';
import { filtered, filterWords, isEmpty, leafCount } from './filter';
import { buildTree, groupings } from './groupings';
import { childrenOf, countsOf, findNode, parentsOf, type TreeNode } from './nodes';
import type { ViewState } from './view-state';
import { countOf } from './words';

/** The tree as it is shown, with what there is to know about all of it. */
export interface Look {
  readonly roots: readonly TreeNode[];
  readonly parents: ReadonlyMap<string, TreeNode | undefined>;
  /** How many rows are no groups. */
  readonly leaves: number;
  isOpen(node: TreeNode): boolean;
}

/** So many rows that fit a filter are shown at once; of more, the groups are shown closed. */
const mostOpened = 100;

/** A row is open as the learner left it; at first, if it leads to where the learner was, or to what a filter finds. */
export function lookAt(input: TreeInput, { groupBy, filter, open }: ViewState): Look {
  const roots = filtered(buildTree(input, groupBy), filter);
  const parents = parentsOf(roots);
  const leaves = leafCount(roots);
  const way = wayTo(input.progress.lastOpened ?? input.catalogue.exercises[0]?.id, roots, parents);
  const isOpen = isEmpty(filter)
    ? ({ key }: TreeNode) => open[key] ?? way.has(key)
    : () => leaves <= mostOpened;
  return { roots, parents, leaves, isOpen };
}

/** Keys of the rows above an exercise. */
function wayTo(
  exercise: string | undefined,
  roots: readonly TreeNode[],
  parents: Look['parents'],
): ReadonlySet<string> {
  const way = new Set<string>();
  let node = findNode(roots, (one) => one.kind === 'exercise' && one.entry.id === exercise);
  for (; node !== undefined; node = parents.get(node.key)) way.add(node.key);
  return way;
}

/** Everything that can change while the content stays: two trees that differ in nothing else look alike. */
export function standings(nodes: readonly TreeNode[]): string {
  return nodes
    .map((node) => {
      if (node.kind === 'exercise') return `${node.key} ${node.standing.says}`;
      if (node.kind === 'paper') return `${node.key} ${node.reading} ${node.built.join()}`;
      return standings(childrenOf(node));
    })
    .join('\n');
}

/** Where the learner's files go: a folder, one that is in Restricted Mode, or none. */
export type Place = 'folder' | 'restricted' | 'none';

const aboutPlace: Readonly<Record<Place, string | undefined>> = {
  folder: undefined,
  restricted: 'Restricted Mode: everything can be read. Kernels run once you trust this folder.',
  none: 'No folder is open: your kernels are kept in Tilework’s own storage. Open a folder to have them with your work.',
};

/** What stands above the rows and behind the title of the view. */
export interface Said {
  readonly message: string | undefined;
  readonly description: string;
}

export function saidAbout({ roots, leaves }: Look, state: ViewState, place: Place): Said {
  const words = filterWords(state.filter);
  // Without a message, VS Code shows in an empty view what package.json says about it.
  if (words !== '' && leaves === 0) return { message: undefined, description: words };
  const { papers, read, exercises, passed } = countsOf(roots);
  const by = `by ${groupings[state.groupBy].title.toLowerCase()}`;
  const found = `Filter: ${words}. ${countOf(leaves, 'row')} shown; Clear Filter in the title shows all.`;
  return {
    message: words === '' ? aboutPlace[place] : found,
    description: `${read}/${papers} read · ${passed}/${exercises} passed · ${by}`,
  };
}
