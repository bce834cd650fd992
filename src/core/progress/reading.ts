/** How far a learner is with a paper, from the first to the last. */
export const readingStatuses = ['to-read', 'reading', 'read', 'presented'] as const;
export type ReadingStatus = (typeof readingStatuses)[number];

export const readingWords: Readonly<
  Record<ReadingStatus, { readonly title: string; readonly says: string }>
> = {
  'to-read': { title: 'To read', says: 'not begun' },
  reading: { title: 'Reading', says: 'begun' },
  read: { title: 'Read', says: 'ticked in the syllabus' },
  presented: { title: 'Presented', says: 'read, and told to the others' },
};

/** Whoever presents a paper has read it. */
export function isRead(status: ReadingStatus): boolean {
  return status === 'read' || status === 'presented';
}
