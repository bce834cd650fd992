import * as z from 'zod';
import { constants, expression, name } from './forms';

const passSchema = z.strictObject({
  entry: name.describe('The entry point.'),
  workgroups: z
    .tuple([expression, expression, expression])
    .describe(
      'How many workgroups in x, y and z; may also use wx, wy, wz (the workgroup size), overrides and constants of the file.',
    ),
  bindings: z
    .record(z.string().regex(/^\d+$/), name)
    .optional()
    .describe('Which tensor is at which binding number; without it, the numbers of the contract.'),
  constants: constants.optional().describe('Values of overrides for this pass.'),
  exact: z
    .boolean()
    .optional()
    .describe('True where the contract fixes the number of workgroups: no run has more of them.'),
});

const again = z
  .strictObject({
    first: z.int().min(0).describe('The first pass of a round, counted from 0.'),
    last: z.int().min(0).describe('The last pass of a round.'),
    while: name.describe('The tensor whose first word says before each round whether it runs.'),
    most: z.int().min(1).max(256).describe('So many rounds and no more.'),
  })
  .describe(
    'Passes that the host runs in rounds: again and again, as long as a word that it reads back is not 0.',
  );

export const planSchema = z.strictObject({
  temps: z
    .array(
      z.strictObject({
        name,
        binding: z.int().min(0).max(15),
        type: z.enum(['f32', 'u32', 'i32']),
        elements: expression,
        is: z
          .string()
          .min(1)
          .optional()
          .describe(
            'The layer of the reference block whose values it holds when all passes have run, for example "relu1", the first ReLU. Its heat map then stands beside what is expected; grading does not look at it.',
          ),
      }),
    )
    .describe('Buffers between passes. They hold poison before the first pass.'),
  passes: z.array(passSchema).min(1).max(64),
  again: again.optional(),
});

/** A plan as a file of its own, beside a learner's kernel. */
export const planFileSchema = planSchema.extend({ $schema: z.string().optional() });

/** The plan in such a file. */
export function planOf({ temps, passes, again }: z.infer<typeof planFileSchema>): Plan {
  return { temps, passes, ...(again === undefined ? {} : { again }) };
}

export type Plan = z.infer<typeof planSchema>;
export type Pass = z.infer<typeof passSchema>;
