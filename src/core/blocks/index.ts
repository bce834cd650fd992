import { add } from './add';
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
import { mec } from './mec';
import { pointwise } from './pointwise';
import { shift, shiftPointwise } from './shift';
import { sum } from './sum';
import { transpose } from './transpose';
import { winograd } from './winograd';

/** One element of a convolution is a sum of its own; `conv2d` goes plane by plane, for speed. */
const convolution: Block = {
  ...conv2d,
  elementsAt: (p, inputs, _output, at, round) => convElements(p, inputs, at, round),
};

/** Every reference block by its id, which is what an exercise's `reference` names. */
export const blocks: ReadonlyMap<string, Block> = new Map(
  [
    ...[add, transpose, sum, convolution, depthwiseSeparable],
    ...[im2col, mec, winograd, fftConvolution, pointwise, channelShuffle, interleavedGroup],
    ...[expander, shift, shiftPointwise, conv2dBackwardData, conv2dBackwardWeights],
  ].map((block) => [block.id, block]),
);
