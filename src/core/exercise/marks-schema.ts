import * as z from 'zod';
import { name, sizes } from './forms';
import { planSchema } from './plan-schema';

const amount = z.union([z.number().min(0), z.string().min(1)]);

const proof = z.strictObject({
  file: z
    .string()
    .regex(/^(misses\/)?[\w-]+\.wgsl$/, 'a kernel is a .wgsl file of this folder or of misses/')
    .describe('A kernel of this folder, for example "misses/tile-32-wide.wgsl".'),
  plan: planSchema.optional().describe('Its passes, where they are not those of the exercise.'),
});

const goal = z.strictObject({
  id: z.string().regex(/^[a-z][a-z-]*$/, 'an id is lower case words with hyphens between'),
  title: z.string().min(1).max(60).describe('What is achieved, in a few words: "No bank twice".'),
  count: z
    .enum([
      'lines',
      'banks',
      'words',
      'ahead',
      'floats',
      'partings',
      'barriers',
      'temporaryBytes',
      'chains',
    ])
    .describe(
      '`lines`: different lines of 128 bytes, and `banks`: the most different words in one of 32 banks of workgroup memory, each for an access of 32 neighbouring invocations, on average, at the worst place. `words`: four-byte words moved in all. `ahead`: the most words of buffers that an invocation loads before it stores something. `floats`: operations on floats in all, as the file has them. `partings`: how often 32 neighbours go different ways at a branch. `barriers`: barriers that a workgroup passes. `temporaryBytes`: of the plan. `chains`: sums of one loop that do not wait for each other, by the text of the file.',
    ),
  of: name
    .optional()
    .describe('For lines and words: a binding. For banks: "workgroup", all workgroup memory.'),
  entry: name.optional().describe('Only what this entry point does; all of them when left out.'),
  access: z
    .enum(['read', 'write', 'atomic'])
    .optional()
    .describe('Only such accesses; all when left out.'),
  most: amount
    .optional()
    .describe('At most so many: a number, or an expression over the parameters of the case.'),
  least: amount.optional().describe('Or at least so many.'),
  says: z.string().min(1).describe('What to do when it is missed, in one or two sentences.'),
  earnedBy: proof.optional().describe('A kernel that reaches it; the solution when left out.'),
  missedBy: proof.describe('A right kernel that does not.'),
});

export const marksSchema = z.strictObject({
  sizes: sizes.describe(
    'The case on which is counted, one of `cases`, with the default overrides. Let rows begin at multiples of 128 bytes there, or an access in order touches two lines.',
  ),
  goals: z.array(goal).min(1),
});

export type Goal = z.infer<typeof goal>;
