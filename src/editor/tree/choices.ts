import * as vscode from 'vscode';
import { noFilter } from './filter';
import { type Grouping, groupings } from './groupings';
import type { SyllabusTree } from './provider';
import { statuses, statusWords } from './status';

/** Lets the learner choose what the syllabus is grouped by. */
export async function chooseGrouping(tree: SyllabusTree): Promise<void> {
  const now = tree.view().groupBy;
  const items = (Object.keys(groupings) as Grouping[]).map((by) => ({
    label: `$(${groupings[by].icon}) ${groupings[by].title}`,
    description: by === now ? 'as it is now' : '',
    detail: groupings[by].says,
    by,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Group the syllabus by',
    placeHolder: 'Topic, meeting, year, who has it, or status',
  });
  if (chosen !== undefined) tree.change({ groupBy: chosen.by });
}

/** Filters by text while it is typed; Escape takes it back to what it was. */
export async function chooseText(tree: SyllabusTree): Promise<void> {
  const before = tree.view().filter;
  const input = vscode.window.createInputBox();
  input.title = 'Filter the syllabus';
  input.prompt = 'Every word must be found in a row or above it. Nothing shows everything.';
  input.placeholder = 'Title, author, year, arXiv id, exercise, lecture';
  input.value = before.text;
  const set = (text: string): void => tree.change({ filter: { ...tree.view().filter, text } });
  let isAccepted = false;
  await new Promise<void>((resolve) => {
    let timer: Timer | undefined;
    input.onDidChangeValue((text) => {
      clearTimeout(timer);
      timer = setTimeout(() => set(text), 100);
    });
    input.onDidAccept(() => {
      isAccepted = true;
      input.hide();
    });
    input.onDidHide(() => {
      clearTimeout(timer);
      const wanted = isAccepted ? input.value : before.text;
      if (tree.view().filter.text !== wanted) set(wanted);
      input.dispose();
      resolve();
    });
    input.show();
  });
}

/** Lets the learner choose which statuses are shown; none chosen shows all. */
export async function chooseStatuses(tree: SyllabusTree): Promise<void> {
  const now = tree.view().filter.statuses;
  const items = statuses.map((status) => ({
    label: statusWords[status].title,
    detail: statusWords[status].says,
    picked: now.includes(status),
    status,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Filter the syllabus by status',
    placeHolder: 'Which are shown? None chosen shows all, lectures and readings too.',
    canPickMany: true,
  });
  if (chosen === undefined) return;
  const picked = chosen.map(({ status }) => status);
  tree.change({ filter: { ...tree.view().filter, statuses: picked } });
}

export function clearFilter(tree: SyllabusTree): void {
  tree.change({ filter: noFilter });
}
