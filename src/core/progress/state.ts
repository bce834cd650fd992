import * as z from 'zod';
import { readingStatuses } from './reading';

/**
 * What a learner has done, as it is kept between sessions (and in Settings Sync). `formatVersion` goes up when an
 * older reader would be wrong about a newer state; such a state is shown but never written over.
 */
const progressFormatVersion = 4;

const fields = {
  /** Hash of the source that passed last. A later failure does not take it away. */
  passedHash: z.string().optional(),
  /** When that was, in milliseconds since 1970. */
  passedAt: z.number().optional(),
  /** Whether a source that passed has earned all marks of the exercise. */
  starred: z.boolean().optional(),
  /** The last verdict that taught something; `inconclusive` is never recorded. */
  lastVerdict: z.enum(['passed', 'failed', 'rejected']).optional(),
  /** Hash of the source that it was about. */
  lastHash: z.string().optional(),
  casesPassed: z.int().min(0).optional(),
  caseCount: z.int().min(0).optional(),
  hintsShown: z.int().min(0),
  gaveUp: z.boolean(),
  /** What the learner foretold before a run, in the words of the option, which outlive its place in the list. */
  predicted: z.string().optional(),
};

const markFields = {
  status: z.enum(readingStatuses),
  /** When it was set, in milliseconds since 1970: of two marks for one paper, the later counts. */
  at: z.number(),
};

const exerciseProgress = z.strictObject(fields);
const readingMark = z.strictObject(markFields);
/** Of a state that we do not know in full: the fields that we do know. */
const known = { exercise: z.object(fields), mark: z.object(markFields) };

const progress = z.strictObject({
  formatVersion: z.literal(progressFormatVersion),
  exercises: z.record(z.string(), exerciseProgress),
  /** How far the learner is with each paper, by its id; a paper without a mark is to be read. */
  papers: z.record(z.string(), readingMark),
  /** Id of the exercise that was opened last. */
  lastOpened: z.string().optional(),
});

export type ReadingMark = z.infer<typeof readingMark>;
export type ExerciseProgress = z.infer<typeof exerciseProgress>;
export type Progress = z.infer<typeof progress>;

export const emptyProgress: Progress = {
  formatVersion: progressFormatVersion,
  exercises: {},
  papers: {},
};
export const untouched: ExerciseProgress = { hintsShown: 0, gaveUp: false };

/** Why a stored state is not simply taken over. */
export type ProgressProblem =
  | { readonly kind: 'corrupt'; readonly message: string }
  | { readonly kind: 'newer'; readonly message: string };

export interface ReadProgress {
  readonly state: Progress;
  readonly problem?: ProgressProblem;
}

/** Reads a stored state. What can be understood of a damaged or newer one is kept, exercise by exercise and paper by paper. */
export function readProgress(raw: unknown): ReadProgress {
  if (raw === undefined || raw === null) return { state: emptyProgress };
  const parsed = progress.safeParse(upgraded(raw));
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

/** Format 1 knew nothing of papers, 2 nothing of predictions, 3 nothing of marks; what they have is as it was. */
function upgraded(raw: unknown): unknown {
  if (!isRecord(raw) || ![1, 2, 3].includes(Number(raw['formatVersion']))) return raw;
  return { papers: {}, ...raw, formatVersion: progressFormatVersion };
}

function salvage(raw: unknown): Progress {
  if (!isRecord(raw)) return emptyProgress;
  const lastOpened = raw['lastOpened'];
  return {
    ...emptyProgress,
    exercises: readable(raw['exercises'], known.exercise),
    papers: readable(raw['papers'], known.mark),
    ...(typeof lastOpened === 'string' ? { lastOpened } : {}),
  };
}

/** The entries that have their form. */
function readable<T>(stored: unknown, form: z.ZodType<T>): Record<string, T> {
  const entries = Object.entries(isRecord(stored) ? stored : {}).flatMap(([id, value]) => {
    const read = form.safeParse(value);
    return read.success ? [[id, read.data] as const] : [];
  });
  return Object.fromEntries(entries);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
