import * as vscode from 'vscode';
import type { ReadingStatus } from '../../core/progress/reading';
import type { Disposables } from '../disposables';
import type { GroupFiles } from '../group/group-files';
import type { Me } from '../group/me';
import { views } from '../ids';
import type { Library } from '../library';
import { today } from '../meetings/today';
import type { ProgressStore } from '../progress-store';
import { createRowsView, type Shown } from '../rows/view';
import { todayRows } from './rows';

interface Parts {
  readonly library: Library;
  readonly progress: ProgressStore;
  readonly readingOf: (paper: string) => ReadingStatus;
  readonly files: GroupFiles;
  readonly me: Me;
  readonly changes: readonly vscode.Event<unknown>[];
  /** Resolves when the group's files have been read. */
  readonly ready: Promise<unknown>;
}

export function createTodayView(
  { library, progress, readingOf, files, me, changes, ready }: Parts,
  subscriptions: Disposables,
): { readonly shown: () => Shown } {
  return createRowsView(
    views.today.id,
    {
      ready,
      show: () => ({
        rows: todayRows({
          catalogue: library.catalogue(),
          exercises: [...library.catalogue().exercises, ...library.mine()],
          progress: progress.current(),
          readingOf,
          group: files.current()?.group,
          person: me.current().person,
          today: today(),
        }),
      }),
      changes: [
        ...[library.onDidChange, files.onDidChange, me.onDidChange, ...changes],
        // A new day may have begun meanwhile, and other windows make progress too.
        vscode.window.onDidChangeWindowState,
      ],
    },
    subscriptions,
  );
}
