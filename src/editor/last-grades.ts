import { type Grade, gradeSchema } from '../core/grade/report';
import { storageKeys } from './ids';

/** As much of VS Code's workspace state as is needed. */
interface Memento {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

/**
 * The verdict of the last run of each exercise in this workspace, so that a panel can show it after a reload. What
 * a pass is worth is not decided here: that is in the progress.
 */
export interface LastGrades {
  of(id: string): Grade | undefined;
  put(grade: Grade): Promise<void>;
}

export function createLastGrades(memento: Memento): LastGrades {
  function all(): Readonly<Record<string, unknown>> {
    const stored = memento.get(storageKeys.lastGrades);
    return typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {};
  }
  return {
    of(id) {
      const stored = all();
      // A grade of another version of Tilework may have another form; the next run makes a new one.
      const parsed = gradeSchema.safeParse(Object.hasOwn(stored, id) ? stored[id] : undefined);
      return parsed.success ? parsed.data : undefined;
    },
    async put(grade) {
      await memento.update(storageKeys.lastGrades, { ...all(), [grade.exercise]: grade });
    },
  };
}
