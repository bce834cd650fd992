import type { Sort } from './table';

/** Where the learner looks; kept by the webview over reloads. `paper` is how the host knows what to bring back. */
export interface View {
  readonly paper: string;
  readonly sort: Sort | undefined;
  readonly scroll: number;
}

export const freshView: View = { paper: '', sort: undefined, scroll: 0 };

/** The view that a webview kept, as far as it can be believed. */
export function readView(kept: unknown): View {
  if (typeof kept !== 'object' || kept === null) return freshView;
  const { paper, sort, scroll } = kept as Record<string, unknown>;
  return {
    paper: typeof paper === 'string' ? paper : '',
    sort: readSort(sort),
    scroll: typeof scroll === 'number' && Number.isFinite(scroll) ? scroll : 0,
  };
}

function readSort(kept: unknown): Sort | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined;
  const { column, direction } = kept as Record<string, unknown>;
  if (typeof column !== 'string') return undefined;
  return direction === 'ascending' || direction === 'descending'
    ? { column, direction }
    : undefined;
}
