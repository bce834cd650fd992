import * as z from 'zod';
import { exerciseIdSchema, httpsSchema, idSchema, yearSchema } from './schema';

/** The form of a paper file, `syllabus/papers/<id>.json`. Facts carry a source; what is from memory says so. */
export const paperFormatVersion = 1;

const parameter = z.strictObject({
  name: z.string().min(1).describe('For example “cardinality”.'),
  value: z.string().min(1).describe('The paper’s default, as text: “32”, “3x3”, “6, 12, 18”.'),
  says: z.string().min(1).describe('What it means, in a few words.'),
  fromMemory: z.literal(true).optional(),
});

const block = z.strictObject({
  says: z.string().min(1).describe('What the block does, layer by layer (Markdown).'),
  parameters: z.array(parameter).optional(),
});

const measure = z.strictObject({
  name: z.string().min(1).describe('For example “mIOU” or “mAP”.'),
  value: z.number(),
  unit: z.string().describe('For example “%” or “ms”; empty for a plain number.'),
});

/** The values of a results row that can be from memory one by one. */
const cells = ['top1', 'top5', 'measures', 'parameters', 'multiplyAdds', 'note'] as const;

const percent = z.number().min(0).max(100);

const result = z.strictObject({
  model: z.string().min(1),
  dataset: z.string().min(1),
  top1: percent.optional().describe('Top-1 error in percent.'),
  top5: percent.optional().describe('Top-5 error in percent.'),
  measures: z.array(measure).min(1).optional().describe('Anything but an error: mIOU, mAP, …'),
  parameters: z.number().positive().optional().describe('In millions, as published.'),
  multiplyAdds: z
    .number()
    .positive()
    .optional()
    .describe('In millions, as published; what is counted is in the paper’s `convention`.'),
  recount: z
    .strictObject({
      parameters: z.int().positive().optional(),
      multiplyAdds: z.number().positive().optional().describe('In millions.'),
    })
    .optional()
    .describe(
      'Our own count, layer by layer: one multiply-add for each use of a weight of a convolution or a fully connected layer.',
    ),
  source: z.string().min(1).describe('Table number and, when it is not the paper itself, whose.'),
  note: z.string().min(1).optional(),
  fromMemory: z
    .union([z.literal(true), z.array(z.enum(cells)).min(1)])
    .optional()
    .describe('True where the whole row is from memory, or the names of the values that are.'),
});

/** The fields of a paper that can be from memory. */
const fields = [
  'title',
  'authors',
  'year',
  'venue',
  'doi',
  'page',
  'pdf',
  'code',
  'idea',
  'block',
  'equation',
  'convention',
  'note',
] as const;

export const paperSchema = z.strictObject({
  $schema: z.string().optional(),
  formatVersion: z.literal(paperFormatVersion),
  id: idSchema,
  name: z.string().min(1).describe('What everybody calls it, for example “ResNeXt”.'),
  title: z.string().min(1),
  authors: z.array(z.string().min(1)).min(1),
  year: yearSchema,
  venue: z.string(),
  arxiv: z
    .string()
    .regex(/^\d{4}\.\d{4,5}$/, 'an arXiv id is four digits, a dot and four or five digits')
    .optional(),
  doi: z
    .string()
    .regex(/^10\.\d{4,}\/\S+$/, 'a DOI starts with 10., for example 10.1109/CVPR.2017.15')
    .optional(),
  page: httpsSchema.describe('The landing page: what a click opens.'),
  pdf: httpsSchema.optional(),
  code: httpsSchema.optional(),
  idea: z
    .string()
    .min(1)
    .describe('The idea in two to four sentences, in our own words (Markdown).'),
  blockNames: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('What its building blocks are called, by which people look for it: “Fire module”.'),
  block: block.optional().describe('The building block that the paper gives to a network.'),
  equation: z.string().min(1).optional().describe('The defining equation, in LaTeX without $.'),
  where: z
    .string()
    .min(1)
    .optional()
    .describe('What the symbols of the equation stand for (Markdown).'),
  convention: z
    .string()
    .min(1)
    .optional()
    .describe('How the paper counts: multiply-adds, operations, bytes.'),
  results: z.array(result).optional(),
  note: z.string().min(1).optional().describe('What to beware of when comparing.'),
  buildsOn: z.array(idSchema).optional().describe('Ids of papers to read before.'),
  labs: z
    .array(exerciseIdSchema)
    .optional()
    .describe('Ids of the exercises and labs that belong to it, in order.'),
  fromMemory: z
    .array(z.enum(fields))
    .min(1)
    .optional()
    .describe('Names of the fields that nobody has checked against the paper; shown as such.'),
});

export type Paper = z.infer<typeof paperSchema>;
export type Result = z.infer<typeof result>;
export type ResultCell = (typeof cells)[number];

/** Whether a value of a results row is from memory. */
export function isFromMemory({ fromMemory }: Result, cell: ResultCell): boolean {
  return fromMemory === true || (fromMemory?.includes(cell) ?? false);
}
