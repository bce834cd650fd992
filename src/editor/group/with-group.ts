import * as vscode from 'vscode';
import { planWith } from '../../core/group/plan';
import type { Catalogue } from '../../core/syllabus/catalogue';
import type { Disposables } from '../disposables';
import type { Library } from '../library';
import type { GroupFiles } from './group-files';

/** The library with the people and the meetings of the workspace's group instead of those of the syllabus. */
export function withGroup(
  library: Library,
  files: GroupFiles,
  subscriptions: Disposables,
): Library {
  const changed = new vscode.EventEmitter<void>();
  let merged: Catalogue | undefined;
  const news = (): void => {
    merged = undefined;
    changed.fire();
  };
  subscriptions.push(changed, library.onDidChange(news), files.onDidChange(news));
  const merge = (): Catalogue => {
    const catalogue = library.catalogue();
    const group = files.current()?.group;
    return group === undefined ? catalogue : { ...catalogue, plan: planWith(catalogue, group) };
  };
  return {
    ...library,
    catalogue: () => (merged ??= merge()),
    onDidChange: changed.event,
  };
}
