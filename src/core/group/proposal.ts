import { plainMarkdown as plain } from '../syllabus/plain-markdown';
import type { Topic } from '../syllabus/schema';
import type { Group } from './schema';
import type { Assignment, Proposal } from './share';

export interface Titles {
  readonly topics: readonly Topic[];
  readonly papers: readonly { readonly id: string; readonly title: string }[];
}

/** A proposal as Markdown: how many papers each person has left now and with it, then each assignment and why. */
export function proposalText(
  { assignments, loads, fairShare }: Proposal,
  { people }: Pick<Group, 'people'>,
  titles: Titles,
): string {
  const nameOf = (id: string): string => plain(people.find((one) => one.id === id)?.name ?? id);
  const rows = loads.map(
    ({ person, before, after }) => `| ${nameOf(person)} | ${before} | ${after} |`,
  );
  const lines = assignments.map((one) => assignmentLine(one, nameOf(one.person), titles));
  return `${[
    '# Share the load',
    'What nobody has taken is shared out, so that all have about the same number of papers left to read. ' +
      'What people took themselves stays theirs. Topics without papers are not shared out.',
    ['| | left to read now | with this |', '| --- | ---: | ---: |', ...rows].join('\n'),
    `A fair share is ${fairShare === 1 ? 'one paper' : `${fairShare} papers`}.`,
    '## Who would take what',
    lines.join('\n'),
  ].join('\n\n')}\n`;
}

function assignmentLine({ topic, papers, why }: Assignment, name: string, titles: Titles): string {
  const title = plain(titles.topics.find(({ id }) => id === topic)?.title ?? topic);
  const named = (papers ?? []).map((id) => titles.papers.find((one) => one.id === id)?.title ?? id);
  const some =
    named.length === 0 ? '' : `, of it ${named.map((one) => `“${plain(one)}”`).join(', ')}`;
  return `- **${name}** takes **${title}**${some}. ${plain(why)}`;
}
