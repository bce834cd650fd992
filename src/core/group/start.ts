import type { Catalogue } from '../syllabus/catalogue';
import type { Person } from '../syllabus/meetings';
import { freeId, idFrom } from '../syllabus/scaffold';
import { type Group, groupFormatVersion } from './schema';

/** A group to begin with: its people, the meetings that the syllabus plans, nothing taken. */
export function newGroup(people: readonly Person[], { plan }: Catalogue): Group {
  const ids = new Set(people.map(({ id }) => id));
  const meetings = (plan?.meetings ?? []).map((meeting) => ({
    ...meeting,
    // Who presents in the syllabus is nobody here, if they are not in the group.
    items: meeting.items.map(({ presenters = [], ...item }) => {
      const known = presenters.filter((id) => ids.has(id));
      return known.length === 0 ? item : { ...item, presenters: known };
    }),
  }));
  return { formatVersion: groupFormatVersion, people: [...people], taken: [], meetings };
}

/** People from names as they are typed, with commas between them; each gets an id of its own. */
export function peopleFrom(names: string, isTaken: (id: string) => boolean): Person[] {
  const ids = new Set<string>();
  return names
    .split(/[,;\n]/)
    .map((name) => name.trim().replace(/\s+/g, ' '))
    .filter((name) => name !== '')
    .map((name) => {
      const id = freeId(idFrom(name, 'person'), (wish) => ids.has(wish) || isTaken(wish));
      ids.add(id);
      return { id, name };
    });
}

export function groupText(group: Group): string {
  return `${JSON.stringify(group, null, 2)}\n`;
}
