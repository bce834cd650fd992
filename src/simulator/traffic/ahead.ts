import type { Site } from '../emit/emitter';

/** The longest run of loads before a store: four-byte words of buffers, and the site at which it began. */
export interface Run {
  readonly words: number;
  readonly site: number | undefined;
}

/**
 * How much an invocation asks of buffers before it first stores something: that much can be on its way together. What
 * becomes of a value in between is not followed, and a barrier begins anew.
 */
export interface Ahead {
  touch(site: number, bytes: number, invocation: number): void;
  restart(): void;
  longest(): Run;
}

export function ahead(sites: readonly Site[]): Ahead {
  const kinds = sites.map(({ access, place }) => {
    if (access !== 'read') return 'store';
    return place?.space === 'storage' ? 'load' : undefined;
  });
  let longest: Run = { words: 0, site: undefined };
  let words = 0;
  let first = 0;
  let who = -1;
  const restart = (): void => {
    words = 0;
    who = -1;
  };
  return {
    touch(site, bytes, invocation) {
      const kind = kinds[site];
      if (kind === undefined) return;
      if (kind === 'store' || invocation !== who) words = 0;
      who = invocation;
      if (kind === 'store') return;
      if (words === 0) first = site;
      words += Math.max(1, bytes >> 2);
      if (words > longest.words) longest = { words, site: first };
    },
    restart,
    longest: () => longest,
  };
}
