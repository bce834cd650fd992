import * as z from 'zod';

/**
 * What a learner has done, as it is kept between sessions (and in Settings Sync). `formatVersion` goes up when an
 * older reader would be wrong about a newer state; such a state is shown but never written over.
 */
export const progressFormatVersion = 1;

const fields = {
  /** Hash of the source that passed last. A later failure does not take it away. */
  passedHash: z.string().optional(),
  /** When that was, in milliseconds since 1970. */
  passedAt: z.number().optional(),
  /** The last verdict that taught something; `inconclusive` is never recorded. */
  lastVerdict: z.enum(['passed', 'failed', 'rejected']).optional(),
  /** Hash of the source that it was about. */
  lastHash: z.string().optional(),
  casesPassed: z.int().min(0).optional(),
  caseCount: z.int().min(0).optional(),
  hintsShown: z.int().min(0),
  gaveUp: z.boolean(),
};

const exerciseProgress = z.strictObject(fields);
/** Of a state that we do not know in full: the fields that we do know. */
const knownPart = z.object(fields);

const progress = z.strictObject({
  formatVersion: z.literal(progressFormatVersion),
  exercises: z.record(z.string(), exerciseProgress),
  /** Id of the exercise that was opened last. */
  lastOpened: z.string().optional(),
});

export type ExerciseProgress = z.infer<typeof exerciseProgress>;
export type Progress = z.infer<typeof progress>;

export const emptyProgress: Progress = { formatVersion: progressFormatVersion, exercises: {} };
export const untouched: ExerciseProgress = { hintsShown: 0, gaveUp: false };

/** Why a stored state is not simply taken over. */
export type ProgressProblem =
  | { readonly kind: 'corrupt'; readonly message: string }
  | { readonly kind: 'newer'; readonly message: string };

export interface ReadProgress {
  readonly state: Progress;
  readonly problem?: ProgressProblem;
}

/** Reads a stored state. What can be understood of a damaged or newer one is kept, exercise by exercise. */
export function readProgress(raw: unknown): ReadProgress {
  if (raw === undefined || raw === null) return { state: emptyProgress };
  const parsed = progress.safeParse(raw);
  if (parsed.success) return { state: parsed.data };
  const state = salvage(raw);
  const version = isRecord(raw) ? raw['formatVersion'] : undefined;
  if (typeof version === 'number' && version > progressFormatVersion) {
    const message = `it has format ${version}, and this Tilework knows ${progressFormatVersion}`;
    return { state, problem: { kind: 'newer', message } };
  }
  const issue = parsed.error.issues[0];
  const place = issue === undefined || issue.path.length === 0 ? 'the state' : issue.path.join('.');
  return {
    state,
    problem: { kind: 'corrupt', message: `${place}: ${issue?.message ?? 'not readable'}` },
  };
}

function salvage(raw: unknown): Progress {
  if (!isRecord(raw)) return emptyProgress;
  const stored = isRecord(raw['exercises']) ? raw['exercises'] : {};
  const exercises = Object.entries(stored).flatMap(([id, value]) => {
    const known = knownPart.safeParse(value);
    return known.success ? [[id, known.data] as const] : [];
  });
  const lastOpened = raw['lastOpened'];
  return {
    ...emptyProgress,
    exercises: Object.fromEntries(exercises),
    ...(typeof lastOpened === 'string' ? { lastOpened } : {}),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
