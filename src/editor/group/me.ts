import * as vscode from 'vscode';
import { type Marks, nothingShared, type Shared } from '../../core/group/marks';
import type { Disposables } from '../disposables';
import { storageKeys } from '../ids';

/** Who the learner is in the group of this workspace, and what they chose to share there. */
export interface MeInGroup {
  readonly person?: string | undefined;
  readonly shared: Shared;
  /** The marks as they were here when the person's file was written last. */
  readonly written?: Marks | undefined;
}

export interface Me {
  current(): MeInGroup;
  change(part: Partial<MeInGroup>): Promise<void>;
  readonly onDidChange: vscode.Event<void>;
}

export function createMe(memory: vscode.Memento, subscriptions: Disposables): Me {
  const changed = new vscode.EventEmitter<void>();
  subscriptions.push(changed);
  const current = (): MeInGroup => ({
    shared: nothingShared,
    ...memory.get<Partial<MeInGroup>>(storageKeys.meInGroup),
  });
  return {
    current,
    async change(part) {
      await memory.update(storageKeys.meInGroup, { ...current(), ...part });
      changed.fire();
    },
    onDidChange: changed.event,
  };
}
