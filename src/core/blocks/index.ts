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
import { sort } from './sort';
import { seResnet, squeezeExcitationGate } from './squeeze-excitation';
import { sum } from './sum';
import { transpose, transposeByFour } from './transpose';
import { twoMaps } from './two-maps';
import { winograd } from './winograd';
import { xceptionEntry, xceptionMiddle } from './xception';
import { binaryWeightConv, xnorConv } from './xnor';
import { signPack, xnorDot } from './xnor-packed';

/** Blocks that are shown together. */
export interface BlockFamily {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** The blocks by family, in the order in which they are shown. */
export const families: readonly BlockFamily[] = Object.entries({
  Vectors: [add, polynomial, causalConvolution, movingAverage, twoMaps],
  Matrices: [transpose, transposeByFour, rowDots],
  'Reductions and scans': [
    ...[sum, normalise, atomicTotals, histogram],
    ...[groupSums, prefixSum, compaction, sort],
  ],
  'Convolution and linear layer': [conv2d, linear],
  'One convolution, four other ways': [im2col, mec, winograd, fftConvolution],
  'Cheaper convolutions': [
    ...[pointwise, channelShuffle, interleavedGroup, expander],
    ...[shift, shiftPointwise],
  ],
  Normalisation: [batchNorm, localResponseNorm],
  Activations: Object.values(activations),
  Pooling: Object.values(pooling),
  'Concatenation and resizing': Object.values(joins),
  'MobileNet and SqueezeNet': [
    ...[depthwiseSeparable, invertedResidualBlock, invertedResidualOriginal],
    fireModule,
  ],
  Inception: [inceptionModule, inceptionBiased, inceptionV3A],
  Xception: [xceptionMiddle, xceptionEntry],
  'ResNet and ResNeXt': [
    ...[resnetBasic, resnetBottleneck, resnetBottleneckOriginal],
    ...[resnext, resnextPaths],
  ],
  'DenseNet and CondenseNet': [
    ...[denseLayerInPlace, denseLayerPlain, denseBlockBC, denseTransition],
    condensenetLayer,
  ],
  'ShuffleNet and IGCV1': [shuffleNetUnit, interleavedGroupBlock],
  'Squeeze-and-excitation': [squeezeExcitationGate, seResnet],
  FractalNet: [fractalBlock, fractalJoin, dropPath],
  'Context for segmentation': [asppPlain, asppDeepLab, pyramidPoolingPlain, pyramidPoolingPspnet],
  'Searched cells': [
    ...[nasnetANormal, nasnetAReduction, pnasnet5],
    ...[hierarchicalMotif, hierarchicalSum, hierarchicalConcat],
  ],
  Capsules: [squash, capsulePrediction, capsuleRouting, capsules],
  'Sparse weights': [
    ...[magnitudePrune, csrMatmul, blockSparseMatmul],
    ...[learnedGroupConv, condensePrune],
  ],
  'Shared weights and coding': [
    ...[kmeansCodebook, codebookConv, huffman],
    ...[relativePositions, deepCompression],
  ],
  'Few bits': [int8Conv, binaryWeightConv, xnorConv, signPack, xnorDot],
  'Low rank': [lowRankConv, lowRankKernel, lowRankSparseConv, lowRankSparseSplit],
  Training: [
    ...[conv2dBackwardData, conv2dBackwardWeights, linearBackward, poolBackward],
    ...[batchNormTraining, softmaxCrossEntropy, sgd],
  ],
}).map(([title, members]) => ({ title, blocks: members }));

/** Every reference block by its id, which is what an exercise's `reference` names. */
export const blocks: ReadonlyMap<string, Block> = new Map(
  families.flatMap(({ blocks }) => blocks.map((block) => [block.id, block])),
);
