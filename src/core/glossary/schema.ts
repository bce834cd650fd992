import * as z from 'zod';
import { exerciseIdSchema, httpsSchema, idSchema } from '../syllabus/schema';

/** The form of `syllabus/glossary.json`: what somebody who knows CUDA finds in WGSL and WebGPU, and what bites there. */
export const glossaryFormatVersion = 1;

const words = z.array(z.string().min(1));

const term = z.strictObject({
  id: idSchema,
  title: z
    .string()
    .regex(
      /^[A-Za-z0-9]+([ -][A-Za-z0-9]+)*$/,
      'a title is plain words, since links lead to it by them',
    )
    .describe('What it is called in plain words, for example “Barrier of a workgroup”.'),
  cuda: words.describe('What CUDA calls it (Markdown); empty where CUDA has nothing of the kind.'),
  wgsl: words.describe(
    'What WGSL or WebGPU calls it (Markdown); empty where they have nothing of the kind.',
  ),
  is: z.string().min(1).describe('What it is, in one to three sentences (Markdown).'),
  trap: z
    .string()
    .min(1)
    .describe('What goes wrong for who comes from CUDA, in one or two sentences (Markdown).'),
  hover: words.describe(
    'Words that tell of it where they stand in a .wgsl file, without spaces: `threadIdx.x`, `var<workgroup>`. Each belongs to one term.',
  ),
  exercises: z.array(exerciseIdSchema).describe('The exercises that use it.'),
  source: httpsSchema.describe('The section of the specification or manual that says so.'),
});

export const glossarySchema = z.strictObject({
  $schema: z.string().optional(),
  formatVersion: z.literal(glossaryFormatVersion),
  terms: z.array(term).min(1).describe('In the order in which a newcomer meets them.'),
});

export type Glossary = z.infer<typeof glossarySchema>;
export type Term = Glossary['terms'][number];
