import { indexOf } from '../../core/syllabus/catalogue';
import type { Meeting, MeetingItem, MeetingPlan } from '../../core/syllabus/meetings';
import type { Topic } from '../../core/syllabus/schema';
import { type Maker, makerOf, type TreeInput } from './build';
import { childrenOf, idOf, type LeafNode, type TreeNode } from './nodes';
import { type Status, statuses, statusOf, statusWords } from './status';

/** What the syllabus can be grouped by, with the words of the menu. */
export const groupings = {
  topic: { title: 'Topic', says: 'as the syllabus is written', icon: 'mortar-board' },
  meeting: { title: 'Meeting', says: 'what is planned for which meeting', icon: 'calendar' },
  year: { title: 'Year', says: 'papers and readings by the year they came out', icon: 'history' },
  who: { title: 'Who Has It', says: 'who has taken which topic', icon: 'organization' },
  status: { title: 'Status', says: 'what is begun, open and done', icon: 'checklist' },
} as const;

export type Grouping = keyof typeof groupings;

export function buildTree(input: TreeInput, by: Grouping): readonly TreeNode[] {
  const maker = makerOf(input);
  return [...shelved[by](maker), ...maker.mine()];
}

const shelved: Readonly<Record<Grouping, (maker: Maker) => readonly TreeNode[]>> = {
  topic: (maker) => maker.top.map((topic) => maker.topic(topic, undefined, 'whole')),
  meeting: byMeeting,
  year: byYear,
  who: byPerson,
  status: byStatus,
};

function byMeeting(maker: Maker): readonly TreeNode[] {
  const { catalogue } = maker.input;
  const { plan } = catalogue;
  if (plan === undefined) return restOf(maker, 'No meeting is planned', catalogue.papers);
  const meetings = plan.meetings.map((meeting) => meetingShelf(meeting, plan, maker));
  const planned = new Set(meetings.flatMap(idsBelow));
  const others = catalogue.papers.filter(({ id }) => !planned.has(id));
  return [...meetings, ...restOf(maker, 'Papers in no meeting yet', others)];
}

function meetingShelf(meeting: Meeting, plan: MeetingPlan, maker: Maker): TreeNode {
  const { id, title, date, start, place, items } = meeting;
  const key = `meeting:${id}`;
  const when = [date, start, place].filter((part) => part !== undefined).join(' · ');
  return maker.shelf({
    ...{ key, of: 'meeting', id, title },
    note: when === '' ? items.map((item) => item.title).join(' | ') : when,
    says: items.map((item) => `- ${partOf(item, plan)}: ${item.title}`).join('\n'),
    children: items.map((item, i) => itemShelf(item, `${key}/item:${i}`, plan, maker)),
  });
}

function partOf({ part }: MeetingItem, { parts }: MeetingPlan): string {
  return parts.find(({ id }) => id === part)?.title ?? part;
}

function itemShelf(item: MeetingItem, key: string, plan: MeetingPlan, maker: Maker): TreeNode {
  const names = (item.presenters ?? []).map((id) => personName(plan, id));
  const part = partOf(item, plan);
  const found = foundIn(maker);
  return maker.shelf({
    ...{ key, of: 'item', id: key, title: item.title },
    note: [part, ...names].join(' · '),
    says: names.length === 0 ? 'Nobody presents it yet.' : `Presented by ${names.join(', ')}.`,
    children: withoutRepeats(
      item.about.flatMap((id): TreeNode[] => {
        const one = found.get(id);
        if (one === undefined) return [];
        switch (one.kind) {
          case 'topic':
            return [maker.topic(one.topic, key, 'whole')];
          case 'paper':
            return [maker.leaf({ kind: one.kind, value: one.paper }, key)];
          case 'material':
            return [maker.leaf({ kind: one.kind, value: one.material }, key)];
          case 'exercise':
            return [maker.leaf({ kind: one.kind, value: one.entry }, key)];
          case 'toCome':
            return [maker.leaf({ kind: one.kind, value: one.entry }, key)];
        }
      }),
    ),
  });
}

/** What stands in a topic of the list is not listed beside it too. */
function withoutRepeats(rows: readonly TreeNode[]): readonly TreeNode[] {
  const inside = new Set(rows.flatMap(idsBelow));
  return rows.filter((row) => !inside.has(idOf(row)));
}

function idsBelow(node: TreeNode): readonly string[] {
  return childrenOf(node).flatMap((child) => [idOf(child), ...idsBelow(child)]);
}

const indices = new WeakMap<Maker, ReturnType<typeof indexOf>>();

function foundIn(maker: Maker): ReturnType<typeof indexOf> {
  const before = indices.get(maker);
  if (before !== undefined) return before;
  const index = indexOf(maker.input.catalogue);
  indices.set(maker, index);
  return index;
}

function restOf(
  maker: Maker,
  title: string,
  papers: readonly Parameters<typeof paperLeaf>[1][],
): readonly TreeNode[] {
  if (papers.length === 0) return [];
  const key = 'rest';
  const children = papers.map((paper) => paperLeaf(maker, paper, key));
  return [maker.shelf({ key, of: 'rest', id: key, title, note: '', says: '', children })];
}

function paperLeaf(
  maker: Maker,
  value: TreeInput['catalogue']['papers'][number],
  key: string,
): LeafNode {
  return maker.leaf({ kind: 'paper', value }, key);
}

function byYear(maker: Maker): readonly TreeNode[] {
  const { papers, topics } = maker.input.catalogue;
  const years = new Map<number, TreeNode[]>();
  const add = (year: number, make: (key: string) => LeafNode): void => {
    const leaves = years.get(year) ?? [];
    leaves.push(make(`year:${year}`));
    years.set(year, leaves);
  };
  for (const paper of papers) add(paper.year, (key) => paperLeaf(maker, paper, key));
  for (const { material } of topics) {
    for (const value of material ?? []) {
      // What is a paper of the syllabus stands there as that paper.
      if (value.year === undefined || value.paper !== undefined) continue;
      add(value.year, (key) => maker.leaf({ kind: 'material', value }, key));
    }
  }
  return [...years]
    .sort(([a], [b]) => a - b)
    .map(([year, children]) =>
      maker.shelf({
        ...{ key: `year:${year}`, of: 'year', id: String(year), title: String(year) },
        ...{ note: '', says: '', children },
      }),
    );
}

function byPerson(maker: Maker): readonly TreeNode[] {
  const { catalogue, takersOf } = maker.input;
  const { plan } = catalogue;
  const taken = new Map<string, Topic[]>();
  for (const topic of catalogue.topics) {
    for (const person of takersOf(topic.id))
      taken.set(person, [...(taken.get(person) ?? []), topic]);
  }
  const known = (plan?.people ?? []).map(({ id }) => id);
  const people = [...known, ...[...taken.keys()].filter((id) => !known.includes(id))];
  const shelves = people.map((id) => {
    const key = `person:${id}`;
    const topics = taken.get(id) ?? [];
    return maker.shelf({
      ...{ key, of: 'person', id, title: plan === undefined ? id : personName(plan, id) },
      note: topics.length === 0 ? 'no topic yet' : '',
      says: plan?.sharing ?? '',
      children: topics.map((topic) => maker.topic(topic, key, 'whole')),
    });
  });
  return [...shelves, ...takenByNobody(maker, [...taken.values()].flat())];
}

/** Each topic that has papers, by itself, so that a large one can be shared out. */
function takenByNobody(maker: Maker, taken: readonly Topic[]): readonly TreeNode[] {
  const gone = new Set<string>();
  const strike = (topic: Topic): void => {
    gone.add(topic.id);
    maker.under(topic.id).forEach(strike);
  };
  taken.forEach(strike);
  const key = 'rest';
  const free = maker.input.catalogue.topics.filter(
    ({ id, papers }) => papers.length > 0 && !gone.has(id),
  );
  if (free.length === 0) return [];
  const children = free.map((topic) => maker.topic(topic, key, 'alone'));
  const title = 'Taken by nobody yet';
  return [maker.shelf({ key, of: 'rest', id: key, title, note: '', says: '', children })];
}

function personName({ people }: MeetingPlan, id: string): string {
  return people.find((one) => one.id === id)?.name ?? id;
}

function byStatus(maker: Maker): readonly TreeNode[] {
  const { papers, exercises, toCome } = maker.input.catalogue;
  const leaves = (key: string): LeafNode[] => [
    ...papers.map((paper) => paperLeaf(maker, paper, key)),
    ...exercises.map((value) => maker.leaf({ kind: 'exercise', value }, key)),
    ...toCome.map((value) => maker.leaf({ kind: 'toCome', value }, key)),
  ];
  const shelf = (status: Status): TreeNode => {
    const key = `status:${status}`;
    const children = leaves(key).filter((leaf) => statusOf(leaf) === status);
    const { title, says } = statusWords[status];
    return maker.shelf({ key, of: 'status', id: status, title, note: '', says, children });
  };
  return statuses.map(shelf).filter((one) => 'children' in one && one.children.length > 0);
}
