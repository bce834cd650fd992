import { condensedLayer } from '../../blocks/condensenet';
import { extent } from '../../graph/region';
import { classes, oneOf, resolution } from '../options';
import { operations, parameters, type Published } from '../published';
import { network, picture } from './network';

/** Layers and growth of each dense block (Huang et al. 2018, table 2). */
const blocks = [
  [4, 8],
  [6, 16],
  [8, 32],
  [10, 64],
  [8, 128],
] as const;

const readme = 'the CondenseNet repository';
const own = { convention: 'condensenet' } as const;
const figures: readonly Published[] = [
  parameters('4.8M', readme),
  operations('529M', readme, own),
  parameters('2.9M', readme, { at: { groups: 8 } }),
  operations('274M', readme, { ...own, at: { groups: 8 } }),
];

/** Huang et al. 2018, at test time, with G = C groups: as many groups as one input channel in so many is kept. */
export const condensenet74 = network({
  name: 'condensenet74',
  title: 'CondenseNet-74 at test time, G = C',
  paper: 'condensenet',
  options: { groups: oneOf([1, 2, 4, 8], 4), resolution: resolution(224), classes: classes() },
  published: figures,
  notes: [
    'The paper’s FLOPs count one operation for each ReLU input and k · k for each output of a pooling besides the multiply-adds.',
  ],
  describe: (g, o) => {
    let y = g.section('conv 3 × 3 / 2 to 16', () =>
      g.conv(picture(g, o.resolution), { to: 16, kernel: 3, stride: 2, padding: 1 }),
    );
    const options = { groups: o.groups, condensation: o.groups };
    blocks.forEach(([layers, growth], i) => {
      const inside = `1 × 1 learned groups to ${4 * growth}, 3 × 3 in groups to ${growth}`;
      y = g.section(`dense block ${i + 1}: ${layers} × (${inside})`, () => {
        // Transitions are a pooling alone.
        if (i > 0) y = g.averagePool(y, { kernel: 2 });
        for (let k = 0; k < layers; k++) y = condensedLayer(g, y, { growth, ...options });
        return y;
      });
    });
    const half = Math.floor(extent(y.shape).C / 2);
    const fc = g.section(`BN, ReLU, global average pool; fc from ${half}`, () => {
      const pooled = g.globalAveragePool(g.relu(g.batchNorm(y)));
      return g.linear(g.gatherBy(pooled, { index: 'fc.index', to: half }), { to: o.classes });
    });
    return { y: fc };
  },
});
