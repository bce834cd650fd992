import type { Builder } from '../graph/builder';
import type { Value } from '../graph/draft';
import { architecture } from './architecture';
import {
  byRole,
  convolved,
  type Naming,
  normalised,
  normMisreadings,
  type NormReading,
  unnamed,
} from './conv-norm';

/** How the block is read; an empty reading is the definition, each entry is a mistake. */
interface Reading extends NormReading {
  readonly groupsSwapped?: boolean;
  readonly withoutSecondPermutation?: boolean;
  readonly reluBetween?: boolean;
}

export interface InterleavedOptions {
  /** Groups of the primary convolution (L) and channels of each (M): the block makes L · M channels. */
  readonly groups: number;
  readonly depth: number;
  readonly kernel?: number;
  readonly stride?: number;
  readonly tensors?: Naming;
  readonly reading?: Reading;
}

/**
 * An interleaved group convolution with batch norm and ReLU: the primary 3 × 3 with L groups of M channels (wp), a
 * permutation that puts one channel of each group side by side, the secondary 1 × 1 with M groups of L channels
 * (ws, rows in the permuted order), the permutation back.
 */
export function interleavedGroups(g: Builder, x: Value, options: InterleavedOptions): Value {
  const { groups, depth, kernel = 3, stride = 1, tensors = unnamed, reading = {} } = options;
  const to = groups * depth;
  const [there, back] = reading.groupsSwapped === true ? [depth, groups] : [groups, depth];
  const spatial = { kernel, stride, padding: (kernel - 1) / 2, to, groups };
  const primary = convolved(g, x, { ...spatial, weight: tensors('wp') });
  const between = reading.reluBetween === true ? g.relu(primary) : primary;
  const secondary = convolved(g, g.shuffle(between, there), {
    ...{ weight: tensors('ws'), to, kernel: 1, groups: depth },
  });
  const mixed = reading.withoutSecondPermutation === true ? secondary : g.shuffle(secondary, back);
  return g.relu(normalised(g, mixed, tensors('bn'), reading));
}

/** The block of IGCV1, x [N, L·M, H, W] to y of the same shape. */
export const interleavedGroupBlock = architecture({
  id: 'interleaved-group-block',
  name: 'Interleaved group block (IGCV1)',
  paper: 'https://arxiv.org/abs/1707.02725',
  example: { N: 8, H: 32, W: 32, L: 24, M: 4 },
  equation:
    'y = \\mathrm{relu}(\\mathrm{bn}(P^T (w_s *_M P (w_p *_L x)))), \\quad P: \\; c \\mapsto (c \\bmod M) L + \\lfloor c / M \\rfloor',
  source: 'Zhang et al. 2017, Interleaved Group Convolutions, section 3.1 and figure 1',
  parameters: { N: 1, H: 1, W: 1, L: 1, M: 1 },
  inputs: ['x', 'wp', 'ws', 'bn'],
  build: (g, { N, H, W, L, M }, reading: Reading) => {
    const x = g.input('x', [N, L * M, H, W]);
    return { y: interleavedGroups(g, x, { groups: L, depth: M, tensors: byRole, reading }) };
  },
  misreadings: {
    ...normMisreadings,
    'groups-swapped': { groupsSwapped: true },
    'second-permutation-forgotten': { withoutSecondPermutation: true },
    'relu-between': { reluBetween: true },
  },
});
