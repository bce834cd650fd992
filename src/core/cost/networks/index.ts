import { alexnet, alexnetOneGroup, alexnetTwoGroups } from './alexnet';
import { alexnetPruned, alexnetXnor } from './compressed-alexnet';
import { condensenet74 } from './condensenet';
import { densenets } from './densenet';
import { efficientnetB0 } from './efficientnet';
import { fractalnet } from './fractalnet';
import { googlenet, googlenetPaper } from './googlenet';
import { igcv1 } from './igcv1';
import { inceptionV3 } from './inception-v3';
import { mobilenetV1, xMobilenet } from './mobilenet-v1';
import { mobilenetV2 } from './mobilenet-v2';
import { nasnets } from './nasnet';
import type { Network } from './network';
import { pnasnets } from './pnasnet';
import { residualNetworks } from './resnet';
import { segmentationNetworks } from './segmentation';
import { shiftnets } from './shiftnet';
import { shufflenetV1 } from './shufflenet';
import { shufflenetsV2 } from './shufflenet-v2';
import { squeezenets } from './squeezenet';
import { vgg16 } from './vgg';
import { xception } from './xception';

/** Every network, in the order in which the syllabus meets them. */
export const networks: readonly Network[] = [
  ...[alexnet, alexnetTwoGroups, alexnetOneGroup, alexnetPruned, alexnetXnor, vgg16],
  ...[googlenet, googlenetPaper, inceptionV3, xception],
  ...residualNetworks,
  ...[mobilenetV1],
  ...densenets,
  ...[shufflenetV1, igcv1, xMobilenet],
  ...shiftnets,
  ...[fractalnet],
  ...[mobilenetV2],
  ...segmentationNetworks,
  ...nasnets,
  ...pnasnets,
  ...[condensenet74],
  ...squeezenets,
  ...shufflenetsV2,
  efficientnetB0,
];
