import { applyEdits, modify } from 'jsonc-parser';
import type { Group } from './schema';

const formattingOptions = { insertSpaces: true, tabSize: 2, eol: '\n' };

/** The text of a group's file with the lists that have changed; all else stays as somebody has written it. */
export function changedGroupText(text: string, before: Group, after: Group): string {
  let changed = text;
  for (const key of ['people', 'taken', 'meetings'] as const) {
    if (JSON.stringify(before[key]) === JSON.stringify(after[key])) continue;
    changed = applyEdits(changed, modify(changed, [key], after[key], { formattingOptions }));
  }
  return changed;
}

/** A person takes a topic, or some of its papers; whoever has it already keeps it. */
export function take(group: Group, person: string, topic: string): Group {
  const others = group.taken.filter((one) => one.person !== person || one.topic !== topic);
  return { ...group, taken: [...others, { person, topic }] };
}

export function giveBack(group: Group, person: string, topic: string): Group {
  const taken = group.taken.filter((one) => one.person !== person || one.topic !== topic);
  return { ...group, taken };
}

/** Changes the meeting of that id. */
export function changeMeeting(
  group: Group,
  id: string,
  change: (meeting: Group['meetings'][number]) => Group['meetings'][number],
): Group {
  return { ...group, meetings: group.meetings.map((one) => (one.id === id ? change(one) : one)) };
}
