import { nearest } from '../core/exercise/nearest';
import type { Catalogue, PaperEntry } from '../core/syllabus/catalogue';
import { factsText, paperList, papersOf, topicLines } from '../core/syllabus/paper-list';
import { ownSyllabus } from './content';
import type { Flags } from './flags';
import { readSyllabus } from './list';

/** `tilework papers`: the papers of the syllabus, or of one topic and what is under it; 3 for an unknown topic. */
export async function papers(
  subject: string | undefined,
  { topic, json, bibtex }: Flags,
): Promise<number> {
  if (subject !== undefined) return complain(`a topic is named by --topic: --topic ${subject}`);
  if (json && bibtex) return complain('say --json or --bibtex, not both');
  const { catalogue } = await readSyllabus(ownSyllabus());
  const chosen = topic === undefined ? catalogue.papers : papersOf(catalogue, topic);
  if (chosen === undefined) {
    return complain(noSuchTopic(catalogue, topic ?? ''));
  }
  process.stdout.write(await textOf(catalogue, chosen, { json, bibtex }));
  return 0;
}

async function textOf(
  catalogue: Catalogue,
  chosen: readonly PaperEntry[],
  { json, bibtex }: Pick<Flags, 'json' | 'bibtex'>,
): Promise<string> {
  if (json) return `${JSON.stringify(paperList(catalogue, chosen), null, 2)}\n`;
  if (bibtex) return (await import('../cite/bibtex')).bibtexOf(chosen);
  return chosen.length === 0
    ? 'This topic has no papers.\n'
    : chosen.map((paper) => `${paperText(catalogue, paper)}\n`).join('\n');
}

function paperText({ topics }: Catalogue, paper: PaperEntry): string {
  const titles = topics.filter(({ id }) => paper.topics.includes(id)).map(({ title }) => title);
  return [
    `${paper.id}  ${paper.title} (${paper.year})`,
    `    topic  ${titles.join('; ')}`,
    `    url    ${paper.page}`,
    `    facts  ${factsText(paper.facts)}`,
  ].join('\n');
}

function noSuchTopic({ topics }: Catalogue, topic: string): string {
  const ids = topics.map(({ id }) => id);
  const meant = nearest(topic, ids);
  const advice = meant === undefined ? '' : ` Did you mean “${meant}”?`;
  return [`there is no topic “${topic}”.${advice} These are there:`, ...topicLines(topics)].join(
    '\n  ',
  );
}

function complain(message: string): number {
  process.stderr.write(`tilework: ${message}\n`);
  return 3;
}
