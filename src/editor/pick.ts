import * as vscode from 'vscode';
import { type Catalogue, compareIds, type PaperEntry } from '../core/syllabus/catalogue';
import type { Link, Material } from '../core/syllabus/schema';
import type { Library } from './library';
import { linkWords } from './tree/words';

/** Lets the learner choose an exercise by id, title or concept. */
export async function pickExercise(library: Library): Promise<string | undefined> {
  const entries = [...library.catalogue().exercises, ...library.mine()];
  const items = entries
    .sort((a, b) => compareIds(a.id, b.id))
    .map(({ id, title, concept }) => ({ label: `${id} ${title}`, detail: concept, id }));
  const chosen = await vscode.window.showQuickPick(items, {
    placeHolder: 'Which exercise?',
    matchOnDetail: true,
  });
  return chosen?.id;
}

export async function pickPaper({ topics, papers }: Catalogue): Promise<PaperEntry | undefined> {
  const titles = new Map(topics.map(({ id, title }) => [id, title]));
  const items = papers.map((paper) => ({
    label: paper.title,
    description: String(paper.year),
    detail: paper.topics.map((id) => titles.get(id) ?? id).join(', '),
    paper,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    placeHolder: 'Which paper?',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return chosen?.paper;
}

/** Lets the learner choose one of the links of a lecture or a reading. */
export async function pickLink({ title, links }: Material): Promise<Link | undefined> {
  const items = links.map((link) => ({ label: linkWords(link), detail: link.url, link }));
  const chosen = await vscode.window.showQuickPick(items, {
    placeHolder: `Which link of “${title}”?`,
  });
  return chosen?.link;
}
