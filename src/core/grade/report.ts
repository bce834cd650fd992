import * as z from 'zod';
import { planCostSchema } from '../exercise/plan-cost';

/**
 * What a run of a learner's file comes to. The panel, the command line (`--json`) and the progress store all
 * read this one form; `formatVersion` goes up when a reader of the old form would be wrong about the new one.
 */
export const gradeFormatVersion = 1;

const position = z.strictObject({
  /** Zero-based line. */
  line: z.int().min(0),
  /** Zero-based column in UTF-16 units, as editors count. */
  character: z.int().min(0),
});
export const rangeSchema = z.strictObject({ start: position, end: position });
const range = rangeSchema;

/** Something to show at a place of the learner's file. */
export const problemSchema = z.strictObject({
  severity: z.enum(['error', 'warning', 'info']),
  /**
   * `compiler`: Tint said it; `contract`: the file does not keep to the exercise's contract; `plan`: the learner's own
   * plan does not, and the place is not in the kernel.
   */
  source: z.enum(['compiler', 'contract', 'plan']),
  message: z.string(),
  /** What it means and what to do next, where we know more than the compiler says. */
  says: z.string().optional(),
  range: range.optional(),
  /** Its name among the diagnoses, where it has one of its own. */
  id: z.string().optional(),
});

/** A mistake that the grader can name: a headline, and a text that teaches. */
export const diagnosisSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  says: z.string(),
  range: range.optional(),
  /** Other places that belong to it: the second access of a race, the branch before a barrier. */
  related: z.array(z.strictObject({ range, says: z.string() })).optional(),
});

const mismatch = z.strictObject({
  tensor: z.string(),
  index: z.array(z.int()),
  /** A word where the contract writes nothing. */
  expected: z.union([z.number(), z.literal('unwritten')]),
  /** Words for what JSON has no numbers for, and for an element that the kernel never wrote. */
  got: z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity', 'unwritten'])]),
});

const worst = z.strictObject({
  tensor: z.string(),
  index: z.array(z.int()),
  error: z.number(),
  bound: z.number(),
  /** The tolerance class and what it means here, in words. */
  boundName: z.string(),
});

/** How the kernel was run when it failed: everything that is needed to see it again. */
export const trialSchema = z.strictObject({
  family: z.string(),
  overrides: z.record(z.string(), z.number()),
  /** Extra workgroups in x, y and z beyond what the sizes need. */
  extra: z.tuple([z.int(), z.int(), z.int()]),
  /** True when the bindings were longer than the data, with canaries behind it. */
  guarded: z.boolean(),
  repeat: z.int(),
});

export const caseGradeSchema = z.strictObject({
  /** Index in the exercise's list of cases. */
  index: z.int(),
  label: z.string(),
  parameters: z.record(z.string(), z.number()),
  verdict: z.enum(['passed', 'failed', 'inconclusive']),
  /** How many trials (inputs, workgroup sizes, dispatch shapes) ran. */
  trials: z.int(),
  /** The trial that is reported: the first that failed, else the first. */
  trial: trialSchema.optional(),
  /** Of that trial: how many elements are outside their bound, of how many. */
  wrong: z.int(),
  of: z.int(),
  first: mismatch.optional(),
  worst: worst.optional(),
  diagnoses: z.array(diagnosisSchema),
  milliseconds: z.number().optional(),
  /** What the plan that ran asks for in this case. */
  plan: planCostSchema.optional(),
  /** The same of the exercise's plan, where the learner's own ran. */
  exercisePlan: planCostSchema.optional(),
  /** Why the case was left out, where the runner does not take on cases of its size. */
  notRun: z.string().optional(),
});

/** A goal besides right values. It is neither earned nor missed where nothing was counted. */
export const markSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  earned: z.boolean().optional(),
  /** What was counted, and where it is missed how much would do. */
  found: z.string().optional(),
  /** What to do where it is missed, and the place of the file. */
  says: z.string().optional(),
  range: range.optional(),
});

/** What the checks of the control case on a CPU model came to, which follow a run on a GPU. */
const checkSchema = z.strictObject({
  /** `found`: what was found stands among the diagnoses. `notChecked`: nothing was found, and nothing is proved. */
  kind: z.enum(['clean', 'found', 'notChecked']),
  /** Runs of the control case that were watched. */
  runs: z.int(),
  /** Why nothing was checked. */
  reason: z.string().optional(),
  milliseconds: z.number().optional(),
});

/** What is known about the adapter that a kernel ran on. */
export const adapterSchema = z.strictObject({
  vendor: z.string(),
  architecture: z.string(),
  device: z.string(),
  description: z.string(),
  /** A processor that plays the GPU (SwiftShader, WARP, lavapipe): right values, no meaningful times. */
  software: z.boolean(),
  features: z.array(z.string()),
});

export const gradeSchema = z.strictObject({
  formatVersion: z.literal(gradeFormatVersion),
  exercise: z.string(),
  verdict: z.enum(['passed', 'failed', 'rejected', 'inconclusive']),
  /** The verdict in one sentence that a teacher would say. */
  title: z.string(),
  /** One or two more sentences: what is right, what is not, what to look at next. */
  says: z.string(),
  diagnoses: z.array(diagnosisSchema),
  problems: z.array(problemSchema),
  cases: z.array(caseGradeSchema),
  /** How many cases the exercise has; `cases` is shorter when a run was cut short. */
  caseCount: z.int(),
  adapter: adapterSchema.optional(),
  /** Extensions that the file enables and a GPU has not: it could not run there. */
  lacks: z.array(z.string()).optional(),
  check: checkSchema.optional(),
  /** Of a kernel that has passed, where the exercise has marks. They say nothing against it. */
  marks: z.array(markSchema).optional(),
  timings: z.strictObject({
    /** Milliseconds to "it compiles (or not) and the control case is right (or not)". */
    firstWord: z.number().optional(),
    /** Milliseconds to the whole verdict. */
    total: z.number().optional(),
    /** Of `firstWord` and of `total`: spent waiting for the compiler, the adapter and its copies. */
    firstWordWaiting: z.number().optional(),
    totalWaiting: z.number().optional(),
  }),
});

export type Position = z.infer<typeof position>;
export type Range = z.infer<typeof range>;
export type Problem = z.infer<typeof problemSchema>;
export type Diagnosis = z.infer<typeof diagnosisSchema>;
export type Mismatch = z.infer<typeof mismatch>;
export type Worst = z.infer<typeof worst>;
export type TrialFacts = z.infer<typeof trialSchema>;
export type CaseGrade = z.infer<typeof caseGradeSchema>;
export type Mark = z.infer<typeof markSchema>;
export type CheckFacts = z.infer<typeof checkSchema>;
export type AdapterFacts = z.infer<typeof adapterSchema>;
export type Grade = z.infer<typeof gradeSchema>;
