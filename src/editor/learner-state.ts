import * as vscode from 'vscode';
import { nextExercise } from '../core/progress/next';
import { progressOf } from '../core/progress/record';
import { standingOf } from '../core/progress/standing';
import type { LearnerState } from '../protocol/messages';
import type { CurrentHashes } from './current-hashes';
import { settings } from './ids';
import type { LearnerFiles } from './learner-files';
import type { Library } from './library';
import type { ProgressStore } from './progress-store';

export function runsOnSave(): boolean {
  const { key, default: byDefault } = settings.runOnSave;
  return vscode.workspace.getConfiguration().get<boolean>(key, byDefault);
}

interface Parts {
  readonly library: Library;
  readonly progress: ProgressStore;
  readonly hashes: CurrentHashes;
  readonly files: LearnerFiles;
}

/** What a panel shows of the learner's work. */
export function learnerState(
  id: string,
  { library, progress, hashes, files }: Parts,
): LearnerState {
  const next = nextExercise(library.catalogue().exercises, id, progress.current());
  const mine = progressOf(progress.current(), id);
  const standing = standingOf(mine, hashes.of(id));
  return {
    passed: mine.passedHash !== undefined,
    editedSince: standing.kind === 'edited',
    hintsShown: mine.hintsShown,
    gaveUp: mine.gaveUp,
    ...(mine.predicted === undefined ? {} : { predicted: mine.predicted }),
    ...(next === undefined ? {} : { next: { id: next.id, title: next.title } }),
    fileName: vscode.workspace.asRelativePath(files.where(id), false),
    runOnSave: runsOnSave(),
  };
}
