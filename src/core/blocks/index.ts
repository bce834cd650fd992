import * as activations from './activations';
import { add } from './add';
import { batchNorm } from './batch-norm';
import type { Block } from './block';
import { channelShuffle } from './channel-shuffle';
import { conv2d } from './conv2d';
import { conv2dBackwardData } from './conv2d-backward-data';
import { conv2dBackwardWeights } from './conv2d-backward-weights';
import { convElements } from './conv-elements';
import { depthwiseSeparable } from './depthwise-separable';
import { expander } from './expander';
import { fftConvolution } from './fft-convolution';
import { im2col } from './im2col';
import { interleavedGroup } from './interleaved-group';
import * as joins from './joins';
import { linear } from './linear';
import { localResponseNorm } from './local-response-norm';
import { mec } from './mec';
import { pointwise } from './pointwise';
import * as pooling from './pooling';
import { shift, shiftPointwise } from './shift';
import { sum } from './sum';
import { transpose } from './transpose';
import { winograd } from './winograd';

/** One element of a convolution is a sum of its own; as a graph it is computed window by window. */
const convolution: Block = {
  ...conv2d,
  elementsAt: (p, inputs, _output, at, round) => convElements(p, inputs, at, round),
};

/** The blocks by family, in the order in which they are shown. */
const families: readonly (readonly Block[])[] = [
  [add, transpose, sum],
  [convolution, linear],
  [im2col, mec, winograd, fftConvolution],
  [pointwise, channelShuffle, interleavedGroup, expander, shift, shiftPointwise],
  [batchNorm, localResponseNorm],
  Object.values(activations),
  Object.values(pooling),
  Object.values(joins),
  [depthwiseSeparable],
  [conv2dBackwardData, conv2dBackwardWeights],
];

/** Every reference block by its id, which is what an exercise's `reference` names. */
export const blocks: ReadonlyMap<string, Block> = new Map(
  families.flat().map((block) => [block.id, block]),
);
