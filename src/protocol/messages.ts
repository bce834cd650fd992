import * as z from 'zod';
import { planSchema } from '../core/exercise/plan-schema';
import { exerciseSchema } from '../core/exercise/schema';
import { accessReplySchema, chosenSiteSchema } from '../core/grade/access';
import { gpuReportSchema } from '../core/grade/gpu-report';
import { measurementSchema, whose } from '../core/measure/measurement';
import { knownSpeedsSchema } from '../core/measure/speeds';
import { readingStatuses } from '../core/progress/reading';
import { lineageSchema } from '../core/syllabus/lineage';
import { paperSchema } from '../core/syllabus/paper';
import { caseGradeSchema, gradeSchema, problemSchema } from '../core/grade/report';
import { pictureOrderSchema, pictureReplySchema } from './pictures';

/**
 * The whole conversation between the extension host and a panel: of an exercise, or of a paper. Both ends import this file and only
 * this file; `channel.ts` carries it. Tensors never travel here: whoever ran the kernel has also graded it.
 */
export const protocolVersion = 1;

/** What the host knows of the learner's work on the exercise that the panel shows. */
const learner = z.strictObject({
  passed: z.boolean(),
  /** The file has changed since it passed. */
  editedSince: z.boolean(),
  hintsShown: z.int().min(0),
  gaveUp: z.boolean(),
  /** What the learner foretold, in the words of the option. */
  predicted: z.string().optional(),
  /** The exercise after this one that is not passed yet. */
  next: z.strictObject({ id: z.string(), title: z.string() }).optional(),
  /** The learner's file as it is called in the workspace. */
  fileName: z.string(),
  runOnSave: z.boolean(),
});

/** Requests that the host makes and the panel answers. */
export const hostRequests = {
  /** Compile, run and grade the source. A newer `grade` cancels an older one, whose answer is `inconclusive`. */
  grade: {
    params: z.strictObject({
      run: z.int(),
      source: z.string(),
      plan: planSchema.optional(),
      /** The learner wants it on the simulator, though there may be a GPU. */
      onSimulator: z.literal(true).optional(),
    }),
    reply: gradeSchema,
  },
  checkGpu: { params: z.strictObject({}), reply: gpuReportSchema },
} as const;

/** A kernel that is to be timed. */
const candidate = z.strictObject({
  ...{ who: z.enum(whose), says: z.string(), source: z.string() },
  plan: planSchema.optional(),
});

/** Requests that the panel makes and the host answers. */
export const panelRequests = {
  /** The learner asks for one more hint; the reply is how many are shown now. */
  hint: { params: z.strictObject({}), reply: z.strictObject({ shown: z.int() }) },
  /** Put the starter back after keeping a copy; false when the learner thought better of it. */
  reset: { params: z.strictObject({}), reply: z.strictObject({ done: z.boolean() }) },
  /** Open the solution beside the learner's file; asks first when the exercise has not been passed. */
  solution: { params: z.strictObject({}), reply: z.strictObject({ opened: z.boolean() }) },
  /** The learner's kernel as it passed, and what it is timed beside; refused when it has changed since. */
  candidates: {
    params: z.strictObject({}),
    reply: z.strictObject({ candidates: z.array(candidate), known: knownSpeedsSchema }),
  },
  /** There is no GPU in the panel: grade the source of this run on the simulator, beside the host. */
  simulate: { params: z.strictObject({ run: z.int() }), reply: gradeSchema },
  /** A window of a tensor of a run on the simulator, whose tensors are there. */
  picture: {
    params: pictureOrderSchema,
    reply: z.strictObject({ reply: pictureReplySchema.optional() }),
  },
  /** How the kernel of the run touches memory, with the accesses at one place of the file. */
  access: {
    params: z.strictObject({ run: z.int(), chosen: chosenSiteSchema.optional() }),
    reply: z.strictObject({ reply: accessReplySchema.optional() }),
  },
} as const;

/** Things that the host tells the panel. */
export const hostEvents = {
  show: z.strictObject({
    exercise: exerciseSchema,
    statement: z.string(),
    learner,
    /** The verdict of the learner's last run, which the page may not have seen. */
    last: gradeSchema.optional(),
    /** What was measured last. */
    measured: measurementSchema.optional(),
  }),
  learner,
  cancel: z.strictObject({ run: z.int() }),
  /** A case of a run on the simulator is graded. */
  caseSimulated: z.strictObject({ run: z.int(), grade: caseGradeSchema }),
  /** The run's verdict is there, and its control case is looked at for races and the like. */
  checking: z.strictObject({ run: z.int() }),
  /** The verdict with what the check came to. */
  checked: z.strictObject({ run: z.int(), grade: gradeSchema }),
} as const;

/** Things that the panel tells the host. */
export const panelEvents = {
  ready: z.strictObject({ protocol: z.int() }),
  /** The compiler's and the contract's word on the source, before anything has run. */
  compiled: z.strictObject({ run: z.int(), problems: z.array(problemSchema) }),
  caseGraded: z.strictObject({ run: z.int(), grade: caseGradeSchema }),
  /** The learner pressed Run: the host saves nothing, it reads the document as it stands. */
  runPressed: z.strictObject({}),
  /** What timing the learner's kernel came to. */
  measured: z.strictObject({ measurement: measurementSchema }),
  /** What the learner foretells: the number of the option. */
  predict: z.strictObject({ choice: z.int().min(0) }),
  /** Open the exercise that comes next. */
  nextPressed: z.strictObject({}),
  openLink: z.strictObject({ url: z.string() }),
  /** Show this place of the learner's file. */
  reveal: z.strictObject({ line: z.int().min(0), character: z.int().min(0) }),
  /** Something in the panel itself broke; it is said in the log, and in the panel. */
  panelFailed: z.strictObject({ message: z.string() }),
} as const;

/** How far the learner is with the paper that the panel shows, and with its exercises. */
const reading = z.strictObject({
  status: z.enum(readingStatuses),
  /** A few words for each exercise that is there, by its id; empty where there is nothing to say. */
  standings: z.record(z.string(), z.string()),
  /** Its exercises, when all that are there are passed; else none. */
  built: z.array(z.string()),
});

const paperView = z.strictObject({
  paper: paperSchema,
  /** Titles of the topics that name it. */
  topics: z.array(z.string()),
  /** Its exercises and labs in order; one that is to come cannot be opened yet. */
  labs: z.array(z.strictObject({ id: z.string(), title: z.string(), toCome: z.boolean() })),
  lineage: lineageSchema,
  reading,
});

/** Things that the host tells a paper's panel. */
export const paperHostEvents = {
  showPaper: paperView,
  reading,
  /** What the learner has written into the notes on it, as Markdown; empty where there is nothing yet. */
  notes: z.strictObject({ text: z.string() }),
} as const;

/** Requests that a paper's panel makes and the host answers. */
export const paperPanelRequests = {
  /** Put the paper on the clipboard. */
  copy: {
    params: z.strictObject({ as: z.enum(['bibtex', 'citation']) }),
    reply: z.strictObject({ copied: z.literal(true) }),
  },
} as const;

/** Things that a paper's panel tells the host. */
export const paperPanelEvents = {
  ready: panelEvents.ready,
  openLink: panelEvents.openLink,
  panelFailed: panelEvents.panelFailed,
  /** Open one of its exercises. */
  openExercise: z.strictObject({ id: z.string() }),
  /** Open the panel of another paper. */
  openPaper: z.strictObject({ id: z.string() }),
  openNotes: z.strictObject({}),
  setReading: z.strictObject({ status: z.enum(readingStatuses) }),
} as const;

export type PaperView = z.infer<typeof paperView>;
export type ReadingState = z.infer<typeof reading>;
export type LearnerState = z.infer<typeof learner>;
export type { GpuReport } from '../core/grade/gpu-report';

export type RequestTable = Readonly<Record<string, { params: z.ZodType; reply: z.ZodType }>>;
export type EventTable = Readonly<Record<string, z.ZodType>>;

/** One end's vocabulary: what it asks and tells, and what it is asked and told. */
export interface Vocabulary<
  Asks extends RequestTable,
  Tells extends EventTable,
  Asked extends RequestTable,
  Told extends EventTable,
> {
  readonly asks: Asks;
  readonly tells: Tells;
  readonly asked: Asked;
  readonly told: Told;
}

export const hostVocabulary = {
  asks: hostRequests,
  tells: hostEvents,
  asked: panelRequests,
  told: panelEvents,
} as const;

export const panelVocabulary = {
  asks: panelRequests,
  tells: panelEvents,
  asked: hostRequests,
  told: hostEvents,
} as const;

export const paperHostVocabulary = {
  asks: {},
  tells: paperHostEvents,
  asked: paperPanelRequests,
  told: paperPanelEvents,
} as const;

export const paperPanelVocabulary = {
  asks: paperPanelRequests,
  tells: paperPanelEvents,
  asked: {},
  told: paperHostEvents,
} as const;
