import * as z from 'zod';
import { httpsSchema } from '../syllabus/schema';
import { constants, expression, familyName, name, sizes } from './forms';
import { marksSchema } from './marks-schema';
import { measuredSchema } from './measured-schema';
import { planSchema } from './plan-schema';

/**
 * The form of `exercise.json`, once: the types, the checks and the published JSON schema all come from here
 * (`npm run schema` writes `syllabus/schema/exercise.schema.json`, and a test fails when it is stale).
 * An unknown key is an error, so that a misspelt one is never silently without effect.
 */
export const exerciseFormatVersion = 1;

const httpsLink = z.strictObject({
  text: z.string().min(1).describe('What the link is called, for example "CS179 lecture 4".'),
  url: httpsSchema.optional(),
  inferred: z.boolean().optional().describe('True where the address was inferred and not seen.'),
});

const field = z.strictObject({
  name,
  type: z.enum(['u32', 'i32', 'f32']),
  says: z.string().describe('What it counts, in a few words for the contract table.'),
});

const tolerance = z.discriminatedUnion('class', [
  z.strictObject({ class: z.literal('T0') }),
  z.strictObject({ class: z.literal('T1'), operations: expression }),
  z.strictObject({ class: z.literal('T2') }),
  z.strictObject({ class: z.literal('T3'), ulps: z.number().min(0), absolute: z.number().min(0) }),
  z.strictObject({ class: z.literal('T4'), factor: z.number().min(1).optional() }),
]);

const binding = z.strictObject({
  binding: z.int().min(0).max(15),
  name,
  role: z
    .enum(['in', 'out', 'inout'])
    .describe('`in` is declared read, `out` and `inout` read_write.'),
  type: z
    .enum(['f32', 'u32', 'i32'])
    .describe('Type of one element; the binding is an array of it.'),
  declared: z
    .string()
    .optional()
    .describe(
      'The WGSL type of the variable where it is not a plain array: "array<atomic<u32>>" (an f32 is then kept as its bits), "array<vec4<f32>>", "array<vec4<f32>, 64>".',
    ),
  space: z
    .literal('uniform')
    .optional()
    .describe('The address space of an input that is not in storage.'),
  tolerance: tolerance
    .optional()
    .describe('For an output that is compared in another way than the others.'),
  shape: z.array(expression).max(5).describe('Sizes, slowest first (row-major).'),
  values: z
    .enum(['family', 'batch-norm'])
    .optional()
    .describe(
      'How inputs are made: by the input family (default), or as packed batch-norm statistics.',
    ),
  says: z.string().describe('What it holds, in a few words for the contract table.'),
});

const tally = z.strictObject({
  binding: z.int().min(0).max(15),
  name,
  says: z.string().min(1).describe('What is counted in it, in a few words.'),
});

const expectation = z.strictObject({
  verdict: z.enum(['failed', 'rejected']),
  diagnosis: z.string().describe('The id of the diagnosis that it must get first.'),
});

const prediction = z.strictObject({
  question: z
    .string()
    .min(1)
    .describe(
      'Asked before the first run: bytes read, a race or none, faster or slower than what.',
    ),
  options: z
    .array(z.string().min(1).max(120))
    .min(2)
    .max(4)
    .describe('What the learner can answer; `code` may be marked.'),
  answer: z.int().min(0).describe('Which of the options is right, counted from 0.'),
  says: z.string().min(1).describe('Why, in one to three sentences: shown after the run.'),
});

export const exerciseSchema = z.strictObject({
  $schema: z.string().optional(),
  formatVersion: z.literal(exerciseFormatVersion),
  id: z
    .string()
    .regex(
      /^[A-Z][A-Za-z]*\d+$/,
      'an id is a letter (or a word) and a number, for example E07, L09 or Mine1',
    ),
  title: z.string().min(1),
  topic: z.string().describe('The id of the topic that it stands under.'),
  concept: z.string().describe('What is learned, in a few words.'),
  follows: z.array(httpsLink).optional().describe('The lectures and labs that it follows.'),
  papers: z.array(z.string()).optional().describe('Ids of papers.'),
  prerequisites: z.array(z.string()).optional().describe('Ids of exercises to do before.'),
  uniform: z.strictObject({
    binding: z.int().min(0).max(15),
    fields: z
      .array(field)
      .min(1)
      .max(32)
      .describe('Fields in the order of the struct, four bytes each.'),
  }),
  settings: z
    .array(z.strictObject({ name, says: z.string() }))
    .optional()
    .describe(
      'Numbers of a case that the kernel is not told: how many workgroups are dispatched, how the inputs are spread.',
    ),
  derived: z
    .array(z.strictObject({ name, is: expression }))
    .optional()
    .describe('Sizes computed from the fields, in order, for example Ho.'),
  bindings: z.array(binding).min(1),
  tallies: z
    .array(tally)
    .optional()
    .describe(
      'Atomic u32 words, 0 at first, in which a kernel may count for its own sake. Nobody checks them; what one run left in them is shown with its time.',
    ),
  workgroup: z
    .strictObject({
      size: z
        .tuple([expression, expression, expression])
        .optional()
        .describe(
          'The size that the file must declare; free when left out. May use names of `overrides`.',
        ),
      memory: z.int().optional().describe('At most so many bytes of workgroup memory.'),
    })
    .optional(),
  overrides: z
    .array(constants)
    .optional()
    .describe(
      'Sets of override values: the file must be right for each. The first set is the default.',
    ),
  plan: planSchema,
  reference: z
    .string()
    .describe(
      'The id of the reference block; its inputs and outputs are the bindings of the same names.',
    ),
  tolerance,
  families: z.array(familyName).min(1).describe('Input families, the control family first.'),
  repeats: z
    .int()
    .min(2)
    .max(50)
    .optional()
    .describe('The control case runs so often and must give the same bits each time.'),
  caseLabel: z
    .string()
    .optional()
    .describe(
      'What a case is called, with sizes in braces: "{N}×{Ci}×{H}×{W} → {Co}". The sizes that differ, when left out.',
    ),
  cases: z
    .array(sizes)
    .min(1)
    .describe(
      'Sizes to run. The first is the control case: small, and the first word of the verdict comes from it.',
    ),
  marks: marksSchema
    .optional()
    .describe(
      'What a right kernel can reach besides, counted by the simulator (a stated model, the same on every machine) or told by its plan. A kernel that misses them is right all the same.',
    ),
  measured: measuredSchema
    .optional()
    .describe('What is timed after a pass, and what the times are held against.'),
  predict: prediction
    .optional()
    .describe(
      'A question before the first run; the answer is shown against the right one after it.',
    ),
  notice: z
    .string()
    .min(1)
    .optional()
    .describe('Markdown, one paragraph: what to notice, shown after a pass.'),
  hints: z.array(z.string()).min(1).describe('Markdown, each one step further.'),
  misreadings: z
    .array(z.strictObject({ id: z.string(), title: z.string(), says: z.string() }))
    .optional()
    .describe('Words for the misreadings that the reference block can tell.'),
  starter: expectation,
  mutants: z
    .array(
      z.strictObject({
        file: z.string(),
        ...expectation.shape,
        by: z
          .literal('simulator')
          .optional()
          .describe(
            'Told on the CPU model, which watches each access of the small cases (`--race`): on a GPU the values may come out right, or wrong in another way each time.',
          ),
        mistake: z.string(),
      }),
    )
    .describe('Wrong kernels and the verdict that each must get.'),
});

export type Exercise = z.infer<typeof exerciseSchema>;
export type Prediction = z.infer<typeof prediction>;
export type Tolerance = Exercise['tolerance'];
export type Binding = Exercise['bindings'][number];
export type Tally = z.infer<typeof tally>;
export type Expectation = z.infer<typeof expectation>;
