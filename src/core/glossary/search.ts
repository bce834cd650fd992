import { comparable, wordsIn } from '../syllabus/search';
import type { Glossary, Term } from './schema';

/** A term, and whether all words of a query are somewhere in it. */
export interface SearchedTerm {
  readonly term: Term;
  readonly isFound: boolean;
}

/**
 * All terms in an order for what somebody types: first those that are called so, then those that speak of it, then
 * the others, each in the order of the glossary.
 */
export function search({ terms }: Glossary, query: string): SearchedTerm[] {
  const words = wordsIn(query);
  const isIn = (text: string): boolean =>
    words.length > 0 && words.every((word) => text.includes(word));
  const ranked = terms.map((term) => {
    const { title, cuda, wgsl, hover, is, trap } = term;
    const names = plain(title, ...cuda, ...wgsl, ...hover);
    const rank = isIn(plain(title)) ? 0 : isIn(names) ? 1 : 2;
    return { term, rank, isFound: rank < 2 || isIn(`${names} ${plain(is, trap)}`) };
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ term, isFound }) => ({ term, isFound }));
}

function plain(...texts: readonly string[]): string {
  return comparable(texts.join(' ')).replaceAll('`', '');
}
