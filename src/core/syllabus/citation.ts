import type { PaperEntry } from './catalogue';

/** A paper as one readable line: authors, title, where it appeared, and where to find it. */
export function citationOf(
  paper: Pick<PaperEntry, 'title' | 'authors' | 'year' | 'venue' | 'arxiv' | 'doi' | 'page'>,
): string {
  const { title, authors, arxiv, doi, page } = paper;
  const parts = [
    `${listed(authors)}.`,
    // A title that ends with a mark of its own needs no full stop.
    `“${title}${/[.?!]$/.test(title) ? '' : '.'}”`,
    `${placeOf(paper)}.`,
    ...(arxiv === undefined ? [] : [`arXiv:${arxiv}.`]),
    ...(doi === undefined ? [] : [`doi:${doi}.`]),
    page,
  ];
  return parts.join(' ').replace(/\s+/g, ' ');
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** The venue, which mostly carries the year in its name. */
function placeOf({ venue, year }: Pick<PaperEntry, 'venue' | 'year'>): string {
  if (venue === '') return String(year);
  return venue.includes(String(year)) ? venue : `${venue}, ${year}`;
}
