import { invertedResidual } from '../../blocks/inverted-residual';
import { classes, factor, resolution } from '../options';
import { operations, parameters, type Published } from '../published';
import { network, picture } from './network';

/** Expansion t, channels c, repeats n and stride s of each row (Sandler et al. 2018, table 2). */
const rows = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/** The nearest multiple of 8, at least 8, and never below nine tenths: how the authors’ code rounds widths. */
export function multipleOf8(channels: number): number {
  const near = Math.max(8, Math.floor((channels + 4) / 8) * 8);
  return near < 0.9 * channels ? near + 8 : near;
}

const readme = 'tensorflow/models, MobileNetV2 checkpoints';
const fewer = 'The released checkpoints are counted without a part that the page does not name:';
const figures: readonly Published[] = [
  parameters('3.4M', 'MobileNetV2, table 4', {
    reason:
      'The layers of its table 2 have 3,504,872 parameters, torchvision’s number; 3.47M, as for the checkpoint, cuts to 3.4M.',
  }),
  operations('300M', 'MobileNetV2, table 4'),
  parameters('6.9M', 'MobileNetV2, table 4', {
    at: { width: 1.4 },
    reason: 'The layers of its own table 2 have 6.11M parameters at 1.4 times the width.',
  }),
  operations('585M', 'MobileNetV2, table 4', {
    at: { width: 1.4 },
    reason: 'The layers of its table 2 need 582.2M, as the page of the released checkpoint says.',
  }),
  operations('582M', readme, { at: { width: 1.4 } }),
  operations('209M', readme, { at: { width: 0.75 } }),
  operations('97M', readme, { at: { width: 0.5 } }),
  operations('59M', readme, { at: { width: 0.35 } }),
  parameters('2.61M', readme, {
    at: { width: 0.75 },
    reason: `${fewer} the layers have 2,636,424 parameters.`,
  }),
  parameters('3,504,872', 'torchvision 0.28, documentation'),
  operations('0.301G', 'torchvision 0.28, documentation'),
];

/** Sandler et al. 2018, table 2; the last convolution does not become narrower than 1280. */
export const mobilenetV2 = network({
  name: 'mobilenet_v2',
  title: 'MobileNetV2',
  paper: 'mobilenet-v2',
  options: { width: factor(), resolution: resolution(224), classes: classes() },
  published: figures,
  describe: (g, o) => {
    const first = multipleOf8(32 * o.width);
    let y = g.section(`conv 3 × 3 / 2 to ${first}`, () => {
      const window = { kernel: 3, stride: 2, padding: 1 };
      return g.relu6(g.batchNorm(g.conv(picture(g, o.resolution), { to: first, ...window })));
    });
    for (const [expansion, channels, times, stride] of rows) {
      const to = multipleOf8(channels * o.width);
      const label = `${times} × inverted residual: t = ${expansion}, to ${to}, first stride ${stride}`;
      y = g.section(label, () => {
        for (let i = 0; i < times; i++) {
          y = invertedResidual(g, y, { to, expansion, stride: i === 0 ? stride : 1 });
        }
        return y;
      });
    }
    const last = multipleOf8(1280 * Math.max(1, o.width));
    y = g.section(`conv 1 × 1 to ${last}`, () =>
      g.relu6(g.batchNorm(g.conv(y, { to: last, kernel: 1 }))),
    );
    const fc = g.section('global average pool; fc', () =>
      g.linear(g.dropout(g.globalAveragePool(y), 0.2), { to: o.classes }),
    );
    return { y: fc };
  },
});
