import * as z from 'zod';
import { adapterSchema } from '../grade/report';
import { speedsSchema } from './speeds';

/**
 * What timing a kernel comes to. The panel and the command line (`--json`) read this one form; `formatVersion` goes up
 * when a reader of the old form would be wrong about the new one.
 */
export const measurementFormatVersion = 1;

/** Whose kernel it is. */
export const whose = ['yours', 'naive', 'tuned'] as const;

const timed = z.strictObject({
  who: z.enum(whose),
  /** What is particular about it, in a few words. */
  says: z.string(),
  /** One run of all passes, in milliseconds: the median of the rounds, and the quarter and three quarters. */
  milliseconds: z.number().gt(0),
  quartiles: z.tuple([z.number(), z.number()]),
  rounds: z.int().min(1),
  /** Runs that are timed together as one, so that a clock that ticks coarsely does no harm. */
  together: z.int().min(1),
  dispatches: z.int().min(1),
  /** Bytes of the temporaries of its plan. */
  temporaryBytes: z.number().min(0),
  /** What one run has counted in each of the exercise's tallies, where the kernel has any of them. */
  tallies: z.record(z.string(), z.number()).optional(),
});

export const measurementSchema = z.strictObject({
  formatVersion: z.literal(measurementFormatVersion),
  exercise: z.string(),
  adapter: adapterSchema,
  parameters: z.record(z.string(), z.number()),
  /** The shape in words. */
  label: z.string(),
  /** Compulsory traffic of one run. */
  bytes: z.number().gt(0),
  /** Floating-point operations of one run; 0 where there are none. */
  flops: z.number().min(0),
  items: z.strictObject({ unit: z.string(), count: z.number() }).optional(),
  /** What this device reaches when it only copies, and when it only multiplies and adds. */
  speeds: speedsSchema,
  /** How the time was taken. */
  clock: z.enum(['timestamps', 'wall clock']),
  kernels: z.array(timed).min(1),
  /** Elements that were compared with the reference, of those that the kernel writes. */
  compared: z.strictObject({ elements: z.int(), of: z.int() }),
  mark: z
    .strictObject({
      /** Milliseconds that earn it, and what they are a share of. */
      within: z.number(),
      share: z.number(),
      of: z.enum(['copy', 'tuned']),
      earned: z.boolean(),
    })
    .optional(),
});

/** Why there are no times. */
export const notMeasuredSchema = z.strictObject({ title: z.string(), says: z.string() });

export type Measurement = z.infer<typeof measurementSchema>;
export type TimedKernel = z.infer<typeof timed>;
export type NotMeasured = z.infer<typeof notMeasuredSchema>;

export const isMeasurement = (one: Measurement | NotMeasured): one is Measurement =>
  'kernels' in one;
