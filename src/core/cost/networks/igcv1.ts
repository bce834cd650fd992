import { interleavedGroups } from '../../blocks/interleaved-group-block';
import type { Builder } from '../../graph/builder';
import type { Value } from '../../graph/draft';
import { extent } from '../../graph/region';
import { classes, resolution } from '../options';
import { operations, parameters } from '../published';
import { network, picture } from './network';
import { classifier } from './parts';
import { stem } from './resnet';

/** Channels of each primary group (M), and primary groups of the first stage (L), which double in each stage. */
const depth = 2;

interface Unit {
  readonly groups: number;
  readonly stride: number;
}

/** The pair of group convolutions without the ReLU that follows it elsewhere. */
function linearPair(g: Builder, x: Value, groups: number): Value {
  const to = groups * depth;
  const primary = g.conv(x, { to, kernel: 3, padding: 1, groups });
  const secondary = g.conv(g.shuffle(primary, groups), { to, kernel: 1, groups: depth });
  return g.batchNorm(g.shuffle(secondary, depth));
}

/** Two pairs beside a shortcut, which is a 1 × 1 in the primary groups where the width changes. */
function unit(g: Builder, x: Value, { groups, stride }: Unit): Value {
  const to = groups * depth;
  const branch = linearPair(g, interleavedGroups(g, x, { groups, depth, stride }), groups);
  const same = extent(x.shape).C === to;
  const skip = same ? x : g.batchNorm(g.conv(x, { to, kernel: 1, stride, groups }));
  return g.relu(g.add(branch, skip));
}

/** Zhang et al. 2017: the shape of ResNet-18 with interleaved group convolutions, as in the authors’ code. */
export const igcv1 = network({
  name: 'igcv1',
  title: 'IGCV1: IGC-L100M2 for ImageNet',
  paper: 'igcv1',
  options: {
    groups: { default: 100, from: 2, to: 1024, whole: true },
    ...{ resolution: resolution(224), classes: classes() },
  },
  published: [
    parameters('8.61M', 'the InterleavedGroupConvolutions repository', {
      reason:
        'Convolutions and the classifier alone have 8,607,700 parameters, the printed 8.61M: the repository leaves the 30,200 of batch norm out.',
    }),
    operations('1.3G', 'the InterleavedGroupConvolutions repository'),
  ],
  notes: [
    'The repository’s other networks, IGC-L4M32 and IGC-L16M16, double M instead of L; they are not described here.',
  ],
  describe: (g, o) => {
    // The stem has half of the first stage’s channels.
    let y = stem(g, picture(g, o.resolution), o.groups);
    for (const stage of [1, 2, 3, 4]) {
      const groups = o.groups * 2 ** (stage - 1);
      y = g.section(`stage ${stage}: 2 units of 2 pairs, L = ${groups}, M = ${depth}`, () => {
        const first = unit(g, y, { groups, stride: stage === 1 ? 1 : 2 });
        return unit(g, first, { groups, stride: 1 });
      });
    }
    return { y: classifier(g, y, o.classes) };
  },
});
