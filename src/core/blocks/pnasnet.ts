import { architecture } from './architecture';
import { byRole, normMisreadings } from './conv-norm';
import { type Cell, type CellReading, searchedCell } from './searched-cell';

/** State 0 is a, the layer before; state 1 is b, the one before that. The concat is c1 to c5. */
export const pnasnet5Cell: Cell = {
  combinations: [
    [
      ['sep5', 1],
      ['max3', 1],
    ],
    [
      ['sep7', 0],
      ['max3', 0],
    ],
    [
      ['sep5', 0],
      ['sep3', 0],
    ],
    [
      ['sep3', 4],
      ['max3', 0],
    ],
    [
      ['sep3', 1],
      ['identity', 0],
    ],
  ],
  joined: [2, 3, 4, 5, 6],
};

/**
 * PNASNet-5's cell, a [N, Fa, H, W] and b [N, Fb, H, W] to y [N, 5 F, Ho, Wo]. Where an operation changes width or
 * size and has no width of its own, a 1 × 1 with batch norm does it (wi): after a pool, and in place of the identity
 * behind a ReLU.
 */
export const pnasnet5 = architecture({
  id: 'pnasnet-5',
  name: 'PNASNet-5 cell',
  paper: 'https://arxiv.org/abs/1712.00559',
  example: { N: 8, Fa: 54, Fb: 54, F: 54, H: 28, W: 28, s: 1 },
  equation:
    'y = \\mathrm{concat}(c_1, \\dots, c_5), \\quad c_1 = \\mathrm{sep}_5(b) + \\mathrm{max}_3(b), \\; c_2 = \\mathrm{sep}_7(a) + \\mathrm{max}_3(a), \\; ' +
    'c_3 = \\mathrm{sep}_5(a) + \\mathrm{sep}_3(a), \\; c_4 = \\mathrm{sep}_3(c_3) + \\mathrm{max}_3(a), \\; c_5 = \\mathrm{sep}_3(b) + a, ' +
    '\\quad \\mathrm{sep}_k = \\text{twice } \\mathrm{bn}(w_p * (w_d \\circledast_k \\mathrm{relu}(\\cdot)))',
  source:
    'Liu et al. 2018, Progressive Neural Architecture Search, figure 1 left; widths and strides as in the published TensorFlow cell',
  parameters: { N: 1, Fa: 1, Fb: 1, F: 1, H: 1, W: 1, s: 1 },
  inputs: ['a', 'b', 'wd', 'wp', 'wi', 'bn'],
  build: (g, { N, Fa, Fb, F, H, W, s }, reading: CellReading) => {
    const [a, b] = [g.input('a', [N, Fa, H, W]), g.input('b', [N, Fb, H, W])];
    const options = { to: F, stride: s, tensors: byRole, reading };
    return { y: searchedCell(g, [a, b], pnasnet5Cell, options) };
  },
  misreadings: {
    ...normMisreadings,
    'separable-once': { separableOnce: true },
    'inputs-swapped-in-one-branch': { swappedIn: 0 },
    'pool-padding-wins': { poolPaddingWins: true },
  },
});
