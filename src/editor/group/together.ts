import type * as vscode from 'vscode';
import type { Marks } from '../../core/group/marks';
import type { ReadingStatus } from '../../core/progress/reading';
import { readingOf as readingIn } from '../../core/progress/record';
import type { Confirm } from '../confirm';
import type { Disposables } from '../disposables';
import type { commands } from '../ids';
import type { Library } from '../library';
import type { Log } from '../log';
import { exportAgenda } from '../meetings/export-agenda';
import {
  markHeld,
  newMeeting,
  openMeetingPaper,
  setMeetingDate,
} from '../meetings/meeting-commands';
import type { ProgressStore } from '../progress-store';
import type { Shown } from '../rows/view';
import type { TodayInput } from '../today/rows';
import { createTodayView } from '../today/today-view';
import { chooseShared, giveBackTopic, startGroup, takeTopic, whoAmI } from './group-commands';
import type { GroupFiles, GroupState } from './group-files';
import { createGroupView } from './group-view';
import { createMe } from './me';
import { createMyFile } from './my-file';
import { createShareTheLoad } from './share-the-load';

interface Parts {
  /** With the group's people and meetings. */
  readonly library: Library;
  readonly files: GroupFiles;
  readonly progress: ProgressStore;
  readonly memory: vscode.Memento;
  readonly confirm: Confirm;
  /** Resolves when the group's files have been read for the first time. */
  readonly ready: Promise<void>;
  readonly log: Log;
}

type Handler = (argument: unknown) => unknown;
type GroupCommand = Extract<
  keyof typeof commands,
  | 'startGroup'
  | 'whoAmI'
  | 'chooseShared'
  | 'takeTopic'
  | 'giveBackTopic'
  | 'shareTheLoad'
  | 'openAgenda'
  | 'openMinutes'
  | 'exportAgenda'
  | 'newMeeting'
  | 'setMeetingDate'
  | 'markHeld'
>;

/** What a group does together: who has what, who has done what, and when it meets. */
export interface GroupWork {
  readonly handlers: Readonly<Record<GroupCommand, Handler>>;
  /** For tests. */
  readonly doors: {
    readonly state: () => GroupState | undefined;
    readonly rows: () => Shown;
    readonly today: () => Shown;
    startGroup(names: string): Promise<boolean>;
    whoAmI(person: string): Promise<void>;
    chooseShared(what: readonly string[]): Promise<void>;
    setMeetingDate(meeting: string, when: string): Promise<void>;
    /** Writes the learner's own file now. */
    readonly write: () => Promise<void>;
  };
}

export function createGroupWork(parts: Parts, subscriptions: Disposables): GroupWork {
  const me = createMe(parts.memory, subscriptions);
  const changes = [parts.progress.onDidChange];
  const readingOf = (paper: string): ReadingStatus => readingIn(parts.progress.current(), paper);
  const marks = (): Marks => marksNow({ ...parts, readingOf }, me.current().written);
  const all = { ...parts, me, marks, changes, readingOf };
  const myFile = createMyFile(all, subscriptions);
  const group = { ...all, myFile };
  const view = createGroupView(group, subscriptions);
  const today = createTodayView(group, subscriptions);
  const share = createShareTheLoad(group, subscriptions);
  return {
    handlers: {
      startGroup: () => startGroup(group),
      whoAmI: () => whoAmI(group),
      chooseShared: () => chooseShared(group),
      takeTopic: (argument) => takeTopic(group, argument),
      giveBackTopic: (argument) => giveBackTopic(group, argument),
      shareTheLoad: share,
      openAgenda: (argument) => openMeetingPaper(parts, argument, 'agenda'),
      openMinutes: (argument) => openMeetingPaper(parts, argument, 'minutes'),
      exportAgenda: (argument) => exportAgenda(parts, argument),
      newMeeting: (argument) => newMeeting(parts, argument),
      setMeetingDate: (argument) => setMeetingDate(parts, argument),
      markHeld: (argument) => markHeld(parts, argument),
    },
    doors: {
      state: parts.files.current,
      ...{ rows: view.shown, today: today.shown, write: myFile.write },
      startGroup: (names) => startGroup(group, names),
      whoAmI: (person) => whoAmI(group, person),
      chooseShared: (what) => chooseShared(group, what),
      setMeetingDate: (meeting, when) => setMeetingDate(parts, meeting, when),
    },
  };
}

/** What the learner has done. Papers that only an earlier look knew of are asked for too: their syllabus may come. */
function marksNow(
  { library, progress, readingOf }: Parts & Pick<TodayInput, 'readingOf'>,
  before: Marks | undefined,
): Marks {
  const { papers, exercises } = library.catalogue();
  const ids = new Set([...papers.map(({ id }) => id), ...Object.keys(before?.reading ?? {})]);
  const reading = [...ids].flatMap((id) => {
    const status = readingOf(id);
    return status === 'to-read' ? [] : [[id, status] as const];
  });
  const done = progress.current().exercises;
  const passed = exercises.map(({ id }) => id).filter((id) => done[id]?.passedHash !== undefined);
  return { reading: Object.fromEntries(reading), passed };
}
