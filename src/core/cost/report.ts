import * as z from 'zod';

/** The form of `tilework cost --json`; goes up when a reader of the old form would be wrong about the new one. */
export const costFormatVersion = 1;

const size = z.int().min(0);
const row = z.strictObject({
  /** In words: what the layer is, or the layers of a row of the paper's table are. */
  label: z.string(),
  /** Channels, rows and columns of what the last layer makes, or features of a vector; one image. */
  shape: z.array(z.int().min(1)),
  /** Learned numbers: batch norm has two a channel, its running statistics do not count. */
  parameters: size,
  /** Multiply-adds: one for each use of a weight. */
  macs: size,
});
/** Least and most; or rows and columns. */
const range = z.tuple([z.number(), z.number()]);

export const costSchema = z.strictObject({
  formatVersion: z.literal(costFormatVersion),
  network: z.string(),
  title: z.string(),
  /** The paper, by the id that the syllabus gives it. */
  paper: z.string(),
  /** Every option of the network with its value. */
  options: z.record(z.string(), z.union([z.number(), z.string()])),
  parameters: size,
  macs: size,
  /** The same operations as other sources count them. */
  counts: z.array(
    z.strictObject({
      convention: z.string(),
      /** What the source calls the number. */
      word: z.string(),
      source: z.string(),
      count: size,
    }),
  ),
  /** Bytes of the weights as they are stored: f32, running statistics and indices included, unless `storage` says more. */
  weightBytes: size,
  storage: z.string().optional(),
  /** The most bytes of f32 activations that live at once: element-wise layers work in place, a concat copies. */
  peakActivationBytes: size,
  /** Rows and columns of the picture that one position of the last map sees, and from one position to the next. */
  receptiveField: z.strictObject({ size: range, stride: range }),
  /** Millijoules for one picture, estimated from published figures. */
  energy: z.strictObject({
    model: z.string(),
    source: z.string(),
    /** Figures of the source that nobody has looked up again. */
    fromMemory: z.array(z.string()),
    arithmetic: z.number(),
    weights: range,
    activations: z.number(),
    total: range,
  }),
  /** The rows of the paper's layer table. */
  sections: z.array(row),
  /** Every layer, where it was asked for. */
  layers: z
    .array(row.extend({ name: z.string(), kind: z.string(), section: z.string().optional() }))
    .optional(),
  /** Published figures for these options. */
  published: z.array(
    z.strictObject({
      quantity: z.enum(['parameters', 'operations']),
      printed: z.string(),
      source: z.string(),
      convention: z.string(),
      /** What these layers come to by the same convention. */
      ours: size,
      /** Whether that is the printed figure to its digits. */
      agrees: z.boolean(),
      /** Why not, where not. */
      reason: z.string().optional(),
      fromMemory: z.boolean().optional(),
    }),
  ),
  notes: z.array(z.string()),
});

export type NetworkCost = z.infer<typeof costSchema>;
