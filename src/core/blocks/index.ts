import * as activations from './activations';
import { add } from './add';
import { batchNorm } from './batch-norm';
import type { Block } from './block';
import { conv2d } from './conv2d';
import { depthwiseSeparable } from './depthwise-separable';
import * as joins from './joins';
import { linear } from './linear';
import { localResponseNorm } from './local-response-norm';
import * as pooling from './pooling';
import { sum } from './sum';
import { transpose } from './transpose';

/** The blocks by family, in the order in which they are shown. */
const families: readonly (readonly Block[])[] = [
  [add, transpose, sum],
  [conv2d, linear],
  [batchNorm, localResponseNorm],
  Object.values(activations),
  Object.values(pooling),
  Object.values(joins),
  [depthwiseSeparable],
];

/** Every reference block by its id, which is what an exercise's `reference` names. */
export const blocks: ReadonlyMap<string, Block> = new Map(
  families.flat().map((block) => [block.id, block]),
);
