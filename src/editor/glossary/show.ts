import * as vscode from 'vscode';
import { termAt } from '../../core/glossary/lookup';
import { anchorOf, glossaryText, termText, wordsOf } from '../../core/glossary/page';
import type { Glossary, Term } from '../../core/glossary/schema';
import { search } from '../../core/glossary/search';
import { commands, glossaryScheme } from '../ids';
import type { Library } from '../library';
import type { Log } from '../log';
import { showMarkdown } from '../markdown-page';
import { chooseFrom } from '../search-list';

const uri = vscode.Uri.from({ scheme: glossaryScheme, path: '/From CUDA to WGSL.md' });

/** What the glossary says of the word at a place of a WGSL file. */
export function hoverAt(
  document: vscode.TextDocument,
  position: vscode.Position,
  glossary: Glossary,
  library: Library,
): vscode.Hover | undefined {
  const found = termAt(document.getText(), document.offsetAt(position), glossary);
  if (found === undefined) return undefined;
  const { term, start, end } = found;
  const exercise = (id: string): string => {
    const title = library.find(id)?.title ?? '';
    return `[${id}](${commandUri(commands.openExercise.id, id)} "${title.replaceAll('"', '')}")`;
  };
  const text = new vscode.MarkdownString(
    `**${term.title}**\n\n${termText(term, exercise)}\n\n` +
      `[Glossary](${commandUri(commands.glossary.id, term.id)}) · [Source](${term.source})`,
  );
  text.isTrusted = { enabledCommands: [commands.openExercise.id, commands.glossary.id] };
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  return new vscode.Hover(text, range);
}

function commandUri(command: string, argument: string): string {
  return `command:${command}?${encodeURIComponent(JSON.stringify([argument]))}`;
}

export function pageOf(glossary: Glossary, library: Library): string {
  return glossaryText(glossary, (id) => `${id} ${library.find(id)?.title ?? ''}`.trim());
}

interface Row extends vscode.QuickPickItem {
  readonly term: Term;
}

/** One list of all terms. */
export async function chooseTerm(glossary: Glossary): Promise<Term | undefined> {
  const chosen = await chooseFrom({
    title: 'From CUDA to WGSL',
    placeholder: 'A word of CUDA or WGSL, or what it does',
    rows: (query) => rowsOf(glossary, query),
  });
  return chosen?.term;
}

function rowsOf(glossary: Glossary, query: string): Row[] {
  return search(glossary, query).map(({ term, isFound }) => ({
    label: term.title,
    description: plain(`${wordsOf(term.cuda)} → ${wordsOf(term.wgsl)}`),
    detail: plain(term.is),
    alwaysShow: isFound,
    term,
  }));
}

/** A list of VS Code does not draw Markdown. */
function plain(markdown: string): string {
  return markdown.replaceAll('`', '').replace(/(\*+)(\w[^*]*)\1/g, '$2');
}

/** Opens the page of all terms where this one stands. */
export async function openTerm(term: Term, log: Log): Promise<void> {
  await showMarkdown(uri.with({ fragment: anchorOf(term) }), log);
}
