import * as vscode from 'vscode';
import { giveBack, take } from '../../core/group/edit';
import { freeOf } from '../../core/group/holdings';
import { newGroup, peopleFrom } from '../../core/group/start';
import { indexOf } from '../../core/syllabus/catalogue';
import type { Person } from '../../core/syllabus/meetings';
import type { Library } from '../library';
import { rowFrom } from '../rows/row';
import type { GroupFiles } from './group-files';
import type { Me } from './me';
import type { MyFile } from './my-file';

export interface GroupParts {
  readonly library: Library;
  readonly files: GroupFiles;
  readonly me: Me;
  readonly myFile: MyFile;
}

/** Makes a group folder in the first folder of the workspace, from the people of the syllabus or from names. */
export async function startGroup(parts: GroupParts, names?: string): Promise<boolean> {
  const { library, files, me } = parts;
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder === undefined) {
    void vscode.window.showInformationMessage(
      'Open a folder first, best the one of your group’s git repository: the group is a folder “.tilework” in it.',
    );
    return false;
  }
  await library.ready;
  const people = await choosePeople(library, names);
  if (people === undefined) return false;
  await files.create(folder.uri, newGroup(people, library.catalogue()));
  await me.change({ person: undefined, written: undefined });
  if (names === undefined) await whoAmI(parts);
  return true;
}

async function choosePeople(
  library: Library,
  names: string | undefined,
): Promise<Person[] | undefined> {
  const { plan } = library.catalogue();
  const known = plan?.people ?? [];
  const taken = indexOf(library.catalogue());
  const others = new Set([...(plan?.parts ?? []), ...(plan?.meetings ?? [])].map(({ id }) => id));
  const isTaken = (id: string): boolean => taken.has(id) || others.has(id);
  if (names !== undefined) return peopleFrom(names, isTaken);
  const items = [
    { label: 'The people of the syllabus', detail: known.map(({ name }) => name).join(', ') },
    { label: 'Other people…', detail: 'You type their names.' },
  ];
  const chosen =
    known.length === 0
      ? items[1]
      : await vscode.window.showQuickPick(items, { title: 'Start a group folder: who is in it?' });
  if (chosen === undefined) return undefined;
  if (chosen === items[0]) return [...known];
  const typed = await vscode.window.showInputBox({
    title: 'Start a group folder: who is in it?',
    prompt: 'Names, with commas between them. You can change them later in .tilework/group.json.',
    placeHolder: 'Ada Lovelace, Grace Hopper',
    validateInput: (text) => (text.trim() === '' ? 'A group has at least one person.' : undefined),
  });
  return typed === undefined ? undefined : peopleFrom(typed, isTaken);
}

/** Asks who the learner is, and then what they share: nothing leaves before that is chosen. */
export async function whoAmI(parts: GroupParts, given?: string): Promise<void> {
  const { files, me } = parts;
  const people = files.current()?.group?.people ?? [];
  const { person } = me.current();
  const items = people.map(({ id, name }) => ({
    ...{ label: name, description: id === person ? 'you, until now' : '', id },
  }));
  const chosen =
    items.find(({ id }) => id === given) ??
    (given === undefined
      ? await vscode.window.showQuickPick(items, { title: 'Who are you?' })
      : undefined);
  if (chosen === undefined || chosen.id === person) return;
  await me.change({ person: chosen.id, written: undefined });
  if (given === undefined) await chooseShared(parts);
}

export async function chooseShared(
  { me, myFile }: GroupParts,
  given?: readonly string[],
): Promise<void> {
  const { shared, person } = me.current();
  if (person === undefined) throw new Error('choose who you are first (Who Am I…)');
  // Whoever is asked for the first time sees both ticked, and nothing is written until they say yes.
  const isNew = !shared.reading && !shared.passed;
  const items = [
    {
      ...{ label: 'What I have read', detail: 'The reading status of each paper.', id: 'reading' },
      picked: isNew || shared.reading,
    },
    {
      ...{ label: 'What I have passed', detail: 'The exercises that I passed.', id: 'passed' },
      picked: isNew || shared.passed,
    },
  ];
  const chosen =
    given ??
    (
      await vscode.window.showQuickPick(items, {
        title: 'What do you share with your group?',
        placeHolder: `It goes into .tilework/people/${person}.json; your notes and kernels never do.`,
        canPickMany: true,
      })
    )?.map(({ id }) => id);
  if (chosen === undefined) return;
  const next = { reading: chosen.includes('reading'), passed: chosen.includes('passed') };
  await me.change({ shared: next, written: undefined });
  await myFile.write();
}

export async function takeTopic(parts: GroupParts, argument: unknown): Promise<void> {
  const person = await meOrAsk(parts);
  if (person === undefined) return;
  const topic = topicFrom(argument, parts) ?? (await pickFree(parts));
  if (topic !== undefined) await parts.files.change((group) => take(group, person, topic));
}

export async function giveBackTopic(parts: GroupParts, argument: unknown): Promise<void> {
  const person = await meOrAsk(parts);
  if (person === undefined) return;
  const topic = topicFrom(argument, parts) ?? (await pickMine(parts, person));
  if (topic !== undefined) await parts.files.change((group) => giveBack(group, person, topic));
}

async function meOrAsk(parts: GroupParts): Promise<string | undefined> {
  const known = (): string | undefined => {
    const { person } = parts.me.current();
    const people = parts.files.current()?.group?.people ?? [];
    return people.find(({ id }) => id === person)?.id;
  };
  if (known() === undefined) await whoAmI(parts);
  return known();
}

/** The topic that a command was called with: its id, a row of the Group view, or a node of the syllabus. */
function topicFrom(argument: unknown, { library }: GroupParts): string | undefined {
  const node = argument as { readonly topic?: { readonly id?: unknown } } | undefined;
  const id =
    typeof argument === 'string' ? argument : (rowFrom(argument)?.about ?? node?.topic?.id);
  return library.catalogue().topics.find((topic) => topic.id === id)?.id;
}

async function pickFree({ library, files }: GroupParts): Promise<string | undefined> {
  const { topics } = library.catalogue();
  const free = freeOf(topics, files.current()?.group?.taken ?? []);
  const items = free.map(({ topic, papers }) => ({
    ...{ label: topic.title, description: `${papers.length} papers`, id: topic.id },
  }));
  const title = 'Which topic do you take?';
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.id;
}

async function pickMine(
  { library, files }: GroupParts,
  person: string,
): Promise<string | undefined> {
  const titles = new Map(library.catalogue().topics.map(({ id, title }) => [id, title]));
  const items = (files.current()?.group?.taken ?? [])
    .filter((one) => one.person === person)
    .map(({ topic: id }) => ({ label: titles.get(id) ?? id, id }));
  return (await vscode.window.showQuickPick(items, { title: 'Which topic do you give back?' }))?.id;
}
