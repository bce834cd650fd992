// The two packages come without types; this is as much of them as we use.
declare module '@citation-js/core' {
  interface Item {
    readonly id: string;
    readonly title: string;
    readonly author?: readonly { readonly family?: string; readonly given?: string }[];
  }
  export class Cite {
    /** Items as CSL-JSON, or a text in a format that a plugin reads. */
    constructor(items: string | readonly object[]);
    readonly data: readonly Item[];
    format(name: 'bibtex'): string;
  }
  export const plugins: { readonly config: { get(plugin: '@bibtex'): { format: object } } };
}

declare module '@citation-js/plugin-bibtex';
