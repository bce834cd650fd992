import { add } from './add';
import { asppDeepLab, asppPlain } from './aspp';
import type { Block } from './block';
import { condensenetLayer } from './condensenet';
import { conv2d } from './conv2d';
import { denseBlockBC, denseLayerInPlace, denseLayerPlain, denseTransition } from './densenet';
import { depthwiseSeparable } from './depthwise-separable';
import { fireModule } from './fire';
import { fractalBlock } from './fractal';
import { hierarchicalConcat, hierarchicalMotif, hierarchicalSum } from './hierarchical';
import { inceptionBiased, inceptionModule, inceptionV3A } from './inception';
import { interleavedGroupBlock } from './interleaved-group-block';
import { invertedResidualBlock, invertedResidualOriginal } from './inverted-residual';
import { nasnetANormal, nasnetAReduction } from './nasnet';
import { pnasnet5 } from './pnasnet';
import { pyramidPoolingPlain, pyramidPoolingPspnet } from './pyramid-pooling';
import { resnetBasic, resnetBottleneck, resnetBottleneckOriginal } from './resnet';
import { resnext, resnextPaths } from './resnext';
import { shuffleNetUnit } from './shufflenet';
import { seResnet, squeezeExcitationGate } from './squeeze-excitation';
import { sum } from './sum';
import { transpose } from './transpose';
import { xceptionEntry, xceptionMiddle } from './xception';

const plain: readonly Block[] = [add, transpose, sum, conv2d, depthwiseSeparable];

/** Blocks of the papers' architectures, family by family. */
const architectures: readonly Block[] = [
  ...[invertedResidualBlock, invertedResidualOriginal, fireModule],
  ...[inceptionModule, inceptionBiased, inceptionV3A, xceptionMiddle, xceptionEntry],
  ...[resnetBasic, resnetBottleneck, resnetBottleneckOriginal, resnext, resnextPaths],
  ...[denseLayerInPlace, denseLayerPlain, denseBlockBC, denseTransition, condensenetLayer],
  ...[shuffleNetUnit, interleavedGroupBlock, squeezeExcitationGate, seResnet, fractalBlock],
  ...[asppPlain, asppDeepLab, pyramidPoolingPlain, pyramidPoolingPspnet],
  ...[nasnetANormal, nasnetAReduction, pnasnet5],
  ...[hierarchicalMotif, hierarchicalSum, hierarchicalConcat],
];

/** Every reference block by its id, which is what an exercise's `reference` names. */
export const blocks: ReadonlyMap<string, Block> = new Map(
  [...plain, ...architectures].map((block) => [block.id, block]),
);
