import * as z from 'zod';
import { constants, expression, familyName, sizes } from './forms';
import { planSchema } from './plan-schema';

const timedKernel = z.strictObject({
  file: z
    .string()
    .regex(/^[\w-]+\.wgsl$/, 'a kernel that is timed is a .wgsl file of this folder')
    .describe('A right kernel in this folder, for example "solution.wgsl" or "tuned.wgsl".'),
  says: z
    .string()
    .min(1)
    .max(80)
    .describe('What is particular about it, in a few words: "one element an invocation".'),
  plan: planSchema.optional().describe('Its passes, where they are not those of the exercise.'),
});

const shape = {
  sizes: sizes.describe('The shape on which kernels are timed.'),
  softwareSizes: sizes
    .optional()
    .describe(
      'A smaller shape for a processor that plays the GPU, where the other would take it many seconds.',
    ),
};

const otherShape = z.strictObject({
  says: z.string().min(1).max(60).describe('What is other about it: "nine in ten are kept".'),
  ...shape,
  bytes: expression.optional().describe('Where they are not counted as at the first shape.'),
});

export const measuredSchema = z.strictObject({
  says: z
    .string()
    .min(1)
    .max(60)
    .optional()
    .describe('What the first shape is called, where there are others to choose from.'),
  ...shape,
  others: z
    .array(otherShape)
    .min(1)
    .optional()
    .describe('Other shapes to choose from, where the comparison of several is the point.'),
  overrides: constants.optional().describe('Values of overrides; the default when left out.'),
  family: familyName.optional().describe('How the inputs are made; `uniform` when left out.'),
  bytes: expression.describe(
    'Compulsory traffic in bytes: what must be read and written at least once.',
  ),
  flops: expression
    .optional()
    .describe('Floating-point operations, a multiply-add as two; left out where there are none.'),
  items: z
    .strictObject({ unit: z.string().min(1).max(24), count: expression })
    .optional()
    .describe('What else is counted each second, where bytes and FLOPs say little: keys sorted.'),
  naive: timedKernel.describe('The straightforward right kernel that all are compared with.'),
  tuned: timedKernel
    .optional()
    .describe('What a good engineer would write, where speed is the point.'),
  mark: z
    .strictObject({
      ofCopy: z.number().gt(0).max(1).optional(),
      ofTuned: z.number().gt(0).max(1).optional(),
    })
    .optional()
    .describe(
      'The pass mark on a GPU: a share of the speed at which the device copies, or of the tuned kernel; the lower of the two. Never held against a processor.',
    ),
});

export type Measured = z.infer<typeof measuredSchema>;
