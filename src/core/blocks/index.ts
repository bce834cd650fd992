import * as activations from './activations';
import { add } from './add';
import { batchNorm } from './batch-norm';
import { batchNormTraining } from './batch-norm-training';
import type { Block } from './block';
import { blockSparseMatmul } from './block-sparse';
import { capsulePrediction, capsuleRouting, capsules, squash } from './capsules';
import { channelShuffle } from './channel-shuffle';
import { codebookConv } from './codebook-conv';
import { convElements } from './conv-elements';
import { conv2d } from './conv2d';
import { conv2dBackwardData } from './conv2d-backward-data';
import { conv2dBackwardWeights } from './conv2d-backward-weights';
import { softmaxCrossEntropy } from './cross-entropy';
import { csrMatmul } from './csr';
import { deepCompression } from './deep-compression';
import { depthwiseSeparable } from './depthwise-separable';
import { dropPath } from './drop-path';
import { expander } from './expander';
import { fftConvolution } from './fft-convolution';
import { fractalJoin } from './fractal-join';
import { huffman } from './huffman';
import { im2col } from './im2col';
import { int8Conv } from './int8-conv';
import { interleavedGroup } from './interleaved-group';
import * as joins from './joins';
import { kmeansCodebook } from './kmeans-codebook';
import { condensePrune, learnedGroupConv } from './learned-group-conv';
import { linear } from './linear';
import { linearBackward } from './linear-backward';
import { localResponseNorm } from './local-response-norm';
import { lowRankConv, lowRankKernel } from './low-rank';
import { lowRankSparseConv, lowRankSparseSplit } from './low-rank-sparse';
import { magnitudePrune } from './magnitude-prune';
import { mec } from './mec';
import { pointwise } from './pointwise';
import { poolBackward } from './pool-backward';
import * as pooling from './pooling';
import { relativePositions } from './relative-positions';
import { sgd } from './sgd';
import { shift, shiftPointwise } from './shift';
import { sum } from './sum';
import { transpose } from './transpose';
import { winograd } from './winograd';
import { binaryWeightConv, xnorConv } from './xnor';
import { signPack, xnorDot } from './xnor-packed';

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
  [magnitudePrune, csrMatmul, blockSparseMatmul, learnedGroupConv, condensePrune],
  [kmeansCodebook, codebookConv, huffman, relativePositions, deepCompression],
  [int8Conv, binaryWeightConv, xnorConv, signPack, xnorDot],
  [lowRankConv, lowRankKernel, lowRankSparseConv, lowRankSparseSplit],
  [squash, capsulePrediction, capsuleRouting, capsules, fractalJoin, dropPath],
  [conv2dBackwardData, conv2dBackwardWeights, linearBackward, poolBackward],
  [batchNormTraining, softmaxCrossEntropy, sgd],
];

/** Every reference block by its id, which is what an exercise's `reference` names. */
export const blocks: ReadonlyMap<string, Block> = new Map(
  families.flat().map((block) => [block.id, block]),
);
