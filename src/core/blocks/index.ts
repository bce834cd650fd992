import * as activations from './activations';
import { add } from './add';
import { asppDeepLab, asppPlain } from './aspp';
import { atomicTotals } from './atomic-totals';
import { batchNorm } from './batch-norm';
import { batchNormTraining } from './batch-norm-training';
import type { Block } from './block';
import { blockSparseMatmul } from './block-sparse';
import { capsulePrediction, capsuleRouting, capsules, squash } from './capsules';
import { causalConvolution } from './causal-convolution';
import { channelShuffle } from './channel-shuffle';
import { codebookConv } from './codebook-conv';
import { compaction } from './compaction';
import { condensenetLayer } from './condensenet';
import { convElements } from './conv-elements';
import { conv2d } from './conv2d';
import { conv2dBackwardData } from './conv2d-backward-data';
import { conv2dBackwardWeights } from './conv2d-backward-weights';
import { softmaxCrossEntropy } from './cross-entropy';
import { csrMatmul } from './csr';
import { deepCompression } from './deep-compression';
import { denseBlockBC, denseLayerInPlace, denseLayerPlain, denseTransition } from './densenet';
import { depthwiseSeparable } from './depthwise-separable';
import { dropPath } from './drop-path';
import { expander } from './expander';
import { fftConvolution } from './fft-convolution';
import { fireModule } from './fire';
import { fractalBlock } from './fractal';
import { fractalJoin } from './fractal-join';
import { groupSums } from './group-sums';
import { hierarchicalConcat, hierarchicalMotif, hierarchicalSum } from './hierarchical';
import { histogram } from './histogram';
import { huffman } from './huffman';
import { im2col } from './im2col';
import { inceptionBiased, inceptionModule, inceptionV3A } from './inception';
import { int8Conv } from './int8-conv';
import { interleavedGroup } from './interleaved-group';
import { interleavedGroupBlock } from './interleaved-group-block';
import { invertedResidualBlock, invertedResidualOriginal } from './inverted-residual';
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
import { movingAverage } from './moving-average';
import { nasnetANormal, nasnetAReduction } from './nasnet';
import { normalise } from './normalise';
import { pnasnet5 } from './pnasnet';
import { pointwise } from './pointwise';
import { polynomial } from './polynomial';
import { poolBackward } from './pool-backward';
import * as pooling from './pooling';
import { prefixSum } from './prefix-sum';
import { pyramidPoolingPlain, pyramidPoolingPspnet } from './pyramid-pooling';
import { relativePositions } from './relative-positions';
import { resnetBasic, resnetBottleneck, resnetBottleneckOriginal } from './resnet';
import { resnext, resnextPaths } from './resnext';
import { rowDots } from './row-dots';
import { sgd } from './sgd';
import { shift, shiftPointwise } from './shift';
import { shuffleNetUnit } from './shufflenet';
import { seResnet, squeezeExcitationGate } from './squeeze-excitation';
import { sum } from './sum';
import { transpose, transposeByFour } from './transpose';
import { twoMaps } from './two-maps';
import { winograd } from './winograd';
import { xceptionEntry, xceptionMiddle } from './xception';
import { binaryWeightConv, xnorConv } from './xnor';
import { signPack, xnorDot } from './xnor-packed';

/** One element of a convolution is a sum of its own; as a graph it is computed window by window. */
const convolution: Block = {
  ...conv2d,
  elementsAt: (p, inputs, _output, at, round) => convElements(p, inputs, at, round),
};

/** The blocks by family, in the order in which they are shown. */
const families: readonly (readonly Block[])[] = [
  [add, polynomial, causalConvolution, movingAverage],
  [twoMaps, transpose, transposeByFour, rowDots],
  [sum, normalise, atomicTotals, histogram],
  [groupSums, prefixSum, compaction],
  [convolution, linear],
  [im2col, mec, winograd, fftConvolution],
  [pointwise, channelShuffle, interleavedGroup, expander, shift, shiftPointwise],
  [batchNorm, localResponseNorm],
  Object.values(activations),
  Object.values(pooling),
  Object.values(joins),
  [depthwiseSeparable, invertedResidualBlock, invertedResidualOriginal, fireModule],
  [inceptionModule, inceptionBiased, inceptionV3A],
  [xceptionMiddle, xceptionEntry],
  [resnetBasic, resnetBottleneck, resnetBottleneckOriginal, resnext, resnextPaths],
  [denseLayerInPlace, denseLayerPlain, denseBlockBC, denseTransition, condensenetLayer],
  [shuffleNetUnit, interleavedGroupBlock],
  [squeezeExcitationGate, seResnet],
  [fractalBlock],
  [asppPlain, asppDeepLab, pyramidPoolingPlain, pyramidPoolingPspnet],
  [nasnetANormal, nasnetAReduction, pnasnet5],
  [hierarchicalMotif, hierarchicalSum, hierarchicalConcat],
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
