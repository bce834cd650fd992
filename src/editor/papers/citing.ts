import * as vscode from 'vscode';
import type { PaperEntry } from '../../core/syllabus/catalogue';
import { citationOf } from '../../core/syllabus/citation';
import { writeAsked } from '../files';
import type { Library } from '../library';
import type { SyllabusTree } from '../tree/provider';
import { childrenOf, type TreeNode } from '../tree/nodes';
import { countOf } from '../tree/words';
import { isEmpty } from '../tree/filter';

/** Puts a paper on the clipboard, for a `.bib` file or for a text. */
export async function copyCitation(paper: PaperEntry, as: 'bibtex' | 'citation'): Promise<void> {
  const text = as === 'bibtex' ? await bibtexOf([paper]) : citationOf(paper);
  await vscode.env.clipboard.writeText(text);
  const what = as === 'bibtex' ? 'BibTeX' : 'Citation';
  say(`${what} of ${paper.id} copied`);
}

/**
 * Writes a `.bib` file of the papers that the learner chooses.
 * @param given where to, when the learner need not be asked
 */
export async function exportBibtex(
  library: Library,
  tree: SyllabusTree,
  given?: vscode.Uri,
): Promise<boolean> {
  await library.ready;
  const papers = await choosePapers(library.catalogue().papers, tree);
  if (papers === undefined) return false;
  const target = given ?? (await askForFile());
  if (target === undefined) return false;
  await writeAsked(target, await bibtexOf(papers), 'Choose another place for it.');
  say(`${countOf(papers.length, 'paper')} written to ${vscode.workspace.asRelativePath(target)}`);
  return true;
}

/** All papers, or those that the filter of the tree shows; undefined when the learner thinks better of it. */
async function choosePapers(
  all: readonly PaperEntry[],
  tree: SyllabusTree,
): Promise<readonly PaperEntry[] | undefined> {
  if (isEmpty(tree.view().filter)) return all;
  const shown = papersIn(tree.roots());
  const items = [
    { label: `The ${countOf(shown.length, 'paper')} that the filter shows`, papers: shown },
    { label: `All ${countOf(all.length, 'paper')}`, papers: all },
  ];
  const placeHolder = 'Which papers go into the file?';
  const chosen = await vscode.window.showQuickPick(items, { title: 'Export BibTeX', placeHolder });
  return chosen?.papers;
}

/** The papers below the rows, each once. */
function papersIn(nodes: readonly TreeNode[]): PaperEntry[] {
  const papers = nodes.flatMap((node) =>
    node.kind === 'paper' ? [node.paper] : papersIn(childrenOf(node)),
  );
  return [...new Map(papers.map((paper) => [paper.id, paper])).values()];
}

function askForFile(): Thenable<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  return vscode.window.showSaveDialog({
    title: 'Export BibTeX',
    saveLabel: 'Export',
    filters: { BibTeX: ['bib'] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder.uri, 'papers.bib') }),
  });
}

/** The library that writes BibTeX is larger than all the rest; whoever does not cite never runs it. */
async function bibtexOf(papers: readonly PaperEntry[]): Promise<string> {
  return (await import('../../cite/bibtex')).bibtexOf(papers);
}

function say(text: string): void {
  vscode.window.setStatusBarMessage(`$(check) ${text}`, 5000);
}
