import type { Glossary, Term } from './schema';

/** What a term says, as Markdown; `exercise` writes one that uses it, as a link or as a name. */
export function termText(
  { cuda, wgsl, is, trap, exercises }: Term,
  exercise: (id: string) => string,
): string {
  return [
    `CUDA: ${wordsOf(cuda)}  \nWGSL: ${wordsOf(wgsl)}`,
    is,
    `**The trap:** ${trap}`,
    ...(exercises.length === 0 ? [] : [`Exercises: ${exercises.map(exercise).join(', ')}`]),
  ].join('\n\n');
}

/** The whole glossary as a page of Markdown, with a table in front that leads to each term. */
export function glossaryText({ terms }: Glossary, exercise: (id: string) => string): string {
  const rows = terms.map(
    (term) =>
      `| [${term.title}](#${anchorOf(term)}) | ${wordsOf(term.cuda)} | ${wordsOf(term.wgsl)} |`,
  );
  const chapters = terms.map(
    (term) => `## ${term.title}\n\n${termText(term, exercise)}\n\n[Source](${term.source})`,
  );
  return [
    '# From CUDA to WGSL',
    'What somebody who knows CUDA finds in WGSL and WebGPU, and what bites there.',
    ['| | CUDA | WGSL and WebGPU |', '| --- | --- | --- |', ...rows].join('\n'),
    ...chapters,
    '',
  ].join('\n\n');
}

/** Where the term stands on the page: Markdown previews make the anchor of a heading from its words. */
export function anchorOf({ title }: Term): string {
  return title.toLowerCase().replaceAll(' ', '-');
}

/** Words of one language in a row. */
export function wordsOf(words: readonly string[]): string {
  return words.length === 0 ? 'nothing of the kind' : words.join(', ');
}
