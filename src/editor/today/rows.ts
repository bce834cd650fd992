import { meetingMinutes, meetingTitle, meetingWhen } from '../../core/group/agenda';
import { daysBetween, daysInWords } from '../../core/group/calendar';
import { papersOf } from '../../core/group/holdings';
import { contentOf, dueFor, nextMeeting } from '../../core/group/next';
import type { Group } from '../../core/group/schema';
import { type ReadingStatus, readingWords } from '../../core/progress/reading';
import { progressOf } from '../../core/progress/record';
import { standingOf } from '../../core/progress/standing';
import type { Progress } from '../../core/progress/state';
import type { Catalogue, CatalogueEntry, PaperEntry } from '../../core/syllabus/catalogue';
import type { Meeting, MeetingPlan } from '../../core/syllabus/meetings';
import { plainMarkdown as plain } from '../../core/syllabus/plain-markdown';
import { whereIWas } from '../continue-words';
import { itemWords } from '../ids';
import { type Row, rowCommand } from '../rows/row';
import { plainMathematics } from '../tree/plain-mathematics';
import { countOf, whereOf } from '../tree/words';

export interface TodayInput {
  readonly catalogue: Catalogue;
  readonly exercises: readonly CatalogueEntry[];
  readonly progress: Progress;
  readonly readingOf: (paper: string) => ReadingStatus;
  readonly group: Group | undefined;
  /** The learner's id in the group. */
  readonly person: string | undefined;
  /** The day, as 2018-01-20, where the learner is. */
  readonly today: string;
}

/** Where the learner was, the next meeting, and what is due for it. */
export function todayRows(input: TodayInput): readonly Row[] {
  return [...continueRows(input), ...meetingRows(input)];
}

function continueRows({ exercises, progress }: TodayInput): Row[] {
  const entry = whereIWas(exercises, progress);
  if (entry === undefined) return [];
  const isNew = progress.lastOpened === undefined;
  const { says } = standingOf(progressOf(progress, entry.id), undefined);
  const label = `${isNew ? 'Start with' : 'Continue:'} ${entry.id} ${entry.title}`;
  return [
    {
      ...{ key: 'continue', label, description: says, icon: 'debug-continue', about: entry.id },
      spoken: says === '' ? label : `${label}, ${says}`,
      tooltip: `**${plain(`${entry.id} ${entry.title}`)}**\n\n${plainMathematics(entry.concept)}`,
      command: rowCommand('openExercise', entry.id),
    },
  ];
}

function meetingRows(input: TodayInput): Row[] {
  const { plan } = input.catalogue;
  if (plan === undefined) return [];
  const meeting = nextMeeting(plan.meetings, input.today);
  if (meeting === undefined) return [nothingPlanned(plan.meetings.length > 0)];
  return [meetingRow(meeting, plan, input), ...dueRows(meeting, input)];
}

function nothingPlanned(wereAny: boolean): Row {
  const label = wereAny ? 'All meetings have been held' : 'No meeting is planned';
  return {
    ...{ key: 'no-meeting', label, icon: 'calendar', description: 'plan the next one' },
    spoken: `${label}. Plan the next one.`,
    command: rowCommand('newMeeting'),
  };
}

function meetingRow(meeting: Meeting, plan: MeetingPlan, { today }: TodayInput): Row {
  const { date, start } = meeting;
  const title = meetingTitle(meeting);
  const when = meetingWhen(meeting, meetingMinutes(plan));
  const soon =
    date === undefined
      ? 'no date yet'
      : [daysInWords(daysBetween(today, date)), ...(start === undefined ? [] : [start])].join(', ');
  const items = meeting.items.map(
    (item) => `- ${plain(item.title)}${presenting(item.presenters ?? [], plan)}`,
  );
  return {
    ...{ key: `meeting:${meeting.id}`, label: title, description: soon, icon: 'calendar' },
    spoken: `Next meeting: ${title}, ${when}`,
    tooltip: `**${plain(title)}**\n\n${plain(when)}\n\n${items.join('\n')}`,
    ...{ about: meeting.id, context: itemWords.meeting },
    command: rowCommand('openAgenda', meeting.id),
  };
}

function presenting(ids: readonly string[], { people }: MeetingPlan): string {
  const names = ids.map((id) => people.find((one) => one.id === id)?.name ?? id);
  return names.length === 0 ? '' : `: ${plain(names.join(', '))}`;
}

function dueRows(meeting: Meeting, input: TodayInput): Row[] {
  const { catalogue, progress, readingOf } = input;
  const taken = readBy(meeting, input);
  const content = contentOf(meeting, catalogue);
  const { papers, exercises } = dueFor(content, { progress, readingOf, taken });
  const key = 'due';
  const children = [
    ...papers.map((paper) => paperRow(paper, readingOf(paper.id), key)),
    ...exercises.map((entry) => exerciseRow(entry, progress, key)),
  ];
  if (children.length === 0) {
    const label = 'Nothing is due for it';
    return [{ key, label, spoken: label, icon: 'check', tooltip: dueTooltip(taken) }];
  }
  const counts = [
    ...(papers.length === 0 ? [] : [countOf(papers.length, 'paper')]),
    ...(exercises.length === 0 ? [] : [countOf(exercises.length, 'exercise')]),
  ].join(', ');
  return [
    {
      ...{ key, label: 'Due for it', description: counts, icon: 'checklist', isOpen: true },
      ...{ spoken: `Due for it: ${counts}`, tooltip: dueTooltip(taken), children },
    },
  ];
}

function dueTooltip(taken: readonly string[] | undefined): string {
  return taken === undefined
    ? 'Papers of the meeting that you have not read, and its exercises that you have not passed.'
    : 'Papers of the meeting that you have taken or present and have not read, and its exercises that you have not passed.';
}

/** Papers that the learner reads for a meeting: those taken, and those of what they present. Undefined: all of them. */
function readBy(meeting: Meeting, { group, person, catalogue }: TodayInput): string[] | undefined {
  if (group === undefined || person === undefined) return undefined;
  const items = meeting.items.filter(({ presenters = [] }) => presenters.includes(person));
  const presented = contentOf({ ...meeting, items }, catalogue).papers.map(({ id }) => id);
  const taken = [...papersOf(catalogue.topics, group.taken, person), ...presented];
  return taken.length === 0 ? undefined : taken;
}

function paperRow(paper: PaperEntry, status: ReadingStatus, parent: string): Row {
  const words = readingWords[status].title.toLowerCase();
  const key = `${parent}/paper:${paper.id}`;
  const where = whereOf(paper);
  return {
    ...{ key, label: paper.title, about: paper.id, icon: 'book' },
    description: `${words} · ${where}`,
    spoken: `${paper.title}, paper, ${where}, ${words}`,
    command: rowCommand('openPaperPanel', { kind: 'paper', key, paper }),
  };
}

function exerciseRow(entry: CatalogueEntry, progress: Progress, parent: string): Row {
  const { says } = standingOf(progressOf(progress, entry.id), undefined);
  const label = `${entry.id} ${entry.title}`;
  return {
    ...{ key: `${parent}/exercise:${entry.id}`, label, description: says, icon: 'beaker' },
    spoken: `${label}, exercise, ${says === '' ? 'not begun' : says}`,
    about: entry.id,
    command: rowCommand('openExercise', entry.id),
  };
}
