import type { TreeNode } from './nodes';

/** The row of the tree that a command was called with: menus hand it over, and anything may call with anything. */
export function nodeFrom(argument: unknown): TreeNode | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { kind, key } = argument as { readonly kind?: unknown; readonly key?: unknown };
  return typeof kind === 'string' && typeof key === 'string' ? (argument as TreeNode) : undefined;
}
