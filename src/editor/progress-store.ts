import * as vscode from 'vscode';
import { mergeProgress } from '../core/progress/merge';
import { recordReading } from '../core/progress/record';
import {
  emptyProgress,
  type Progress,
  type ProgressProblem,
  readProgress,
} from '../core/progress/state';
import { settings, storageKeys } from './ids';
import type { Disposables } from './disposables';

/** As much of VS Code's global state as is needed, so that a test can play it. */
export interface SyncedMemento {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
  setKeysForSync(keys: readonly string[]): void;
}

/** The learner's progress: always what is stored now, since other windows write it too. */
export interface ProgressStore {
  current(): Progress;
  update(change: (state: Progress) => Progress): Promise<void>;
  readonly onDidChange: vscode.Event<void>;
}

const mostBackups = 5;

/**
 * @param tell says once what was wrong with the stored state, and what became of it
 */
export async function createProgressStore(
  memento: SyncedMemento,
  tell: (message: string) => void,
  subscriptions: Disposables,
): Promise<ProgressStore> {
  const changed = new vscode.EventEmitter<void>();
  subscriptions.push(changed, keepSyncSetting(memento));
  /** Set while the stored state is from a newer Tilework: what happens now lasts for this session only. */
  let session: Progress | undefined;
  let told: ProgressProblem['kind'] | undefined;
  /** What this window wrote last; another that writes at the same moment does so without it. */
  let written: Progress = emptyProgress;
  // One change after the other: two at once would each start from the state without the other.
  let queue: Promise<void> = Promise.resolve();

  async function load(): Promise<Progress> {
    const raw = memento.get(storageKeys.progress);
    const { state, problem } = readProgress(raw);
    if (problem === undefined) {
      session = undefined;
      return state;
    }
    if (problem.kind === 'newer') session ??= state;
    else await setAside(memento, raw, state);
    if (told !== problem.kind) tell(wordsFor(problem));
    told = problem.kind;
    return session ?? state;
  }

  async function apply(change: (state: Progress) => Progress): Promise<void> {
    const stored = await load();
    const after = change(session ?? mergeProgress(stored, written));
    if (after === stored) return;
    if (session === undefined) {
      written = after;
      await memento.update(storageKeys.progress, after);
    } else session = after;
    changed.fire();
  }

  function update(change: (state: Progress) => Progress): Promise<void> {
    const done = queue.then(() => apply(change));
    queue = done.catch(() => undefined);
    return done;
  }

  /** Before format 2, papers that were read were kept by themselves, as a list of their ids. */
  async function takeOverTicks(): Promise<void> {
    const kept = memento.get(storageKeys.papersRead);
    if (kept === undefined) return;
    await update((state) => withTicks(state, kept));
    if (session === undefined) await memento.update(storageKeys.papersRead, undefined);
  }

  await load();
  await takeOverTicks();
  // Whoever comes back from another window brings along what that one has overwritten.
  subscriptions.push(vscode.window.onDidChangeWindowState(() => void update((state) => state)));
  return {
    current: () =>
      session ?? mergeProgress(readProgress(memento.get(storageKeys.progress)).state, written),
    update,
    onDidChange: changed.event,
  };
}

/** Keeps a state that cannot be read in full beside the part of it that can. */
async function setAside(memento: SyncedMemento, raw: unknown, state: Progress): Promise<void> {
  const earlier = memento.get(storageKeys.backups);
  const backups = [
    ...(Array.isArray(earlier) ? (earlier as unknown[]) : []),
    { at: Date.now(), value: raw },
  ];
  await memento.update(storageKeys.backups, backups.slice(-mostBackups));
  await memento.update(storageKeys.progress, state);
}

/** A mark that is there already is newer than a tick, which had no time. */
function withTicks(state: Progress, kept: unknown): Progress {
  const ids = Array.isArray(kept) ? kept.filter((id): id is string => typeof id === 'string') : [];
  return ids
    .filter((id) => !Object.hasOwn(state.papers, id))
    .reduce((all, id) => recordReading(all, id, 'read', 0), state);
}

function wordsFor(problem: ProgressProblem): string {
  if (problem.kind === 'corrupt') {
    return (
      `Your progress could not be read in full (${problem.message}). What could be read is shown; ` +
      'the rest is kept as it was, beside it, and is not lost.'
    );
  }
  return (
    `Your progress was written by a newer Tilework (${problem.message}). It is shown, and it is not changed: ` +
    'update Tilework here, or what you do in this window is not recorded.'
  );
}

/** Progress travels with Settings Sync unless the learner does not want it to. */
function keepSyncSetting(memento: SyncedMemento): vscode.Disposable {
  const { key, default: byDefault } = settings.syncProgress;
  const apply = (): void => {
    const wanted = vscode.workspace.getConfiguration().get<boolean>(key, byDefault);
    memento.setKeysForSync(wanted ? [storageKeys.progress] : []);
  };
  apply();
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(key)) apply();
  });
}
