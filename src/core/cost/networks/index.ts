import { alexnet, alexnetTwoGroups } from './alexnet';
import { densenets } from './densenet';
import { mobilenetV1 } from './mobilenet-v1';
import type { Network } from './network';
import { residualNetworks } from './resnet';
import { squeezenets } from './squeezenet';
import { vgg16 } from './vgg';

/** Every network, in the order in which the syllabus meets them. */
export const networks: readonly Network[] = [
  ...[alexnet, alexnetTwoGroups, vgg16],
  ...residualNetworks,
  ...densenets,
  ...[mobilenetV1],
  ...squeezenets,
];
