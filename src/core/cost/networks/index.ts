import { alexnet, alexnetTwoGroups } from './alexnet';
import { densenets } from './densenet';
import { mobilenetV1 } from './mobilenet-v1';
import { mobilenetV2 } from './mobilenet-v2';
import type { Network } from './network';
import { residualNetworks } from './resnet';
import { squeezenets } from './squeezenet';
import { vgg16 } from './vgg';
import { xception } from './xception';

/** Every network, in the order in which the syllabus meets them. */
export const networks: readonly Network[] = [
  ...[alexnet, alexnetTwoGroups, vgg16],
  ...[xception],
  ...residualNetworks,
  ...[mobilenetV1],
  ...densenets,
  ...[mobilenetV2],
  ...squeezenets,
];
