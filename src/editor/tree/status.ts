import type { TreeNode } from './nodes';

/** How far somebody is with a paper or an exercise, in words that fit both. */
export const statuses = ['begun', 'open', 'done', 'presented', 'toCome'] as const;
export type Status = (typeof statuses)[number];

export const statusWords: Readonly<
  Record<Status, { readonly title: string; readonly says: string }>
> = {
  begun: { title: 'In progress', says: 'papers being read, exercises tried' },
  open: { title: 'Not begun', says: 'papers to read, exercises not tried' },
  done: { title: 'Done', says: 'papers read, exercises passed' },
  presented: { title: 'Presented', says: 'papers that you have presented' },
  toCome: { title: 'To come', says: 'exercises of the plan that nobody has written yet' },
};

const ofReading = {
  'to-read': 'open',
  reading: 'begun',
  read: 'done',
  presented: 'presented',
} as const;
const ofStanding = { new: 'open', tried: 'begun', passed: 'done', edited: 'done' } as const;

/** Undefined for what has none: groups, lectures, readings, broken folders. */
export function statusOf(node: TreeNode): Status | undefined {
  if (node.kind === 'paper') return ofReading[node.reading];
  if (node.kind === 'exercise') return ofStanding[node.standing.kind];
  return node.kind === 'toCome' ? 'toCome' : undefined;
}
