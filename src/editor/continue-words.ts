import { progressOf } from '../core/progress/record';
import { standingOf } from '../core/progress/standing';
import type { Progress } from '../core/progress/state';
import type { CatalogueEntry } from '../core/syllabus/catalogue';

/** The exercise that was opened last, if it is still there; the first of all for a newcomer. */
export function whereIWas(
  exercises: readonly CatalogueEntry[],
  { lastOpened }: Progress,
): CatalogueEntry | undefined {
  if (lastOpened === undefined) return exercises[0];
  return exercises.find(({ id }) => id === lastOpened);
}

/** What the status bar says; nothing where there is nothing to continue with. */
export function continueWords(
  exercises: readonly CatalogueEntry[],
  progress: Progress,
): { readonly text: string; readonly tooltip: string } | undefined {
  const entry = whereIWas(exercises, progress);
  if (entry === undefined) return undefined;
  const isNew = progress.lastOpened === undefined;
  const passed = exercises.filter(
    ({ id }) => progressOf(progress, id).passedHash !== undefined,
  ).length;
  const { says } = standingOf(progressOf(progress, entry.id), undefined);
  const title = `${entry.id} ${entry.title}`;
  return {
    text: isNew ? `Start with ${entry.id}` : `${entry.id} · ${passed}/${exercises.length}`,
    tooltip: [
      isNew ? `Tilework: start with ${title}` : `Tilework: continue with ${title}`,
      ...(says === '' ? [] : [says]),
      `${passed} of ${exercises.length} exercises passed`,
    ].join(' · '),
  };
}
