import type { Exercise } from '../core/exercise/schema';

/** An address that may be opened, or the reason why it is not. */
export type LinkVerdict =
  { readonly ok: true; readonly url: string } | { readonly ok: false; readonly reason: string };

/**
 * Whether a link of a text may be opened. Content is data from anywhere: of all the schemes that an editor would
 * follow (`command:`, `javascript:`, `file:`, `vscode:`), only https is. The http addresses that an exercise
 * itself names under `follows` are opened too, because the old course pages have nothing else.
 */
export function judgeLink(url: string, allowedHttp: readonly string[] = []): LinkVerdict {
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*(?=:)/.exec(url)?.[0].toLowerCase();
  const isAddress = /^https?:\/\/[^/?#\s]+[^\s]*$/i.test(url);
  if (scheme === 'https' && isAddress) return { ok: true, url };
  if (scheme === 'http' && isAddress && allowedHttp.includes(url)) return { ok: true, url };
  const what =
    scheme === undefined ? 'it is not an address' : `“${scheme}:” links are not followed`;
  return { ok: false, reason: `${what}; only https addresses are opened` };
}

/** The http addresses that an exercise names itself. */
export function httpLinksOf(exercise: Exercise): string[] {
  return (exercise.follows ?? []).flatMap(({ url }) =>
    url?.startsWith('http:') === true ? [url] : [],
  );
}
