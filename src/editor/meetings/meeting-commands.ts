import * as vscode from 'vscode';
import type { PlannedCatalogue } from '../../core/group/agenda';
import { changeMeeting } from '../../core/group/edit';
import { nextMeeting } from '../../core/group/next';
import { dated, readWhen, type When, whenText } from '../../core/group/when';
import { indexOf } from '../../core/syllabus/catalogue';
import type { Meeting } from '../../core/syllabus/meetings';
import { freeId, idFrom } from '../../core/syllabus/scaffold';
import type { GroupFiles } from '../group/group-files';
import { commands } from '../ids';
import type { Library } from '../library';
import type { Log } from '../log';
import { rowFrom } from '../rows/row';
import { openPaper, type Paper } from './meeting-files';
import { today } from './today';

export interface MeetingParts {
  readonly library: Library;
  readonly files: GroupFiles;
  readonly log: Log;
}

export async function openMeetingPaper(
  parts: MeetingParts,
  argument: unknown,
  kind: Paper,
): Promise<void> {
  const meeting = await meetingFrom(parts, argument);
  if (meeting !== undefined) await openPaper(meeting, kind, planned(parts), parts);
}

/** Adds a meeting to the group’s and opens its agenda. */
export async function newMeeting(parts: MeetingParts, argument?: unknown): Promise<void> {
  const { files, library } = parts;
  if (!(await hasGroup(parts, 'A new meeting'))) return;
  const given = typeof argument === 'string' ? argument : undefined;
  const title = (given ?? (await askForTitle()) ?? '').trim();
  if (title === '') return;
  const { parts: hours, people } = planned(parts).plan;
  const found = indexOf(library.catalogue());
  const others = new Set([...hours, ...people].map(({ id }) => id));
  let id = '';
  await files.change((group) => {
    const meetings = new Set(group.meetings.map((one) => one.id));
    id = freeId(
      idFrom(title, 'meeting'),
      (wish) => found.has(wish) || others.has(wish) || meetings.has(wish),
    );
    return { ...group, meetings: [...group.meetings, { id, title, items: [] }] };
  });
  await openMeetingPaper(parts, id, 'agenda');
}

export async function setMeetingDate(
  parts: MeetingParts,
  argument: unknown,
  given?: string,
): Promise<void> {
  if (!(await hasGroup(parts, 'The date of a meeting'))) return;
  const meeting = await meetingFrom(parts, argument);
  if (meeting === undefined) return;
  const when = given === undefined ? await askWhen(meeting) : readWhen(given);
  if (when === undefined) return;
  if (typeof when === 'string') throw new Error(when);
  await parts.files.change((group) => changeMeeting(group, meeting.id, (one) => dated(one, when)));
}

/** Takes note that a meeting has been held; one without a date would stay the next one for ever. */
export async function markHeld(parts: MeetingParts, argument: unknown): Promise<void> {
  if (!(await hasGroup(parts, 'That a meeting was held'))) return;
  const meeting = await meetingFrom(parts, argument);
  if (meeting === undefined) return;
  await parts.files.change((group) =>
    changeMeeting(group, meeting.id, (one) => ({ ...one, held: true })),
  );
}

/** What is kept in the group's file needs one; whoever has none is told how to get it. */
async function hasGroup({ files }: MeetingParts, what: string): Promise<boolean> {
  if (files.current() !== undefined) return true;
  const action = commands.startGroup.title;
  const words = `${what} is kept in .tilework/group.json, and this workspace has no group folder yet.`;
  const chosen = await vscode.window.showInformationMessage(words, action);
  if (chosen === action) await vscode.commands.executeCommand(commands.startGroup.id);
  return files.current() !== undefined;
}

/** The meeting that a command was called with (its id, a row of Today, a row of the syllabus), or one that is chosen. */
export async function meetingFrom(
  parts: MeetingParts,
  argument: unknown,
): Promise<Meeting | undefined> {
  await parts.library.ready;
  const { meetings } = planned(parts).plan;
  const node = argument as { readonly id?: unknown } | undefined;
  const id = typeof argument === 'string' ? argument : (rowFrom(argument)?.about ?? node?.id);
  const named = meetings.find((one) => one.id === id);
  if (named !== undefined) return named;
  if (meetings.length === 0) throw new Error('no meeting is planned: New Meeting… plans one');
  const next = nextMeeting(meetings, today());
  const others = meetings.filter((one) => one !== next);
  const items = [...(next === undefined ? [] : [next]), ...others].map((meeting) => ({
    label: meeting.title,
    description: [whenText(meeting), meeting === next ? 'the next one' : ''].join(' ').trim(),
    detail: meeting.items.map((item) => item.title).join(' | '),
    meeting,
  }));
  const chosen = await vscode.window.showQuickPick(items, { title: 'Which meeting?' });
  return chosen?.meeting;
}

/** The catalogue with a plan; rejects where there is none, which is when the syllabus cannot be read. */
export function planned({ library }: Pick<MeetingParts, 'library'>): PlannedCatalogue {
  const catalogue = library.catalogue();
  const { plan } = catalogue;
  if (plan === undefined) throw new Error('the syllabus plans no meetings');
  return { ...catalogue, plan };
}

function askForTitle(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: 'New meeting',
    prompt: 'Its title. What it is about goes into .tilework/group.json; the editor completes it.',
    placeHolder: 'Fifth meeting',
  });
}

async function askWhen(meeting: Meeting): Promise<When | undefined> {
  const typed = await vscode.window.showInputBox({
    title: `When is “${meeting.title}”?`,
    prompt: 'Date and time where you meet: 2018-01-20 14:00. Nothing takes the date away.',
    value: whenText(meeting),
    validateInput: (text) => {
      const when = readWhen(text);
      return typeof when === 'string' ? when : undefined;
    },
  });
  const when = typed === undefined ? undefined : readWhen(typed);
  return typeof when === 'string' ? undefined : when;
}
