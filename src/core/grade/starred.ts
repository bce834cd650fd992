import type { Mark } from './report';

/** Whether all of an exercise's marks are earned. Apart from counting them, which needs the parser. */
export const isStarred = (marks: readonly Mark[] | undefined): boolean =>
  marks !== undefined && marks.length > 0 && marks.every(({ earned }) => earned === true);
