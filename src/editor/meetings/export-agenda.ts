import * as vscode from 'vscode';
import type { Meeting } from '../../core/syllabus/meetings';
import { writeAsked } from '../files';
import { commands } from '../ids';
import { calendarFile } from './calendar-file';
import { meetingFrom, type MeetingParts, planned } from './meeting-commands';
import { currentAgenda } from './meeting-files';

const forms = {
  markdown: { ending: 'md', filter: 'Markdown' },
  calendar: { ending: 'ics', filter: 'Calendar' },
} as const;
type Form = keyof typeof forms;

/** What a program may hand over instead of being asked. */
interface Wish {
  readonly meeting: string;
  readonly as: Form;
  readonly to: vscode.Uri;
}

/** Writes the agenda as Markdown, or the meeting as a calendar file, where the learner wants it. */
export async function exportAgenda(parts: MeetingParts, argument: unknown): Promise<boolean> {
  const wish = wishFrom(argument);
  const meeting = await meetingFrom(parts, wish?.meeting ?? argument);
  if (meeting === undefined) return false;
  const form = wish?.as ?? (await askForForm(meeting));
  if (form === undefined) return false;
  const text = await textOf(meeting, form, parts);
  if (text === undefined) return false;
  const to = wish?.to ?? (await askWhere(meeting, form));
  if (to === undefined) return false;
  await writeAsked(to, text, 'Choose another place for it.');
  return true;
}

async function textOf(
  meeting: Meeting,
  form: Form,
  parts: MeetingParts,
): Promise<string | undefined> {
  const catalogue = planned(parts);
  if (form === 'markdown') return currentAgenda(meeting, catalogue, parts.files);
  const { date } = meeting;
  if (date !== undefined) return calendarFile({ ...meeting, date }, catalogue.plan);
  void askForDate(meeting);
  return undefined;
}

async function askForDate({ id, title }: Meeting): Promise<void> {
  const action = commands.setMeetingDate.title;
  const words = `“${title}” has no date yet, so it cannot stand in a calendar. ${action} gives it one.`;
  const chosen = await vscode.window.showInformationMessage(words, action);
  if (chosen === action) await vscode.commands.executeCommand(commands.setMeetingDate.id, id);
}

async function askForForm({ date }: Meeting): Promise<Form | undefined> {
  const calendar =
    date === undefined ? 'It needs a date first.' : 'For a calendar, at the time where you meet.';
  const items: (vscode.QuickPickItem & { readonly form: Form })[] = [
    { label: 'Markdown', detail: 'The agenda as it stands.', form: 'markdown' },
    { label: 'Calendar file (.ics)', detail: calendar, form: 'calendar' },
  ];
  return (await vscode.window.showQuickPick(items, { title: 'Export the agenda as' }))?.form;
}

async function askWhere({ id }: Meeting, form: Form): Promise<vscode.Uri | undefined> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const { ending, filter } = forms[form];
  return vscode.window.showSaveDialog({
    filters: { [filter]: [ending] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder.uri, `${id}.${ending}`) }),
  });
}

function wishFrom(argument: unknown): Wish | undefined {
  const { meeting, as, to } = (argument ?? {}) as Partial<Record<keyof Wish, unknown>>;
  const isWish =
    typeof meeting === 'string' &&
    (as === 'markdown' || as === 'calendar') &&
    to instanceof vscode.Uri;
  return isWish ? { meeting, as, to } : undefined;
}
