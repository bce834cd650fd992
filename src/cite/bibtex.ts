import { Cite, plugins } from '@citation-js/core';
import '@citation-js/plugin-bibtex';
import type { PaperEntry } from '../core/syllabus/catalogue';

/** What a citation is made of. */
export type CitedPaper = Pick<
  PaperEntry,
  'id' | 'title' | 'authors' | 'year' | 'venue' | 'arxiv' | 'doi' | 'page'
>;

// Its own way to plain ASCII drops every letter that it does not know, so a title in Arabic would come out empty.
// Letters are left as they are (UTF-8), and what TeX reads as a command is written below.
plugins.config.get('@bibtex').format = {
  ...{ useIdAsLabel: true, checkLabel: false, asciiOnly: false },
};

/** BibTeX entries, one for each paper, with the paper's id as the key; UTF-8. */
export function bibtexOf(papers: readonly CitedPaper[]): string {
  if (papers.length === 0) return '';
  const text = new Cite(papers.map(itemOf)).format('bibtex');
  // The library says an address twice: as `url`, which styles print, and as `howpublished`, which they would print again.
  return `${text.replace(/^\s*howpublished = .*\n/gm, '').trim()}\n`;
}

/** A paper in the form that the library reads, CSL-JSON. */
function itemOf({ id, title, authors, year, venue, arxiv, doi, page }: CitedPaper): object {
  return {
    id,
    title: titleOf(title),
    author: authors.map(nameOf),
    issued: { 'date-parts': [[year]] },
    ...placeOf(venue, arxiv),
    ...(doi === undefined ? {} : { DOI: doi }),
    ...(arxiv === undefined ? {} : { note: `arXiv:${arxiv}` }),
    URL: page,
  };
}

/**
 * The library puts capitals in braces, so that styles which lower a title leave them alone, but not in the first word
 * of a title or of its subtitle: “ImageNet” would become “Imagenet”.
 */
function titleOf(title: string): string {
  return tex(title).replace(/(^|:\s+)([^\s:]*[^\s:][A-Z][^\s:]*)/g, '$1{$2}');
}

/** Where it appeared. Venues read “CVPR 2017, pages 1231-1240”, “Communications of the ACM 52(4), pages 65-76”, “arXiv 2017”. */
function placeOf(venue: string, arxiv: string | undefined): object {
  const [, whole = venue, pages] = /^(.*?)(?:, pages? (\d+(?:-\d+)?))?$/.exec(venue) ?? [];
  const page = pages === undefined ? {} : { page: pages };
  const journal = /^(.*) (\d+)\((\d+)\)$/.exec(whole);
  if (journal !== null) {
    const [, name = '', volume, issue] = journal;
    return { type: 'article-journal', 'container-title': tex(name), volume, issue, ...page };
  }
  const report = /^(.*) technical report\b/.exec(whole);
  if (report !== null) return { type: 'report', publisher: tex(report[1] ?? ''), ...page };
  if (arxiv !== undefined && /^arXiv\b/.test(whole)) {
    return { type: 'article-journal', 'container-title': `arXiv preprint arXiv:${arxiv}` };
  }
  return { type: 'paper-conference', 'container-title': tex(whole), ...page };
}

/** The family name is the last word, with the small words before it: “Laurens | van der | Maaten”. */
function nameOf(name: string): object {
  const words = name.trim().split(/\s+/);
  const family = words.pop() ?? '';
  const particles: string[] = [];
  while (words.length > 1 && /^\p{Ll}/u.test(words.at(-1) ?? ''))
    particles.unshift(words.pop() ?? '');
  return {
    family: tex(family),
    ...(words.length === 0 ? {} : { given: tex(words.join(' ')) }),
    ...(particles.length === 0 ? {} : { 'non-dropping-particle': tex(particles.join(' ')) }),
  };
}

const signs: Readonly<Record<string, string>> = {
  ...{ '\\': '\\textbackslash{}', '{': '\\textbraceleft{}', '}': '\\textbraceright{}' },
  ...{ '~': '\\textasciitilde{}', '^': '\\textasciicircum{}' },
  ...{ '<': '\\textless{}', '>': '\\textgreater{}' },
  ...{ '&': '\\&', '%': '\\%', $: '\\$', '#': '\\#', _: '\\_' },
};

/** Text as TeX writes it. A `<` is never left, because the library would read HTML in a title as a typeface. */
function tex(text: string): string {
  return text.replace(/[\\{}~^<>&%$#_]/g, (sign) => signs[sign] ?? sign);
}
