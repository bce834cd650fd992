import * as vscode from 'vscode';
import { openLink } from '../deeds';
import type { Library } from '../library';
import type { Log } from '../log';
import { chooseFrom } from '../search-list';
import type { SyllabusTree } from '../tree/provider';
import {
  type Findable,
  findables,
  isFound,
  sections,
  sectionTitles,
  type Target,
} from './findables';
import { openTarget } from './open-target';

interface Parts {
  readonly library: Library;
  readonly tree: SyllabusTree;
  readonly log: Log;
}

interface LinkButton extends vscode.QuickInputButton {
  readonly url: string;
}

interface Row extends vscode.QuickPickItem {
  readonly found?: Findable;
}

const icons: Readonly<Record<Target['kind'], string>> = {
  exercise: 'beaker',
  toCome: 'circle-large-outline',
  paper: 'book',
  material: 'file-text',
  topic: 'mortar-board',
  meeting: 'calendar',
  person: 'person',
};

/** One list of everything; Enter opens. */
export async function findAnything({ library, tree, log }: Parts): Promise<void> {
  await library.ready;
  const all = findables(library.catalogue(), library.mine());
  const chosen = await chooseFrom({
    title: 'Find anything in the syllabus',
    placeholder: 'Title, author, year, arXiv id, block, exercise, lecture, meeting, person',
    rows: (query) => rowsOf(all, query),
    pressed: (button) => void openLink((button as LinkButton).url, log),
  });
  if (chosen?.found !== undefined) await openTarget(chosen.found.target, tree);
}

function rowsOf(all: readonly Findable[], query: string): Row[] {
  return sections.flatMap((section): Row[] => {
    const rows = all.filter((one) => one.section === section).map((one) => rowOf(one, query));
    const head = { label: sectionTitles[section], kind: vscode.QuickPickItemKind.Separator };
    return rows.length === 0 ? [] : [head, ...rows];
  });
}

function rowOf(found: Findable, query: string): Row {
  const { target, label, description, detail } = found;
  return {
    label: `$(${icons[target.kind]}) ${withoutIcons(label)}`,
    description: withoutIcons(description),
    ...(detail === '' ? {} : { detail: withoutIcons(detail) }),
    buttons: buttonsOf(target),
    alwaysShow: isFound(found, query),
    found,
  };
}

/** In a list of VS Code, `$(name)` is a picture; in a title it is two signs and a word. */
function withoutIcons(text: string): string {
  return text.replaceAll('$(', '\\$(');
}

function buttonsOf(target: Target): LinkButton[] {
  if (target.kind !== 'paper') return [];
  const { page, pdf, code } = target.value;
  return [
    linkButton('link-external', 'Open page', page),
    ...(pdf === undefined ? [] : [linkButton('file-pdf', 'Open PDF', pdf)]),
    ...(code === undefined ? [] : [linkButton('code', 'Open code', code)]),
  ];
}

function linkButton(icon: string, tooltip: string, url: string): LinkButton {
  return { iconPath: new vscode.ThemeIcon(icon), tooltip, url };
}
