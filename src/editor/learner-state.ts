import * as vscode from 'vscode';
import { progressOf } from '../core/progress/record';
import { standingOf } from '../core/progress/standing';
import type { LearnerState } from '../protocol/messages';
import type { CurrentHashes } from './current-hashes';
import { settings } from './ids';
import type { LearnerFiles } from './learner-files';
import type { ProgressStore } from './progress-store';

export function runsOnSave(): boolean {
  const { key, default: byDefault } = settings.runOnSave;
  return vscode.workspace.getConfiguration().get<boolean>(key, byDefault);
}

/** What a panel shows of the learner's work. */
export function learnerState(
  id: string,
  progress: ProgressStore,
  hashes: CurrentHashes,
  files: LearnerFiles,
): LearnerState {
  const mine = progressOf(progress.current(), id);
  const standing = standingOf(mine, hashes.of(id));
  return {
    passed: mine.passedHash !== undefined,
    editedSince: standing.kind === 'edited',
    hintsShown: mine.hintsShown,
    gaveUp: mine.gaveUp,
    fileName: vscode.workspace.asRelativePath(files.where(id), false),
    runOnSave: runsOnSave(),
  };
}
