import type { Parameters } from '../../../src/core/blocks/block';

/** Each misreading of a list on one shape. */
function all(shape: Parameters, ...misreadings: string[]): Record<string, Parameters> {
  return Object.fromEntries(misreadings.map((id) => [id, shape]));
}

const map = { N: 2, H: 9, W: 7 };
const wide = { ...map, Ci: 6 };
const square = { ...map, C: 6 };
const expanded = { ...wide, Co: 6, t: 6, s: 1 };
const fitted = { N: 1, H: 9, W: 7, F: 8 };
const module = { ...wide, o1: 4, r2: 3, o2: 5, r3: 2, o3: 3, o4: 3 };
const bottleneck = { ...wide, B: 5, Co: 7, s: 2 };
const equal = { ...bottleneck, Co: 6 };
const grouped = { ...wide, B: 6, Co: 9, s: 2, g: 3 };
const unit = { ...wide, B: 6, Co: 12, g: 3, s: 2 };
const joined = ['eps-left-out', 'added-after-relu', 'last-relu-forgotten', 'skip-forgotten'];
const atrous = { ...wide, B: 3, Co: 4, r1: 2, r2: 4, r3: 18 };
const inverted = {
  ...all(expanded, 'eps-left-out', 'last-conv-clipped'),
  ...all({ ...expanded, s: 2 }, 'skip-with-stride'),
  ...all(expanded, 'relu-not-clipped', 'skip-forgotten'),
};
const cell = all(
  fitted,
  ...['eps-left-out', 'separable-once', 'inputs-swapped-in-one-branch', 'padding-averaged'],
);

/** What can be misread in GoogLeNet’s module, with or without biases. */
const branches = ['pool-padding-wins', 'reduction-relu-forgotten', 'last-relu-forgotten'];

/** For each misreading of an architecture's block, a legal shape of the course on which it shows. */
export const architectureShapes: Record<string, Record<string, Parameters>> = {
  'inverted-residual': { ...inverted, ...all(expanded, 'first-norm-twice') },
  'inverted-residual-original': inverted,
  fire: all({ ...wide, S: 3, E1: 5, E3: 4 }, ...['first-relu-forgotten', 'expanded-order-swapped']),
  inception: all(module, ...branches, 'five-padded-as-three'),
  'inception-biased': all(module, ...branches),
  'inception-v3-a': all(module, 'eps-left-out', 'padding-averaged'),
  'xception-middle': all(
    square,
    ...['eps-left-out', 'relu-between', 'relu-last', 'skip-rectified', 'skip-in-every-unit'],
    'one-set-of-kernels',
  ),
  'xception-entry': all({ ...wide, Co: 5 }, 'eps-left-out', 'relu-between'),
  'resnet-basic': all({ ...wide, Co: 7, s: 2 }, ...joined),
  'resnet-bottleneck': {
    ...all(bottleneck, ...joined, 'stride-in-first'),
    ...all(equal, 'identity-with-stride'),
  },
  'resnet-bottleneck-original': {
    ...all(bottleneck, ...joined, 'stride-in-middle'),
    ...all(equal, 'identity-with-stride'),
  },
  resnext: all(
    grouped,
    ...[...joined, 'group-modulo', 'weights-dense-stride', 'channels-not-grouped'],
    'norm-in-each-path',
  ),
  'resnext-paths': all(grouped, ...joined, 'norm-in-each-path'),
  'dense-layer': all(
    { ...square, k: 3, Ctotal: 12 },
    ...['eps-left-out', 'first-relu-forgotten', 'relu-before-norm'],
    ...['second-relu-forgotten', 'padding-normalised', 'image-stride-without-rest'],
  ),
  'dense-layer-plain': all(
    { ...square, k: 3 },
    ...['eps-left-out', 'first-relu-forgotten', 'relu-before-norm'],
  ),
  'dense-block': all(
    { ...square, k: 3, L: 4 },
    ...['eps-left-out', 'first-relu-forgotten', 'relu-before-norm'],
    ...['second-relu-forgotten', 'padding-normalised'],
  ),
  'dense-transition': all({ ...wide, Co: 5 }, 'eps-left-out', 'relu-forgotten'),
  'condensenet-layer': all(
    { ...square, k: 4, g: 2, condense: 3 },
    ...['eps-left-out', 'shuffle-forgotten', 'group-offset-twice'],
  ),
  'shufflenet-unit': {
    ...all(
      unit,
      ...['eps-left-out', 'shuffle-after-depthwise', 'inverse-shuffle', 'relu-after-depthwise'],
      ...['padding-averaged', 'branch-in-front'],
    ),
    ...all({ ...unit, Co: 6, s: 1 }, 'added-after-relu'),
    ...all(unit, 'last-not-grouped'),
  },
  'interleaved-group-block': all(
    { ...map, L: 3, M: 2 },
    ...['eps-left-out', 'groups-swapped', 'second-permutation-forgotten', 'relu-between'],
  ),
  'squeeze-excitation': all({ ...square, r: 3 }, 'relu-forgotten', 'w2-transposed'),
  'se-resnet': all(
    { ...bottleneck, Co: 6, r: 3 },
    ...['eps-left-out', 'added-after-relu', 'gate-after-sum'],
  ),
  'fractal-block': all(
    { ...wide, N: 4, Co: 5, K: 3 },
    ...['eps-left-out', 'paths-summed', 'masks-ignored'],
  ),
  aspp: all(atrous, 'padding-forgotten', 'dilation-ignored'),
  'aspp-deeplab': all(atrous, 'eps-left-out', 'padding-forgotten', 'dilation-ignored'),
  'pyramid-pooling': all({ ...wide, B: 3 }, 'relu-forgotten', 'input-last', 'corners-aligned'),
  'pyramid-pooling-pspnet': all(
    { ...wide, B: 3 },
    'eps-left-out',
    'relu-forgotten',
    'input-last',
    'corners-aligned',
  ),
  'nasnet-a-normal': cell,
  'nasnet-a-reduction': { ...cell, ...all(fitted, 'pool-padding-wins') },
  'pnasnet-5': all(
    { N: 1, H: 9, W: 7, Fa: 8, Fb: 8, F: 8, s: 1 },
    ...['eps-left-out', 'separable-once', 'inputs-swapped-in-one-branch', 'pool-padding-wins'],
  ),
  'hierarchical-motif': all(
    { ...square, e10: 2, e20: 0, e21: 4, e30: 1, e31: 3, e32: 0 },
    ...['none-is-identity', 'indices-swapped'],
  ),
  'hierarchical-cell': all(square, 'none-is-identity', 'indices-swapped'),
  'hierarchical-cell-original': all(
    square,
    ...['eps-left-out', 'none-is-identity', 'indices-swapped'],
  ),
};
