/** An address that may be opened, or the reason why it is not. */
export type LinkVerdict =
  { readonly ok: true; readonly url: string } | { readonly ok: false; readonly reason: string };

/**
 * Whether a link of a text may be opened. Content is data from anywhere: of all the schemes that an editor would
 * follow (`command:`, `javascript:`, `file:`, `vscode:`), only https is.
 */
export function judgeLink(url: string): LinkVerdict {
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*(?=:)/.exec(url)?.[0].toLowerCase();
  if (scheme === 'https' && /^https:\/\/[^/?#\s]+[^\s]*$/i.test(url)) return { ok: true, url };
  const what =
    scheme === undefined ? 'it is not an address' : `“${scheme}:” links are not followed`;
  return { ok: false, reason: `${what}; only https addresses are opened` };
}
