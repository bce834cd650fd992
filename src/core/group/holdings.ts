import type { Topic } from '../syllabus/schema';
import type { Taken } from './schema';

/** A topic and all that stands under it, in their order. */
export function topicsUnder(topics: readonly Topic[], id: string): readonly Topic[] {
  const under = new Set([id]);
  // Topics come before what stands under them, except in a circle, which is told elsewhere.
  for (const topic of topics) if (under.has(topic.parent ?? '')) under.add(topic.id);
  return topics.filter((topic) => under.has(topic.id));
}

/** Ids of the papers of a topic and of all that stands under it, each once. */
export function papersUnder(topics: readonly Topic[], id: string): readonly string[] {
  return [...new Set(topicsUnder(topics, id).flatMap(({ papers }) => papers))];
}

/** Ids of the papers that somebody has taken with a topic. */
export function papersTaken(topics: readonly Topic[], { topic, papers }: Taken): readonly string[] {
  return papers ?? papersUnder(topics, topic);
}

/** Ids of all papers that a person has taken, each once. */
export function papersOf(
  topics: readonly Topic[],
  taken: readonly Taken[],
  person: string,
): readonly string[] {
  const mine = taken.filter((one) => one.person === person);
  return [...new Set(mine.flatMap((one) => papersTaken(topics, one)))];
}

/** A topic, or those of its papers, that nobody has taken. */
export interface Free {
  readonly topic: Topic;
  readonly papers: readonly string[];
  /** Whether others have taken some of its papers. */
  readonly isRest: boolean;
}

/** What nobody has taken: each topic that has papers, by itself, without those that somebody has taken with it. */
export function freeOf(topics: readonly Topic[], taken: readonly Taken[]): readonly Free[] {
  const whole = new Set<string>();
  /** Papers that people have taken singly, with a topic or with one that it stands under. */
  const singly = new Map<string, string[]>();
  for (const { topic, papers } of taken) {
    for (const { id } of topicsUnder(topics, topic)) {
      if (papers === undefined) whole.add(id);
      else singly.set(id, [...(singly.get(id) ?? []), ...papers]);
    }
  }
  return topics
    .filter(({ id, papers }) => papers.length > 0 && !whole.has(id))
    .flatMap((topic) => {
      const gone = new Set(singly.get(topic.id));
      const papers = topic.papers.filter((id) => !gone.has(id));
      const isRest = papers.length < topic.papers.length;
      return papers.length === 0 ? [] : [{ topic, papers, isRest }];
    });
}
