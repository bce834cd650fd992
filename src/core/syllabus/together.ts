import type { Catalogue } from './catalogue';
import type { MeetingPlan } from './meetings';

/** Two syllabuses as one, the second after the first; of two things with one id, the first is kept. */
export function together(first: Catalogue, second: Catalogue): Catalogue {
  const plan = plansTogether(first.plan, second.plan);
  return {
    topics: distinct([...first.topics, ...second.topics]),
    papers: distinct([...first.papers, ...second.papers]),
    exercises: distinct([...first.exercises, ...second.exercises]),
    toCome: distinct([...first.toCome, ...second.toCome]),
    ...(plan === undefined ? {} : { plan }),
  };
}

function plansTogether(
  first: MeetingPlan | undefined,
  second: MeetingPlan | undefined,
): MeetingPlan | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return {
    ...first,
    people: distinct([...first.people, ...second.people]),
    parts: distinct([...first.parts, ...second.parts]),
    meetings: distinct([...first.meetings, ...second.meetings]),
  };
}

/** The first of each id. */
function distinct<T extends { readonly id: string }>(values: readonly T[]): T[] {
  const first = new Map<string, T>();
  for (const value of values) if (!first.has(value.id)) first.set(value.id, value);
  return [...first.values()];
}
