import * as z from 'zod';
import { type Filter, noFilter } from './filter';
import { type Grouping, groupings } from './groupings';
import { statuses } from './status';

/** How the tree is looked at in this workspace; kept between sessions. */
export interface ViewState {
  readonly groupBy: Grouping;
  readonly filter: Filter;
  /** Keys of the rows that the learner has opened (true) or closed (false). */
  readonly open: Readonly<Record<string, boolean>>;
}

export const firstView: ViewState = { groupBy: 'topic', filter: noFilter, open: {} };

const stored = z.object({
  groupBy: z.enum(Object.keys(groupings) as Grouping[]).catch(firstView.groupBy),
  filter: z
    .object({ text: z.string(), statuses: z.array(z.enum(statuses)) })
    .catch({ text: '', statuses: [] }),
  open: z.record(z.string(), z.boolean()).catch({}),
});

/** What was kept; of a damaged or older state, what can be understood. */
export function readViewState(raw: unknown): ViewState {
  const read = stored.safeParse(raw);
  return read.success ? read.data : firstView;
}
