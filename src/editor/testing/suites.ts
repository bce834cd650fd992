import { emptyProgress } from '../../core/progress/state';
import type { Catalogue, CatalogueEntry } from '../../core/syllabus/catalogue';
import { buildTree } from '../tree/groupings';
import { childrenOf, type TreeNode } from '../tree/nodes';
import { wordsOf } from '../tree/words';

/** A row of the Test Explorer above the cases: a topic, or an exercise, whose cases are its children. */
export interface Suite {
  /** Unique among its siblings. */
  readonly id: string;
  readonly label: string;
  /** The exercise that it is; a topic is none. */
  readonly exercise?: CatalogueEntry;
  readonly children: readonly Suite[];
}

/** The syllabus as suites, as the tree has it: its topics as far as there are exercises in them. */
export function suitesIn(catalogue: Catalogue, mine: readonly CatalogueEntry[]): Suite[] {
  const input = { catalogue, mine, broken: [], progress: emptyProgress };
  return suitesOf(buildTree({ ...input, hashOf: () => undefined, takersOf: () => [] }, 'topic'));
}

function suitesOf(nodes: readonly TreeNode[]): Suite[] {
  return nodes.flatMap((node): Suite[] => {
    const { label } = wordsOf(node);
    if (node.kind === 'exercise')
      return [{ id: `${prefix}${node.entry.id}`, label, exercise: node.entry, children: [] }];
    const children = suitesOf(childrenOf(node));
    return children.length === 0 ? [] : [{ id: node.key, label, children }];
  });
}

const prefix = 'exercise:';

/** The exercise that a suite is; undefined for the id of a topic or a case. */
export function exerciseIn(suite: string): string | undefined {
  return suite.startsWith(prefix) ? suite.slice(prefix.length) : undefined;
}

/** The exercise of a row of the Test Explorer that a command was called with. */
export function exerciseOfRow(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { id } = argument as { readonly id?: unknown };
  return typeof id === 'string' ? exerciseIn(id) : undefined;
}
