import type { PaperEntry } from './catalogue';
import { citationOf } from './citation';
import { plainMarkdown } from './plain-markdown';

/** What to ask of every paper; the answers are the learner's. */
const questions: readonly (readonly [string, string])[] = [
  ['Problem', 'What was too dear, too slow or not possible before, and who needs it?'],
  ['Idea', 'The idea in two sentences, as you would tell it to a friend.'],
  ['Equation', 'The one equation that defines it, and what each symbol stands for.'],
  ['Cost', 'Parameters and multiply-adds of one block, and what it costs besides.'],
  ['Results', 'The row of a table that matters most: against what, counted how?'],
  ['What I doubt', 'What was not measured, not compared, or would not work here?'],
];

/**
 * What somebody has written into the notes on a paper: without what the template put there, and without headings that
 * have nothing under them.
 */
export function writtenIn(notes: string, paper: PaperEntry): string {
  const given = new Set(
    notesTemplate(paper)
      .split('\n')
      .filter((line) => !isHeading(line)),
  );
  const lines = notes.split(/\r?\n/).filter((line) => line.trim() === '' || !given.has(line));
  const starts = lines.flatMap((line, i) => (isHeading(line) ? [i] : []));
  const sections = [0, ...starts].map((start, i) => lines.slice(start, starts[i]));
  return sections
    .filter((section) => section.some((line) => line.trim() !== '' && !isHeading(line)))
    .map((section) => section.join('\n').trim())
    .join('\n\n');
}

function isHeading(line: string): boolean {
  return line.startsWith('## ');
}

/** The notes on a paper at first, as Markdown: what it is, what to ask of it, and how to cite it. */
export function notesTemplate(paper: PaperEntry): string {
  const { title, authors, year, page, pdf, code } = paper;
  const links = [
    `[Page](<${page}>)`,
    ...(pdf === undefined ? [] : [`[PDF](<${pdf}>)`]),
    ...(code === undefined ? [] : [`[Code](<${code}>)`]),
  ];
  const sections = questions.flatMap(([heading, asks]) => [`## ${heading}`, `> ${asks}`, '']);
  return [
    `# ${plainMarkdown(title)}`,
    `${plainMarkdown(authors.join(', '))} · ${year}`,
    links.join(' · '),
    ...sections,
    '## Citation',
    // Indented, it is shown letter by letter and copied as it is.
    `    ${citationOf(paper)}`,
    '',
  ].join('\n\n');
}
