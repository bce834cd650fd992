import { comparable, searchText, wordsIn } from '../../core/syllabus/search';
import { countsOf, type GroupNode, type LeafNode, type TreeNode } from './nodes';
import { type Status, statusOf, statusWords } from './status';

/** What of the tree is shown; an empty filter shows all. */
export interface Filter {
  /** Every word of it must be found in a row or in the rows above it. */
  readonly text: string;
  /** One of these; none means any. */
  readonly statuses: readonly Status[];
}

export const noFilter: Filter = { text: '', statuses: [] };

export function isEmpty({ text, statuses }: Filter): boolean {
  return text.trim() === '' && statuses.length === 0;
}

/** The rows that fit, with what they stand under. */
export function filtered(roots: readonly TreeNode[], filter: Filter): readonly TreeNode[] {
  if (isEmpty(filter)) return roots;
  return keep(roots, wordsIn(filter.text), new Set(filter.statuses));
}

function keep(
  nodes: readonly TreeNode[],
  words: readonly string[],
  statuses: ReadonlySet<Status>,
): TreeNode[] {
  return nodes.flatMap((node): TreeNode[] => {
    if (!('children' in node)) return fits(node, words, statuses) ? [node] : [];
    // A word that the group has need not be in its rows too.
    const title = comparable(titleOf(node));
    const left = words.filter((word) => !title.includes(word));
    const children = keep(node.children, left, statuses);
    return children.length === 0 ? [] : [{ ...node, children, counts: countsOf(children) }];
  });
}

function titleOf(node: GroupNode): string {
  if (node.kind === 'topic') return node.topic.title;
  return node.kind === 'mine' ? 'My exercises' : `${node.title} ${node.note}`;
}

function fits(leaf: LeafNode, words: readonly string[], statuses: ReadonlySet<Status>): boolean {
  const status = statusOf(leaf);
  if (statuses.size > 0 && (status === undefined || !statuses.has(status))) return false;
  const text = textOf(leaf);
  return words.every((word) => text.includes(word));
}

function textOf(leaf: LeafNode): string {
  switch (leaf.kind) {
    case 'paper':
      return searchText(leaf.paper);
    case 'material':
      return searchText(leaf.material);
    case 'exercise':
    case 'toCome':
      return searchText(leaf.entry);
    case 'broken':
      return comparable(leaf.name);
  }
}

/** The filter in words, for the line above the tree. */
export function filterWords({ text, statuses }: Filter): string {
  const words = statuses.map((status) => statusWords[status].title.toLowerCase()).join(' or ');
  return [
    ...(text.trim() === '' ? [] : [`“${text.trim()}”`]),
    ...(words === '' ? [] : [words]),
  ].join(', ');
}

export function leafCount(nodes: readonly TreeNode[]): number {
  return nodes.reduce((sum, node) => sum + ('children' in node ? leafCount(node.children) : 1), 0);
}
