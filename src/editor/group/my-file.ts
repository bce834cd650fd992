import * as vscode from 'vscode';
import type { ContentProblem } from '../../core/exercise/load';
import { type Marks, mergeMarks, personFileText } from '../../core/group/marks';
import { readPerson } from '../../core/group/read';
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
  let queue: Promise<void> = Promise.resolve();
  const soon = debounced(quietMs, () => void write());
  const lookAgain = debounced(lookAgainMs, () => void write());
  subscriptions.push(changed, soon, lookAgain);
  const news = (): void => {
    looks = 0;
    soon.ring();
  };
  for (const event of [...changes, me.onDidChange]) subscriptions.push(event(news));
  // What others write does not begin the count anew: two that disagree would write for ever.
  subscriptions.push(files.onDidChange(soon.ring));

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
    const uri = myUri(files, me);
    if (uri === undefined) return undefined;
    const { shared, written } = me.current();
    const text = (await readText(uri))?.replaceAll('\r\n', '\n');
    if (text === undefined && !shared.reading && !shared.passed) return undefined;
    const read = text === undefined ? undefined : readPerson(nameOf(uri), text);
    if (read?.mayWrite === false) return placeOf(read.problems);
    const next = personFileText(mergeMarks(written, mine, read?.value), shared);
    if (next === text || looks >= mostLooks) await settle(mine);
    else await put(uri, next);
    return undefined;
  }

  async function put(uri: vscode.Uri, text: string): Promise<void> {
    if (vscode.workspace.fs.isWritableFileSystem(uri.scheme) === false)
      throw new Error('this workspace is read-only');
    await writeText(uri, text);
    looks += 1;
    lookAgain.ring();
  }

  /** The file says what it should: from here on, only what changes counts. */
  async function settle(mine: Marks): Promise<void> {
    looks = 0;
    const { written } = me.current();
    if (JSON.stringify(written) !== JSON.stringify(mine)) await me.change({ written: mine });
  }

  return { write, problem: () => problem, onDidChange: changed.event };
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
