import { add } from './add';
import type { Block } from './block';
import { conv2d } from './conv2d';
import { depthwiseSeparable } from './depthwise-separable';
import { sum } from './sum';
import { transpose } from './transpose';

/** Every reference block by its id, which is what an exercise's `reference` names. */
export const blocks: ReadonlyMap<string, Block> = new Map(
  [add, transpose, sum, conv2d, depthwiseSeparable].map((block) => [block.id, block]),
);
