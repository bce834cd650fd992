import { architecture } from './architecture';
import { byRole, normMisreadings } from './conv-norm';
import { type Cell, type CellReading, searchedCell } from './searched-cell';

/** State 0 is h, the layer before; state 1 is hp, the one before that. The concat is b1 to b5, then hp. */
export const nasnetANormalCell: Cell = {
  combinations: [
    [
      ['sep3', 0],
      ['identity', 0],
    ],
    [
      ['sep3', 1],
      ['sep5', 0],
    ],
    [
      ['avg3', 0],
      ['identity', 1],
    ],
    [
      ['avg3', 1],
      ['avg3', 1],
    ],
    [
      ['sep5', 1],
      ['sep3', 1],
    ],
  ],
  joined: [2, 3, 4, 5, 6, 1],
};

/** States as in the normal cell; operations on h and hp have stride 2. The concat is b2 to b5: b1 is used within. */
export const nasnetAReductionCell: Cell = {
  combinations: [
    [
      ['sep7', 1],
      ['sep5', 0],
    ],
    [
      ['max3', 0],
      ['sep7', 1],
    ],
    [
      ['avg3', 0],
      ['sep5', 1],
    ],
    [
      ['max3', 0],
      ['sep3', 2],
    ],
    [
      ['avg3', 2],
      ['identity', 3],
    ],
  ],
  joined: [3, 4, 5, 6],
};

const separableEquation =
  '\\quad \\mathrm{sep}_k = \\text{twice } \\mathrm{bn}(w_p * (w_d \\circledast_k \\mathrm{relu}(\\cdot)))';

const parameters = { N: 1, F: 1, H: 1, W: 1 };
const inputs = ['h', 'hp', 'wd', 'wp', 'bn'];
const misreadings = {
  ...normMisreadings,
  'separable-once': { separableOnce: true },
  'inputs-swapped-in-one-branch': { swappedIn: 1 },
  'padding-averaged': { paddingAveraged: true },
};

/** NASNet-A's normal cell, h and hp [N, F, H, W], both fitted to F channels, to y [N, 6 F, H, W]. */
export const nasnetANormal = architecture({
  id: 'nasnet-a-normal',
  name: 'NASNet-A normal cell',
  paper: 'https://arxiv.org/abs/1707.07012',
  example: { N: 8, F: 44, H: 28, W: 28 },
  equation:
    'y = \\mathrm{concat}(b_1, \\dots, b_5, h_p), \\quad b_1 = \\mathrm{sep}_3(h) + h, \\; b_2 = \\mathrm{sep}_3(h_p) + \\mathrm{sep}_5(h), \\; ' +
    'b_3 = \\mathrm{avg}_3(h) + h_p, \\; b_4 = \\mathrm{avg}_3(h_p) + \\mathrm{avg}_3(h_p), \\; b_5 = \\mathrm{sep}_5(h_p) + \\mathrm{sep}_3(h_p), ' +
    separableEquation,
  source: 'Zoph et al. 2018, Learning Transferable Architectures, figure 4 left and appendix A.4',
  parameters,
  inputs,
  build: (g, { N, F, H, W }, reading: CellReading) => {
    const [h, hp] = [g.input('h', [N, F, H, W]), g.input('hp', [N, F, H, W])];
    return { y: searchedCell(g, [h, hp], nasnetANormalCell, { to: F, tensors: byRole, reading }) };
  },
  misreadings,
});

/** NASNet-A's reduction cell, h and hp [N, F, H, W] to y [N, 4 F, Ho, Wo], half the size. */
export const nasnetAReduction = architecture({
  id: 'nasnet-a-reduction',
  name: 'NASNet-A reduction cell',
  paper: 'https://arxiv.org/abs/1707.07012',
  example: { N: 8, F: 44, H: 28, W: 28 },
  equation:
    'y = \\mathrm{concat}(b_2, \\dots, b_5), \\quad b_1 = \\mathrm{sep}_7^{/2}(h_p) + \\mathrm{sep}_5^{/2}(h), \\; b_2 = \\mathrm{max}_3^{/2}(h) + \\mathrm{sep}_7^{/2}(h_p), \\; ' +
    'b_3 = \\mathrm{avg}_3^{/2}(h) + \\mathrm{sep}_5^{/2}(h_p), \\; b_4 = \\mathrm{max}_3^{/2}(h) + \\mathrm{sep}_3(b_1), \\; b_5 = \\mathrm{avg}_3(b_1) + b_2, ' +
    separableEquation,
  source:
    'Zoph et al. 2018, Learning Transferable Architectures, figure 4 right and appendix A.4; padding of half the kernel on either side',
  parameters,
  inputs,
  build: (g, { N, F, H, W }, reading: CellReading) => {
    const [h, hp] = [g.input('h', [N, F, H, W]), g.input('hp', [N, F, H, W])];
    const options = { to: F, stride: 2, tensors: byRole, reading };
    return { y: searchedCell(g, [h, hp], nasnetAReductionCell, options) };
  },
  misreadings: { ...misreadings, 'pool-padding-wins': { poolPaddingWins: true } },
});
