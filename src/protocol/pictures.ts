import * as z from 'zod';
import type { PictureOrder, PictureReply } from '../core/grade/keeping';

/** Windows of tensors, for whoever draws them without having run the kernel. */
export const pictureOrderSchema: z.ZodType<PictureOrder> = z.strictObject({
  run: z.int(),
  caseIndex: z.int().min(0),
  tensor: z.union([z.int().min(0), z.string()]),
  plane: z.union([z.int().min(0), z.literal('first wrong')]),
  maxRows: z.int().min(1).max(512),
  maxCols: z.int().min(1).max(512),
});

const count = z.int().min(0);

export const pictureReplySchema: z.ZodType<PictureReply> = z.strictObject({
  picture: z.strictObject({
    ...{ planes: count, plane: count, planeLabel: z.string() },
    ...{ rows: count, cols: count, height: count, width: count, size: count },
    ...{ folded: z.boolean(), blockRows: count, blockCols: count },
    // VS Code carries typed arrays as they are.
    elements: z.instanceof(Int32Array),
    expected: z.instanceof(Float64Array),
    got: z.instanceof(Float64Array),
    bound: z.instanceof(Float64Array),
    unwritten: z.instanceof(Uint8Array),
    ratio: z.instanceof(Float32Array),
    wrong: z.instanceof(Uint32Array),
    ...{ low: z.number(), high: z.number() },
  }),
  tensors: z.array(z.string()),
  tensor: z.int(),
  shape: z.array(count),
  wrongByPlane: z.instanceof(Uint32Array),
  shows: z.enum(['both', 'expected', 'input']),
});
