import { type ContentProblem, problemAt } from '../exercise/load';
import { nearest } from '../exercise/nearest';
import type { Catalogue } from '../syllabus/catalogue';
import { faultsOf } from '../syllabus/cross-check';
import { papersUnder } from './holdings';
import type { Group } from './schema';
import { planWith } from './plan';

type Path = readonly (string | number)[];

/** Whether what a group file names is there: people, topics, papers, parts of a meeting, and no id twice. */
export function checkGroup(
  file: string,
  text: string,
  group: Group,
  catalogue: Catalogue,
): ContentProblem[] {
  const plan = planWith(catalogue, group);
  const empty = { topics: [], papers: [], exercises: [] };
  const meetings = { file, value: { ...plan, parts: [] } };
  const beside = { ...catalogue, plan: { ...plan, people: [], meetings: [] } };
  const faults = faultsOf({ ...empty, meetings }, beside);
  const placed = faults.map(({ path, message }) => problemAt(file, text, path, message));
  return [...placed, ...wronglyTaken(file, text, group, catalogue)];
}

function wronglyTaken(
  file: string,
  text: string,
  { people, taken }: Group,
  { topics }: Catalogue,
): ContentProblem[] {
  const problem = (path: Path, id: string, known: readonly string[], words: string) => {
    if (known.includes(id)) return [];
    const instead = nearest(id, known);
    const advice = instead === undefined ? '' : `: did you mean “${instead}”?`;
    return [problemAt(file, text, path, `${words} “${id}”${advice}`)];
  };
  const ofPeople = people.map(({ id }) => id);
  const ofTopics = topics.map(({ id }) => id);
  return taken.flatMap(({ person, topic, papers = [] }, i) => {
    const at = ['taken', i];
    const inTopic = papersUnder(topics, topic);
    return [
      ...problem([...at, 'person'], person, ofPeople, 'there is no person'),
      ...problem([...at, 'topic'], topic, ofTopics, 'there is no topic'),
      ...papers.flatMap((id, p) =>
        problem([...at, 'papers', p], id, inTopic, `the topic “${topic}” has no paper`),
      ),
    ];
  });
}

/** A problem where a person's file is called after nobody of the group: no view would show what is in it. */
export function strangerIn(
  file: string,
  person: string,
  { people }: Pick<Group, 'people'>,
): ContentProblem[] {
  const ids = people.map(({ id }) => id);
  if (ids.includes(person)) return [];
  const instead = nearest(person, ids);
  const advice = instead === undefined ? '' : ` (did you mean “${instead}”?)`;
  const message =
    `group.json has no person “${person}”${advice}: call this file after an id of its “people”, ` +
    'or delete it';
  return [{ file, line: 0, character: 0, message }];
}
