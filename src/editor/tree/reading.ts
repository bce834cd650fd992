import * as vscode from 'vscode';
import type { Disposables } from '../disposables';
import { storageKeys } from '../ids';
import type { ReadingStatus } from './nodes';

/** How far the learner is with each paper. */
export interface Reading {
  of(paper: string): ReadingStatus;
  /** Takes note that a paper has been read, or that it has not. */
  tick(paper: string, read: boolean): Promise<void>;
  readonly onDidChange: vscode.Event<void>;
}

/** The ticks of papers, kept by themselves. */
export function createReading(memento: vscode.Memento, subscriptions: Disposables): Reading {
  const changed = new vscode.EventEmitter<void>();
  subscriptions.push(changed);
  const ids = (): readonly string[] => {
    const kept = memento.get<unknown>(storageKeys.papersRead);
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : [];
  };
  return {
    of: (paper) => (ids().includes(paper) ? 'read' : 'toRead'),
    async tick(paper, read) {
      const others = ids().filter((id) => id !== paper);
      await memento.update(storageKeys.papersRead, read ? [...others, paper] : others);
      changed.fire();
    },
    onDidChange: changed.event,
  };
}
