import { add } from './add';
import { batchNormTraining } from './batch-norm-training';
import type { Block } from './block';
import { blockSparseMatmul } from './block-sparse';
import { capsulePrediction, capsuleRouting, capsules, squash } from './capsules';
import { codebookConv } from './codebook-conv';
import { conv2d } from './conv2d';
import { softmaxCrossEntropy } from './cross-entropy';
import { csrMatmul } from './csr';
import { deepCompression } from './deep-compression';
import { depthwiseSeparable } from './depthwise-separable';
import { dropPath } from './drop-path';
import { fractalJoin } from './fractal-join';
import { huffman } from './huffman';
import { int8Conv } from './int8-conv';
import { kmeansCodebook } from './kmeans-codebook';
import { condensePrune, learnedGroupConv } from './learned-group-conv';
import { linearBackward } from './linear-backward';
import { lowRankConv, lowRankKernel } from './low-rank';
import { lowRankSparseConv, lowRankSparseSplit } from './low-rank-sparse';
import { magnitudePrune } from './magnitude-prune';
import { poolBackward } from './pool-backward';
import { relativePositions } from './relative-positions';
import { sgd } from './sgd';
import { sum } from './sum';
import { transpose } from './transpose';
import { binaryWeightConv, xnorConv } from './xnor';
import { signPack, xnorDot } from './xnor-packed';

const plain = [add, transpose, sum];
const convolutions = [conv2d, depthwiseSeparable];
const sparse = [magnitudePrune, csrMatmul, blockSparseMatmul, learnedGroupConv, condensePrune];
const coded = [kmeansCodebook, codebookConv, huffman, relativePositions, deepCompression];
const quantised = [int8Conv, binaryWeightConv, xnorConv, signPack, xnorDot];
const lowRank = [lowRankConv, lowRankKernel, lowRankSparseConv, lowRankSparseSplit];
const routed = [squash, capsulePrediction, capsuleRouting, capsules, fractalJoin, dropPath];
const training = [batchNormTraining, softmaxCrossEntropy, poolBackward, sgd, linearBackward];

/** Every reference block by its id, which is what an exercise's `reference` names. */
export const blocks: ReadonlyMap<string, Block> = new Map(
  [plain, convolutions, sparse, coded, quantised, lowRank, routed, training]
    .flat()
    .map((block) => [block.id, block]),
);
