import type { CatalogueEntry, ExerciseToCome, PaperEntry } from './catalogue';
import type { Material } from './schema';

/** A text as it is compared: small letters without accents. */
export function comparable(text: string): string {
  // Most texts have no accent, and this is most of what the first search takes.
  if (!/[^\0-\x7f]/.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
}

/** The words of what somebody types, as they are compared. */
export function wordsIn(query: string): string[] {
  return comparable(query)
    .split(/\s+/)
    .filter((word) => word !== '');
}

type Searched = PaperEntry | CatalogueEntry | ExerciseToCome | Material;

/** Content does not change once it is loaded, and a filter looks at all of it for every letter typed. */
const known = new WeakMap<Searched, string>();

/** All words by which somebody may look for it. */
export function searchText(of: Searched): string {
  const before = known.get(of);
  if (before !== undefined) return before;
  const text = comparable(partsOf(of).join(' '));
  known.set(of, text);
  return text;
}

function partsOf(of: Searched): readonly (string | number)[] {
  if ('idea' in of) {
    const { id, name, title, authors, year, venue, arxiv, doi, blockNames = [] } = of;
    return [id, name, title, ...authors, year, venue, arxiv ?? '', doi ?? '', ...blockNames];
  }
  if ('links' in of) {
    const { id, kind, title, number, authors, year, exercises } = of;
    return [id, kind, title, number ?? '', authors ?? '', year ?? '', ...(exercises ?? [])];
  }
  return [of.id, of.title, 'concept' in of ? of.concept : 'to come'];
}
