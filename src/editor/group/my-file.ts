import * as vscode from 'vscode';
import type { ContentProblem } from '../../core/exercise/load';
import { type Marks, mergeMarks, personFileText } from '../../core/group/marks';
import { type ReadFile, readPerson } from '../../core/group/read';
import type { PersonFile } from '../../core/group/schema';
import { debounced } from '../debounced';
import type { Disposables } from '../disposables';
import { readText, writeText } from '../files';
import { type Log, reason } from '../log';
import { type GroupFiles, personUri } from './group-files';
import type { Me } from './me';

/** Keeps the learner's own file in the group up to date with what they chose to share. */
export interface MyFile {
  /** Writes now, what there is to write, instead of in a moment. */
  readonly write: () => Promise<void>;
  /** Why the file is not up to date, if it is not. */
  problem(): string | undefined;
  readonly onDidChange: vscode.Event<void>;
}

interface Parts {
  readonly files: GroupFiles;
  readonly me: Me;
  readonly marks: () => Marks;
  /** Whatever may change the marks. */
  readonly changes: readonly vscode.Event<unknown>[];
  readonly log: Log;
}

const quietMs = 400;
/** Of two windows that write at once, each sees after so long whether the other has written over its marks. */
const lookAgainMs = 1_000;
const mostLooks = 3;

export function createMyFile(parts: Parts, subscriptions: Disposables): MyFile {
  const { files, me, marks, changes, log } = parts;
  const changed = new vscode.EventEmitter<void>();
  let problem: string | undefined;
  let looks = 0;
  /** What was written a moment ago, on top of what; another window may have written over it. */
  let unsure: { readonly before: Marks | undefined; readonly wrote: Marks } | undefined;
  let queue: Promise<void> = Promise.resolve();
  const soon = debounced(quietMs, () => void write());
  const lookAgain = debounced(lookAgainMs, () => void write());
  subscriptions.push(changed, soon, lookAgain);
  const news = (): void => {
    looks = 0;
    soon.ring();
  };
  for (const event of changes) subscriptions.push(event(news));
  // What others write does not begin the count anew: two that disagree would write for ever.
  subscriptions.push(files.onDidChange(soon.ring), me.onDidChange(soon.ring));

  function write(): Promise<void> {
    queue = queue.then(writeNow).catch((error: unknown) => tell(reason(error)));
    return queue;
  }

  function tell(news: string | undefined): void {
    if (news === problem) return;
    problem = news;
    if (news !== undefined) log.warn(`Your file in the group was not written: ${news}`);
    changed.fire();
  }

  async function writeNow(): Promise<void> {
    tell(await sync(marks()));
  }

  /** Brings the file up to date; gives the reason where it must be left as it is. */
  async function sync(mine: Marks): Promise<string | undefined> {
    const now = await myFileNow(files, me);
    if (now === undefined) return undefined;
    if (now.read?.mayWrite === false) return placeOf(now.read.problems);
    const { shared, written } = me.current();
    if (written === undefined) unsure = undefined;
    const again = unsure && mergeMarks(unsure.before, unsure.wrote, now.read?.value);
    const next = personFileText(mergeMarks(written, mine, again ?? now.read?.value), shared);
    const isDone = next === now.text || looks >= mostLooks;
    if (!isDone) await writeText(now.uri, next);
    await remember(isDone, written, mine);
    return undefined;
  }

  async function remember(isDone: boolean, written: Marks | undefined, mine: Marks): Promise<void> {
    looks = isDone ? 0 : looks + 1;
    const before = unsure === undefined ? written : unsure.before;
    unsure = isDone ? undefined : { before, wrote: mine };
    if (JSON.stringify(written) !== JSON.stringify(mine)) await me.change({ written: mine });
    if (!isDone) lookAgain.ring();
  }

  return { write, problem: () => problem, onDidChange: changed.event };
}

interface MyFileNow {
  readonly uri: vscode.Uri;
  /** Undefined when the file is not there yet. */
  readonly text: string | undefined;
  readonly read: ReadFile<PersonFile> | undefined;
}

/** Undefined where there is nothing to write: the learner is nobody in a group, or shares nothing and never did. */
async function myFileNow(files: GroupFiles, me: Me): Promise<MyFileNow | undefined> {
  const uri = myUri(files, me);
  if (uri === undefined) return undefined;
  const { shared } = me.current();
  const text = (await readText(uri))?.replaceAll('\r\n', '\n');
  if (text === undefined && !shared.reading && !shared.passed) return undefined;
  return { uri, text, read: text === undefined ? undefined : readPerson(nameOf(uri), text) };
}

/** Undefined while the learner is nobody in a group. */
function myUri(files: GroupFiles, me: Me): vscode.Uri | undefined {
  const { folder, group } = files.current() ?? {};
  const { person } = me.current();
  if (folder === undefined || person === undefined) return undefined;
  // A group whose file cannot be read just now had the learner in it before.
  const isIn = group === undefined || group.people.some(({ id }) => id === person);
  return isIn ? personUri(folder, person) : undefined;
}

function nameOf(uri: vscode.Uri): string {
  return uri.path.split('/').slice(-2).join('/');
}

function placeOf([first]: readonly ContentProblem[]): string | undefined {
  return first && `${first.file}, line ${first.line + 1}: ${first.message}`;
}
