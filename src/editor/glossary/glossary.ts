import * as vscode from 'vscode';
import type { Glossary } from '../../core/glossary/schema';
import type { Disposables } from '../disposables';
import { readText } from '../files';
import { glossaryScheme } from '../ids';
import type { Library } from '../library';
import { type Log, reason } from '../log';

interface Parts {
  readonly extensionUri: vscode.Uri;
  readonly library: Library;
  readonly log: Log;
}

/**
 * The glossary in hovers of WGSL files, and as a page. What it says and how it is shown are loaded when somebody
 * first asks for it. The reply opens a term by its id, or asks for one.
 */
export function provideGlossary(
  { extensionUri, library, log }: Parts,
  subscriptions: Disposables,
): (term: unknown) => Promise<void> {
  let glossary: Promise<Glossary> | undefined;
  const loaded = () =>
    Promise.all([(glossary ??= read(extensionUri)), import('./show'), library.ready]);
  subscriptions.push(
    vscode.languages.registerHoverProvider('wgsl', {
      async provideHover(document, position) {
        try {
          const [words, { hoverAt }] = await loaded();
          return hoverAt(document, position, words, library);
        } catch (error) {
          log.error(reason(error));
          return undefined;
        }
      },
    }),
    vscode.workspace.registerTextDocumentContentProvider(glossaryScheme, {
      async provideTextDocumentContent() {
        const [words, { pageOf }] = await loaded();
        return pageOf(words, library);
      },
    }),
  );
  return async (id) => {
    const [words, { chooseTerm, openTerm }] = await loaded();
    const term = words.terms.find((one) => one.id === id) ?? (await chooseTerm(words));
    if (term !== undefined) await openTerm(term, log);
  };
}

/** The build has checked it; only whether it is there is looked at. */
async function read(extensionUri: vscode.Uri): Promise<Glossary> {
  const path = 'dist/glossary.json';
  const text = await readText(vscode.Uri.joinPath(extensionUri, path));
  if (text === undefined) throw new Error(`${path} is missing: install Tilework again`);
  return JSON.parse(text) as Glossary;
}
